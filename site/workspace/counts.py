"""The figures of the rail: all of them in one question to the database."""

from collections import Counter
from dataclasses import dataclass

from common.counting import count_each
from organisations.notices import unread
from workspace.sections import Rail, Section, Viewer

UNREAD = ("unread", 0)  # no section of a rail is called so


@dataclass(frozen=True)
class Counts:
    """`by_section` by the section's name; the first section's figure is the sum: everything stands on today's list."""

    by_section: Counter[str]
    unread: int

    @property
    def total(self) -> int:
        return self.by_section.total()

    def of(self, rail: Rail, section: Section) -> int:
        return self.total if section is rail.home else self.by_section[section.name]


def counts(rail: Rail, viewer: Viewer) -> Counts:
    asked = {
        (section.name, number): kind.rows(viewer)
        for section in rail.sections_for(viewer)
        for number, kind in enumerate(section.kinds_for(viewer))
    }
    found = count_each({**asked, UNREAD: unread(viewer.user)})
    unread_count = found.pop(UNREAD)
    by_section: Counter[str] = Counter()
    for (name, _number), count in found.items():
        by_section[name] += count
    return Counts(by_section, unread_count)
