"""A small model of the ledger in plain Python, walked at random beside the database (after TigerBeetle's VOPR).

Hypothesis walks it to find short counter-examples; `walk` spreads its steps evenly, which finds missing rules faster.

After each step both must agree on the outcome and on the four sums of every account. Two books, so that a step can
reach for a foreign account; amounts around the limits; keys and reservations used again.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from common.errors import Refusal
from funds.ledger import services
from funds.ledger.journal import write
from funds.ledger.models import Account, Transfer
from tests.factories.ledger import ACTOR, APPROVER, Desk, database_now, insert_transfer

NAMES = ("bank", "clearing", "fund", "restricted", "budget", "payable", "reserve")
LIMITED = {"fund", "restricted", "budget", "payable", "reserve"}
SINGLES = {
    ("gift", "clearing", "fund"),
    ("gift", "bank", "fund"),
    ("gift", "bank", "restricted"),
    ("gift", "clearing", "restricted"),
    ("reserve_fill", "bank", "reserve"),
    ("payout", "bank", "clearing"),
    ("budget", "fund", "budget"),
    ("budget", "restricted", "budget"),
    ("budget_return", "budget", "fund"),
    ("budget_return", "budget", "restricted"),
    ("bank_proof", "payable", "bank"),
    ("bounce", "bank", "payable"),
    ("refund_returned", "clearing", "fund"),
    ("refund_returned", "clearing", "restricted"),
    ("shortfall", "reserve", "clearing"),
    ("reallocation", "fund", "restricted"),
    ("reallocation", "restricted", "fund"),
}
PENDINGS = {("commitment", source, "payable") for source in ("fund", "restricted", "budget")} | {
    (code, source, "clearing") for code in ("refund", "dispute") for source in ("fund", "restricted")
}
RESOLUTIONS = {
    "commitment": [("post", "disbursement"), ("void", "release"), ("void", "expiry")],
    "refund": [("post", "refund_done"), ("void", "refund_failed")],
    "dispute": [("post", "dispute_lost"), ("void", "dispute_won")],
}
ASTRAY = ["debit", "credit", "book", "same", "reverse", "alone"]
UNLIKE = ["", "", "less", "more", "elsewhere", "code"]
AMOUNTS = st.one_of(st.integers(1, 40), st.integers(1, 40), st.sampled_from([0, -1, 1000]))
Side = tuple[bool, str]  # of our book or of the other one, and which account


@dataclass
class Sums:
    debits_pending: int = 0
    debits_posted: int = 0
    credits_pending: int = 0
    credits_posted: int = 0


@dataclass
class Reserved:
    row: Transfer
    debit: Side
    credit: Side
    resolved: bool = False


@dataclass
class Model:
    sums: dict[Side, Sums] = field(
        default_factory=lambda: {(home, name): Sums() for home in (True, False) for name in NAMES}
    )

    def covers(self, side: Side, posted: int, pending: int) -> bool:
        own = self.sums[side]
        return side[1] not in LIMITED or (
            own.debits_posted + posted + own.debits_pending + pending <= own.credits_posted
        )

    def move(self, debit: Side, credit: Side, posted: int, pending: int) -> None:
        self.sums[debit].debits_posted += posted
        self.sums[debit].debits_pending += pending
        self.sums[credit].credits_posted += posted
        self.sums[credit].credits_pending += pending


class LedgerMachine(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.desks = {True: Desk.open(), False: Desk.open()}
        self.model = Model()
        for side in self.model.sums:
            self._account(side)  # opened now: a refused step rolls back what it opened
        self.reserved: list[Reserved] = []
        self.booked: list[dict[str, Any]] = []
        for side in [(True, "fund"), (True, "restricted"), (False, "fund"), (False, "restricted")]:
            self._book({"kind": "single", "code": "gift"}, (side[0], "bank"), side, 300, True)

    @rule(route=st.sampled_from(sorted(SINGLES)), amount=AMOUNTS)
    def single(self, route: tuple[str, str, str], amount: int) -> None:
        code, debit, credit = route
        allowed = amount > 0 and self.model.covers((True, debit), amount, 0)
        self._book({"kind": "single", "code": code, **people(code)}, (True, debit), (True, credit), amount, allowed)

    @rule(
        route=st.sampled_from(sorted(SINGLES)),
        wrong=st.sampled_from(ASTRAY),
        amount=AMOUNTS,
    )
    def astray(self, route: tuple[str, str, str], wrong: str, amount: int) -> None:
        """One thing is wrong: a side of the other book, the same side twice, the way back, one approver twice."""
        code, debit, credit = route
        sides: tuple[Side, Side] = {
            "debit": ((False, debit), (True, credit)),
            "credit": ((True, debit), (False, credit)),
            "same": ((True, debit), (True, debit)),
            "reverse": ((True, credit), (True, debit)),
        }.get(wrong, ((True, debit), (True, credit)))
        who = {"actor_id": ACTOR, "approver_id": ACTOR if wrong == "alone" else APPROVER}
        book = self.desks[wrong != "book"].book
        allowed = (
            amount > 0
            and sides[0][0] == sides[1][0] == (wrong != "book")
            and (code, sides[0][1], sides[1][1]) in SINGLES
            and not (wrong == "alone" and code == "reallocation")
            and self.model.covers(sides[0], amount, 0)
        )
        self._insert({"code": code, "amount_fen": amount, "book_id": book.pk, **who}, *sides, allowed)

    @rule(route=st.sampled_from(sorted(PENDINGS)), amount=AMOUNTS, expired=st.booleans())
    def reserve(self, route: tuple[str, str, str], amount: int, expired: bool) -> None:
        code, debit, credit = route
        expires_at = database_now() + timedelta(seconds=-1 if expired else 3600)
        allowed = amount > 0 and self.model.covers((True, debit), 0, amount)
        how = {"kind": "pending", "code": code, "expires_at": expires_at}
        if row := self._book(how, (True, debit), (True, credit), amount, allowed):
            self.reserved.append(Reserved(row, (True, debit), (True, credit)))

    @precondition(lambda self: self.reserved)
    @rule(
        which=st.integers(0, 30),
        way=st.integers(0, 2),
        wrong=st.sampled_from(UNLIKE),
        other=st.integers(0, 30),
    )
    def resolve(self, which: int, way: int, wrong: str, other: int) -> None:
        """A reservation in one of its ways, resolved ones too; `elsewhere` takes another reservation's accounts."""
        pending, neighbour = (self.reserved[n % len(self.reserved)] for n in (which, other))
        ways = RESOLUTIONS[(neighbour if wrong == "code" else pending).row.code]
        kind, code = ways[way % len(ways)]
        place = neighbour if wrong == "elsewhere" else pending
        amount = pending.row.amount_fen + {"less": -1, "more": 1}.get(wrong, 0)
        expired = pending.row.expires_at <= database_now()
        allowed = (
            not pending.resolved
            and (place.debit, place.credit) == (pending.debit, pending.credit)
            and 0 < amount <= pending.row.amount_fen
            and (kind, code) in RESOLUTIONS[pending.row.code]
            and (kind == "post" or amount == pending.row.amount_fen)
            and not (kind == "post" and expired)
            and not (code == "expiry" and not expired)
        )
        how = {"kind": kind, "code": code, "pending": pending.row}
        if self._book(how, place.debit, place.credit, amount, allowed):
            pending.resolved = True

    @precondition(lambda self: self.booked)
    @rule(which=st.integers(0, 30), change=st.sampled_from([0, 0, 1]))
    def replay(self, which: int, change: int) -> None:
        first = self.booked[which % len(self.booked)]
        asked = first["asked"] | {"amount_fen": first["asked"]["amount_fen"] + change}
        try:
            assert write(**asked) == first["row"] and change == 0
        except services.EffectConflict:
            assert change

    @invariant()
    def every_sum_agrees(self) -> None:
        accounts = {side: self._account(side).pk for side in self.model.sums}
        rows = Account.objects.in_bulk(list(accounts.values()))
        for side, own in self.model.sums.items():
            row = rows[accounts[side]]
            stored = Sums(
                row.debits_pending_fen, row.debits_posted_fen, row.credits_pending_fen, row.credits_posted_fen
            )
            assert stored == own, f"{side}: stored {stored}, model {own}"

    def _account(self, side: Side) -> Account:
        return getattr(self.desks[side[0]], side[1])

    def _book(self, how: dict[str, Any], debit: Side, credit: Side, amount: int, allowed: bool) -> Transfer | None:
        asked = how | {
            "debit": self._account(debit),
            "credit": self._account(credit),
            "amount_fen": amount,
            "effect_key": f"step:{uuid4()}",
        }
        try:
            row = write(**asked)
        except (Refusal, IntegrityError) as error:
            assert not allowed, f"refused what the model allows: {asked}: {error}"
            return None
        assert allowed, f"took what the model refuses: {asked}"
        self.booked.append({"asked": asked, "row": row})
        self._apply(how, debit, credit, amount)
        return row

    def _apply(self, how: dict[str, Any], debit: Side, credit: Side, amount: int) -> None:
        if how["kind"] == "pending":
            self.model.move(debit, credit, 0, amount)
        elif how["kind"] == "single":
            self.model.move(debit, credit, amount, 0)
        else:
            posted = amount if how["kind"] == "post" else 0
            self.model.move(debit, credit, posted, -how["pending"].amount_fen)

    def _insert(self, values: dict[str, Any], debit: Side, credit: Side, allowed: bool) -> None:
        """Straight into the table: the verbs would put the debit's book, and never two books, into the row."""
        try:
            with transaction.atomic():
                insert_transfer(self._account(debit), self._account(credit), **values)
        except IntegrityError as error:
            assert not allowed, f"refused what the model allows: {values}: {error}"
            return
        assert allowed, f"took what the model refuses: {values} {debit} {credit}"
        self._apply({"kind": "single"}, debit, credit, values["amount_fen"])


def people(code: str) -> dict[str, UUID]:
    return {"by_id": ACTOR, "approver_id": APPROVER} if code == "reallocation" else {}


def walk(seed: int, steps: int) -> None:
    """One even walk; the same seed takes the same steps."""
    chance = Random(seed)
    machine = LedgerMachine()
    machine.open()
    for _ in range(steps):
        amount = chance.choice([0, -1, 1000, *range(1, 31)])
        match chance.choice(["single", "astray", "reserve", "reserve", "resolve", "resolve", "resolve", "replay"]):
            case "single":
                machine.single(chance.choice(sorted(SINGLES)), amount)
            case "astray":
                machine.astray(chance.choice(sorted(SINGLES)), chance.choice(ASTRAY), amount)
            case "reserve":
                machine.reserve(chance.choice(sorted(PENDINGS)), amount, chance.random() < 0.3)
            case "resolve" if machine.reserved:
                which, other = (chance.randrange(len(machine.reserved)) for _ in range(2))
                machine.resolve(which, chance.randrange(3), chance.choice(UNLIKE), other)
            case "replay":
                machine.replay(chance.randrange(len(machine.booked)), chance.choice([0, 0, 1]))
        machine.every_sum_agrees()
