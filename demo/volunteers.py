"""The volunteers of the city (domain reference §7.3: 420 by kind), in bulk: people, who checked them, a year of hours.

The small city has one in six. Shares of the kinds are kept exactly.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from common.audit.models import AuditEvent
from common.crypto import blind_index
from common.regions import demo_city
from common.sequences.models import Sequence
from demo import cut, moments, names
from demo.bulk.office import Audit
from demo.people import CITY, Cast, account, stable_id
from organisations.models import Membership, Organisation, User
from programmes.volunteers.models import Activity, Decision, HourEntry, Vetting, Volunteer
from programmes.volunteers.services import ID_NO

SHARES = {
    "care": 22,
    "driving": 18,
    "tutoring": 17,
    "general": 16,
    "repair": 15,
    "counselling": 6,
    "legal": 4,
    "sign": 2,
}
# who gathers which kind, as weights over the bodies that the reference names
BODIES = {
    "care": {"silver": 50, "warm-lamp": 27, "pine-needle": 15},
    "driving": {"pine-needle": 60, "silver": 16},
    "tutoring": {"star-bridge": 50, "pine-needle": 21},
    "general": {"pine-needle": 37, "warm-lamp": 30},
    "repair": {"pine-needle": 48, "warm-lamp": 15},
    "counselling": {"dawn": 25},
    "legal": {"warm-lamp": 17},
    "sign": {"pine-needle": 5, "warm-lamp": 4},
}
SIZES = {"small": 70, "city": 420}
STATES = {"vetted": 78, "submitted": 6, "new": 5, "expired": 6, "refused": 2, "left": 3}
SECOND = {"care": "general", "driving": "general", "tutoring": "care", "counselling": "care", "sign": "care"}
SERIAL = 700_000  # numbers of these people lie apart from those of the households
KEEPERS = [
    ("pine-manager", "石望舒", "pine-needle", "charity_manager"),
    ("pine-keeper", "叶知春", "pine-needle", "charity_caseworker"),
    ("star-manager", "云怀瑾", "star-bridge", "charity_manager"),
    ("star-keeper", "苗小穗", "star-bridge", "charity_caseworker"),
    *(
        (f"{key}-{role[8:]}", name, key, role)
        for key, pair in (
            ("silver", ("康令仪", "白思齐")),
            ("warm-lamp", ("方子衿", "陆允执")),
            ("dawn", ("秦怀瑾", "崔望舒")),
        )
        for role, name in zip(("charity_manager", "charity_caseworker"), pair, strict=True)
    ),
]


def create(cast: Cast, *, size: str, at: datetime) -> None:
    """All rows in five statements."""
    hire(cast, at=at)
    made = _Made(cast, at)
    for number, (skill, body) in enumerate(_people(SIZES[size]), start=1):
        made.volunteer(number, skill, body)
    made.write()


def hire(cast: Cast, *, at: datetime) -> None:
    """The people who keep the volunteers' papers, a year before the city's day."""
    for key, name, body, role in KEEPERS:
        account(cast, key, name, body, role, at - timedelta(days=364))


def keeper(body: Organisation, role: str) -> User:
    """Who collects the papers (`charity_caseworker`) or decides (`charity_manager`) at this body."""
    held = Membership.objects.filter(organisation=body, role=role, ended_at__isnull=True).order_by("user__email")
    return held.select_related("user")[0].user


def _people(count: int) -> list[tuple[str, str]]:
    """(skill, body) of each, mixed; the parts of a kind add up to its share, the kinds to the whole."""
    kinds = _parts(count, SHARES)
    rows = [
        (skill, body)
        for skill, number in kinds.items()
        for body, some in _parts(number, BODIES[skill]).items()
        for _one in range(some)
    ]
    random.Random("volunteers").shuffle(rows)
    return rows


def _parts(whole: int, weights: dict[str, int]) -> dict[str, int]:
    """Whole numbers by largest remainder."""
    total = sum(weights.values())
    parts = {key: whole * weight // total for key, weight in weights.items()}
    by_rest = sorted(weights, key=lambda key: (-(whole * weights[key] % total), key))
    for key in by_rest[: whole - sum(parts.values())]:
        parts[key] += 1
    return parts


class _Made:
    def __init__(self, cast: Cast, at: datetime) -> None:
        self.cast, self.at, self.today = cast, at, at.date()
        self.audit, self.last = Audit(self.today), 0
        self.people: list[Volunteer] = []
        self.vettings: list[Vetting] = []
        self.hours: list[HourEntry] = []
        self.keepers = {
            body: (keeper(cast.bodies[body], "charity_caseworker"), keeper(cast.bodies[body], "charity_manager"))
            for body in sorted({body for parts in BODIES.values() for body in parts})
        }

    def volunteer(self, number: int, skill: str, body_key: str) -> None:
        chance, self.last = random.Random(f"volunteer/{number}"), number
        body, (collects, decides) = self.cast.bodies[body_key], self.keepers[body_key]
        state = chance.choices(list(STATES), list(STATES.values()))[0]
        enrolled = moments.office_day(
            self.today,
            chance.randint(200, 355) if state != "new" else chance.randint(1, 12) + cut.DAYS + 2,
            chance.randint(9, 16),
            chance.randint(0, 59),
        )
        person = self._person(number, skill, body, chance, state, collects, enrolled)
        self._record(collects, "volunteer.registered", person, enrolled)
        if state == "new":
            return
        self._vetting(person, chance, collects, decides, enrolled)
        for entry in range(chance.randint(0, 7) if state in ("vetted", "expired", "left") else 0):
            self._hours(person, chance, entry, collects)

    def _person(self, number, skill, body, chance, state, by, enrolled) -> Volunteer:
        male, county = chance.random() < 0.46, chance.choice(demo_city.COUNTIES)
        born = date(chance.randint(1956, 2005), chance.randint(1, 12), chance.randint(1, 28))
        id_no = names.resident_id(county.prefix, born, SERIAL + number, male=male)
        own = body.region_id != CITY
        person = Volunteer(
            id=stable_id("volunteer", number),
            token=stable_id("volunteer-token", number),
            number=f"V{number:06d}",
            organisation=body,
            name=names.person_name(chance, male=male),
            phone=names.phone(SERIAL + number),
            id_no=id_no,
            id_index=blind_index(id_no, ID_NO),
            state=state,
            registered_by=by,
            registered_at=enrolled,
            skills=sorted({skill, *([SECOND[skill]] if skill in SECOND and chance.random() < 0.3 else [])}),
            region_id=CITY if chance.random() < (0.6 if own else 0.35) else county.code,
            weekly_minutes=chance.choice((2, 3, 4, 4, 6, 8)) * 60,
        )
        self.people.append(person)
        return person

    def _vetting(
        self, person: Volunteer, chance: random.Random, collects: User, decides: User, enrolled: datetime
    ) -> None:
        """The check that stands, ran out, was refused, or waits for the second person."""
        back = {"submitted": chance.randint(0, 6) + cut.DAYS + 2, "expired": chance.randint(370, 380)}.get(
            person.state, chance.randint(cut.DAYS + 7, 190)
        )
        seen = moments.office_day(self.today, back, 10, chance.randint(0, 59))
        seen = max(seen, enrolled + timedelta(hours=1))
        day = seen.date()
        ends = (
            self.today - timedelta(days=chance.randint(1, 40) + cut.DAYS + 1)
            if person.state == "expired"
            else day + timedelta(days=365)
        )
        with_minors = chance.random() < (0.9 if "tutoring" in person.skills else 0.45)
        row = Vetting(
            id=stable_id("vetting", person.number),
            volunteer=person,
            identity_seen=True,
            submitted_by=collects,
            submitted_at=seen,
            insurance_policy=f"演示保单 {person.number[1:]}",
            insurance_until=ends,
            **(
                {
                    "record_checked_on": day,
                    "record_until": max(ends, day + timedelta(days=1)),
                    "trained_on": day,
                    "training_until": max(ends, day + timedelta(days=1)),
                }
                if with_minors
                else {}
            ),
        )
        self.vettings.append(row)
        self._record(collects, "volunteer.submitted", person, seen)
        if person.state == "submitted":
            return
        decided = moments.in_office(seen + timedelta(hours=chance.randint(1, 40)))
        if decided > cut.of(self.today):
            decided = seen + timedelta(minutes=20)
        row.decided_by, row.decided_at = decides, decided
        row.decision = Decision.REFUSED if person.state == "refused" else Decision.VETTED
        if row.decision == Decision.REFUSED:
            row.reason = "保单被保险人与登记姓名不一致，请补正后再提交。"
            self._record(decides, "volunteer.refused", person, decided)
            return
        self._record(decides, "volunteer.vetted", person, decided, until=ends.isoformat())
        if person.state == "left":
            self._record(collects, "volunteer.left", person, self.at - timedelta(days=chance.randint(1, 9) + cut.DAYS))
            return
        person.vetted_until, person.record_until, person.training_until = ends, row.record_until, row.training_until
        if person.state == "expired":
            self._record(None, "volunteer.expired", person, moments.morning(ends + timedelta(days=1)))

    def _hours(self, person: Volunteer, chance: random.Random, number: int, by: User) -> None:
        """What the body itself held: booked on the day after."""
        day = self.today - timedelta(days=chance.randint(cut.DAYS + 4, 190))
        at = moments.office_day(day + timedelta(days=3), 0, 9, 30)
        minutes = chance.choice((45, 60, 90, 90, 120, 150, 180, 240))
        self.hours.append(
            HourEntry(
                id=stable_id("hours", person.number, number),
                volunteer=person,
                served_on=day,
                minutes=minutes,
                activity=Activity.EVENT,
                skill=person.skills[0],
                booked_by=by,
                booked_at=at,
                effect_key=f"demo:{person.number}:{number}",
            )
        )
        self._record(by, "volunteer.hours_booked", person, at, minutes=minutes)

    def _record(self, by: User | None, verb: str, person: Volunteer, at: datetime, **data) -> None:
        self.audit.add(by, verb, person, at, organisation=person.organisation_id, number=person.number, **data)

    def write(self) -> None:
        Volunteer.objects.bulk_create(self.people, batch_size=500)
        Vetting.objects.bulk_create(self.vettings, batch_size=500)
        HourEntry.objects.bulk_create(self.hours, batch_size=1000)
        AuditEvent.objects.bulk_create(sorted(self.audit.rows, key=lambda row: row.at), batch_size=1000)
        Sequence.objects.update_or_create(key="volunteer", defaults={"last": self.last})
