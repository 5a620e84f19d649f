"""Each code moves what the accounts map says, once, and refuses in whole sentences."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from funds.ledger import services
from funds.ledger.journal import constraint_of
from funds.ledger.models import Account, Transfer
from funds.ledger.routes import AccountKind, Code
from funds.ledger.selectors import balance, open_pendings
from tests.factories.ledger import ACTOR, APPROVER, Desk, database_now, everything, key

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk.open().funded(1000)


def posted(*accounts: Account) -> list[int]:
    return [balance(account).posted_fen for account in accounts]


SINGLES: dict[str, tuple[Code, str, str]] = {
    "online gift": (Code.GIFT, "clearing", "fund"),
    "offline gift": (Code.GIFT, "bank", "fund"),
    "top-up": (Code.TOP_UP, "bank", "fund"),
    "reserve": (Code.RESERVE_FILL, "bank", "reserve"),
    "fee": (Code.FEE, "fees", "clearing"),
    "payout": (Code.PAYOUT, "bank", "clearing"),
    "budget": (Code.BUDGET, "fund", "budget"),
    "bounce": (Code.BOUNCE, "bank", "payable"),
    "refund returned": (Code.REFUND_RETURNED, "clearing", "fund"),
    "shortfall": (Code.SHORTFALL, "receivable", "clearing"),
    "reallocation": (Code.REALLOCATION, "fund", "restricted"),
}


@pytest.mark.parametrize("event", SINGLES)
def test_a_single_event_moves_its_amount_from_debit_to_credit_once(event: str, desk: Desk) -> None:
    code, debit_name, credit_name = SINGLES[event]
    debit, credit = getattr(desk, debit_name), getattr(desk, credit_name)
    before = posted(debit, credit)
    asked = {"debit": debit, "credit": credit, "amount_fen": 60, "effect_key": "k"}
    first = services.post(code, **asked, by_id=ACTOR, approver_id=APPROVER)
    again = services.post(code, **asked, by_id=ACTOR, approver_id=APPROVER)
    assert again == first
    assert posted(debit, credit) == [before[0] - 60, before[1] + 60]


def test_a_budget_is_returned_and_a_reserve_covers_a_shortfall(desk: Desk) -> None:
    services.post(Code.BUDGET, debit=desk.fund, credit=desk.budget, amount_fen=300, effect_key="b", by_id=ACTOR)
    services.post(Code.BUDGET_RETURN, debit=desk.budget, credit=desk.fund, amount_fen=100, effect_key="r", by_id=ACTOR)
    services.post(Code.RESERVE_FILL, debit=desk.bank, credit=desk.reserve, amount_fen=50, effect_key="f", by_id=ACTOR)
    services.post(Code.SHORTFALL, debit=desk.reserve, credit=desk.clearing, amount_fen=20, effect_key="s", by_id=ACTOR)
    assert posted(desk.fund, desk.budget, desk.reserve, desk.clearing) == [800, 200, 30, 20]


def test_a_commitment_counts_against_the_limit_at_once(desk: Desk) -> None:
    pending = desk.commitment(700)
    held = balance(desk.fund)
    assert (held.posted_fen, held.pending_fen, held.available_fen) == (1000, 700, 300)
    assert balance(desk.payable).incoming_fen == 700
    assert list(open_pendings(desk.fund)) == [pending]


def test_a_disbursement_in_part_returns_the_rest(desk: Desk) -> None:
    services.resolve(Code.DISBURSEMENT, pending=desk.commitment(700), amount_fen=450, effect_key="pay", by_id=ACTOR)
    services.post(
        Code.BANK_PROOF, debit=desk.payable, credit=desk.bank, amount_fen=450, effect_key="proof", by_id=ACTOR
    )
    assert posted(desk.fund, desk.payable, desk.bank) == [550, 0, -550]
    assert balance(desk.fund).available_fen == 550
    assert not open_pendings(desk.fund).exists()


def test_a_released_commitment_returns_whole(desk: Desk) -> None:
    services.resolve(Code.RELEASE, pending=desk.commitment(700), effect_key="release", by_id=ACTOR)
    assert balance(desk.fund).available_fen == 1000
    assert posted(desk.payable) == [0]


def test_a_refund_is_held_back_then_done_or_failed(desk: Desk) -> None:
    held = [
        services.post(
            Code.REFUND, debit=desk.fund, credit=desk.clearing, amount_fen=fen, effect_key=f"r{fen}", by_id=None
        )
        for fen in (100, 200)
    ]
    assert balance(desk.fund).available_fen == 700
    services.resolve(Code.REFUND_DONE, pending=held[0], effect_key="done", by_id=None)
    services.resolve(Code.REFUND_FAILED, pending=held[1], effect_key="failed", by_id=None)
    assert (balance(desk.fund).available_fen, posted(desk.clearing)) == (900, [100])


def test_a_dispute_is_held_back_then_lost_in_part_or_won(desk: Desk) -> None:
    held = [
        services.post(
            Code.DISPUTE, debit=desk.fund, credit=desk.clearing, amount_fen=fen, effect_key=f"d{fen}", by_id=None
        )
        for fen in (100, 200)
    ]
    services.resolve(Code.DISPUTE_LOST, pending=held[0], amount_fen=60, effect_key="closed1", by_id=None)
    services.resolve(Code.DISPUTE_WON, pending=held[1], effect_key="closed2", by_id=None)
    assert (balance(desk.fund).available_fen, posted(desk.clearing)) == (940, [60])
    with pytest.raises(services.EffectConflict):
        services.resolve(Code.DISPUTE_WON, pending=held[0], effect_key="closed1", by_id=None)


def test_the_same_effect_again_is_a_replay_and_with_other_figures_an_error(desk: Desk) -> None:
    def gift(**other: object) -> Transfer:
        asked = {"debit": desk.clearing, "credit": desk.fund, "amount_fen": 100, "effect_key": "acct:pi:captured"}
        return services.post(Code.GIFT, **asked | other, by_id=None)

    first = gift()
    before = everything()
    assert gift() == first
    for other in ({"amount_fen": 101}, {"credit": desk.restricted}, {"debit": desk.bank}):
        with pytest.raises(services.EffectConflict):
            gift(**other)
    assert [before[0], before[2]] == [everything()[0], everything()[2]]
    assert balance(desk.fund).posted_fen == 1100


def test_a_replayed_disbursement_returns_the_first_also_after_expiry(desk: Desk) -> None:
    pending = desk.commitment(100)
    first = services.resolve(Code.DISBURSEMENT, pending=pending, effect_key="pay", by_id=ACTOR)
    assert services.resolve(Code.DISBURSEMENT, pending=pending, effect_key="pay", by_id=APPROVER) == first
    with pytest.raises(services.EffectConflict):
        services.resolve(Code.DISBURSEMENT, pending=pending, amount_fen=99, effect_key="pay", by_id=ACTOR)


def test_an_overdraft_names_both_figures_in_the_readers_language(desk: Desk) -> None:
    desk.commitment(70000 - 69300)
    before = everything()
    with pytest.raises(services.Overdrawn) as refusal:
        services.post(Code.BUDGET, debit=desk.fund, credit=desk.budget, amount_fen=470000, effect_key="b", by_id=ACTOR)
    assert (refusal.value.available_fen, refusal.value.asked_fen, refusal.value.field) == (300, 470000, "amount")
    assert constraint_of(refusal.value.__cause__) == "ledger_account_no_overdraft"
    assert "3 元" in str(refusal.value) and "4,700 元" in str(refusal.value)
    assert everything()[2] == before[2]


def test_an_overdraft_reads_in_english(desk: Desk) -> None:
    with pytest.raises(services.Overdrawn) as refusal:
        desk.commitment(1001)
    with translation.override("en"):
        assert "10 yuan" in str(refusal.value) and "10.01 yuan" in str(refusal.value)
        assert str(refusal.value).isascii()


@pytest.mark.parametrize("second", [Code.DISBURSEMENT, Code.RELEASE])
def test_a_resolved_commitment_cannot_be_resolved_again(second: Code, desk: Desk) -> None:
    pending = desk.commitment(100)
    services.resolve(Code.RELEASE, pending=pending, effect_key="first", by_id=ACTOR)
    with pytest.raises(services.AlreadyResolved):
        services.resolve(second, pending=pending, effect_key="second", by_id=ACTOR)
    assert balance(desk.fund).available_fen == 1000


def test_more_than_reserved_is_refused(desk: Desk) -> None:
    with pytest.raises(services.MoreThanReserved):
        services.resolve(Code.DISBURSEMENT, pending=desk.commitment(100), amount_fen=101, effect_key="pay", by_id=ACTOR)


@pytest.mark.parametrize(("a", "b"), [(ACTOR, ACTOR), (None, ACTOR), (ACTOR, None), (None, None)])
def test_a_reallocation_takes_two_different_people(a: object, b: object, desk: Desk) -> None:
    with pytest.raises(services.NotTwoPeople):
        services.post(
            Code.REALLOCATION,
            debit=desk.fund,
            credit=desk.restricted,
            amount_fen=1,
            effect_key="r",
            by_id=a,
            approver_id=b,
        )
    assert posted(desk.fund) == [1000]


@pytest.mark.parametrize("amount", [1.0, 1.5, True, "100", None])
def test_only_whole_fen_reach_the_journal(amount: object, desk: Desk) -> None:
    with pytest.raises(TypeError):
        services.post(Code.GIFT, debit=desk.bank, credit=desk.fund, amount_fen=amount, effect_key="g", by_id=None)


def test_the_memo_takes_ids_and_no_words(desk: Desk) -> None:
    gift_id = uuid4()
    asked = {"debit": desk.bank, "credit": desk.fund, "amount_fen": 1, "by_id": None}
    gift = services.post(Code.GIFT, **asked, effect_key="a", memo={"gift": gift_id})
    assert Transfer.objects.get(pk=gift.pk).memo == {"gift": str(gift_id)}
    for memo in ({"donor": "王小明"}, {"donor": "Wang Xiaoming"}, {"姓名": "1"}):
        with pytest.raises(ValueError, match="memo holds ids"):
            services.post(Code.GIFT, **asked, effect_key=key("g"), memo=memo)


def test_money_does_not_cross_books(desk: Desk) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        services.post(Code.GIFT, debit=desk.bank, credit=Desk.open().fund, amount_fen=1, effect_key="g", by_id=None)
    assert constraint_of(refusal.value) == "ledger_transfer_credit_side"


def test_opening_again_gives_the_same_account_and_never_one_of_another_book(desk: Desk) -> None:
    assert services.open_book(holder=desk.book.holder) == desk.book
    assert services.open_account(AccountKind.BANK, book=desk.book, of="main") == desk.bank
    other = Desk.open()
    with pytest.raises(ValueError, match="another book"):
        services.open_account(AccountKind.FUND, book=other.book, of=desk.book.pk)


def test_expired_commitments_return_by_the_databases_clock(desk: Desk) -> None:
    now = database_now()
    past, future = desk.commitment(100, expires_at=now - timedelta(seconds=1)), desk.commitment(200)
    expiry = services.resolve(Code.EXPIRY, pending=past, effect_key="past", by_id=None)
    assert (expiry.pending_id, expiry.kind) == (past.pk, "void")
    with pytest.raises(services.NotYetExpired):
        services.resolve(Code.EXPIRY, pending=future, effect_key="future", by_id=None)
    assert list(open_pendings(desk.fund)) == [future]
    assert balance(desk.fund).available_fen == 800


def test_a_freeze_stops_disbursements_only_and_two_people_lift_it(desk: Desk) -> None:
    pending, refund = desk.commitment(100), None
    standing = services.freeze(reason="test", faults=["L3"])
    assert services.freeze(reason="again", faults=[]) == standing
    with pytest.raises(services.Frozen):
        services.resolve(Code.DISBURSEMENT, pending=pending, effect_key="pay", by_id=ACTOR)
    services.post(Code.GIFT, debit=desk.clearing, credit=desk.fund, amount_fen=100, effect_key="gift", by_id=None)
    refund = services.post(
        Code.REFUND, debit=desk.fund, credit=desk.clearing, amount_fen=50, effect_key="refund", by_id=None
    )
    services.resolve(Code.REFUND_DONE, pending=refund, effect_key="refunded", by_id=None)
    for a, b in [(ACTOR, ACTOR), (None, ACTOR)]:
        with pytest.raises(services.NotTwoPeople):
            services.lift_freeze(by_a=a, by_b=b)
    assert services.lift_freeze(by_a=ACTOR, by_b=APPROVER)
    assert not services.lift_freeze(by_a=ACTOR, by_b=APPROVER)
    services.resolve(Code.DISBURSEMENT, pending=pending, effect_key="pay", by_id=ACTOR)
    assert posted(desk.payable) == [100]
