"""The page of a run: what was proved, who goes without, and the means to check it; never a name, never an unproved run."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from common.audit.models import AuditEvent
from common.csv_export import cell
from matching.models import Run
from matching.runs import services as runs
from matching.runs.records import archive
from policy.limits.services import set_limits
from tests import clock
from tests.factories import cases as make
from tests.markup import flat
from tests.web.test_desk_city import city, signed_in, text, url  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(city) -> Run:  # noqa: F811
    return runs.run(county=city.agreed.county, by=city.users["coordinator"], at=clock.now())


def test_a_run_shows_its_proof_coverage_and_who_goes_without(client, city, run):  # noqa: F811
    signed_in(client, city.users["approver"])
    page = text(client.get(url("run", run.number)))
    for shown in (
        "上下界相差 0",
        "按乡镇街道",
        "按困难类型",
        "按身份类别",
        "松坪镇",
        "还没有落实的需要",
        "与上次运行相比",
        run.records.first().plan_sha256,
        city.agreed.number,
    ):
        assert shown in page, shown
    for secret in ("郝大山", "000111"):
        assert secret not in page
    english = text(client.get("/en" + url("run", run.number)))
    assert "Proved" in english and "还没有落实" not in english


@pytest.fixture
def limited(city) -> Run:  # noqa: F811
    """The county lets each case have one source; two households could have two."""
    now, county = clock.now(), city.agreed.county
    set_limits(
        region=county,
        valid_from=localdate(now),
        second_approval_fen=20_000 * make.Y,
        most_sources=1,
        basis="青屏县 2026 年 3 号文件",
        by=city.users["approver"],
        at=now,
    )
    for _ in range(2):
        make.unpublished_case(city, now - timedelta(days=3), make.family())
    return runs.run(county=county, by=city.users["coordinator"], at=now)


def test_what_the_offices_rules_cost_is_said_and_nothing_is_called_proved(client, city, limited, tmp_path):  # noqa: F811
    assert limited.rules_cost > 0
    signed_in(client, city.users["approver"])
    page = text(client.get(url("run", limited.number)))
    for shown in (
        "遵守规则的分配，未证明最优",
        "也许还有更好的，但最多好",
        "份求助的来源会超过上限",
        "的来源已到本地规定的上限（1 个）",
    ):
        assert shown in page, shown
    assert "已证明最优" not in page
    english = text(client.get("/en" + url("run", limited.number)))
    assert "not proved optimal" in english and "What the rules cost" in english and "规则" not in english
    assert "未证明最优" in text(client.get(url("matches")))
    signed_in(client, city.users["coordinator"])
    again = text(client.post(url("run_verify", limited.number), follow=True))
    assert "遵守了来源之间的规则，未证明最优" in again and "没有更好的分配" not in again
    signed_in(client, city.users["approver"])
    for what in ("problem", "plan"):
        (tmp_path / f"{what}.npz").write_bytes(client.get(url("run_archive", limited.number, what)).content)
    command = [sys.executable, "-m", "optimiser.verify", tmp_path / "problem.npz", tmp_path / "plan.npz"]
    done = subprocess.run(command, cwd=settings.SITE.parent, capture_output=True, text=True)
    words = "Not proved optimal: the plan is feasible and keeps every side rule; by its prices a plan could be better by up to"
    assert done.returncode == 3 and done.stdout.strip() == f"{words} {limited.rules_cost} units of rank weight."


def test_the_verify_button_runs_the_independent_verifier_and_is_noted(client, city, run):  # noqa: F811
    signed_in(client, city.users["coordinator"])
    page = text(client.post(url("run_verify", run.number), follow=True))
    assert "没有更好的分配" in page
    assert AuditEvent.objects.get(verb="run.verified").data == {"number": run.number}
    signed_in(client, city.users["clerk"])
    assert client.post(url("run_verify", run.number)).status_code == 403


def test_what_is_downloaded_is_proved_from_outside(client, city, run, tmp_path):  # noqa: F811
    signed_in(client, city.users["approver"])
    for what in ("problem", "plan"):
        (tmp_path / f"{what}.npz").write_bytes(client.get(url("run_archive", run.number, what)).content)
    command = [sys.executable, "-m", "optimiser.verify", tmp_path / "problem.npz", tmp_path / "plan.npz"]
    done = subprocess.run(command, cwd=settings.SITE.parent, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "Proved: the plan is feasible and no plan is better.")
    assert client.get(url("run_archive", run.number, "rows")).status_code == 404


def test_a_run_whose_proof_fails_is_not_shown(client, city, run, monkeypatch):  # noqa: F811
    def refuse(*_args):
        raise archive.Refuted("broken")

    monkeypatch.setattr(archive, "verify", refuse)
    signed_in(client, city.users["coordinator"])
    response = client.get(url("run", run.number))
    assert response.status_code == 409 and "证明不成立" in text(response) and "建议总额" not in text(response)
    assert client.get(url("run_export", run.number)).status_code == 404
    assert "证明不成立" in text(client.post(url("run_verify", run.number), follow=True))
    assert not AuditEvent.objects.filter(verb="run.verified").exists()


def test_the_export_opens_in_a_spreadsheet_and_holds_no_formula(client, city, run):  # noqa: F811
    signed_in(client, city.users["approver"])
    response = client.get(url("run_export", run.number))
    rows = flat(response)
    assert rows.startswith("\ufeff类别,") and response["Content-Disposition"].endswith(f'"{run.number}.csv"')
    assert "未落实" in rows and "郝大山" not in rows
    assert [cell(one) for one in ("=1+1", "+86", "@x", "-5", "a", -5)] == ["'=1+1", "'+86", "'@x", "'-5", "a", "-5"]


def test_more_needs_ask_no_more_questions(client, city, run):  # noqa: F811
    signed_in(client, city.users["approver"])

    def asked(this: Run) -> int:
        client.get(url("run", this.number))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url("run", this.number)).status_code == 200
        return len(queries)

    first = asked(run)
    at = clock.now()
    for _ in range(3):
        make.unpublished_case(city, at - timedelta(days=2), make.family())
    assert (
        asked(runs.run(county=run.county, by=city.users["coordinator"], at=at)) <= first + 3
    )  # what moved: items, programmes, funds
