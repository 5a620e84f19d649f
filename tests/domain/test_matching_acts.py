"""Runs, decisions, answers and deliveries: what each moves in the ledger and on the need, and what it refuses."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from common.acts.tables import IllegalMove
from common.calendar import add_working_days
from common.errors import Refusal
from common.sealed import opened
from funds import accounts
from funds.ledger import checks
from funds.ledger import services as ledger
from funds.ledger.journal import Overdrawn, constraint_of
from funds.ledger.routes import Code
from matching.decisions import services as decisions
from matching.decisions.guards import ReasonMissing, Stale
from matching.decisions.services import NoLongerFits, NoSharingConsent, OwnProposal
from matching.delivery import answers, deliveries
from matching.delivery.deliveries import WrongCode
from matching.models import Delivery, Match, Run
from matching.runs import services as runs
from needs import services as needs
from needs.models import Commitment, NeedItem
from programmes.models import Programme
from publication import services as publication
from tests.factories import cases as make
from tests.factories.cases import START, Y, refused

pytestmark = pytest.mark.django_db
RUN = START + timedelta(days=1)
LATER = START + timedelta(days=1, hours=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        yield make.staged(sources=make.SOURCES)


@pytest.fixture
def users(cast) -> dict:
    return cast.users


def matches() -> list[tuple]:
    return list(Match.objects.order_by("pk").values_list("pk", "state", "version", "proposed_fen"))


def _levels(run: Run) -> list[list[int]]:
    return [sheet.levels for sheet in run.sheets.all()]


def free(match: Match) -> int:
    return accounts.free_fen(match.source)


def left(match: Match) -> int:
    return NeedItem.objects.get(pk=match.item_id).remaining_fen


# runs


def test_a_run_is_certified_and_asked_again_on_the_same_data_changes_nothing(cast, users):
    for _one in range(3):
        make.unpublished_case(cast, START, make.family())
    first = runs.run(county=make.desk_county(cast), by=users["coordinator"], at=RUN)
    before = matches()
    second = runs.run(county=first.county, by=users["coordinator"], at=RUN + timedelta(minutes=1))
    assert first.primal == first.dual and first.primal > 0
    assert (second.primal, second.dual, second.proposed_fen) == (first.primal, first.dual, first.proposed_fen)
    assert second.input_hash == first.input_hash and _levels(second) == _levels(first)
    assert matches() == before
    assert sorted(fen for *_rest, fen in before) == [3_000 * Y] * 3 + [10_000 * Y] * 3
    assert first.proposed_fen == 39_000 * Y


def test_a_run_over_nothing_is_certified_too(cast, users):
    run = runs.run(county=make.desk_county(cast, "990122"), by=users["county_coordinator-990122"], at=RUN)
    assert (run.need_count, run.primal, run.dual, run.proposed_fen) == (0, 0, 0, 0)


@pytest.mark.parametrize("who", ["clerk", "reviewer", "county_coordinator-990122", "charity", "auditor", "donor"])
def test_others_do_not_run_the_matching_of_a_county(cast, users, who):
    with refused(PermissionDenied):
        runs.run(county=make.desk_county(cast), by=users[who], at=RUN)


def test_what_a_new_run_does_not_keep_is_superseded(cast, users):
    match = make.proposed_match(cast, START)
    needs.commit(item=match.item, source_kind="gift", source_label="", amount_fen=17_000 * Y, effect_key="g", at=LATER)
    runs.run(county=match.county, by=users["coordinator"], at=LATER)
    live = list(Match.objects.filter(case=match.case, state="proposed").values_list("proposed_fen", flat=True))
    assert sum(live) == 1_000 * Y
    assert Match.objects.get(pk=match.pk).state == "superseded"


# the officer


def test_approval_reserves_the_same_amount_in_the_ledger_and_on_the_need(cast, users):
    match = make.proposed_match(cast, START)
    before, gap = free(match), left(match)
    make.sharing_consent(cast, match.case, make.payer_of(match), LATER)
    match = decisions.approve(match=match, amount=7_000 * Y, reason="核实一致", by=users["approver"], at=LATER)
    assert (match.state, match.approved_fen, match.decided_by) == ("offered", 7_000 * Y, users["approver"])
    assert free(match) == before - 7_000 * Y
    assert left(match) == gap - 7_000 * Y
    assert match.commitment.amount_fen == 7_000 * Y and match.commitment.state == "reserved"
    assert match.reply_by == add_working_days(LATER, 3)
    assert checks.faults() == []


def test_approval_is_refused_and_nothing_moves(cast, users):
    match = make.proposed_match(cast, START)
    given = {"match": match, "amount": match.proposed_fen, "reason": "核实一致", "by": users["approver"], "at": LATER}
    with refused(NoSharingConsent):
        decisions.approve(**given)
    make.sharing_consent(cast, match.case, make.payer_of(match), LATER)
    with refused(ReasonMissing):
        decisions.approve(**{**given, "reason": " "})
    for amount in (0, -1, match.proposed_fen + 1):
        with refused(Refusal) as refusal:
            decisions.approve(**{**given, "amount": amount})
        assert refusal.value.field == "amount"
    with refused(Stale) as refusal:
        decisions.approve(**given, version=match.version - 1)
    for stranger in ("coordinator", "county_approver-990122", "clerk", "charity", "auditor"):
        with refused(PermissionDenied):
            decisions.approve(**{**given, "by": users[stranger]})
    Match.objects.filter(pk=match.pk).update(proposed_by=users["approver"])
    with refused(OwnProposal):
        decisions.approve(**given)
    with refused(OwnProposal):
        decisions.return_(match=match, reason="x", by=users["approver"], at=LATER)


def test_a_proposal_that_no_longer_fits_is_refused_and_never_silently_reduced(cast, users):
    match = make.proposed_match(cast, START)
    make.sharing_consent(cast, match.case, make.payer_of(match), LATER)
    given = {"match": match, "reason": "核实一致", "by": users["approver"], "at": LATER}
    needs.commit(item=match.item, source_kind="gift", source_label="", amount_fen=9_000 * Y, effect_key="g", at=LATER)
    with refused(NoLongerFits) as refusal:
        decisions.approve(**given, amount=9_000 * Y + 1)
    assert refusal.value.field == "amount" and "9,000 元" in str(refusal.value)
    Programme.objects.filter(pk=match.programme_id).update(
        rules={"all": [{"field": "category", "op": "in", "value": ["school"]}]}
    )
    with refused(NoLongerFits):
        decisions.approve(**given, amount=1_000 * Y)
    needs.pause_case(case=match.case, reason="等材料", by=users["clerk"], at=LATER)
    with refused(NoLongerFits):
        decisions.approve(**given, amount=1_000 * Y)


def test_an_overdrawn_source_is_refused_by_the_ledgers_own_constraint(cast, users, monkeypatch):
    """Even when the evaluator believes in money that is gone, the database does not."""
    match = make.proposed_match(cast, START)
    make.sharing_consent(cast, match.case, make.payer_of(match), LATER)
    account = accounts.programme_account(match.programme)
    book = accounts.book_of(match.programme)
    ledger.post(
        Code.COMMITMENT,
        debit=account,
        credit=accounts.payable_account(book, "other"),
        by_id=users["charity"].pk,
        amount_fen=free(match) - 9_999 * Y,
        effect_key="drain",
        expires_at=LATER + timedelta(days=400),
    )
    monkeypatch.setattr("matching.eligibility.sources.accounts.free_fen", lambda _source: 10**12)
    with refused(Overdrawn) as refusal:
        decisions.approve(match=match, amount=10_000 * Y, reason="核实一致", by=users["approver"], at=LATER)
    assert constraint_of(refusal.value.__cause__) == "ledger_account_no_overdraft"
    assert Commitment.objects.filter(item=match.item).count() == 0


def test_a_refused_commitment_takes_the_reservation_in_the_ledger_back(cast, users, monkeypatch):
    match = make.proposed_match(cast, START)
    make.sharing_consent(cast, match.case, make.payer_of(match), LATER)

    def nothing_left(**_given):
        raise needs.NothingLeft

    monkeypatch.setattr("matching.decisions.reservations.needs.commit", nothing_left)
    before = free(match)
    with refused(needs.NothingLeft):
        decisions.approve(match=match, amount=1_000 * Y, reason="核实一致", by=users["approver"], at=LATER)
    assert free(match) == before


def test_a_returned_proposal_keeps_its_reason_and_reserves_nothing(cast, users):
    match = make.proposed_match(cast, START)
    before = free(match)
    match = decisions.return_(match=match, reason="家庭另有打算", by=users["approver"], at=LATER)
    assert (match.state, match.decision_reason, free(match)) == ("returned", "家庭另有打算", before)
    with refused(IllegalMove):
        decisions.approve(match=match, amount=1, reason="x", by=users["approver"], at=LATER)


# the source


def test_accepting_a_part_gives_the_rest_back_to_the_source_and_to_the_gap(cast):
    match = make.proposed_match(cast, START)
    money, gap = free(match), left(match)
    make.sharing_consent(cast, match.case, make.payer_of(match), LATER)
    match = decisions.approve(match=match, amount=10_000 * Y, reason="核实一致", by=cast.users["approver"], at=LATER)
    match = answers.accept(match=match, amount=4_000 * Y, by=cast.users["charity"], at=LATER)
    assert (match.state, match.accepted_fen) == ("accepted", 4_000 * Y)
    assert (free(match), left(match)) == (money - 4_000 * Y, gap - 4_000 * Y)
    assert sorted(Commitment.objects.filter(item=match.item).values_list("amount_fen", "state")) == [
        (4_000 * Y, "reserved"),
        (10_000 * Y, "released"),
    ]
    assert checks.faults() == []


def test_a_grant_that_covered_the_need_is_accepted_without_a_claim(cast):
    match = make.proposed_match(cast, START, publish=True)
    make.sharing_consent(cast, match.case, make.payer_of(match), LATER)
    rest = left(match) - match.proposed_fen
    needs.commit(item=match.item, source_kind="gift", source_label="", amount_fen=rest, effect_key="rest", at=LATER)
    match = decisions.approve(
        match=match, amount=match.proposed_fen, reason="核实一致", by=cast.users["approver"], at=LATER
    )
    match.case.public_need.refresh_from_db()
    assert (match.case.public_need.state, match.case.public_need.live) == ("covered", True)
    match = answers.accept(match=match, amount=match.approved_fen, by=cast.users["charity"], at=LATER)
    assert match.state == "accepted" and match.case.public_need.claims.count() == 0


def test_declining_frees_both(cast):
    match = make.offered_match(cast, START)
    money, gap = free(match), left(match)
    match = answers.decline(match=match, reason="本季度额度已满", by=cast.users["charity"], at=LATER)
    assert match.state == "declined" and match.answer_reason == "本季度额度已满"
    assert (free(match), left(match)) == (money + match.approved_fen, gap + match.approved_fen)
    with refused(IllegalMove):
        answers.decline(match=match, reason="x", by=cast.users["charity"], at=LATER)


def test_only_the_source_answers_and_only_within_the_offer_and_its_time(cast, users):
    match = make.offered_match(cast, START)
    given = {"match": match, "amount": match.approved_fen, "by": users["charity"], "at": match.reply_by}
    for stranger in ("charity-qingping", "fund", "approver", "donor", "clerk"):
        with refused(PermissionDenied):
            answers.accept(**{**given, "by": users[stranger]})
        with refused(PermissionDenied):
            answers.decline(match=match, reason="x", by=users[stranger], at=LATER)
    for amount in (0, match.approved_fen + 1):
        with refused(Refusal):
            answers.accept(**{**given, "amount": amount})
    with refused(Refusal):
        answers.accept(**{**given, "at": match.reply_by + timedelta(microseconds=1)})
    with refused(Stale):
        answers.accept(**given, version=1)
    assert answers.accept(**given).state == "accepted"


def test_two_officers_on_one_match_the_second_is_told_who_was_faster(cast, users):
    match = make.proposed_match(cast, START)
    make.sharing_consent(cast, match.case, make.payer_of(match), LATER)
    given = {"match": match, "amount": 1_000 * Y, "reason": "核实一致", "at": LATER, "version": match.version}
    decisions.approve(**given, by=users["approver"])
    with refused(Stale) as refusal:
        decisions.approve(**given, by=users["city-approver"])
    assert str(refusal.value) == "这笔对接刚刚由何云川处理过（待接受），请看最新情况。"


def test_an_unanswered_offer_lapses_or_is_agreed_as_the_fund_has_signed(cast):
    programme = make.offered_match(cast, START, make.family())
    fund = make.offered_match(cast, START, make.family(), fund="tea")
    assert fund.fund.deadline_default == "agree"
    money, gap = free(programme), left(programme)
    last = max(programme.reply_by, fund.reply_by)
    assert answers.expire_offers(min(programme.reply_by, fund.reply_by)) == 0
    assert answers.expire_offers(last + timedelta(microseconds=1)) == 2
    programme.refresh_from_db()
    fund.refresh_from_db()
    assert programme.state == "expired"
    assert (free(programme), left(programme)) == (money + programme.approved_fen, gap + programme.approved_fen)
    assert (fund.state, fund.accepted_fen, fund.answered_by) == (
        "accepted",
        fund.approved_fen,
        fund.fund.agreement_signed_by,
    )
    assert answers.expire_offers(last + timedelta(days=9)) == 0


@pytest.mark.parametrize(
    ("mode", "limit", "state"),
    [
        ("automatic", 20_000 * Y, "accepted"),
        ("automatic", 1, "offered"),
        ("ask", 20_000 * Y, "offered"),
    ],
)
def test_a_fund_agrees_by_itself_only_when_its_agreement_says_so_and_only_up_to_its_limit(cast, mode, limit, state):
    match = make.offered_match(cast, START, make.family(), fund="tea")
    match.fund.approval_mode, match.fund.automatic_up_to_fen = mode, limit
    match.fund.save(update_fields=["approval_mode", "automatic_up_to_fen"])
    answers.accept_automatically(match=match, at=LATER)
    match.refresh_from_db()
    assert match.state == state
    assert match.answered_by == (match.fund.agreement_signed_by if state == "accepted" else None)


def test_a_fund_that_waits_between_grants_is_proposed_for_one_item_of_a_household_only(cast, users):
    case = make.signed_case(cast, START, make.family())
    make.costed_item(
        cast, case, START + timedelta(hours=3), category="living", cost_yuan=2_000, insurance_yuan=0, asked_yuan=2_000
    )
    needs.confirm_gap(case=case, by=users["reviewer"], at=START + timedelta(hours=4))
    publication.open_unpublished(case=case, reason="家庭不愿公开", by=users["approver"], at=START + timedelta(hours=5))
    runs.run(county=case.county, by=users["coordinator"], at=RUN)
    tea = Match.objects.filter(case=case, state="proposed", fund__enterprise=cast.bodies["tea"])
    assert tea.get().fund.cooling_days == 60
    assert tea.get().item.category == "rehab"


def test_a_withdrawn_consent_cancels_what_is_not_paid_with_that_recipient_and_nothing_else(cast, users):
    home = make.family()
    match = make.accepted_match(cast, START, home)
    other = Match.objects.get(case=match.case, fund__isnull=False, state="proposed")
    make.sharing_consent(cast, match.case, make.payer_of(other), LATER)
    other = decisions.approve(match=other, amount=other.proposed_fen, reason="x", by=users["approver"], at=LATER)
    money, gap = free(match), left(match)
    consent = match.case.consents.get(recipient=make.payer_of(match), purpose="share")
    needs.withdraw_consent(consent=consent, by=users["clerk"], at=LATER + timedelta(hours=3))
    assert Match.objects.get(pk=match.pk).state == "accepted"  # news travels after the commit
    make.settle(LATER + timedelta(hours=3))
    match.refresh_from_db()
    assert (match.state, match.answer_reason) == ("declined", "家庭撤回同意")
    assert (free(match), left(match)) == (money + match.accepted_fen, gap + match.accepted_fen)
    assert Match.objects.get(pk=other.pk).state == "offered"
    assert checks.faults() == []


# paying and delivering


def test_a_grant_is_paid_once(cast):
    match = make.paid_match(cast, START)
    assert accounts.balances(match.programme).disbursed_fen == match.accepted_fen
    with refused(IllegalMove):
        deliveries.disburse(match=match, by=make.payer(match), at=START + timedelta(days=3))
    assert Commitment.objects.get(match=match).state == "paid"


def test_an_enterprise_does_not_pay_and_another_charity_does_not_either(cast, users):
    match = make.accepted_match(cast, START, fund="tea")
    for stranger in ("tea-fund", "charity", "clerk", "approver"):
        with refused(PermissionDenied):
            deliveries.disburse(match=match, by=users[stranger], at=START + timedelta(days=2))
    assert (
        deliveries.disburse(match=match, by=users["charity-qingping"], at=START + timedelta(days=2)).state
        == "disbursing"
    )


def test_a_report_tells_exactly_what_was_accepted_and_never_a_date_of_tomorrow(cast):
    match = make.paid_match(cast, START)
    at = START + timedelta(days=2, hours=1)
    for fields in (
        {"amount": match.accepted_fen - 1},
        {"delivered_on": at.date() + timedelta(days=1)},
        {"delivered_on": START.date()},
        {"method": "cash"},
    ):
        with pytest.raises(Refusal), transaction.atomic():
            make.tell_delivery(match, at, **fields)
    assert Delivery.objects.count() == 0


def sent_code(delivery: Delivery) -> str:
    """The last message to the family's telephone."""
    newest = max(Path(settings.SMS_OUTBOX).glob("*.txt"), key=lambda one: one.name)
    text = newest.read_text(encoding="utf-8")
    assert text.startswith(opened(delivery.match.case.household.head.phone))
    return re.search(r"\b\d{6}\b", text.split("确认码")[1])[0]


