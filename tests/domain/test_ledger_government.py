"""The government's reserves in the ledger: books of their own, never overdrawn, never touching charity money."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from common.regions import demo_city
from funds.ledger import checks, services
from funds.ledger.journal import NotTwoPeople, Overdrawn, constraint_of, write
from funds.ledger.models import Account, Book
from funds.ledger.routes import AccountKind, Code
from funds.ledger.selectors import balance
from organisations.models import Organisation
from tests.factories.ledger import ACTOR, APPROVER, Desk, execute, key
from tests.factories.regions import demo_region

pytestmark = pytest.mark.django_db


def office(kind: str = "civil_affairs") -> Organisation:
    return Organisation.objects.create(kind=kind, name=f"{kind}-{uuid4()}", region=demo_region(demo_city.CITY_CODE))


class County:
    """One county's book with its budget and one township's reserve."""

    def __init__(self) -> None:
        self.book = services.open_book(holder=office())
        self.treasury = services.open_account(AccountKind.TREASURY, book=self.book)
        self.budget = services.open_account(AccountKind.GOV_RESERVE, book=self.book, of=uuid4())
        self.township = services.open_account(AccountKind.GOV_RESERVE, book=self.book, of=uuid4())
        self.two = {"by_id": ACTOR, "approver_id": APPROVER, "memo": {}}

    def funded(self, amount_fen: int) -> "County":
        services.post(
            Code.APPROPRIATION,
            debit=self.treasury,
            credit=self.budget,
            amount_fen=amount_fen,
            effect_key=key("a"),
            **self.two,
        )
        return self

    def order(self, reserve: Account, amount_fen: int):
        return services.post(
            Code.COMMITMENT,
            debit=reserve,
            credit=self.treasury,
            amount_fen=amount_fen,
            effect_key=key("o"),
            by_id=ACTOR,
            memo={},
        )


def refused(act) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
        execute("set constraints all immediate")
    return constraint_of(error.value)


def open_account(book: Book, kind: str) -> None:
    execute("select ledger_open(%s, %s, %s)", [book.pk, kind, f"{kind}/{uuid4()}"])


def test_appropriated_allotted_ordered_and_paid():
    county = County().funded(1000)
    services.post(
        Code.ALLOTMENT, debit=county.budget, credit=county.township, amount_fen=400, effect_key="allot", **county.two
    )
    order = county.order(county.township, 300)
    assert (balance(county.township).available_fen, balance(county.township).pending_fen) == (100, 300)
    services.resolve(Code.DISBURSEMENT, pending=order, effect_key="paid", by_id=ACTOR)
    services.resolve(Code.RELEASE, pending=county.order(county.township, 100), effect_key="back", by_id=ACTOR)
    assert [balance(one).available_fen for one in (county.budget, county.township)] == [600, 100]
    assert balance(county.treasury).posted_fen == -700 and checks.faults() == []


def test_no_reserve_is_overdrawn():
    county = County().funded(1000)
    county.order(county.budget, 900)
    with pytest.raises(Overdrawn) as error:
        county.order(county.budget, 101)
    assert (error.value.available_fen, error.value.asked_fen) == (100, 101)
    with pytest.raises(Overdrawn):
        services.post(
            Code.ALLOTMENT, debit=county.budget, credit=county.township, amount_fen=101, effect_key="x", **county.two
        )
    assert balance(county.budget).available_fen == 100


@pytest.mark.parametrize("verb", [Code.APPROPRIATION, Code.ALLOTMENT, Code.CARRY_OVER])
def test_no_move_without_two_people(verb):
    county = County().funded(1000)
    debit, credit = (county.treasury, county.budget) if verb == "appropriation" else (county.budget, county.township)
    asked = {"debit": debit, "credit": credit, "amount_fen": 1, "effect_key": "x"}
    for by_id, approver_id in ((ACTOR, ACTOR), (ACTOR, None), (None, ACTOR)):
        with pytest.raises(NotTwoPeople, match="政府救助资金"):
            services.post(verb, **asked, by_id=by_id, approver_id=approver_id)
        with pytest.raises(NotTwoPeople):  # past the verb, the database
            write(kind="single", code=verb, **asked, by_id=by_id, approver_id=approver_id)
    assert balance(county.budget).posted_fen == 1000 and balance(county.township).posted_fen == 0


def test_charity_money_and_the_governments_share_no_account_and_no_book():
    county, desk = County().funded(1000), Desk.open().funded(1000)
    apart = "ledger_account_government_apart"
    for kind in ("fund", "budget", "payable", "reserve", "bank", "clearing", "fees", "receivable"):
        assert refused(lambda kind=kind: open_account(county.book, kind)) == apart
    for kind in ("gov_reserve", "treasury"):
        assert refused(lambda kind=kind: open_account(desk.book, kind)) == apart
    for debit, credit in ((county.budget, desk.fund), (desk.fund, county.budget), (county.treasury, desk.bank)):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(
                kind="single",
                code="reallocation",
                debit=debit,
                credit=credit,
                amount_fen=1,
                effect_key="x",
                by_id=ACTOR,
                approver_id=APPROVER,
            )
    assert balance(county.budget).posted_fen == balance(desk.fund).posted_fen == 1000


def test_a_book_says_what_its_holder_is_and_the_holder_stays_it():
    firm = Desk.open().book.holder
    assert refused(lambda: Book.objects.create(holder=office(), holder_kind="charity")) == "ledger_book_holder_kind"
    assert refused(lambda: Organisation.objects.filter(pk=firm.pk).update(kind="township")) == "ledger_book_holder_kind"


def test_a_freeze_stops_the_governments_payments_too():
    county = County().funded(10)
    order = county.order(county.budget, 10)
    services.freeze(reason="x", faults=[])
    with pytest.raises(services.Frozen):
        services.resolve(Code.DISBURSEMENT, pending=order, effect_key="paid", by_id=UUID(int=1))
