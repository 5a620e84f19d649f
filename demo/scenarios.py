"""The named situations of domain reference §7.6 that the model carries today, each made by the real services.

What still waits, and for what: see `WAITING`. Numbers are those of the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from common.errors import Refusal
from demo import (
    scenarios_interests,
    scenarios_money,
    scenarios_notices,
    scenarios_oversight,
    scenarios_referrals,
    scenarios_volunteers,
    stations,
)
from demo.scenarios_goods import expiring_food, resource_list
from demo.stage import Stage
from demo.stories import Story, Want
from needs import services as needs
from needs.models import Case
from publication import services as publication

Y = 100
WAITING: dict[int, str] = {}
ELSEWHERE = {
    15: "today.py: a promise that lapsed",
    18: "supply.py: the lapsed certificate of 白鹭星桥",
    7: "today.py: consent withdrawn after the charity accepted",
}
SONGPING = "990121102"


def fast_fire_at_night(stage: Stage) -> Case:
    """1. A fire at night, reported by telephone; the family's household register is elsewhere: no test of it in track A."""
    story = stage.draw("fire-at-night", days=3, township=SONGPING, cause="HC06", urgency="red")
    story.times["reported"] = story.times["reported"].replace(hour=2, minute=41)
    story.times["event"] = story.times["reported"] - timedelta(minutes=50)
    _fast(story, 1_280)
    story.local, story.channel = False, "hotline"
    clue = stage.report(story, "fire-at-night", words="半夜家里着火，人都跑出来了，什么都没带。", danger=True)
    case = stage.open(story, "fire-at-night", clue)
    stage.sign(story, case)
    stage.aid(story, case)
    return case


def fast_twice(stage: Stage) -> Case:
    """2. The same person had fast aid for the same cause this year: the second case shows the first."""
    before = stage.draw(
        "fast-before", days=150, township=SONGPING, cause="HC04", urgency="orange", consent="no_publicity"
    )
    _fast(before, 900)
    case = stage.walk(before, "fast-before", "confirmed")
    case = publication.open_unpublished(
        case=case,
        reason="金额小，家庭不愿公开。",
        by=stage.office.approver(case.county_id),
        at=before.times["confirmed"] + timedelta(hours=3),
    )
    needs.complete_case(
        case=case,
        reason="小额快救已给付，生活恢复。",
        by=stage.office.reviewer(before),
        at=before.times["confirmed"] + timedelta(days=2),
    )
    again = stage.draw("fast-again", days=2, township=SONGPING, cause="HC04", urgency="orange")
    again.people, again.size = before.people, before.size
    again.minors, again.elderly, again.disabled = before.minors, before.elderly, before.disabled
    again.village, again.village_name = before.village, before.village_name
    _fast(again, 900)
    case = stage.open(again, "fast-again")
    needs.add_note(
        case=case,
        text="同一人今年已因意外伤害得到一次小额快救，请核对是否重复。",
        by=stage.office.clerk(again),
        at=again.times["opened"] + timedelta(minutes=20),
    )
    return case


def special_ruling(stage: Stage) -> Case:
    """3. Burns, dear beyond the caps: the county decides singly, ¥40,000."""
    story = stage.draw("burns", days=13, township=SONGPING, cause="HC04", urgency="red")
    story.track, story.temporary_fen = "emergency", 40_000 * Y
    story.wants = [Want("cash", "medical", cost_fen=386_420_00, insurance_fen=246_420_00, statutory_fen=40_000 * Y)]
    return stage.walk(story, "burns", "published")


def missed_medical_aid(stage: Stage) -> Case:
    """4. A 低保 household with a tumour that nobody told of medical aid: applied for now, before charity is asked."""
    story = stage.draw("missed-aid", days=7, township=SONGPING, cause="HC01", urgency="orange")
    story.identity = "dibao"
    case = stage.open(story, "missed-aid")
    stage.sign(story, case)
    needs.record_aid(
        case=case,
        aid_type="medical_aid",
        state="applied",
        basis="入户发现应享未享，已代办申请。",
        by=stage.office.reviewer(story),
        at=story.times["aided"],
    )
    return case


def education_aid_twice(stage: Stage) -> Case:
    """5. Education aid from two doors in one month: the second record is refused with its reason."""
    story = stage.draw("school-twice", days=10, township=SONGPING, cause="HC08", urgency="yellow")
    case = stage.open(story, "school-twice")
    stage.sign(story, case)
    reviewer, item, at = stage.office.reviewer(story), stage.items(case)[0], story.times["aided"]
    record = partial(
        needs.record_aid,
        case=case,
        aid_type="education_aid",
        state="granted",
        amount_fen=1_000 * Y,
        item=item,
        by=reviewer,
    )
    record(basis="学校资助", at=at)
    _refused(lambda: record(basis="乡镇助学", at=at + timedelta(minutes=30)))
    return case


def sharing_refused(stage: Stage) -> Case:
    """6. The family tells no charity who it is: the government's part goes on."""
    story = stage.draw("no-sharing", days=9, township=SONGPING, cause="HC02", urgency="yellow", consent="refused")
    case = stage.open(story, "no-sharing")
    stage.sign(story, case)
    stage.aid(story, case)
    needs.add_note(
        case=case,
        text="家庭不同意向慈善组织提供资料，政府救助继续办理。",
        by=stage.office.clerk(story),
        at=story.times["aided"] + timedelta(minutes=15),
    )
    return case


