"""Goods and services at the desk: decided in pieces, proved network by network, shown beside the money."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings

from matching.models import Match
from matching.runs import services as runs
from tests import clock
from tests.factories import cases as make
from tests.factories import partners
from tests.factories.cases import START
from tests.factories.resources import balances, lot, offered_resource
from tests.markup import flat
from tests.web.test_desk_city import city, signed_in, text, url  # noqa: F401
from tests.web.test_desk_forms import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def rice(city):  # noqa: F811
    made = offered_resource(city.bodies["charity-city"], at=START)
    lot(made, 60, at=START, by=partners.person("charity_manager", made.keeper))
    return made


@pytest.fixture
def match(city, rice) -> Match:  # noqa: F811
    """Four shares for one household, three of another kind that nobody offers."""
    case = make.case_in_kind(city, START, make.family(), quantities=(4,))
    make.sharing_consent(city, case, rice.keeper, START + timedelta(days=1))
    runs.run(county=case.county, by=city.users["coordinator"], at=clock.now())
    return Match.objects.get(case=case, resource=rice)


def decision(match: Match, **changes) -> dict:
    return {
        "match": match.pk,
        "version": match.version,
        "amount": "3",
        "reason": "入户核实一致。",
        "verb": "approve",
        **changes,
    }


def test_it_is_decided_in_pieces_with_the_effects_in_view(client, city, rice, match):  # noqa: F811
    signed_in(client, city.users["approver"])
    path = url("match", match.case.number)
    page = text(client.get(path))
    for shown in ("粮油食品", "大米", "4 件", "批准数量", "从“大米”的库存中预留 4 件，先到期的先用", "粮油食品 4 件"):
        assert shown in page, shown
    assert client.post(path, decision(match)).status_code == 302
    match.refresh_from_db()
    assert (match.state, match.approved_quantity, match.approved_fen, balances(rice)) == (
        "offered",
        3,
        None,
        [(30, 30)],
    )
    page = text(client.get(url("case", match.case.number)))
    assert "已安排 3 件，共需 4 件" in page and "大米" in page
    assert "还差" in text(client.get(path))


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("2.5", "整数"),
        ("0", "1"),
        ("", "批准数量"),
        ("9", "不超过建议的 4 件"),
        ("三", "整数"),
        ("-1", "1"),
    ],
)
def test_what_is_no_number_of_pieces_is_refused_at_the_field_and_kept(client, city, rice, match, amount, sentence):  # noqa: F811
    signed_in(client, city.users["approver"])
    page = refused(client, url("match", match.case.number), decision(match, amount=amount), sentence)
    assert f'value="{amount}"' in page if amount else 'name="amount"' in page
    match.refresh_from_db()
    assert (match.state, balances(rice)) == ("proposed", [(60, 0)])


def test_each_network_of_a_run_has_its_page_and_its_proof(client, city, match, tmp_path):  # noqa: F811
    signed_in(client, city.users["approver"])
    page = text(client.get(url("run", match.run.number)))
    assert 'href="?of=goods:food"' in page and "建议合计" in page
    things = text(client.get(url("run", match.run.number) + "?of=goods:food"))
    for shown in ("4 件", "1 项中的 1 项", "粮油食品"):
        assert shown in things, shown
    assert client.get(url("run", match.run.number) + "?of=goods:quilt").status_code == 404
    for what in ("problem", "plan"):
        answer = client.get(url("run_archive", match.run.number, what) + "?of=goods:food")
        assert f"goods-food-{what.upper()}.npz" in answer["Content-Disposition"]
        (tmp_path / f"{what}.npz").write_bytes(answer.content)
    command = [sys.executable, "-m", "optimiser.verify", tmp_path / "problem.npz", tmp_path / "plan.npz"]
    done = subprocess.run(command, cwd=settings.SITE.parent, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "Proved: the plan is feasible and no plan is better.")
    assert "4 件" in flat(client.get(url("run_export", match.run.number)))


def test_the_english_pages_hold_no_chinese_units(client, city, match):  # noqa: F811
    signed_in(client, city.users["approver"])
    things = text(client.get("/en" + url("run", match.run.number) + "?of=goods:food"))
    assert "4 pcs" in things and " 件" not in things
    page = text(client.get("/en" + url("match", match.case.number)))
    assert "4 pcs" in page and " 件" not in page


def test_whoever_has_an_english_name_is_called_by_it_on_english_pages(client, city, match):  # noqa: F811
    signed_in(client, city.users["clerk"])
    consents = text(client.get("/en" + url("case_consents", match.case.number)))
    assert "Chengchuan Charity Federation" in consents and "澄川市慈善总会" not in consents
    assert "澄川市慈善总会" in text(client.get(url("case_consents", match.case.number)))
