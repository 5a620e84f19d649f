"""C5 to C7: offers by deadline, one match with its facts and conditions, and – once accepted – whom it is for."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from matching.access import matches_for_charity, matches_to_deliver
from matching.act_subjects import deliverer_of, owner_of
from matching.delivery import answers, deliveries
from matching.models import Match
from matching.models.queries import MatchQuerySet
from matching.states import MatchState as M
from organisations import access
from organisations.permissions import Permission as P
from partners import contacts, summaries
from partners.door import for_people_with
from partners.forms.matches import AcceptForm, DeclineForm
from partners.frame import answer, page
from partners.sections.cases import in_hand
from partners.sections.matches import offers
from privacy.limits import LimitReached
from privacy.responses import TOO_MANY
from workspace.door import SignedIn
from workspace.paging import paged

answering = for_people_with(P.ANSWER_MATCH)
delivering = for_people_with(P.RECORD_DELIVERY)
BEFORE = (M.OFFERED, M.DECLINED, M.EXPIRED)


def match_of(request: SignedIn, number: str) -> Match:
    """An offer to the own charity, or what it keeps for others; another's does not exist."""
    return get_object_or_404(matches_for_charity(request.user).with_parts(), number=number)


def match_to_deliver(request: SignedIn, number: str) -> Match:
    """One that the own organisation hands over; for whoever only offers the money or the goods it does not exist here."""
    return get_object_or_404(matches_to_deliver(request.user).with_parts(), number=number)


def section_of(match: Match) -> str:
    return "matches" if match.state in BEFORE else "cases"


def _as_rows(matches: MatchQuerySet) -> QuerySet[Match]:
    """With all that `match_rows` reads of each."""
    return matches.with_parts().prefetch_related("case__consents")


@answering
def matches(request: SignedIn) -> HttpResponse:
    """C5: what waits for an answer."""
    shown = paged(request, _as_rows(offers(request.user)))
    return page(request, "matches.html", {"page": shown, "rows": summaries.match_rows(shown, timezone.now())})


@delivering
def cases(request: SignedIn) -> HttpResponse:
    """Accepted and not yet confirmed; below, what is finished."""
    now = timezone.now()
    going_on = paged(request, _as_rows(in_hand(request.user)))
    verified = matches_to_deliver(request.user).filter(state=M.VERIFIED).order_by("-answered_at", "number")
    finished = paged(request, _as_rows(verified), name="done")
    context = {
        "page": going_on,
        "rows": summaries.match_rows(going_on, now),
        "finished": finished,
        "done": summaries.match_rows(finished, now),
    }
    return page(request, "cases.html", context)


@answering
def match(request: SignedIn, number: str) -> HttpResponse:
    return _shown(request, match_of(request, number))


@answering
@require_POST
def accept(request: SignedIn, number: str) -> HttpResponse:
    one = match_of(request, number)
    form = AcceptForm(request.POST, match=one)
    if attempt(
        request,
        form,
        lambda data: answers.accept(
            match=one, amount=data["amount"], version=data["version"], by=request.user, at=timezone.now()
        ),
        _("已接受，已为这份求助留好。请按期发放并登记。"),
    ):
        return redirect("partners:match", one.number)
    return _shown(request, match_of(request, number), accept=form)


@answering
@require_POST
def decline(request: SignedIn, number: str) -> HttpResponse:
    one = match_of(request, number)
    form = DeclineForm(request.POST)
    if attempt(
        request,
        form,
        lambda data: answers.decline(match=one, by=request.user, at=timezone.now(), **data),
        _("已登记不接受，预留的已释放。"),
    ):
        return redirect("partners:matches")
    return _shown(request, match_of(request, number), decline=form)


@delivering
@require_POST
def contact(request: SignedIn, number: str) -> HttpResponse:
    """Open the agreed personal data. A POST, so that no link or prefetch opens it; each opening is one log entry."""
    one = match_to_deliver(request, number)
    consent = contacts.opening_consent(one, timezone.now())
    if consent is None:
        return redirect("partners:match", one.number)
    try:
        rows = contacts.rows_of(request, one.case, consent, one.number)
    except LimitReached as refusal:
        messages.error(request, str(refusal))
        return _shown(request, one, status=TOO_MANY)
    return _shown(request, one, rows=rows)


@delivering
def pay(request: SignedIn, number: str) -> HttpResponse:
    """Its own page, which names the effect: the books say “paid”, or the stock “handed out”, from here on."""
    one = match_to_deliver(request, number)
    if request.method == "POST" and attempt_plain(
        request,
        lambda: deliveries.disburse(match=one, by=request.user, at=timezone.now()),
        _("已登记。收到后请登记发放。"),
    ):
        return redirect("partners:match", one.number)
    if one.state != M.ACCEPTED:
        return redirect("partners:match", one.number)
    return page(request, "match_pay.html", {"match": one, "holder": deliverer_of(one)}, section="cases")


def _shown(
    request: SignedIn,
    one: Match,
    accept: AcceptForm | None = None,
    decline: DeclineForm | None = None,
    rows=None,
    status: int = 200,
) -> HttpResponse:
    """One page for the whole life of a match: what may be done depends on its state."""
    now = timezone.now()
    may_answer = owner_of(one).pk in {own.pk for own in access.organisations_with(request.user, P.ANSWER_MATCH)}
    context = {
        **summaries.match_page(one, now),
        "contact_rows": rows,
        "form": accept or decline,
        "may_answer": may_answer and one.state == M.OFFERED and (one.reply_by is None or now <= one.reply_by),
        "may_deliver": matches_to_deliver(request.user).filter(pk=one.pk).exists(),
        "accept": accept or AcceptForm(match=one),
        "decline": decline or DeclineForm(initial={"version": one.version}),
    }
    template = "match.html" if one.state in BEFORE else "match_accepted.html"
    return answer(request, template, context, section=section_of(one), status=status)
