"""Promises of hours, goods and professional help beside those of money: 48 : 24 : 21 : 7 (domain reference §7.3).

Each in one of the states in which such a promise stands: kept, kept in part, taken up and waiting, open, cancelled, over.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from common.audit.models import AuditEvent
from common.regions.models import Region
from demo import cut, supply
from demo.bulk.office import Audit
from demo.people import CITY, stable_id
from demo.stage import Stage
from donations import services as giving
from donations.models import Pledge, PledgeDelivery
from organisations.models import User

SHARES = {"hours": 24, "goods": 21, "skill": 7}
MONEY_SHARE = 48
FIRST = ("open", "waiting", "kept", "part", "cancelled", "overdue", "open")
STATES = (*["kept"] * 71, *["part"] * 9, *["overdue"] * 8, *["cancelled"] * 7, *["open"] * 4, "waiting")
# (item, unit, the whole promise, each household), and which charity arranges it
OFFERS = {
    "hours": [("companion", "hour", 20, 4), ("escort", "hour", 12, 4), ("tutoring", "hour", 30, 10)],
    "goods": [
        ("quilt", "piece", 4, 2),
        ("food", "kg", 50, 10),
        ("school_kit", "piece", 10, 2),
        ("wheelchair", "piece", 1, 1),
    ],
    "skill": [("counselling", "slot", 12, 6), ("legal", "slot", 6, 3), ("job", "slot", 8, 4)],
}
ARRANGED_BY = {
    "companion": "silver",
    "escort": "pine-needle",
    "tutoring": "star-bridge",
    "quilt": "red-cross",
    "food": "charity-city",
    "school_kit": "qinghe",
    "wheelchair": "disability",
    "counselling": "warm-lamp",
    "legal": "charity-city",
    "job": "charity-city",
}


@dataclass
class History:
    """Promises of the past year, row by row as the services write them, kept until they are written together."""

    audit: Audit
    rows: list[Pledge] = field(default_factory=list)
    arrived: list[PledgeDelivery] = field(default_factory=list)

    def write(self) -> None:
        Pledge.objects.bulk_create(self.rows)
        PledgeDelivery.objects.bulk_create(self.arrived)
        AuditEvent.objects.bulk_create(sorted(self.audit.rows, key=lambda row: row.at))


@dataclass
class Promise:
    """One promise on paper: who, what, in which state it stands today."""

    key: tuple[str, int]
    state: str
    donor: User
    made: datetime
    answers: dict[str, Any]

    @property
    def charity_key(self) -> str:
        return ARRANGED_BY[self.answers["item"]]

    @property
    def arrived(self) -> int:
        return {"kept": self.answers["total"], "part": self.answers["total"] // 2}.get(self.state, 0)


def in_kind(stage: Stage) -> None:
    """As many as the promises of money ask for by the shares, at least seven of a kind: one by one in each state."""
    money = Pledge.objects.filter(kind="money").count()
    donors = [stage.cast.users["donor"], *[stage.cast.users[f"donor-p{number}"] for number in range(80)]]
    history = History(Audit(stage.day))
    for kind, share in SHARES.items():
        for number in range(max(len(FIRST), round(money * share / MONEY_SHARE))):
            one = _draw(stage, kind, number, donors)
            if number < len(FIRST):
                _walk(stage, one)
            else:
                _note(stage, one, history)
    history.write()
    giving.expire_pledges(stage.now)


def _draw(stage: Stage, kind: str, number: int, donors: list[User]) -> Promise:
    chance = random.Random(f"in-kind/{stage.seed}/{kind}/{number}")
    state = FIRST[number] if number < len(FIRST) else chance.choice(STATES)
    donor = donors[0] if number == 0 else chance.choice(donors)
    item, unit, total, each = OFFERS[kind][number % len(OFFERS[kind])]
    ago = chance.randrange(cut.DAYS + 8, 40) if state in ("open", "waiting", "part") else chance.randrange(60, 300)
    until = -chance.randrange(3, 30) if state == "overdue" else chance.randrange(20, 61)
    answers = {
        "token": stable_id("in-kind", stage.seed, kind, number),
        "kind": kind,
        "item": item,
        "unit": unit,
        "total": total,
        "per_household": each,
        "category": chance.choice(["", "", "illness", "fire_flood", "school"]),
        "until": stage.day + timedelta(days=until),
    }
    return Promise((kind, number), state, donor, stage.evening - timedelta(days=ago), answers)


def _walk(stage: Stage, one: Promise) -> None:
    """By the services, each step by the person who would do it."""
    pledge = giving.make_pledge_in_kind(**one.answers, region=Region.objects.get(pk=CITY), by=one.donor, at=one.made)
    if one.state == "cancelled":
        giving.cancel_pledge(pledge=pledge, by=one.donor, at=one.made + timedelta(days=20))
    if one.state in ("open", "cancelled"):
        return
    at = one.made + timedelta(days=2)
    by = supply._member(stage.cast, one.charity_key, "charity_manager", at)
    pledge = giving.take_up(pledge=pledge, charity=stage.cast.bodies[one.charity_key], by=by, at=at)
    if one.arrived:
        giving.receive_pledged(
            pledge=pledge,
            token=stable_id("in-kind-arrived", *one.key),
            quantity=one.arrived,
            by=by,
            at=at + timedelta(days=4),
        )


def _note(stage: Stage, one: Promise, history: History) -> None:
    """The same steps as rows: a year holds some hundreds of them."""
    names = ("token", "kind", "item", "unit", "category", "until")
    whole, at = one.answers["total"], one.made + timedelta(days=2)
    pledge = Pledge(
        id=stable_id("in-kind-row", stage.seed, *one.key),
        donor=one.donor,
        region_id=CITY,
        per_household_fen=0,
        total_fen=0,
        per_household_quantity=one.answers["per_household"],
        total_quantity=whole,
        used_quantity=one.arrived,
        mode="ask",
        created_at=one.made,
        **{name: one.answers[name] for name in names},
    )
    history.rows.append(pledge)
    history.audit.add(one.donor, "pledge.made_in_kind", pledge, one.made, county=CITY, quantity=whole, kind=pledge.kind)
    if one.state == "cancelled":
        pledge.state = "cancelled"
        history.audit.add(one.donor, "pledge.cancelled", pledge, one.made + timedelta(days=20), county=CITY)
    if one.state in ("open", "cancelled"):
        return
    pledge.charity, pledge.taken_at = stage.cast.bodies[one.charity_key], at
    pledge.taken_by = by = supply._member(stage.cast, one.charity_key, "charity_manager", at)
    history.audit.add(by, "pledge.taken_up", pledge, at, county=CITY, organisation=pledge.charity_id)
    if one.arrived:
        pledge.state = "used" if one.arrived == whole else "registered"
        then = at + timedelta(days=4)
        history.arrived.append(
            PledgeDelivery(
                id=stable_id("in-kind-arrival", stage.seed, *one.key),
                token=stable_id("in-kind-arrived", *one.key),
                pledge=pledge,
                quantity=one.arrived,
                received_by=by,
                received_at=then,
            )
        )
        history.audit.add(
            by, "pledge.received", pledge, then, county=CITY, organisation=pledge.charity_id, quantity=one.arrived
        )
