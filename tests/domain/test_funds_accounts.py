"""What a fund has adds up to the fen at every step, and money arrives once, in full, by another person's word."""

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from common.acts.tables import IllegalMove
from common.errors import Refusal
from funds import accounts, services, top_ups
from funds.act_subjects import SamePerson
from funds.ledger import services as ledger
from funds.ledger.journal import Overdrawn
from funds.ledger.models import Account, Transfer
from funds.ledger.routes import AccountKind, Code
from funds.models import Fund, TopUp
from publication.models import PublicNeed
from tests import clock
from tests.factories import partners as make

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def fund() -> Fund:
    return make.running_fund()


@pytest.fixture
def cashier(fund):
    return make.person("charity_manager", fund.custodian)


def confirm(top_up: TopUp, by, amount_fen: int | None = None, line: str = "202611230001") -> TopUp:
    amount = top_up.amount_fen if amount_fen is None else amount_fen
    return services.confirm_top_up(top_up=top_up, amount_fen=amount, bank_line=line, by=by, at=NOW)


def test_an_announced_top_up_is_no_money_yet(fund):
    top_up = make.announced_top_up(fund)
    assert (top_up.state, len(top_up.reference)) == ("waiting", 10)
    assert accounts.balances(fund) == accounts.Balances()


def test_the_same_form_twice_is_one_top_up_and_another_amount_is_refused(fund):
    token, by = uuid4(), fund.created_by
    first = services.announce_top_up(fund=fund, amount_fen=500, token=token, by=by, at=NOW)
    assert services.announce_top_up(fund=fund, amount_fen=500, token=token, by=by, at=NOW) == first
    with pytest.raises(top_ups.OtherTopUp):
        services.announce_top_up(fund=fund, amount_fen=501, token=token, by=by, at=NOW)
    assert TopUp.objects.count() == 1


def test_finance_announces_and_strangers_do_not(fund):
    finance = make.person("fund_finance", fund.enterprise)
    assert services.announce_top_up(fund=fund, amount_fen=1, token=uuid4(), by=finance, at=NOW).state == "waiting"
    for stranger in (make.person("charity_manager", fund.custodian), make.person("fund_manager", make.enterprise())):
        with pytest.raises(PermissionDenied):
            services.announce_top_up(fund=fund, amount_fen=1, token=uuid4(), by=stranger, at=NOW)


@pytest.mark.parametrize("amount_fen", [0, -1])
def test_a_top_up_is_more_than_nothing(fund, amount_fen):
    with pytest.raises(Refusal) as refused:
        services.announce_top_up(fund=fund, amount_fen=amount_fen, token=uuid4(), by=fund.created_by, at=NOW)
    assert refused.value.field == "amount_fen"


def test_a_fund_that_is_not_approved_takes_no_money():
    with pytest.raises(Refusal):
        make.announced_top_up(make.signed_fund())


def test_a_confirmed_top_up_is_in_the_books_in_the_same_transaction(fund, cashier):
    top_up = confirm(make.announced_top_up(fund, 123_45), cashier, line=" 2026-1123 0001 ")
    assert (top_up.state, top_up.bank_line, top_up.confirmed_by) == ("received", "202611230001", cashier)
    assert accounts.balances(fund) == accounts.Balances(available_fen=123_45, total_fen=123_45)
    [row] = Transfer.objects.filter(code="top_up")
    assert (row.effect_key, row.actor_id) == (f"top_up:{top_up.pk}", cashier.pk)


@pytest.mark.parametrize("arrived_fen", [10_000_001, 9_999_999, 1_000_000_000])
def test_one_fen_off_is_not_matched_and_both_figures_are_named(fund, cashier, arrived_fen):
    top_up = make.announced_top_up(fund, 10_000_000)
    with pytest.raises(top_ups.NotTheAmount, match="100,000 元") as refused:
        confirm(top_up, cashier, arrived_fen)
    assert refused.value.field == "amount_fen"
    assert (refused.value.announced_fen, refused.value.arrived_fen) == (10_000_000, arrived_fen)
    top_up.refresh_from_db()
    assert (top_up.state, top_up.bank_line) == ("waiting", None)
    assert not Transfer.objects.exists()