def child_alone(stage: Stage) -> Case:
    """8. A child without anybody: the protection route, matched without ever being shown."""
    story = stage.draw("child-alone", days=6, township=SONGPING, cause="HC11", urgency="red", consent="no_publicity")
    case = stage.walk(story, "child-alone", "confirmed")
    return publication.open_unpublished(
        case=case,
        reason="未成年人保护个案，不公开。",
        by=stage.office.approver(case.county_id),
        at=story.times["consented"],
    )


def domestic_violence(stage: Stage) -> Case:
    """9. Violence at home: no notice, no address, never public; an approver opens it for matching."""
    story = stage.draw("shelter", days=2, township=SONGPING, cause="HC14", urgency="red", consent="no_publicity")
    story.village_name = ""
    return stage.walk(story, "shelter", "confirmed")


def red_call(stage: Stage) -> None:
    """10. A call in which somebody speaks of not wanting to live: red, contact within thirty minutes."""
    story = stage.draw("red-call", days=0, township=SONGPING, cause="HC13", urgency="red")
    story.channel = "hotline"
    stage.report(
        story,
        "red-call",
        words="来电人情绪低落，说撑不下去了，不想再拖累家里。",
        danger=True,
        at=stage.now - timedelta(minutes=12),
    )


def ticket_twice(stage: Stage) -> None:
    """11. The same hotline ticket imported twice: the same clue."""
    story = stage.draw("ticket", days=1, township=SONGPING, cause="HC12", urgency="yellow")
    story.channel = "hotline"
    first = stage.report(story, "ticket", words="邻居反映一位老人连续几天未出门，已转网格员核实。")
    assert stage.report(story, "ticket", words="邻居反映一位老人连续几天未出门，已转网格员核实。").pk == first.pk


def takeover(stage: Stage) -> None:
    """13. Who was asked first is on leave: a colleague takes over, and it is written who."""
    story = stage.draw("takeover", days=3, township=SONGPING, cause="HC09", urgency="yellow")
    clue = stage.report(story, "takeover")
    reviewer, clerk = stage.office.reviewer(story), stage.office.clerk(story)
    clue = needs.take_clue(clue=clue, by=reviewer, at=story.times["taken"])
    needs.hand_over_clue(clue=clue, to=clerk, by=reviewer, at=story.times["opened"])


def wage_cluster(stage: Stage) -> list[Case]:
    """20. Five families, one employer, unpaid for months."""
    made = []
    for number in range(5):
        story = stage.draw(f"wages-{number}", days=4 + number, prefix="990103", cause="HC09", urgency="yellow")
        story.employer = "望川恒泰制衣厂"
        made.append(stage.open(story, f"wages-{number}"))
    return made


def more_than_cost(stage: Stage) -> Case:
    """22. More asked than it verifiably costs: stopped, with both figures."""
    story = stage.draw("over-cost", days=5, township=SONGPING, cause="HC03", urgency="orange")
    case = stage.open(story, "over-cost")
    item = stage.items(case)[0]
    _refused(
        lambda: needs.verify_item(
            item=item,
            verified_cost_fen=item.requested_fen - 1,
            evidence="seen",
            by=stage.office.clerk(story),
            at=story.times["signed"],
        )
    )
    return case


SCENES: list[tuple[int, Callable[[Stage], object], int]] = [
    (1, fast_fire_at_night, 1),
    (2, fast_twice, 2),
    (3, special_ruling, 1),
    (4, missed_medical_aid, 1),
    (5, education_aid_twice, 1),
    (6, sharing_refused, 1),
    (8, child_alone, 1),
    (9, domestic_violence, 1),
    (10, red_call, 0),
    (11, ticket_twice, 0),
    (12, scenarios_referrals.returned_twice, 1),
    (13, takeover, 0),
    (14, scenarios_notices.objection_rejected, scenarios_notices.CASES),
    (17, scenarios_money.change_of_use, 0),
    (19, expiring_food, 0),
    (20, wage_cluster, 5),
    (22, more_than_cost, 1),
    (24, scenarios_money.carried_over_tops_up, 0),
    (16, scenarios_interests.own_cousin, 1),
    (25, scenarios_oversight.against_the_approver, 0),
    (21, scenarios_volunteers.child_visit, scenarios_volunteers.CASES_21),
    (23, scenarios_volunteers.station_full, scenarios_volunteers.CASES_23),
]
COUNT = sum(cases for _number, _scene, cases in SCENES)


def chapters() -> Iterator[tuple[str, Callable[[Stage], object]]]:
    yield "in-kind", resource_list
    yield from ((f"scenario-{number:02}", scene) for number, scene, _cases in SCENES)
    yield "station-guests", stations.guests
    yield "complaints", scenarios_oversight.complaints
    yield "early-signs", scenarios_oversight.early_signs


def _fast(story: Story, yuan: int) -> None:
    """Track A: a small sum, within one month's standard per person."""
    story.track = "fast"
    story.temporary_fen = min(yuan, 620 * story.size) * Y
    story.wants = [Want("cash", "living", cost_fen=story.temporary_fen + 600 * Y, statutory_fen=story.temporary_fen)]


def _refused(act: Callable[[], object]) -> None:
    try:
        act()
    except Refusal:
        return
    raise AssertionError("This should have been refused.")
