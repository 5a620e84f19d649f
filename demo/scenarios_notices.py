"""Public notices of the city: scenario 14, and beside it a notice at each step of a desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from demo import boards, moments
from demo.people import stable_id
from demo.stage import Stage
from demo.stories import Story
from needs.models import Case
from publication.notices import services
from publication.notices.models import PublicNotice

SONGPING = "990121102"
CASES = 5


def objection_rejected(stage: Stage) -> PublicNotice:
    """14. An objection, a recheck by somebody without a part in the case, rejected with its reason; the clock goes on.

    Beside it: a notice with an objection that nobody has looked at, one that hangs, one to post and one to check.
    """
    one = boards.post(stage.office, *_surveyed(stage, "objection", 16), at=_office(stage, 8))
    objection = services.object_to_notice(
        notice=one,
        words="听说这家有辆面包车，天天在外面跑，不应该再给补助。",
        contact="00020000314",
        token=stable_id("live-objection", 1),
        at=_office(stage, 6),
    )
    by = stage.cast.users["coordinator"]
    objection = services.take_objection(objection=objection, by=by, at=_office(stage, 5))
    services.decide_objection(
        objection=objection,
        upheld=False,
        by=by,
        at=_office(stage, 2),
        finding="查询车辆登记：面包车登记在亲戚名下，当事人受雇送货，按天计酬。走访两户邻居，情况一致。",
        answer="经复核，车辆不属于该家庭，公示内容属实，异议不成立。如不服，可以向民政部门投诉。",
    )
    _others(stage)
    return one


def _others(stage: Stage) -> None:
    hanging = boards.post(stage.office, *_surveyed(stage, "notice-objected", 12), at=_office(stage, 3))
    services.object_to_notice(
        notice=hanging,
        words="家庭人口写多了，大儿子已经分户。",
        token=stable_id("live-objection", 2),
        at=_office(stage, 1),
    )
    boards.post(stage.office, *_surveyed(stage, "notice-hanging", 10), at=_office(stage, 2))
    story, case = _surveyed(stage, "notice-to-post", 9)
    drafted = boards.draft(stage.office, story, case, at=_office(stage, 1))
    services.check_notice(notice=drafted, by=stage.office.reviewer(story), at=_office(stage, 1) + timedelta(minutes=30))
    story, case = _surveyed(stage, "notice-to-check", 8)
    boards.draft(stage.office, story, case, at=_office(stage, 1))


def _surveyed(stage: Stage, key: str, days: int) -> tuple[Story, Case]:
    """Track C, two people signed, nothing granted."""
    story = stage.draw(key, days=days, township=SONGPING, cause="HC02", urgency="yellow")
    story.track = "expenditure"
    case = stage.open(story, key)
    stage.sign(story, case)
    return story, Case.objects.get(pk=case.pk)


def _office(stage: Stage, days: int) -> datetime:
    """An hour of the office so many calendar days ago, yesterday evening at the latest."""
    return min(moments.in_office(stage.evening - timedelta(days=days, hours=6)), stage.evening - timedelta(hours=1))
