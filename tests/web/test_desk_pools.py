"""The officer's pages about pooled promises: one row, one panel, one decision – and nobody's name."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils.timezone import now

from desk.sections import RAIL
from matching.models import Match
from matching.runs import services as runs
from matching.runs.pools.models import Pool
from policy.limits.services import set_limits
from tests import clock
from tests.factories import cases as make
from tests.factories import waiting
from tests.factories.cases import Y
from tests.factories.promises import promise
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Three promises of 100 and one of 60 yuan, proposed for one need."""
    with django_db_blocker.unblock():
        at = now() - timedelta(days=2)
        cast = make.staged(at)
        for number, yuan in enumerate((100, 100, 100, 60)):
            promise(cast.users[f"donor-p{number}"], yuan, at=at, mode="automatic" if yuan == 60 else "ask")
        case = make.unpublished_case(cast, at, make.family())
        run = runs.run(county=case.county, by=cast.users["coordinator"], at=at + timedelta(days=1))
        yield SimpleNamespace(
            cast=cast,
            users=cast.users,
            case=case,
            run=run,
            pool=Pool.objects.get(),
            donors=[cast.users[f"donor-p{number}"].display_name for number in range(4)],
        )


def as_(client, world, who: str):
    client.force_login(world.users[who])
    return client


def page(client, world, who: str, path: str) -> str:
    return flat(as_(client, world, who).get(path))


def post(client, world, who: str, **answers):
    given = {"pool": world.pool.pk, "version": 1, "reason": "核实一致", "verb": "approve", **answers}
    return as_(client, world, who).post(f"/desk/matches/{world.case.number}/pool/", given)


def states() -> set[str]:
    return set(Match.objects.values_list("state", flat=True))


def test_the_page_shows_the_sum_the_amounts_and_what_approval_does(client, world):
    shown = page(client, world, "approver", f"/desk/matches/{world.case.number}/")
    for words in (
        "个人承诺 4 份，合计 360 元",
        "100 元 × 3 份、60 元 × 1 份",
        "分别征询 3 位承诺人",
        "1 份按登记的承诺自动同意",
        "4 份合在一起",
        "批准 4 份（360 元）",
    ):
        assert words in shown, words
    assert shown.count('value="approve"') == 1
    assert not [name for name in world.donors if name in shown]
    assert 'value="approve"' not in page(client, world, "coordinator", f"/desk/matches/{world.case.number}/")


def test_the_page_reads_in_english(client, world):
    shown = page(client, world, "approver", f"/en/desk/matches/{world.case.number}/")
    for words in (
        "4 pledges, 360 yuan together",
        "3 of 100 yuan, 1 of 60 yuan",
        "4 put together",
        "Approve 4 (360 yuan)",
    ):
        assert words in shown, words
    assert "承诺" not in shown


def test_lists_count_a_pool_once(client, world):
    for path in ("/desk/matches/", f"/desk/cases/{world.case.number}/"):
        shown = page(client, world, "approver", path)
        assert shown.count(world.pool.number) == 1 and "个人承诺 4 份" in shown and "360 元" in shown
        assert Match.objects.first().number not in shown
    assert waiting.figure(RAIL, "desk:matches", world.users["approver"], now()) == 1
    tasks = waiting.tasks(RAIL, world.users["approver"], now())
    assert [task.number for task in tasks if task.what == "对接建议待审批"] == [world.pool.number]
    exported = page(client, world, "approver", f"/desk/runs/{world.run.number}/export.csv")
    assert exported.count("个人承诺,360 元,4 份合在一起") == 1
    assert page(client, world, "clerk", f"/desk/cases/{world.case.number}/objections/").count(world.pool.number) == 1


def test_the_run_says_what_promises_bring_together(client, world):
    shown = page(client, world, "approver", f"/desk/runs/{world.run.number}/")
    assert "4 份承诺，本次最多 360 元" in shown and "4 份合成 1 条建议，共 360 元" in shown
    assert "没有提出" not in shown


def test_an_approver_decides_once_for_all(client, world):
    refused = post(client, world, "approver", reason=" ")
    assert refused.status_code == 422 and "理由" in flat(refused)
    assert states() == {"proposed"}
    post(client, world, "approver")
    assert states() == {"offered"}
    shown = page(client, world, "approver", f"/desk/matches/{world.case.number}/")
    assert "已批准。" in shown and 'value="approve"' not in shown and "核实一致" in shown
    late = post(client, world, "approver", version=1, reason="另一个人写的理由")
    assert late.status_code == 422 and "请看最新情况" in flat(late)
    assert set(Match.objects.values_list("version", flat=True)) == {2}


def test_an_approver_returns_all_with_a_reason(client, world):
    post(client, world, "approver", verb="return", reason="家里已有安排")
    assert set(Match.objects.values_list("state", "decision_reason")) == {("returned", "家里已有安排")}


def test_above_the_line_another_approver_signs_for_the_sum(client, world):
    set_limits(
        region=world.case.county,
        valid_from=clock.today(),
        second_approval_fen=359 * Y,
        basis="3 号文件",
        by=world.users["approver"],
        at=now(),
    )
    post(client, world, "approver")
    shown = page(client, world, "approver", f"/desk/matches/{world.case.number}/")
    assert "等待第二人会签" in shown and 'value="cosign"' not in shown
    assert 'value="cosign"' in page(client, world, "city-approver", f"/desk/matches/{world.case.number}/")
    post(client, world, "city-approver", verb="cosign", version=2, reason="金额已复核")
    assert set(Match.objects.values_list("state", "second_reason")) == {("offered", "金额已复核")}


def test_a_pool_belongs_to_its_case_and_area(client, world):
    other = make.unpublished_case(world.cast, now() - timedelta(days=1), make.family())
    assert (
        as_(client, world, "approver").post(f"/desk/matches/{other.number}/pool/", {"pool": world.pool.pk}).status_code
        == 404
    )
    for who, code in (("county_approver-990122", 404), ("coordinator", 403), ("clerk", 403)):
        assert post(client, world, who).status_code == code
    assert states() == {"proposed"}


def test_a_donor_meets_only_the_own_offer(client, world):
    post(client, world, "approver")
    client.logout()
    shown = page(client, world, "donor-p0", "/my/")
    assert "100 元" in shown and world.pool.number not in shown and "360 元" not in shown