def test_the_same_bank_line_is_not_booked_twice(fund, cashier):
    confirm(make.announced_top_up(fund, 100), cashier)
    again = make.announced_top_up(fund, 100)
    with pytest.raises(top_ups.LineUsed) as refused:
        confirm(again, cashier, line="2026 1123 0001")
    assert refused.value.field == "bank_line"
    with pytest.raises(IllegalMove):
        confirm(TopUp.objects.get(state="received"), cashier, line="another-1")
    assert accounts.balances(fund).total_fen == 100


@pytest.mark.parametrize("line", ["", "   ", "流水", "a b", "x" * 61])
def test_a_bank_line_has_a_number(fund, cashier, line):
    with pytest.raises(Refusal) as refused:
        confirm(make.announced_top_up(fund), cashier, line=line)
    assert refused.value.field == "bank_line"


def test_only_the_custodians_manager_confirms_and_never_the_announcer(fund, cashier):
    top_up = make.announced_top_up(fund)
    strangers = [
        fund.created_by,
        make.person("charity_manager", make.charity()),
        make.person("charity_caseworker", fund.custodian),
        make.person("county_coordinator", make.office()),
    ]
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            confirm(top_up, stranger)
    both = make.join(make.person("fund_finance", fund.enterprise), "charity_manager", fund.custodian)
    own = services.announce_top_up(fund=fund, amount_fen=5, token=uuid4(), by=both, at=NOW)
    with pytest.raises(SamePerson):
        confirm(own, both)
    assert accounts.balances(fund) == accounts.Balances()


def test_a_cancelled_top_up_cannot_arrive(fund, cashier):
    top_up = make.announced_top_up(fund)
    services.cancel_top_up(top_up=top_up, by=fund.created_by, at=NOW)
    with pytest.raises(IllegalMove):
        confirm(top_up, cashier)


@dataclass
class Books:
    """What the script itself counts, apart from the ledger."""

    available: int = 0
    committed: int = 0
    disbursed: int = 0
    total: int = 0

    def agree_with(self, fund) -> None:
        found = accounts.balances(fund)
        assert (found.available_fen, found.committed_fen, found.disbursed_fen, found.total_fen) == (
            self.available,
            self.committed,
            self.disbursed,
            self.total,
        )
        assert found.available_fen + found.committed_fen + found.disbursed_fen == found.total_fen
        assert accounts.free_fen(fund) == self.available


def reserve(source, amount_fen: int, number: str) -> Transfer:
    account = accounts.fund_account(source) if isinstance(source, Fund) else accounts.programme_account(source)
    return ledger.post(
        Code.COMMITMENT,
        debit=account,
        credit=accounts.payable_account(accounts.book_of(source), number),
        amount_fen=amount_fen,
        effect_key=f"match:{number}:commit",
        expires_at=clock.now() + timedelta(days=3),
        by_id=uuid4(),
    )


def pay(pending: Transfer, number: str, amount_fen: int | None = None) -> None:
    ledger.resolve(
        Code.DISBURSEMENT, pending=pending, effect_key=f"match:{number}:pay", by_id=uuid4(), amount_fen=amount_fen
    )


def test_the_figures_add_up_at_every_step_of_a_month(fund):
    """Eighty acts in a random order: money in, grants reserved, paid in full or in part, released."""
    seed = 20261124
    chance, books, open_grants = random.Random(seed), Books(), {}
    for step in range(80):
        number = f"M{step:03d}"
        act = chance.choice(["top_up", "reserve", "reserve", "pay", "part", "release"])
        if act == "top_up":
            amount = chance.randrange(1, 500_000_01)
            make.received_top_up(fund, amount)
            books.available, books.total = books.available + amount, books.total + amount
        elif act == "reserve" and books.available:
            amount = chance.randrange(1, books.available + 1)
            open_grants[number] = reserve(fund, amount, number)
            books.available, books.committed = books.available - amount, books.committed + amount
        elif open_grants:
            number, pending = open_grants.popitem()
            amount = pending.amount_fen
            paid = {"pay": amount, "part": chance.randrange(1, amount + 1)}.get(act, 0)
            if paid:
                pay(pending, number, paid)
            else:
                ledger.resolve(Code.RELEASE, pending=pending, effect_key=f"match:{number}:release", by_id=uuid4())
            books.committed, books.disbursed = books.committed - amount, books.disbursed + paid
            books.available += amount - paid
        books.agree_with(fund)
    assert min(books.disbursed, books.total) > 0


