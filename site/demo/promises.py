"""Promises of hours, goods and professional help beside those of money: 48 : 24 : 21 : 7 (domain reference §7.3).

Each in one of the states in which such a promise stands: kept, kept in part, taken up and waiting, open, cancelled, over.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from common.regions.models import Region
from demo import supply
from demo.people import CITY, stable_id
from demo.stage import Stage
from donations import services as giving
from donations.models import Pledge
from organisations.models import User

SHARES = {"hours": 24, "goods": 21, "skill": 7}
MONEY_SHARE = 48
STATES = (*["kept"] * 71, *["part"] * 9, *["overdue"] * 8, *["cancelled"] * 7, *["open"] * 4, "waiting")
# (item, unit, the whole promise, each household), and which charity arranges it
OFFERS = {
    "hours": [("companion", "hour", 20, 4), ("escort", "hour", 12, 4), ("tutoring", "hour", 30, 10)],
    "goods": [("quilt", "piece", 4, 2), ("food", "kg", 50, 10), ("school_kit", "piece", 10, 2), ("wheelchair", "piece", 1, 1)],
    "skill": [("counselling", "slot", 12, 6), ("legal", "slot", 6, 3), ("job", "slot", 8, 4)],
}
ARRANGED_BY = {"companion": "silver", "escort": "pine-needle", "tutoring": "star-bridge", "quilt": "red-cross",
               "food": "charity-city", "school_kit": "qinghe", "wheelchair": "disability", "counselling": "warm-lamp",
               "legal": "charity-city", "job": "charity-city"}


def in_kind(stage: Stage) -> None:
    """As many as the promises of money ask for by the shares; at least a few of each kind and state."""
    money = Pledge.objects.filter(kind="money").count()
    donors = [stage.cast.users["donor"], *[stage.cast.users[f"donor-p{number}"] for number in range(80)]]
    for kind, share in SHARES.items():
        for number in range(max(7, round(money * share / MONEY_SHARE))):
            chance = random.Random(f"in-kind/{stage.seed}/{kind}/{number}")
            state = ("open", "waiting", "kept", "part", "cancelled", "overdue", "open")[number] if number < 7 else chance.choice(STATES)
            donor = donors[0] if number == 0 else chance.choice(donors)
            _promise(stage, kind, number, state, donor, chance)
    Pledge.objects.filter(state="registered", until__lt=stage.day).update(state="expired")


def _promise(stage: Stage, kind: str, number: int, state: str, donor: User, chance: random.Random) -> None:
    item, unit, total, each = OFFERS[kind][number % len(OFFERS[kind])]
    made = stage.evening - timedelta(days=chance.randrange(8, 40) if state in ("open", "waiting", "part") else chance.randrange(60, 300))
    until = stage.day - timedelta(days=chance.randrange(3, 30)) if state == "overdue" else stage.day + timedelta(days=chance.randrange(20, 61))
    pledge = giving.make_pledge_in_kind(
        token=stable_id("in-kind", stage.seed, kind, number), kind=kind, item=item, unit=unit, total=total, per_household=each,
        category=chance.choice(["", "", "illness", "fire_flood", "school"]), region=Region.objects.get(pk=CITY), until=until,
        by=donor, at=made,
    )  # fmt: skip
    if state == "cancelled":
        giving.cancel_pledge(pledge=pledge, by=donor, at=made + timedelta(days=20))
    elif state != "open":
        _arrange(stage, pledge, state, made)


def _arrange(stage: Stage, pledge: Pledge, state: str, made: datetime) -> None:
    key = ARRANGED_BY[pledge.item]
    at = made + timedelta(days=2)
    by = supply._member(stage.cast, key, "charity_manager", at)
    pledge = giving.take_up(pledge=pledge, charity=stage.cast.bodies[key], by=by, at=at)
    arrived = {"kept": pledge.total_quantity, "part": pledge.total_quantity // 2}.get(state, 0)
    if arrived:
        giving.receive_pledged(pledge=pledge, token=stable_id("in-kind-arrived", pledge.token), quantity=arrived, by=by,
                               at=at + timedelta(days=4))
