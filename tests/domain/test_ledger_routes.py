"""The table of routes is the database's rule, row for row; each row carries a movement that dies without it."""

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from common.regions import demo_city
from funds.ledger import services
from funds.ledger.journal import constraint_of
from funds.ledger.models import GOVERNMENT_KINDS, Account, Transfer
from funds.ledger.route_rule import replace_function
from funds.ledger.routes import AWAITED, KIND_OF, ROUTES, TWO_PEOPLE, AccountKind, Code, Kind, Route
from organisations.models import Organisation
from tests.factories.ledger import ACTOR, APPROVER, charity, database_now, everything, execute, rows
from tests.factories.regions import demo_region

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("common", "organisations", "policy", "needs", "publication", "programmes", "casework", "funds", "donations")
PRODUCTION = (*ROOMS, "matching", "volunteering", "search", "site")


class Pair:
    """The two accounts of a route, in a book of the right holder, with 1,000 fen on the debit side."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.book = services.open_book(holder=office() if route.debit in GOVERNMENT_KINDS else charity())
        self.debit, self.credit = self._account(route.debit), self._account(route.credit)
        if self.debit.limited:
            self._fill()

    def _account(self, kind: AccountKind) -> Account:
        return services.open_account(kind, book=self.book, of=uuid4())

    def _fill(self) -> None:
        """Along the map, so that only the tested route is in question."""
        bank = AccountKind.TREASURY if self.debit.kind in GOVERNMENT_KINDS else AccountKind.BANK
        first = {AccountKind.TREASURY: Code.APPROPRIATION, AccountKind.BANK: Code.GIFT}[bank]
        ways = {
            AccountKind.BUDGET: (AccountKind.FUND, Code.BUDGET),
            AccountKind.PAYABLE: (bank, Code.BOUNCE),
            AccountKind.RESERVE: (bank, Code.RESERVE_FILL),
        }
        source, code = ways.get(AccountKind(self.debit.kind), (bank, first))
        opened = self._account(source)
        if source == AccountKind.FUND:
            self._single(Code.GIFT, self._account(bank), opened)
        self._single(code, opened, self.debit)

    def _single(self, code: Code, debit: Account, credit: Account) -> None:
        services.post(
            code,
            debit=debit,
            credit=credit,
            amount_fen=1000,
            effect_key=f"fill:{uuid4()}",
            by_id=ACTOR,
            approver_id=APPROVER,
        )

    def prepared(self) -> Callable[[], Transfer]:
        """The route's own movement, ready to be made; what it ends is set aside now."""
        if self.route.resolves is None:
            return lambda: self._post(self.route.code)
        expired = self.route.code == Code.EXPIRY
        pending = self._post(self.route.resolves, expires_at=database_now() - timedelta(hours=1) if expired else None)
        return lambda: services.resolve(self.route.code, pending=pending, effect_key=f"end:{uuid4()}", by_id=ACTOR)

    def _post(self, code: Code, **more: object) -> Transfer:
        sides = {"debit": self.debit, "credit": self.credit, "amount_fen": 60, "effect_key": f"start:{uuid4()}"}
        return services.post(code, **sides, by_id=ACTOR, approver_id=APPROVER, **more)


def office() -> Organisation:
    region = demo_region(demo_city.CITY_CODE)
    return Organisation.objects.create(kind="civil_affairs", name=f"office-{uuid4()}", region=region)


def name_of(route: Route) -> str:
    return f"{route.code}-{route.debit}-{route.credit}"


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_each_route_carries_its_movement_and_nothing_without_it(route: Route) -> None:
    assert Pair(route).prepared()().kind == route.kind
    move = Pair(route).prepared()
    execute("set constraints all immediate")
    execute(replace_function([one for one in ROUTES if one != route]))
    before = everything()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        move()
    assert constraint_of(refusal.value) == "ledger_transfer_route"
    assert everything() == before


@pytest.mark.django_db
def test_the_databases_rule_is_the_table() -> None:
    """Every combination is asked, known codes or not."""
    codes = [*Code.values, "", "unknown"]
    query = """
        select k, c, d, r, p from unnest(%s::text[]) k cross join unnest(%s::text[]) c cross join unnest(%s::text[]) d
        cross join unnest(%s::text[]) r cross join unnest(%s::text[]) p where ledger_route(k, c, d, r, nullif(p, ''))"""
    kinds = AccountKind.values
    taken = rows(query, [Kind.values, codes, kinds, kinds, codes])
    assert sorted(taken) == sorted((r.kind, r.code, r.debit, r.credit, r.resolves or "") for r in ROUTES)
    assert len(taken) == len(ROUTES) == 34


def test_a_code_has_one_kind_and_a_resolution_ends_what_was_set_aside_between_the_same_accounts() -> None:
    assert {route.code: {one.kind for one in ROUTES if one.code == route.code} for route in ROUTES} == {
        code: {kind} for code, kind in KIND_OF.items()
    }
    assert set(KIND_OF) == set(Code)
    for route in ROUTES:
        assert (route.resolves is not None) == (route.kind in (Kind.POST, Kind.VOID))
        started = Route(Kind.PENDING, route.resolves, route.debit, route.credit) if route.resolves else None
        assert started is None or started in ROUTES, name_of(route)
        assert route.two_people == (route.code in TWO_PEOPLE)


@pytest.mark.parametrize("code", [code for code, kind in KIND_OF.items() if kind in (Kind.POST, Kind.VOID)])
def test_what_ends_is_not_posted(code: Code) -> None:
    with pytest.raises(ValueError, match="resolve"):
        services.post(code, debit=Account(), credit=Account(), amount_fen=1, effect_key="k", by_id=ACTOR)


@pytest.mark.parametrize("code", [code for code, kind in KIND_OF.items() if kind in (Kind.SINGLE, Kind.PENDING)])
def test_what_ends_nothing_is_not_resolved(code: Code) -> None:
    with pytest.raises(ValueError, match="post"):
        services.resolve(code, pending=Transfer(), effect_key="k", by_id=ACTOR)


def test_every_code_has_a_caller_or_stands_on_the_list_with_its_issue() -> None:
    called = {code for path in sources() for code in codes_booked(path.read_text())}
    assert set(Code) - called == set(AWAITED)
    assert set(AWAITED.values()) == {12}


def test_control_a_filter_and_a_comparison_are_no_callers() -> None:
    read = "from x import Code\nrows.filter(code=Code.FEE, code__in=[Code.BUDGET])\nrow.code == Code.PAYOUT\n"
    assert codes_booked(read) == set()
    assert codes_booked(read + "post(Code.GIFT, amount_fen=1)\nCODES = {1: Code.TOP_UP}") == {Code.GIFT, Code.TOP_UP}


def sources() -> Iterator[Path]:
    """What production runs, without the ledger's own rooms, which name every code."""
    for room in PRODUCTION:
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" not in path.parts and ROOT / "funds" / "ledger" not in path.parents:
                yield path


def codes_booked(source: str) -> set[Code]:
    """Codes that the source names other than to read: in a filter's `code=` or a comparison."""
    if "ledger" not in source and "Code." not in source:
        return set()
    tree = ast.parse(source)
    reading = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and (node.arg or "")[:4] == "code"
    ]
    reading += [node for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    read = {id(inner) for node in reading for inner in ast.walk(node)}
    return {
        Code[node.attr]
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Code"
        and node.attr in Code.__members__
        and id(node) not in read
    }
