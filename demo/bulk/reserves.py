"""The government's money of the year: eight county budgets, 64 township reserves, and the temporary aid paid from them.

Figures of domain reference §7.3: townships 50,000 to 120,000 yuan, counties 1.8 to 6.5 million of which 18 % carried
over from last year. Aid of the last days is not paid yet: that is the clerks' work of today.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from common.audit.models import AuditEvent
from common.presence import present
from common.regions import demo_city
from demo import cut, moments
from demo.bulk.books import Books, Side
from demo.bulk.office import Audit, Numbers, Office
from demo.people import stable_id
from funds.reserves import payments
from funds.reserves.models import AidPayment, Move, Reserve
from needs.models import StatutoryAid
from organisations.models import Organisation, User

Y = 100
BUDGETS = {
    "990102": 6_500_000,
    "990103": 5_200_000,
    "990121": 4_300_000,
    "990122": 3_100_000,
    "990123": 3_400_000,
    "990124": 2_600_000,
    "990125": 1_800_000,
    "990181": 2_900_000,
}
CARRIED_PERCENT = 18
TOWNS_PER_COUNTY = 8
TOWNSHIP_CAP_FEN = 3_000 * Y  # what a township decides and pays by itself (pack CC-2026)
UNPAID_DAYS = 5


@dataclass
class _Purse:
    reserve: Reserve
    left_fen: int
    aids: list[StatutoryAid] = field(default_factory=list)


@dataclass(frozen=True)
class _Order:
    """A payment that ended after the cut: it is made by the services."""

    reserve: Reserve
    aid: StatutoryAid
    clerk: User
    ordered_at: datetime
    ended_at: datetime

    def pay(self, line: str) -> None:
        payment = payments.pay_aid(reserve=self.reserve, aid=self.aid, by=self.clerk, at=self.ordered_at)
        payments.confirm_payment(payment=payment, bank_line=line, by=self.clerk, at=self.ended_at)


class Writer:
    """Rows as the services would leave them, gathered and then written table by table."""

    def __init__(self, office: Office, day: date) -> None:
        self.office, self.day = office, day
        self.begun = datetime.combine(
            min(date(day.year, 1, 4), day - timedelta(days=cut.DAYS + 9)), moments.OPENING, moments.BEIJING
        )
        self.books, self.audit, self.numbers = Books(), Audit(day), Numbers()
        self.reserves: list[Reserve] = []
        self.moves: list[Move] = []
        self.payments: list[AidPayment] = []
        self.younger: list[_Order] = []

    def write(self, aids: Iterable[StatutoryAid]) -> None:
        of_county: dict[str, list[StatutoryAid]] = defaultdict(list)
        for aid in aids:
            of_county[aid.case.county_id[:6]].append(aid)
        for county in demo_city.COUNTIES:
            self._county(county.prefix, of_county[county.prefix])
        Reserve.objects.bulk_create(self.reserves, batch_size=500)
        Move.objects.bulk_create(self.moves, batch_size=500)
        AidPayment.objects.bulk_create(self.payments, batch_size=500)
        self.books.write()
        AuditEvent.objects.bulk_create(sorted(self.audit.rows, key=lambda row: row.at), batch_size=1000)
        self.numbers.save()
        for number, order in enumerate(self.younger, start=len(self.payments) + 1):
            order.pay(f"DEMO-GK{number:06d}")

    def _county(self, prefix: str, aids: list[StatutoryAid]) -> None:
        body, year = self.office.cast.bodies[f"county-{prefix}"], self.day.year
        people = self.office.cast.users[f"finance_clerk-{prefix}"], self.office.approver(prefix)
        old, budget = self._open(body, body, year - 1, people[0]), self._open(body, body, year, people[0])
        before = [aid for aid in aids if aid.period < f"{year}-"]
        carried_fen = BUDGETS[prefix] * Y * CARRIED_PERCENT // 100
        spent_fen = sum(aid.amount_fen for aid in before)
        last = self.begun - timedelta(days=360)
        self._move("allocation", old, None, carried_fen + spent_fen, last, people)
        self._move("carry_over", budget, old, carried_fen, self.begun, people, origin=year - 1)
        self._move("allocation", budget, None, BUDGETS[prefix] * Y - carried_fen, self.begun, people)
        old.closed_at = self.begun
        county, towns = _Purse(budget, BUDGETS[prefix] * Y), self._towns(prefix, body, aids, people)
        for aid in aids:
            town = towns.get(aid.case.township_id)
            fits = town and aid.amount_fen <= min(TOWNSHIP_CAP_FEN, town.left_fen)
            purse = _Purse(old, aid.amount_fen) if aid in before else town if town and fits else county
            purse.left_fen -= aid.amount_fen
            self._pay(purse.reserve, aid, people[0])

    def _towns(self, prefix: str, keeper: Organisation, aids: list[StatutoryAid], people: tuple[User, User]) -> dict:
        """The eight townships with the most cases have a reserve of their own; 松坪镇 always."""
        often = Counter(aid.case.township_id for aid in aids if aid.case.township_id)
        codes = sorted(
            (
                key.removeprefix("township-") + "000"
                for key in self.office.cast.bodies
                if key.startswith(f"township-{prefix}")
            ),
            key=lambda code: (code != demo_city.SONGPING_TOWN, -often[code], code),
        )
        purses = {}
        for code in codes[:TOWNS_PER_COUNTY]:
            body = self.office.cast.bodies[f"township-{code[:9]}"]
            reserve = self._open(body, keeper, self.day.year, people[0])
            fen = random.Random(f"reserve/{code}").randrange(50, 121) * 1_000 * Y
            self._move("allocation", reserve, None, fen, self.begun, people)
            purses[code] = _Purse(reserve, fen)
        return purses

    def _open(self, body: Organisation, keeper: Organisation, year: int, clerk: User) -> Reserve:
        line = 200_000 if body == keeper else 15_000
        at = self.begun if year == self.day.year else self.begun - timedelta(days=361)
        made = Reserve(
            id=stable_id("reserve", body.pk, year),
            office=body,
            keeper=keeper,
            year=year,
            low_below_fen=line * Y,
            opened_by=clerk,
            opened_at=at,
        )
        self.reserves.append(made)
        self._noted("reserve.opened", made, made, clerk, at)
        return made

    def _move(
        self,
        kind: str,
        reserve: Reserve,
        source: Reserve | None,
        fen: int,
        at: datetime,
        people: tuple[User, User],
        origin: int | None = None,
    ) -> None:
        proposed_at = at + timedelta(minutes=20)
        key = stable_id("reserve-move", kind, reserve.pk)
        number = f"ZJ{at:%Y}{self.numbers.next(f'reserve-move/{at:%Y}'):05d}"
        move = Move(
            id=key,
            token=key,
            number=number,
            kind=kind,
            state="confirmed",
            reserve=reserve,
            source=source,
            amount_fen=fen,
            document=f"{at:%Y} 年度预算" if kind == "allocation" else f"{at.year - 1} 年度决算",
            origin_year=origin,
            proposed_by=people[0],
            proposed_at=proposed_at,
            decided_by=people[1],
            decided_at=proposed_at + timedelta(hours=2),
        )
        self.moves.append(move)
        code = {"allocation": "appropriation", "carry_over": "carry_over"}[kind]
        debit = self.books.treasury(reserve.keeper) if source is None else self._side(source)
        self.books.book(
            "single",
            code,
            debit,
            self._side(reserve),
            fen,
            f"reserve_move:{move.pk}",
            by=people[0],
            approver=people[1],
            memo={"move": str(move.pk)},
        )
        self._noted("reserve.proposed", move, reserve, people[0], proposed_at, number=number, kind=kind, amount_fen=fen)
        self._noted(
            "reserve.confirmed", move, reserve, people[1], present(move.decided_at), number=number, amount_fen=fen
        )

    def _pay(self, reserve: Reserve, aid: StatutoryAid, clerk: User) -> None:
        ordered_at = moments.in_office(aid.recorded_at + timedelta(hours=20))
        if reserve.year == self.day.year:  # of the first days: when the year's money was there
            ordered_at = max(ordered_at, self.begun + timedelta(days=1))
        ended_at = moments.in_office(ordered_at + timedelta(hours=22))
        if ended_at > cut.of(self.day):
            if reserve.closed_at is None:
                self.younger.append(_Order(reserve, aid, clerk, ordered_at, ended_at))
                return
            ordered_at, ended_at = cut.of(self.day) - timedelta(hours=1), cut.of(self.day)  # its year ended before
        payment = AidPayment(
            id=stable_id("aid-payment", aid.pk),
            reserve=reserve,
            aid=aid,
            amount_fen=aid.amount_fen,
            state="paid",
            decided_by_id=aid.recorded_by_id,
            ordered_by=clerk,
            ordered_at=ordered_at,
            bank_line=f"DEMO-GK{len(self.payments) + 1:06d}",
            ended_by=clerk,
            ended_at=ended_at,
        )
        effect, treasury = f"aid_payment:{payment.pk}:ordered", self.books.treasury(reserve.keeper)
        memo = {"payment": str(payment.pk)}
        payment.transfer_id = self.books.book(
            "pending", "commitment", self._side(reserve), treasury, aid.amount_fen, effect, by=clerk, memo=memo
        )
        self.books.book(
            "post",
            "disbursement",
            self._side(reserve),
            treasury,
            aid.amount_fen,
            f"aid_payment:{payment.pk}:ended",
            by=clerk,
            resolves=effect,
        )
        self.payments.append(payment)
        for verb, at in (("aid_payment.ordered", ordered_at), ("aid_payment.paid", ended_at)):
            self._noted(verb, payment, reserve, clerk, at, case=aid.case_id, amount_fen=aid.amount_fen)

    def _side(self, reserve: Reserve) -> Side:
        return self.books.government(reserve.keeper, reserve.pk)

    def _noted(self, verb: str, subject, reserve: Reserve, by: User, at: datetime, case=None, **data) -> None:
        self.audit.add(
            by, verb, subject, at, case_id=case, county=reserve.keeper.region_id, organisation=reserve.office_id, **data
        )


def write(office: Office, day: date) -> None:
    """Everything that was granted and is old enough to have been paid."""
    granted = StatutoryAid.objects.filter(aid_type="temporary_aid", state="granted").select_related("case")
    old = granted.filter(recorded_at__lt=moments.morning(day) - timedelta(days=UNPAID_DAYS))
    Writer(office, day).write(old.order_by("recorded_at", "pk"))
