"""What a volunteer still lacks for a piece of work on one day: sentences, so that a refusal can name them.

The database asks the same of an assignment's copied facts (`volunteering_assignment_…`).
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.volunteers.models import Volunteer
from programmes.volunteers.skills import fits
from programmes.volunteers.states import VolunteerState as S


@dataclass(frozen=True)
class Requirement:
    """One condition, whether it is met on that day, and what is lacking in words."""

    label: str | Promise
    met: bool
    lacking: str | Promise


def requirements(volunteer: Volunteer, *, on: date, minors: bool) -> list[Requirement]:
    """Vetted for anybody; a record check and a training beside it where minors are concerned (未成年人保护法 62)."""
    vetted = volunteer.state == S.VETTED and _holds(volunteer.vetted_until, on)
    asked = [Requirement(_("身份与保险审核"), vetted, _("有效的身份与保险审核"))]
    if minors:
        asked += [
            Requirement(_("违法犯罪记录查询"), _holds(volunteer.record_until, on), _("有效的违法犯罪记录查询")),
            Requirement(_("未成年人保护培训"), _holds(volunteer.training_until, on), _("有效的未成年人保护培训")),
        ]
    return asked


def lacking(volunteer: Volunteer, *, on: date, minors: bool) -> list[str]:
    return [str(one.lacking) for one in requirements(volunteer, on=on, minors=minors) if not one.met]


def suits(volunteer: Volunteer, category: str) -> bool:
    return fits(volunteer.skills, category)


def serves(volunteer: Volunteer, county_code: str) -> bool:
    """The volunteer's area holds the county, or lies inside it."""
    prefix = volunteer.region.prefix
    return county_code.startswith(prefix) or prefix.startswith(county_code[:6])


def _holds(until: date | None, on: date) -> bool:
    return until is not None and until >= on
