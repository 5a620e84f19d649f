"""Everything that the page of one case shows: money, people, papers, history. Who the family is stays masked."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.audit.models import AuditEvent
from common.audit.registry import describe
from common.messages import Words, listed, said
from desk import steps
from desk.case_acts import form_for
from desk.forms.cases import CloseForm, NoteForm
from desk.forms.clues import ReasonForm
from desk.forms.reveal import RevealForm
from desk.sections.cases import confirms_payouts
from donations.models import Payout
from matching.measures import CASH, Measure
from matching.models import Delivery, Match
from matching.runs.pools.selectors import one_per_pool
from needs.models import Commitment
from needs.states import CASE
from organisations.actors import actor_names
from privacy.purposes import Purpose
from privacy.responses import shown
from privacy.services import Disclosed
from programmes.volunteers.skills import FITTING
from volunteering.access import of_case
from workspace.door import SignedIn

FAMILY = "name id_no phone village_name address"


def family(request: SignedIn, one, *, reason: str) -> list[Disclosed]:
    """Everybody of the household, then the household itself, in full. Raises as `disclose_rows` does."""
    home = one.household
    return shown(request, one, [*home.people.all(), home], FAMILY, purpose=Purpose.REVEAL, reason=reason)


def context(request: SignedIn, one, **extra) -> dict:
    items = list(one.items.all())
    notes = one.notes.select_related("written_by")
    case, *read_notes = shown(request, one, [one, *notes], "summary text")
    return {
        "case": case,
        "items": items,
        "head": one.household.head,
        "clues": one.clues.select_related("region", "reporter"),
        "verifications": one.verifications.select_related("first_by", "second_by"),
        "aids": one.statutory_aids.select_related("item"),
        "consents": one.consents.select_related("recipient"),
        "commitments": Commitment.objects.filter(item__case=one).exclude(state="released").select_related("item"),
        "matches": one_per_pool(Match.objects.filter(case=one))
        .select_related("programme", "fund", "pledge", "resource", "item", "decided_by", "answered_by", "pool")
        .exclude(state="superseded")
        .order_by("-proposed_at"),
        "files": one.evidence.select_related("file", "added_by"),
        "notes": read_notes,
        "bar": coverage(items, one),
        "things": things(items),
        "steps": steps.of(one, request.user),
        "history": history(one),
        "open_objections": one.objections.filter(answered_at__isnull=True).count(),
        "note_form": NoteForm(),
        "close_form": CloseForm(),
        "reveal_form": RevealForm(),
        "may_close": CASE.allows(one.state, "complete"),
        "act_form": form_for(one, request.user),
        "deliveries": [
            (row, return_form(row))
            for row in Delivery.objects.filter(match__case=one).select_related("match__item", "reported_by")
        ],
        **_volunteering(one, items),
        "stays": one.stays.select_related("station__organisation"),
        "payouts": payouts_of(one),
        "may_confirm_payout": confirms_payouts(request.user),
        **extra,
    }


def _volunteering(one, items) -> dict:
    """Who was asked to come, and whether there is anything that volunteers could do."""
    wanted = any(item.kind == "service" and item.category in FITTING for item in items)
    return {"volunteering": list(of_case(one)) if wanted else [], "wants_volunteers": wanted and not one.closed_at}


def payouts_of(one) -> QuerySet[Payout]:
    """What charities paid out of the gifts for this need; none while nothing was ever published."""
    if one.public_need_id is None:
        return Payout.objects.none()
    return Payout.objects.filter(claim__public_need=one.public_need_id).select_related(
        "claim__programme", "paid_by", "reported_by", "confirmed_by"
    )


def return_form(delivery, data=None) -> ReasonForm:
    """Asking the payer for a better report of one delivery; there may be several on the page."""
    return ReasonForm(data, auto_id=f"id_{delivery.pk}_%s")


def coverage(items, one) -> dict[str, int]:
    """The bar of the case, from the items themselves: staff see it also when nothing is public."""
    cash = [item for item in items if item.kind == "cash" and item.verified_cost_fen is not None]
    live = Commitment.objects.filter(item__case=one).exclude(state="released")
    by_kind = {"charity": 0, "gift": 0}
    for kind, fen in live.values_list("source_kind", "amount_fen"):
        by_kind[kind] += fen or 0
    return {
        "need_fen": sum(item.need_fen for item in cash),
        "government_fen": sum(item.statutory_fen for item in cash),
        "charity_fen": by_kind["charity"],
        "gifts_fen": by_kind["gift"],
    }


def things(items) -> list[tuple[str, Words]]:
    """Goods and services of the case: what, and how many of how many are arranged."""
    return [
        (
            one.get_category_display(),
            said(
                gettext_lazy("已安排 %(covered)s，共需 %(asked)s"),
                covered=measure.words(measure.covered(one)),
                asked=measure.words(measure.asked(one)),
            ),
        )
        for one in items
        if not (measure := Measure.of(one)).is_money
    ]


def missing(items) -> Words:
    """What nobody covers yet, in one line: money first, then each thing."""
    cash = [one for one in items if one.kind == "cash"]
    fen = sum(one.remaining_fen for one in cash)
    left: list[Words] = [CASH.words(fen)] if fen else []
    left += [
        said(
            gettext_lazy("%(item)s %(left)s"),
            item=one.get_category_display(),
            left=measure.words(measure.remaining(one)),
        )
        for one in items
        if not (measure := Measure.of(one)).is_money and measure.remaining(one)
    ]
    return said(gettext_lazy("还差 %(what)s"), what=listed(left)) if left else said(gettext_lazy("已安排齐"))


def history(one) -> list[dict]:
    """Every act and every fen, from the audit log: who, when, what."""
    events = list(AuditEvent.objects.filter(case_id=one.pk, kind="act").order_by("at", "id"))
    names = actor_names(events)
    return [
        {"when": event.at, "text": describe(event), "detail": names.get(event.actor_id) or _("系统")}
        for event in events
    ]
