"""One case walks the whole path: from a grid worker's report to a family that confirms the help, fen by fen."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.audit.models import AuditEvent
from common.files.services import store
from common.outbox.services import deliver_due
from common.regions import demo_tree
from common.regions.models import Region
from demo import people, supply
from donations import services as giving
from donations.models import Claim, Gift
from funds import accounts
from funds.ledger import checks as books
from matching.decisions import services as decisions
from matching.delivery import answers, deliveries
from matching.models import Delivery, Match
from matching.runs import services as runs
from needs import services as needs
from needs.models import Commitment
from needs.services.cases import HouseholdFacts, PersonFacts
from publication import services as publication
from publication.models import PublicNeed
from tests.factories.pictures import jpeg

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 3, 9, 0, tzinfo=SHANGHAI)
Y = 100


@pytest.fixture
def cast(db):
    demo_tree.load()
    cast = people.create(START - timedelta(days=364))
    supply.create(cast, at=START)
    return cast


def settle(at: datetime) -> None:
    """Let the news travel until nothing is left."""
    while deliver_due(at + timedelta(minutes=1)):
        pass


def open_case(cast, at):
    clue = needs.report_clue(
        token=uuid4(),
        channel="grid",
        category="illness",
        region=Region.objects.get(pk="990121102201"),
        words="郝大山突发脑梗，在县医院，家里没有别的收入。",
        household_name="郝大山",
        household_phone="00011112222",
        by=cast.users["grid"],
        at=at,
    )
    clue = needs.take_clue(clue=clue, by=cast.users["clerk"], at=at + timedelta(hours=2))
    return needs.open_case(
        clue=clue,
        household=HouseholdFacts(size=4, identity="marginal", village_name="松坪村"),
        head=PersonFacts(name="郝大山", id_no="99012119560312001X", phone="00011112222"),
        cause="HC01",
        urgency="orange",
        event_on=date(2026, 11, 1),
        summary="突发脑血管疾病，手术已完成。",
        hospital="青屏县人民医院",
        by=cast.users["clerk"],
        at=at + timedelta(hours=3),
    )


def verified_case(cast, at):
    case = open_case(cast, at)
    clerk, reviewer = cast.users["clerk"], cast.users["reviewer"]
    item = needs.add_item(case=case, kind="cash", category="rehab", requested_fen=30_000 * Y, by=clerk, at=at)
    needs.verify_item(
        item=item, verified_cost_fen=60_000 * Y, insurance_fen=16_000 * Y, evidence="seen", by=clerk, at=at
    )
    facts = dict.fromkeys(("event", "household", "cost", "insurance", "hardship"), "true")
    visit = needs.sign_first(case=case, method="visit", visited_on=at.date(), facts=facts, by=clerk, at=at)
    needs.sign_second(verification=visit, by=reviewer, at=at)
    needs.record_aid(
        case=case, aid_type="temporary_aid", state="granted", amount_fen=6_000 * Y, item=item, by=reviewer, at=at
    )
    return needs.confirm_gap(case=case, by=reviewer, at=at)


def published(cast, at):
    case = verified_case(cast, at)
    clerk = cast.users["clerk"]
    needs.record_consent(
        case=case, purpose="publish", form="written", expires_at=at + timedelta(days=180), by=clerk, at=at
    )
    need = publication.write_public_text(
        case=case,
        title="家中主要劳动力突发脑血管疾病，康复费用未落实",
        story="家中唯一的收入来源突发疾病，手术已完成。医保与大病保险结算后，康复阶段的自付费用还没有着落。",
        age_band="60–69",
        household_band="3–4",
        deadline_on=at.date() + timedelta(days=20),
        by=clerk,
        at=at,
    )
    need = publication.submit_public_text(public_need=need, by=clerk, at=at)
    return case, publication.publish(public_need=need, by=cast.users["approver"], at=at + timedelta(hours=1))


def test_a_case_goes_from_report_to_confirmed_help_and_every_fen_can_be_followed(cast):
    at = START
    case, need = published(cast, at)
    settle(at)
    assert need.live and need.state == "published"
    assert (need.need_fen, need.government_fen, need.gap_fen) == (44_000 * Y, 6_000 * Y, 38_000 * Y)

    at += timedelta(days=1)
    run = runs.run(county=case.county, by=cast.users["coordinator"], at=at)
    assert run.primal == run.dual
    match = Match.objects.filter(case=case, state="proposed", programme__slug="serious-illness").get()
    recipient = match.programme.charity
    needs.record_consent(
        case=case,
        purpose="share",
        recipient=recipient,
        fields=("name", "phone", "bank_account"),
        form="written",
        expires_at=at + timedelta(days=180),
        by=cast.users["clerk"],
        at=at,
    )
    before = accounts.balances(match.programme)
    match = decisions.approve(
        match=match, amount=match.proposed_fen, reason="符合项目条件，入户核实一致。", by=cast.users["approver"], at=at
    )
    assert match.state == "offered"
    after = accounts.balances(match.programme)
    assert after.available_fen == before.available_fen - match.approved_fen
    assert after.committed_fen == match.approved_fen

    match = answers.accept(match=match, amount=match.approved_fen, by=cast.users["charity"], at=at)
    settle(at)
    assert Claim.objects.get(public_need=need).programme == match.programme

    need.refresh_from_db()
    left = need.gap_fen
    gift = (
        giving.start_gift(
            token=uuid4(),
            programme=match.programme,
            public_need=need,
            amount_fen=min(left, 500 * Y),
            shown_as="anonymous",
            donor_name="",
            donor_contact="",
            invoice_title="",
            unrelated_declared=True,
            by=cast.users["donor"],
            at=at,
        )
        if left
        else None
    )
    if gift:
        giving.pay(gift=gift, channel="sandbox", return_url="/r/", cancel_url="/c/", at=at)
        payment = gift.payments.get()
        for _copy in range(3):
            giving.capture(
                gift=gift,
                channel="sandbox",
                account=payment.account,
                object_id=payment.object_id or "po_1",
                amount_fen=gift.amount_fen,
                currency="CNY",
                at=at,
            )
        settle(at)
        gift = Gift.objects.get(pk=gift.pk)
        assert gift.state == "received" and gift.to_need_fen == gift.amount_fen
        need.refresh_from_db()
        assert need.gifts_fen == gift.amount_fen

    at += timedelta(days=2)
    match = deliveries.disburse(match=match, by=cast.users["caseworker"], at=at)
    paper = SimpleUploadedFile("slip.jpg", jpeg(), "image/jpeg")
    delivery = deliveries.report_delivery(
        match=match,
        token=uuid4(),
        delivered_on=at.date(),
        amount=match.accepted_fen,
        method="transfer",
        evidence=store(paper, "delivery", cast.users["caseworker"], at),
        public_words="已转入医院账户",
        note="",
        by=cast.users["caseworker"],
        at=at,
    )
    deliveries.confirm_delivery(delivery=delivery, method="signature", by=cast.users["caseworker"], at=at)
    settle(at)
    assert Delivery.objects.get().confirmation == "signature"
    assert accounts.balances(match.programme).disbursed_fen == match.accepted_fen
    assert Commitment.objects.get(match=match).state == "delivered"

    faults = books.faults()
    assert faults == []
    told = [event.verb for event in AuditEvent.objects.filter(case_id=case.pk).order_by("id")]
    assert told[0] == "case.opened" and "delivery.confirmed" in told
    assert PublicNeed.objects.get(pk=need.pk).steps.filter(kind="confirmed").count() == 1