def confirm(delivery: Delivery, **fields) -> Delivery:
    given = {"method": "code", "by": make.payer(delivery.match), "at": START + timedelta(days=3), **fields}
    return deliveries.confirm_delivery(delivery=delivery, **given)


def test_the_familys_code_confirms_a_delivery_once(cast):
    delivery = make.reported_delivery(cast, START)
    code = sent_code(delivery)
    assert code not in delivery.code_hash
    confirmed = confirm(delivery, code=f" {code} ")
    assert (confirmed.confirmation, confirmed.confirmed_by) == ("code", make.payer(delivery.match))
    assert Match.objects.get(pk=delivery.match_id).state == "verified"
    assert Commitment.objects.get(match=delivery.match).state == "delivered"
    assert checks.faults() == []


def test_after_three_wrong_codes_only_a_signature_or_a_witness_confirms(cast):
    delivery = make.reported_delivery(cast, START)
    code = sent_code(delivery)
    wrong = "000000" if code != "000000" else "111111"
    told = []
    for _attempt in range(3):
        with pytest.raises(WrongCode) as refusal:
            confirm(delivery, code=wrong)
        told.append(str(refusal.value))
    assert told == [f"确认码不对，还可以试 {n} 次。" for n in (2, 1, 0)]
    with pytest.raises(WrongCode):
        confirm(delivery, code=code)
    assert Delivery.objects.get(pk=delivery.pk).code_attempts == 3
    with pytest.raises(Refusal) as refusal:
        confirm(delivery, method="witness", witness=" ")
    assert refusal.value.field == "witness"
    assert confirm(delivery, method="witness", witness="村委会 见证人").confirmation == "witness"


def test_a_stranger_neither_confirms_nor_uses_up_the_familys_attempts(cast, users):
    delivery = make.reported_delivery(cast, START)
    for stranger in ("charity-qingping", "fund", "clerk", "donor"):
        with refused(PermissionDenied):
            confirm(delivery, by=users[stranger], code="000000")
        with refused(PermissionDenied):
            confirm(delivery, by=users[stranger], method="signature")
    assert Delivery.objects.get(pk=delivery.pk).code_attempts == 0


def test_every_number_of_a_run_is_its_own(cast, users):
    for minute in range(3):
        runs.run(county=make.desk_county(cast), by=users["coordinator"], at=RUN + timedelta(minutes=minute))
    assert Run.objects.values("number").distinct().count() == 3
    assert Run.objects.exclude(primal=F("dual")).count() == 0
