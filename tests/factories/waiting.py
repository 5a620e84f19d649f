"""What waits for a person in a workspace: the figures of the rail and every row of today's list, all pages of it."""

from datetime import datetime
from typing import Any

from workspace import counts as rail_counts
from workspace.sections import Rail, Task, Viewer
from workspace.today import today


def figure(rail: Rail, section: str, user: Any, at: datetime) -> int:
    """What the rail says beside one section, by its URL name."""
    found = rail_counts.counts(rail, Viewer(user, at))
    return found.of(rail, next(one for one in rail.sections if one.name == section))


def tasks(rail: Rail, user: Any, at: datetime) -> list[Task]:
    viewer = Viewer(user, at)
    pages = range(1, today(rail, viewer).page.paginator.num_pages + 1)
    return [task for number in pages for _group, _whole, rows in today(rail, viewer, number).shown for task in rows]
