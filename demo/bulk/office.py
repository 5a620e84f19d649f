"""Who did it: the staff of the place, the people of the body that holds the money, and the audit rows they leave."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db import connection

from common.audit.models import AuditEvent
from common.audit.registry import require
from common.ids import resident_id_errors
from common.presence import present
from common.sequences.models import Sequence
from demo import cut, supply
from demo.people import Cast
from demo.purses import Purse
from demo.stories import Story
from funds.models import Fund
from organisations.models import Membership, Organisation, User
from programmes.models import Programme
from programmes.resources.models import Resource


class Office:
    """Looks people and sources up once for the whole seed."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.programmes = {one.slug: one for one in Programme.objects.select_related("charity")}
        names = {spec[3]: spec[0] for spec in supply.FUNDS}
        self.funds = {
            names[one.name]: one for one in Fund.objects.select_related("custodian", "enterprise") if one.name in names
        }

    def clerk(self, story: Story) -> User:
        return self._of_township("clerk", story.township)

    def reviewer(self, story: Story) -> User:
        return self._of_township("reviewer", story.township)

    def grid(self, story: Story) -> User:
        return self.cast.users["grid" if story.village == "990121102201" else f"grid_worker-{story.township}"]

    def hotline(self, story: Story) -> User:
        return self.cast.users["hotline" if story.county[:6] == "990121" else f"hotline_operator-{story.county[:6]}"]

    def coordinator(self, county: str) -> User:
        return self.cast.users["coordinator" if county[:6] == "990121" else f"county_coordinator-{county[:6]}"]

    def approver(self, county: str) -> User:
        return self.cast.users["approver" if county[:6] == "990121" else f"county_approver-{county[:6]}"]

    def _of_township(self, role: str, township: str) -> User:
        return self.cast.users[role if township == "990121102" else f"township_{role}-{township}"]

    def source(self, purse: Purse) -> Programme | Fund:
        return self.programmes[purse.key] if purse.kind == "programme" else self.funds[purse.key]

    def payer(self, purse: Purse) -> Organisation:
        """The charity that holds the money, pays and delivers."""
        return self.cast.bodies[purse.recipient]

    def answers(self, purse: Purse) -> User:
        return self.answering(self.source(purse))

    def pays(self, purse: Purse) -> User:
        return self.delivering(self.source(purse))

    def answering(self, source: Programme | Fund | Resource) -> User:
        if isinstance(source, Programme):
            return self._members[(source.charity_id, "charity_manager")]
        owner = source.enterprise_id if isinstance(source, Fund) else source.owner_id
        return self._members.get((owner, "fund_manager")) or self._members[(owner, "charity_manager")]

    def delivering(self, source: Programme | Fund | Resource) -> User:
        body = (
            source.charity_id
            if isinstance(source, Programme)
            else present(source.custodian_id)
            if isinstance(source, Fund)
            else source.keeper_id
        )
        return self._members.get((body, "charity_caseworker")) or self._members[(body, "charity_manager")]

    @cached_property
    def _members(self) -> dict[tuple[UUID, str], User]:
        rows = Membership.objects.filter(ended_at__isnull=True).select_related("user").order_by("user__email")
        return {(row.organisation_id, row.role): row.user for row in rows}


class Audit:
    """Rows as `common.audit.services.record` writes them; donors are donors, staff answer with their name.

    Every act that is written as a row passes here, so this is where the cut is kept (TooYoung).
    """

    def __init__(self, today: date) -> None:
        self.rows: list[AuditEvent] = []
        self.cut = cut.of(today)

    def add(
        self, by: User | None, verb: str, subject, at: datetime, *, case_id=None, county=None, organisation=None, **data
    ) -> None:
        require(verb)
        if at > self.cut:
            raise cut.TooYoung(f"{verb} at {at}, after the cut of {self.cut}")
        label = "system" if by is None else "donor" if (by.email or "").startswith("donor") else by.display_name
        self.rows.append(
            AuditEvent(
                at=at,
                actor_id=by.pk if by else None,
                actor_label=label,
                verb=verb,
                subject_type=subject._meta.label_lower,
                subject_id=str(subject.pk),
                case_id=case_id,
                county=county,
                organisation_id=organisation,
                data=data,
            )
        )


class Numbers:
    """Series of numbers, counted in memory within a chunk and written back at its end."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {row.key: row.last for row in Sequence.objects.all()}
        self.touched: dict[str, int] = defaultdict(int)

    def next(self, key: str) -> int:
        self.last[key] = self.touched[key] = self.last.get(key, 0) + 1
        return self.last[key]

    def case(self, county: str, day: date) -> str:
        """As `needs.services.numbering.case_number`: never one that reads as an identity number."""
        while True:
            number = f"{county}{day:%Y%m%d}{self.next(f'case/{county}/{day}'):04d}"
            if resident_id_errors(number):
                return number

    def save(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into sequences_sequence (key, last) select * from unnest(%s::text[], %s::bigint[]) "
                "on conflict (key) do update set last = greatest(sequences_sequence.last, excluded.last)",
                [list(self.touched), list(self.touched.values())],
            )
        self.touched.clear()
