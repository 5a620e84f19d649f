"""What the pages of programmes say. Shown is every programme that was ever approved: who gave may look it up later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When

from donations.selectors import channels_of
from funds.accounts import Balances, balances
from needs import criteria
from organisations.models import Qualification
from pages import links, selectors
from pages.cards import need_cards
from pages.need_facts import NO_CHANNEL
from pages.payee import payee_of
from programmes.models import Programme
from programmes.selectors import can_receive_gifts
from programmes.states import ProgrammeState as S
from publication.states import PublicState

SHOWN_NEEDS = 6
TAGS = {S.RUNNING: "verified", S.FULL: "information", S.RESTING: "caution", S.STOPPED: "plain"}


@dataclass
class ProgrammeFacts:
    payee: dict[str, Any]
    balances: Balances
    bar: list[dict[str, Any]]
    rules: list[str]
    rules_any: bool
    needs: list[dict[str, Any]]
    open_count: int
    state_tone: str
    report_late: bool
    blocker: str = ""
    give_url: str = ""
    complaint_url: str = ""


def shown() -> QuerySet[Programme]:
    certificates = Prefetch("charity__qualifications", Qualification.objects.order_by("valid_to"))
    return (
        Programme.objects.filter(state__in=[S.RUNNING, S.FULL, S.RESTING, S.STOPPED], approved_by__isnull=False)
        .select_related("charity", "region")
        .prefetch_related(certificates)
    )


def listed() -> QuerySet[Programme]:
    """Those that still work, running ones first, with the number of needs each has accepted that are open now."""
    open_claims = Q(
        claims__ended_at__isnull=True, claims__public_need__live=True, claims__public_need__state=PublicState.PUBLISHED
    )
    first = Case(When(state=S.RUNNING, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        shown()
        .exclude(state=S.STOPPED)
        .annotate(open_needs=Count("claims", filter=open_claims), first=first)
        .order_by("first", "-open_needs", "name", "pk")
    )


def card_of(programme: Any) -> dict[str, Any]:
    return {
        "slug": programme.slug,
        "title": programme.title,
        "charity": programme.charity,
        "charity_label": programme.charity.local_name,
        "purpose": programme.purpose_text,
        "cap_fen": programme.cap_fen,
        "filing_no": programme.filing_no,
        "last_report_on": programme.last_report_on,
        "open_needs": programme.open_needs,
    }


def facts_of(programme: Programme, on: date) -> ProgrammeFacts:
    sums = balances(programme)
    needs = selectors.open_needs_of(programme)
    facts = ProgrammeFacts(
        payee=payee_of(programme, on),
        balances=sums,
        bar=_bar(sums),
        rules=_rules_in_words(programme.rules),
        rules_any="any" in programme.rules,
        needs=need_cards(selectors.for_cards(needs)[:SHOWN_NEEDS]),
        open_count=needs.count(),
        state_tone=TAGS[S(programme.state)],
        report_late=programme.report_due_on is not None and programme.report_due_on < on,
        complaint_url=links.optional("complaint"),
    )
    if blocker := can_receive_gifts(programme, on):
        facts.blocker = str(blocker)
    elif not channels_of(programme.charity):
        facts.blocker = str(NO_CHANNEL)
    else:
        facts.give_url = links.give_url(programme)
    return facts


def _rules_in_words(rules: Mapping[str, Any]) -> list[str]:
    """One sentence for each condition, so that they can be read as a list."""
    kind = "any" if "any" in rules else "all"
    return [criteria.in_words({kind: [clause]}) for clause in rules.get(kind, [])]


def _bar(sums: Balances) -> list[dict[str, Any]]:
    """Parts of the total as places on a line of 100 %, in the order in which money moves."""
    amounts = {"disbursed": sums.disbursed_fen, "committed": sums.committed_fen, "available": sums.available_fen}
    parts, drawn = [], 0
    for name, fen in amounts.items():
        width = fen * 100_000 // sums.total_fen if sums.total_fen else 0
        parts.append(
            {
                "name": name,
                "fen": fen,
                "x": f"{drawn // 1000}.{drawn % 1000:03}%",
                "width": f"{width // 1000}.{width % 1000:03}%",
            }
        )
        drawn += width
    return parts
