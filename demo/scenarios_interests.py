"""Scenario 16: a donor names their own cousin and is stopped. The family asks meanwhile to have its wait explained."""

from __future__ import annotations

from datetime import timedelta

from casework.conflicts_of_interest import services as related
from common.errors import Refusal
from common.regions.models import Region
from demo.people import CITY, stable_id
from demo.stage import Stage
from donations import services as donations
from matching.decisions.objections import services as objections
from needs.models import Case

DONOR = "donor-p5"  # one of the year's donors; those with a face in the demo stay free to give to a need


def own_cousin(stage: Stage) -> Case:
    """16. The promise for a cousin by name is refused and noted; declared then, the cousin is kept apart by the matching."""
    story = stage.draw("cousin", days=8, township="990121102", cause="HC02", urgency="orange")
    case = stage.walk(story, "cousin", "published")
    donor, cousin, at = stage.cast.users[DONOR], story.people[0], stage.evening - timedelta(hours=3)
    try:
        donations.make_pledge(
            token=stable_id("pledge", "cousin"),
            category="",
            region=Region.objects.get(pk=CITY),
            per_household_fen=200_000,
            total_fen=200_000,
            until=stage.day + timedelta(days=60),
            mode="ask",
            by=donor,
            at=at,
            helped_person=f"我表哥，电话 {cousin.phone}",
        )
    except Refusal:
        related.declare(
            relation="relative",
            name=cousin.name,
            phone=cousin.phone,
            id_no=cousin.id_no,
            by=donor,
            at=at + timedelta(minutes=4),
        )
    objections.raise_objection(
        case=case,
        kind="explanation",
        words="想请工作人员说明，为什么还没有安排慈善救助。",
        at=at,
        by=stage.office.clerk(story),
    )
    return case
