"""公示 at the desk: the case's step, the list, and an objection looked at again by somebody without a part in the case."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt, attempt_plain
from desk.forms.clues import ReasonForm
from desk.forms.notices import DecisionForm, DraftForm, HeardForm, PostForm
from desk.frame import page
from desk.views.door import case_or_404, staff_only
from organisations import access
from organisations.permissions import Permission as P
from privacy.responses import shown
from publication.notices import access as reach
from publication.notices import services
from publication.notices.models import CaseNotice
from publication.notices.selectors import EXPENDITURE, is_protected, notices_of, under_way
from publication.notices.services.notices import places_of
from publication.notices.services.objections import involved
from publication.notices.states import NoticeState
from workspace.door import SignedIn
from workspace.paging import paged


@staff_only
def index(request: SignedIn):
    access.require(request.user, P.SEE_CASES)
    notices = reach.notices_for(request.user)
    if (state := request.GET.get("state")) in NoticeState.values:
        notices = notices.filter(state=state)
    found = paged(request, notices.order_by("-drafted_at", "slug"))
    links = CaseNotice.objects.filter(notice__in=[one.pk for one in found]).values_list("notice", "case__number")
    numbers = dict(links)
    return page(
        request,
        "notices.html",
        {
            "notices": found,
            "rows": [(one, numbers[one.pk]) for one in found],
            "state": state,
            "states": [("", _("全部")), *NoticeState.choices],
            "objections": paged(request, reach.waiting_objections(request.user), name="objections"),
        },
    )


@staff_only
def case_notice(request: SignedIn, number: str):
    """Each does the own part: draft, check, post, take down; staff write down what somebody says on the telephone."""
    case = case_or_404(request, number)
    notice, verb = under_way(case), request.POST.get("verb", "")
    forms = {
        "draft": DraftForm(request.POST if verb == "draft" else None, places=places_of(case)),
        "post": PostForm(request.POST if verb == "post" else None),
        "object": HeardForm(request.POST if verb == "object" else None),
        "withdraw": ReasonForm(request.POST if verb == "withdraw" else None, auto_id="id_withdraw_%s"),
    }
    if request.method == "POST" and _act(request, case, notice, verb, forms):
        return redirect("desk:case_notice", number)
    failed = any(form.errors for form in forms.values())
    return page(
        request,
        "case_notice.html",
        {
            "case": case,
            "notice": notice,
            "forms": forms,
            "expenditure": case.track == EXPENDITURE,
            "protected": is_protected(case),
            "own_draft": bool(notice and notice.drafted_by_id == request.user.pk),
            "past": notices_of(case).exclude(pk=notice and notice.pk).order_by("-drafted_at"),
            "objections": notice.objections.all() if notice else [],
            "proofs": notice.proofs.select_related("by") if notice else [],
            "failed": next((form for form in forms.values() if form.errors), None),
        },
        status=422 if failed else 200,
    )


def _act(request: SignedIn, case, notice, verb: str, forms) -> bool:
    by, at = request.user, timezone.now()
    if verb == "draft":
        return attempt(
            request,
            forms["draft"],
            lambda data: services.draft_notice(
                case=case, place=data["place"], amount_fen=data["amount_fen"], by=by, at=at
            ),
            _("公示已拟好，请另一人核对。"),
        )
    if notice is None or verb not in ("check", *forms):
        raise Http404
    if verb == "check":
        return attempt_plain(
            request, lambda: services.check_notice(notice=notice, by=by, at=at), _("已核对，可以张贴。")
        )
    calls = {
        "post": lambda data: services.post_notice(notice=notice, board=data["board"], by=by, at=at),
        "object": lambda data: services.object_to_notice(
            notice=notice,
            words=data["words"],
            contact=data["contact"],
            channel=data["channel"],
            token=data["token"],
            by=by,
            at=at,
        ),
        "withdraw": lambda data: services.withdraw_notice(notice=notice, reason=data["reason"], by=by, at=at),
    }
    done = {"post": _("已张贴，期满自动撤下。"), "object": _("异议已登记，公示暂停。"), "withdraw": _("公示已撤下。")}
    return attempt(request, forms[verb], calls[verb], done[verb])


@staff_only
def objection(request: SignedIn, number: str):
    """What was said, the notice as it hung, and the answer with its reason."""
    access.require(request.user, P.DECIDE_OBJECTION)
    one = get_object_or_404(reach.objections_for(request.user), number=number)
    form = DecisionForm(request.POST if request.POST.get("verb") == "decide" else None)
    if request.method == "POST" and _recheck(request, one, form):
        return redirect("desk:notice_objection", number)
    case = CaseNotice.objects.select_related("case").get(notice=one.notice_id).case
    return page(
        request,
        "notice_objection.html",
        {
            "objection": shown(request, one, one, "words contact finding")[0],
            "notice": one.notice,
            "form": form,
            "involved": request.user.pk in involved(case, one.notice),
            "mine": one.rechecker_id == request.user.pk,
            "case": case if access.has_permission(request.user, P.SEE_CASES) else None,
        },
        status=422 if form.errors else 200,
    )


def _recheck(request: SignedIn, one, form) -> bool:
    by, at = request.user, timezone.now()
    if request.POST.get("verb") == "take":
        return attempt_plain(
            request, lambda: services.take_objection(objection=one, by=by, at=at), _("由您复核，请写明查到什么。")
        )
    return attempt(
        request,
        form,
        lambda data: services.decide_objection(
            objection=one,
            upheld=data["outcome"] == "upheld",
            finding=data["finding"],
            answer=data["answer"],
            by=by,
            at=at,
        ),
        _("已答复。"),
    )
