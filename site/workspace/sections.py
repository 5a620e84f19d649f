"""What a workspace is made of: sections of its rail, and the kinds of tasks that wait in each.

A feature declares its section beside its views and names it in its workspace's `Rail`. Everything that is counted or
listed comes from these declarations: the figure on the rail and the rows of today's list cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Expression, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from common.messages import Words
from organisations import access
from organisations.models import User
from organisations.permissions import Permission
from organisations.roles import Workspace
from policy.clocks import Clock

Text = str | Promise
Due = datetime | date | None
ANYBODY: tuple[Permission, ...] = ()  # whoever is signed in: a donor's own things need no role


@dataclass(frozen=True)
class Viewer:
    """Who looks, and when."""

    user: User
    now: datetime

    @cached_property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def may(self, permissions: tuple[Permission, ...], kinds: tuple[str, ...] = ()) -> bool:
        """Holds at least one of these somewhere, or in an organisation of these kinds."""
        if permissions == ANYBODY:
            return True
        held = {one for permission in permissions for one in access.organisations_with(self.user, permission)}
        return any(not kinds or one.kind in kinds for one in held)


@dataclass(frozen=True)
class Task:
    """One row of today's list: what, about what, how late, and its one button."""

    what: Text
    number: str
    url: str
    action: Text
    detail: str = ""
    amount: Words | None = None
    due: Due = None  # with `urgent` filled in by its kind, so that a row stands where it says
    urgent: bool = False


@dataclass(frozen=True)
class TaskKind:
    """Rows that wait for a person's next step.

    `rows` finds them without a limit; `due`, `urgent` and `number` name a column or an expression of each row, so that
    the database can give all of them in one question. Where the end of the limit is not stored, `due` names its beginning
    and `clock` the limit, which may differ by `county` and `urgency`. `related` is read along with the rows shown.
    """

    permission: tuple[Permission, ...]
    rows: Callable[[Viewer], QuerySet[Any]]
    task: Callable[[Any, Viewer], Task]
    due: str | Expression | F | None = None
    clock: Clock | None = None
    county: str = ""
    urgency: str = ""
    urgent: Expression | Q | None = None
    number: str | Expression | F = "number"
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One entry of the rail: the URL name of its first page, and how many of its tasks wait.

    `permission`: whoever holds one of these may enter, in an organisation of one of these `kinds` if they are given.
    `pages`: first words of the URL names of its further pages.
    """

    name: str
    label: Text
    icon: str
    permission: tuple[Permission, ...]
    tasks: tuple[TaskKind, ...] = ()
    pages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.name)

    def holds(self, name: str) -> bool:
        """Whether the page of this URL name belongs here."""
        return name == self.name or any(name == one or name.startswith(f"{one}_") for one in self.pages)

    def kinds_for(self, viewer: Viewer) -> list[TaskKind]:
        return [kind for kind in self.tasks if viewer.may(kind.permission)]


@dataclass(frozen=True)
class Rail:
    """A workspace: its sections in order, the first being today's list; `roles` are those who work here."""

    title: Text
    sections: tuple[Section, ...]
    roles: frozenset[Workspace] = frozenset()

    @property
    def home(self) -> Section:
        return self.sections[0]

    def sections_for(self, viewer: Viewer) -> list[Section]:
        return [section for section in self.sections if viewer.may(section.permission, section.kinds)]

    def kinds_for(self, viewer: Viewer) -> list[TaskKind]:
        return [kind for section in self.sections_for(viewer) for kind in section.kinds_for(viewer)]
