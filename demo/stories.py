"""What the plan says about one case, before anything is written: people, dates, needs, help, and how far it has come."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass
class Figure:
    """A member of a household."""

    name: str
    id_no: str
    born: date
    male: bool
    phone: str = ""
    bank: str = ""
    relation: str = ""


@dataclass
class Want:
    """One need item. Cash has fen, goods and services a quantity; `gap_fen` is what charity may close."""

    kind: str
    category: str
    quantity: int | None = None
    cost_fen: int = 0
    insurance_fen: int = 0
    statutory_fen: int = 0
    left_fen: int = 0

    @property
    def gap_fen(self) -> int:
        return self.cost_fen - self.insurance_fen - self.statutory_fen


@dataclass
class Grant:
    """Money of a programme or fund for one item, and how far its match has come."""

    source: Any
    want: int
    amount_fen: int
    state: str = "verified"
    times: dict[str, datetime] = field(default_factory=dict)


@dataclass
class Present:
    """A donor's gift to the published need, through the programme that accepted it."""

    donor: int  # number of a demo donor; −1 is a guest
    amount_fen: int
    at: datetime
    shown_as: str = "anonymous"
    pledged: bool = False
    parts: list[tuple[int, int]] = field(default_factory=list)  # (item, fen)


@dataclass
class Story:
    index: int
    county: str
    township: str
    village: str
    village_name: str
    township_name: str
    cause: str
    category: str
    urgency: str
    track: str
    channel: str
    identity: str
    size: int
    minors: int
    elderly: int
    disabled: int
    income_fen: int
    local: bool
    people: list[Figure]
    consent: str
    stage: str
    ending: str = ""
    hospital: str = ""
    school: str = ""
    employer: str = ""
    summary: str = ""
    reported: str = ""
    title: str = ""
    text: str = ""
    temporary_fen: int = 0
    late: bool = False
    wants: list[Want] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    presents: list[Present] = field(default_factory=list)
    times: dict[str, datetime] = field(default_factory=dict)

    @property
    def gap_fen(self) -> int:
        return sum(want.gap_fen for want in self.wants if want.kind == "cash")

    @property
    def published(self) -> bool:
        return "published" in self.times

    def secrets(self) -> dict[str, list[str]]:
        """What the gate must not find in the public text: the same kinds as `publication.services.public_text` asks for."""
        return {
            "names": [one.name for one in self.people],
            "ids": [one.id_no for one in self.people if one.id_no],
            "phones": [one.phone for one in self.people if one.phone],
            "accounts": [one.bank for one in self.people if one.bank],
            "places": [self.village_name, self.township_name],
            "hospitals": [self.hospital] if self.hospital else [],
            "schools": [self.school] if self.school else [],
            "employers": [self.employer] if self.employer else [],
        }