def test_two_grants_that_together_exceed_the_balance_are_not_both_reserved(fund):
    make.received_top_up(fund, 1000)
    reserve(fund, 600, "M1")
    with pytest.raises(Overdrawn) as refused:
        reserve(fund, 600, "M2")
    assert (refused.value.available_fen, refused.value.asked_fen) == (400, 600)
    assert accounts.balances(fund) == accounts.Balances(400, 600, 0, 1000)


def test_a_programme_counts_its_earmarks_and_what_goes_back_is_no_longer_its_total():
    programme = make.running_programme()
    need = PublicNeed(pk=uuid4())
    clearing = accounts.clearing_account(programme.charity, "sandbox")
    general, earmark = accounts.programme_account(programme), accounts.earmark_account(programme, need)
    assert general != earmark and accounts.earmark_account(programme, need) == earmark
    ledger.post(Code.GIFT, debit=clearing, credit=general, amount_fen=700, effect_key="g1", by_id=None)
    ledger.post(Code.GIFT, debit=clearing, credit=earmark, amount_fen=300, effect_key="g2", by_id=None)
    assert accounts.balances(programme) == accounts.Balances(1000, 0, 0, 1000)
    assert accounts.free_fen(programme) == 700  # what is earmarked is not for others
    refund = ledger.post(Code.REFUND, debit=general, credit=clearing, amount_fen=200, effect_key="r1", by_id=None)
    assert accounts.balances(programme) == accounts.Balances(800, 200, 0, 1000)
    ledger.resolve(Code.REFUND_DONE, pending=refund, effect_key="r1-done", by_id=None)
    assert accounts.balances(programme) == accounts.Balances(800, 0, 0, 800)
    pay(reserve(programme, 500, "M1"), "M1")
    assert accounts.balances(programme) == accounts.Balances(300, 0, 500, 800)


def test_a_budget_is_still_the_funds_money(fund):
    make.received_top_up(fund, 1000)
    book = accounts.book_of(fund)
    budget = ledger.open_account(AccountKind.BUDGET, book=book, of=fund.pk)
    ledger.post(
        Code.BUDGET, debit=accounts.fund_account(fund), credit=budget, amount_fen=400, effect_key="b1", by_id=uuid4()
    )
    assert accounts.balances(fund) == accounts.Balances(1000, 0, 0, 1000)


def test_many_balances_in_one_statement_and_each_its_own(django_assert_num_queries):
    funds = [make.running_fund() for _one in range(3)]
    for index, one in enumerate(funds[:2]):
        make.received_top_up(one, 100 * (index + 1))
    with django_assert_num_queries(1):
        found = accounts.balances_of(funds)
    assert [found[one.pk].total_fen for one in funds] == [100, 200, 0]


def test_opening_an_account_twice_gives_the_same_one_and_charities_never_share(fund):
    assert accounts.fund_account(fund) == accounts.fund_account(fund)
    a, b = make.charity(), make.charity()
    assert accounts.clearing_account(a, "stripe") != accounts.clearing_account(b, "stripe")
    assert accounts.bank_account(a) == accounts.bank_account(a)
    assert Account.objects.filter(kind="bank").count() == 1


def test_without_a_custodian_there_is_no_account():
    firm = make.enterprise()
    by = make.person("fund_manager", firm)
    fund = services.create_fund(enterprise=firm, name="急难基金", region=firm.region, by=by, at=NOW)
    with pytest.raises(accounts.NoCustodian):
        accounts.fund_account(fund)
    assert accounts.balances(fund) == accounts.Balances()


def test_the_reference_is_easy_to_copy_by_hand():
    codes = {top_ups.reference_of(uuid4()) for _one in range(500)}
    assert len(codes) == 500
    assert all(code.startswith("ZJ") and set(code[2:]) <= set(top_ups.ALPHABET) for code in codes)
