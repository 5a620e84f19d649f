"""Change of use of a running fund: the enterprise asks and consents, the charity that holds the money agrees."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from funds.models import Fund
from funds.purpose_changes import access, outlook, services, summary, terms
from funds.purpose_changes.models import PurposeChange
from organisations.permissions import Permission as P
from partners.door import for_people_with
from partners.forms.changes import ChangeForm, SayYesForm
from partners.forms.programmes import ReasonForm
from partners.frame import answer
from partners.views.rules import beside, kept, pressed_save, rule_form
from partners.views.setup import fund_manager, fund_of
from workspace.door import SignedIn

both_sides = for_people_with(P.MANAGE_FUND, P.ANSWER_GRANT, P.SEE_STATEMENT, P.MANAGE_PROGRAMMES)
VERBS = {"requested": services.consent, "consented": services.agree}


@fund_manager
def new(request: SignedIn, pk) -> HttpResponse:
    one = fund_of(request, pk)
    form, asked = rule_form(request, one.rules), kept(request, ChangeForm, one)
    made: list[PurposeChange] = []
    if (
        pressed_save(request)
        and form.is_valid()
        and attempt(
            request,
            asked,
            lambda data: made.append(
                services.request_change(
                    fund=one, rules=form.cleaned_data["rule"], by=request.user, at=timezone.now(), **data
                )
            ),
        )
    ):
        return redirect("partners:change", made[0].number)
    region = asked.cleaned_data.get("region", one.region) if asked.is_bound and asked.is_valid() else one.region
    context = {"fund": one, "form": form, "asked": asked, **beside(form, one.rules, region, "cash")}
    return answer(request, "change_new.html", context, section="funds")


@both_sides
def change(request: SignedIn, number: str) -> HttpResponse:
    """GET: what would change, who said yes, the agreement as it would read; POST: yes or no."""
    one = _change(request, number)
    text = terms.draft(one.fund, one)
    yes = SayYesForm(
        request.POST if "agreed" in request.POST or "seen_sha256" in request.POST else None,
        initial={"seen_sha256": text.sha256},
    )
    no = ReasonForm(request.POST if request.POST.get("verb") == "decline" else None, auto_id="no_%s")
    if _said(request, one, yes, no):
        return redirect("partners:change", one.number)
    return answer(
        request, "change.html", _page(request, one, text) | {"yes": yes, "no": no}, section=_section(request, one.fund)
    )


@both_sides
@require_POST
def withdraw(request: SignedIn, number: str) -> HttpResponse:
    one = _change(request, number)
    attempt_plain(request, lambda: services.withdraw(change=one, by=request.user, at=timezone.now()), _("已撤回。"))
    return redirect("partners:change", one.number)


def _said(request: SignedIn, one: PurposeChange, yes: SayYesForm, no: ReasonForm) -> bool:
    by, at = request.user, timezone.now()
    if no.is_bound:
        return attempt(
            request, no, lambda data: services.decline(change=one, by=by, at=at, **data), _("已答复：不同意。")
        )
    say = VERBS.get(one.state, services.consent)
    return yes.is_bound and attempt(
        request, yes, lambda data: say(change=one, seen_sha256=data["seen_sha256"], by=by, at=at), _("已同意。")
    )


def _page(request: SignedIn, one: PurposeChange, text) -> dict:
    return {
        "change": one,
        "fund": one.fund,
        "text": text if one.is_open else one.agreement,
        "rows": summary.differences(one),
        "sides": summary.sides(one),
        "opened": outlook.opened(one, timezone.now()) if one.is_open else None,
        "my_turn": access.is_their_turn(request.user, one),
        "may_withdraw": access.may_withdraw(request.user, one),
    }


def _change(request: SignedIn, number: str) -> PurposeChange:
    related = (
        "fund__enterprise__region",
        "fund__custodian",
        "fund__region",
        "region",
        "consented_by",
        "agreed_by",
        "approved_by",
        "requested_by",
        "ended_by",
        "agreement",
    )
    return get_object_or_404(access.changes_for_partner(request.user).select_related(*related), number=number)


def _section(request: SignedIn, fund: Fund) -> str:
    return "custody" if access.may_agree(request.user, fund) else "funds"
