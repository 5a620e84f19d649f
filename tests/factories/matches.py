"""Matches in named situations: offered to a charity or an enterprise, accepted, reported as delivered.

The case and everything before the optimiser are made by their services; the proposal itself is written as the optimiser
would write it, so that a test does not need a whole county.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from common.files.services import store
from common.regions import demo_city
from common.sequences.models import next_number
from funds.models import Fund
from matching.decisions import services as decisions
from matching.delivery import answers, deliveries
from matching.models import Delivery, Match
from needs import services as needs
from needs.models import Case, NeedItem
from needs.services.cases import HouseholdFacts, PersonFacts
from organisations.models import User
from programmes.models import Programme
from programmes.resources.models import Resource
from publication import services as publication
from tests.factories import partners as make
from tests.factories.pictures import jpeg
from tests.factories.regions import demo_region

COUNTY, TOWNSHIP = "990121000000", demo_city.SONGPING_TOWN
NAME, PHONE, ADDRESS, BANK = "郝大山", "00011112222", "松坪村三组12号", "6222000000001234"
REASONS = [
    {"rule": "area", "clause": {"id": "地域"}, "outcome": "pass", "requirement": "限澄川市", "fact": "青屏县"},
    {
        "rule": "category",
        "clause": {"id": "困难类型"},
        "outcome": "pass",
        "requirement": "突发疾病",
        "fact": "突发疾病",
    },
    {
        "rule": "income_fen",
        "clause": {"id": "人均月收入"},
        "outcome": "pass",
        "requirement": {"fen": 200_000},
        "fact": {"fen": 142_000},
    },
    {
        "rule": "consent",
        "clause": {"id": "家庭同意"},
        "outcome": "unknown",
        "requirement": "同意提供资料",
        "fact": {"id": "尚未取得"},
    },
]


def open_item(
    *,
    at: datetime,
    gap_fen: int = 1_800_000,
    income_fen: int = 142_000,
    thing: dict[str, Any] | None = None,
    **household: Any,
) -> NeedItem:
    """A verified cash item of an open, unpublished case in Qingping; with a `thing` beside it, that one."""
    clerk = make.person("township_clerk", make.organisation("township", region=TOWNSHIP))
    reviewer = make.person("township_reviewer", clerk.memberships.get().organisation)
    approver = make.approver(COUNTY)
    clue = needs.report_clue(
        token=uuid4(),
        channel="grid",
        category="illness",
        region=demo_region(demo_city.SONGPING_VILLAGE),
        words="突发疾病，家里没有别的收入。",
        household_name=NAME,
        household_phone=PHONE,
        by=clerk,
        at=at,
    )
    clue = needs.take_clue(clue=clue, by=clerk, at=at)
    facts = {
        "size": 4,
        "minors": 1,
        "identity": "marginal",
        "monthly_income_fen": income_fen,
        "address": ADDRESS,
        **household,
    }
    case = needs.open_case(
        clue=clue,
        household=HouseholdFacts(**facts),
        cause="HC01",
        urgency="yellow",
        event_on=localdate(at) - timedelta(days=20),
        head=PersonFacts(name=NAME, phone=PHONE, birth_year=1962, bank_account=BANK),
        by=clerk,
        at=at,
    )
    item = needs.add_item(case=case, kind="cash", category="rehab", requested_fen=gap_fen, by=clerk, at=at)
    item = needs.verify_item(item=item, verified_cost_fen=gap_fen, insurance_fen=0, evidence="seen", by=clerk, at=at)
    if thing:
        item = needs.add_item(case=case, by=clerk, at=at, **thing)
        needs.verify_item(item=item, verified_cost_fen=0, evidence="seen", by=clerk, at=at)
    ticks = dict.fromkeys(("event", "household", "cost", "insurance", "hardship"), "true")
    visit = needs.sign_first(case=case, method="visit", visited_on=localdate(at), facts=ticks, by=clerk, at=at)
    needs.sign_second(verification=visit, by=reviewer, at=at)
    needs.record_aid(case=case, aid_type="temporary_aid", state="not_applicable", by=clerk, at=at)
    case = needs.confirm_gap(case=case, by=reviewer, at=at)
    publication.open_unpublished(case=case, reason="家庭不愿公开。", by=approver, at=at)
    return NeedItem.objects.select_related("case__household").get(pk=item.pk)


def consent(case: Case, recipient, *, at: datetime, fields=("name", "phone"), days: int = 180):
    return needs.record_consent(
        case=case,
        purpose="share",
        recipient=recipient,
        fields=fields,
        form="written",
        expires_at=at + timedelta(days=days),
        by=case.owner,
        at=at,
    )


def offered_in_kind(resource: Resource, *, at: datetime, quantity: int = 4) -> Match:
    """Approved by the county; the stock is reserved, the organisation that offers it is asked."""
    item = open_item(at=at, thing={"kind": resource.kind, "category": resource.category, "quantity": quantity})
    case = item.case
    consent(case, resource.keeper, at=at, fields=("name", "phone", "address"))
    proposed = Match.objects.create(
        number=f"D990121261124{next_number('test-match'):04d}",
        case=case,
        item=item,
        county=case.county,
        source_kind="resource",
        resource=resource,
        reasons=REASONS,
        bound={"cap": 1},
        proposed_quantity=quantity,
        proposed_by=make.person("county_coordinator", make.office(COUNTY)),
        proposed_at=at,
        decide_by=at + timedelta(days=1),
    )
    return decisions.approve(match=proposed, amount=quantity, reason="符合条件。", by=make.approver(COUNTY), at=at)


def offered(
    source: Programme | Fund, *, at: datetime, amount_fen: int = 500_000, item: NeedItem | None = None
) -> Match:
    """Approved by the county and waiting for the source's answer; the money is reserved."""
    item = item or open_item(at=at)
    recipient = source.charity if isinstance(source, Programme) else source.custodian
    if not item.case.consents.filter(purpose="share", recipient=recipient).exists():
        consent(item.case, recipient, at=at)
    kind = "programme" if isinstance(source, Programme) else "fund"
    proposed = Match.objects.create(
        number=f"D990121261124{next_number('test-match'):04d}",
        case=item.case,
        item=item,
        county=item.case.county,
        source_kind=kind,
        **{kind: source},
        rule_version=source.rule_version,
        reasons=REASONS,
        bound={"cap": 1},
        proposed_fen=amount_fen,
        proposed_by=make.person("county_coordinator", make.office(COUNTY)),
        proposed_at=at,
        decide_by=at + timedelta(days=1),
    )
    return decisions.approve(match=proposed, amount=amount_fen, reason="符合条件。", by=make.approver(COUNTY), at=at)


def accepted(source: Programme | Fund, by: User, *, at: datetime, **how: Any) -> Match:
    match = offered(source, at=at, **how)
    return answers.accept(match=match, amount=match.approved_fen, by=by, at=at)


def delivered(source: Programme, by: User, *, at: datetime, **how: Any) -> Delivery:
    match = accepted(source, by, at=at, **how)
    paper = store(SimpleUploadedFile("slip.jpg", jpeg(), "image/jpeg"), "delivery", by, at)
    return deliveries.report_delivery(
        match=match,
        token=uuid4(),
        delivered_on=localdate(at),
        amount=match.accepted_fen,
        method="transfer",
        evidence=paper,
        by=by,
        at=at,
    )
