"""Today's list: everything that waits for a person, page by page.

One question to the database gives the key of each row of every kind (which row, when it is due, whether it is urgent);
the rows themselves are read only for the page that is shown, one question for each kind on it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    QuerySet,
    TextChoices,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policy.selectors import due as limit_of
from workspace.paging import PER_PAGE
from workspace.sections import Due, Rail, Task, TaskKind, Viewer


class Group(TextChoices):
    """In the order of the list; each task stands in exactly one."""

    URGENT = "urgent", _("红色优先")
    OVERDUE = "overdue", _("已超期")
    TODAY = "today", _("今天到期")
    LATER = "later", _("随后")
    UNDATED = "undated", _("没有期限")


ORDER = {group: place for place, group in enumerate(Group)}
LAST = datetime.max.replace(tzinfo=timezone.get_default_timezone())


class Raw(NamedTuple):
    """What the database says of one row; the end of a limit is reckoned from it."""

    kind: int
    pk: str
    at: datetime | None
    on: date | None
    number: str
    urgent: bool
    urgency: str
    county: str


@dataclass(frozen=True)
class Key:
    """One row's place on the list. `kind` counts among the kinds that this person has."""

    kind: int
    pk: str
    due: Due
    number: str
    group: Group
    moment: datetime

    @property
    def place(self) -> tuple[Any, ...]:
        return ORDER[self.group], self.moment, self.number, self.kind, self.pk


@dataclass(frozen=True)
class Today:
    """`figures` count the whole list, group by group; `shown` is this page of it."""

    page: Page[Any]
    figures: list[tuple[Group, int]]
    shown: list[tuple[Group, int, list[Task]]]

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def first(self) -> Task | None:
        return self.shown[0][2][0] if self.shown else None


def today(rail: Rail, viewer: Viewer, page: str | int | None = 1) -> Today:
    kinds = rail.kinds_for(viewer)
    found = sorted(keys(kinds, viewer), key=lambda key: key.place)
    whole = Counter(key.group for key in found)
    shown = Paginator(found, PER_PAGE).get_page(page)
    tasks = _tasks(kinds, viewer, shown.object_list)
    grouped = groupby((key for key in shown if key in tasks), key=lambda key: key.group)
    return Today(
        page=shown,
        figures=[(group, whole[group]) for group in Group if whole[group]],
        shown=[(group, whole[group], [tasks[key] for key in those]) for group, those in grouped],
    )


def keys(kinds: list[TaskKind], viewer: Viewer) -> list[Key]:
    """Every row that waits, of every kind, in one question."""
    asked = [_keyed(kind, number, viewer) for number, kind in enumerate(kinds)]
    if not asked:
        return []
    first, *rest = asked
    return [_key(kinds, viewer, Raw(*row)) for row in (first.union(*rest, all=True) if rest else first)]


def _keyed(kind: TaskKind, number: int, viewer: Viewer) -> QuerySet[Any, Any]:
    rows = kind.rows(viewer).order_by().prefetch_related(None)
    due = F(kind.due) if isinstance(kind.due, str) else kind.due
    rows = rows.annotate(task_due=due if due is not None else Value(None, DateField()))
    dated = not isinstance(rows.query.annotations["task_due"].output_field, DateTimeField)
    nothing = Value(None)
    keyed: QuerySet[Any, Any] = rows.annotate(
        task_kind=Value(number),
        task_pk=Cast("pk", TextField()),
        task_at=Cast(nothing if dated else F("task_due"), DateTimeField()),
        task_on=Cast(F("task_due") if dated else nothing, DateField()),
        task_number=Cast(kind.number, TextField()),
        task_urgent=Cast(ExpressionWrapper(kind.urgent or Value(False), BooleanField()), BooleanField()),
        task_urgency=Cast(kind.urgency or Value(""), TextField()),
        task_county=Cast(kind.county or Value(""), TextField()),
    ).values_list(*(f"task_{name}" for name in Raw._fields))
    return keyed


def _key(kinds: list[TaskKind], viewer: Viewer, raw: Raw) -> Key:
    clock, due = kinds[raw.kind].clock, raw.at or raw.on
    if clock and due:
        due = limit_of(clock, raw.urgency, due, raw.county)
    moment = _moment(due)
    return Key(raw.kind, raw.pk, due, raw.number, _group(due, moment, raw.urgent, viewer), moment)


def _moment(due: Due) -> datetime:
    """A day is over at its end; what has no limit comes last."""
    if due is None:
        return LAST
    if isinstance(due, datetime):
        return due
    return timezone.make_aware(datetime.combine(due, time.max))


def _group(due: Due, moment: datetime, urgent: bool, viewer: Viewer) -> Group:
    if urgent:
        return Group.URGENT
    if due is None:
        return Group.UNDATED
    if moment < viewer.now:
        return Group.OVERDUE
    return Group.TODAY if timezone.localdate(moment) == viewer.today else Group.LATER


def _tasks(kinds: list[TaskKind], viewer: Viewer, shown: Iterable[Key]) -> dict[Key, Task]:
    """The rows of one page; a row that somebody just finished is left out."""
    wanted: dict[int, list[Key]] = defaultdict(list)
    for key in shown:
        wanted[key.kind].append(key)
    tasks = {}
    for number, those in wanted.items():
        kind, rows = kinds[number], _rows(kinds[number], viewer, [key.pk for key in those])
        for key in those:
            if key.pk in rows:
                task = kind.task(rows[key.pk], viewer)
                tasks[key] = replace(task, due=key.due, urgent=key.group == Group.URGENT)
    return tasks


def _rows(kind: TaskKind, viewer: Viewer, pks: list[str]) -> dict[str, Any]:
    rows = kind.rows(viewer).order_by().filter(pk__in=pks)
    if kind.related:
        rows = rows.select_related(*kind.related)
    return {str(row.pk): row for row in rows}
