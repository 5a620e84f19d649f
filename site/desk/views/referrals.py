"""A9 转介: check answers before it leaves; the list in, out and late; tracking with 催办."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.referrals import page as referral_page
from casework.referrals import services, todo
from casework.referrals.access import is_recipient, received_for, referrals_for, sent_for
from casework.referrals.acts import acts_for
from casework.referrals.forms import ReferForm
from casework.referrals.items import GOVERNMENT, labels
from casework.referrals.services.standing import standing
from casework.referrals.states import LIVE
from common.attempts import attempt
from common.errors import Refusal
from desk.frame import page
from desk.steps import OPENS
from desk.views.door import case_or_404, staff_only
from needs.access import in_area
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from policy.clocks import Clock
from policy.selectors import length
from workspace.door import SignedIn
from workspace.paging import paged


@staff_only
def index(request: SignedIn):
    """What came in, what went out, what is late, and – for those who look after the rules – what went without consent."""
    user, now = request.user, timezone.now()
    if not any(access.has_permission(user, one) for one in (P.SEE_CASES, P.ANSWER_REFERRAL)):
        raise PermissionDenied
    views = _views(user, now)
    view = request.GET.get("view") if request.GET.get("view") in views else next(iter(views))
    found = paged(request, views[view][1].order_by("due_at", "-sent_at", "number"))
    mine = set(todo.waiting(user, now).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return page(
        request,
        "referrals.html",
        {
            "referrals": found,
            "view": view,
            "views": [(name, label) for name, (label, _rows) in views.items()],
            "incoming": view == "in",
            "rows": [
                (
                    one,
                    todo.step(one, user).action if one.pk in mine else "",
                    reverse("desk:referral", args=[one.number]),
                )
                for one in found
            ],
        },
    )


def _views(user: User, now) -> dict:
    views = {}
    if access.has_permission(user, P.SEE_CASES):
        views["out"] = (_("转出"), sent_for(user))
    if access.has_permission(user, P.ANSWER_REFERRAL):
        views["in"] = (_("转入"), received_for(user))
    views["late"] = (_("逾期"), referrals_for(user).filter(state__in=LIVE, due_at__lt=now))
    if access.has_permission(user, P.SEE_AUDIT):
        views["override"] = (_("未经同意发出"), sent_for(user).filter(basis="override"))
    return views


@staff_only
def refer(request: SignedIn, number: str):
    """Fill in (`do=check`), see the ground on which it may go, send (`do=send`); without one there is no send button."""
    case = case_or_404(request, number, *OPENS["case_refer"])
    form = ReferForm(request.POST or None, case=case, may_override=in_area(request.user, case, P.OVERRIDE_CONSENT))
    step = request.POST.get("do", "")
    sent = []
    if step == "send" and attempt(
        request,
        form,
        lambda data: sent.append(services.send_referral(case=case, by=request.user, at=timezone.now(), **_given(data))),
        _("转介已发出。"),
    ):
        return redirect("desk:referral", sent[0].number)
    if step == "check" and form.is_valid():
        return page(request, "refer_check.html", {"case": case, "sent": form, **_checked(case, form.cleaned_data)})
    failed = bool(form.errors) and step != "change"
    context = {"case": case, "form": form, "referrals": case.referrals.select_related("recipient").order_by("-sent_at")}
    return page(request, "refer.html", context, status=422 if failed else 200)


def _given(data) -> dict:
    names = ("recipient", "purpose", "items", "told", "token")
    return {**{name: data[name] for name in names}, "override_reason": data.get("override_reason", "")}


def _checked(case, data) -> dict:
    """Rows to read once more, and what the law says about them."""
    found = standing(case, data["recipient"], data["items"], timezone.now())
    basis = {
        "consent": _("家庭同意"),
        "duty": _("法定职责，已告知家庭") if data["told"] else _("法定职责，尚未告知家庭"),
    }
    official = data["recipient"].kind in GOVERNMENT
    rows = [
        {"label": _("转给"), "value": data["recipient"].name},
        {"label": _("请对方做什么"), "value": data["purpose"]},
        {"label": _("提供的内容"), "lines": labels(data["items"])},
        {"label": _("依据"), "value": basis.get(found.basis, _("没有"))},
        {
            "label": _("期限"),
            "value": _("%(a)s 内接收，%(b)s 内答复") % limits_of_referral(case),
        },
    ]
    return {
        "answers": rows,
        "standing": found,
        "recipient": data["recipient"],
        "official": official,
        "override": data.get("override_reason", "").strip(),
    }


@staff_only
def referral(request: SignedIn, number: str):
    return _shown(request, _referral_or_404(request, number))


@staff_only
@require_POST
def act(request: SignedIn, number: str, verb: str):
    one = _referral_or_404(request, number)
    acts = acts_for(one, request.user, timezone.now(), verb, request.POST)
    if verb not in acts:
        raise Http404
    if attempt(request, acts[verb].form, acts[verb].call, acts[verb].done):
        still = referrals_for(request.user).filter(pk=one.pk).exists()
        return redirect("desk:referral", number) if still else redirect("desk:referrals")
    return _shown(request, one, acts=acts)


@staff_only
@require_POST
def open_items(request: SignedIn, number: str):
    """A POST, so that no link or prefetch opens it; each opening is one log entry."""
    one = _referral_or_404(request, number)
    try:
        rows = services.open_package(referral=one, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:referral", number)
    return _shown(request, one, rows=rows)


def _referral_or_404(request: SignedIn, number: str):
    return get_object_or_404(referrals_for(request.user), number=number)


def _shown(request: SignedIn, one, acts=None, rows=None):
    user = request.user
    inside = sent_for(user).filter(pk=one.pk).exists()
    context = referral_page.context(
        one, user, timezone.now(), recipient=is_recipient(user, one) and not inside, acts=acts, rows=rows
    )
    context |= {
        "case_url": reverse("desk:case", args=[one.case.number]) if inside else "",
        "act_url": f"{reverse('desk:referral', args=[one.number])}do/",
        "open_url": reverse("desk:referral_open", args=[one.number]),
    }
    return page(request, "referral.html", context, status=422 if context["failed"] else 200)


def limits_of_referral(case) -> dict[str, str]:
    """How long the recipient has if it is sent now."""
    urgency, now = "red" if case.urgency == "red" else "", timezone.now()
    clocks = {"a": Clock.REFERRAL_ACCEPT, "b": Clock.REFERRAL_REPLY}
    return {name: str(length(clock, urgency, now, case.county)) for name, clock in clocks.items()}
