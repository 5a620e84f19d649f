"""苗头信息 on the screen: found on demand, judged by name, printed without a place or body below the county."""

from datetime import timedelta

import pytest
from django.test import Client

from casework.early_warning.models import Finding
from organisations.models import User
from tests import clock
from tests.factories import cases as make
from tests.markup import flat

pytestmark = pytest.mark.django_db


def test_an_analyst_looks_judges_and_prints_a_report_that_names_no_place_or_body():
    cast = make.staged(clock.now() - timedelta(days=9))
    for _each in range(3):
        home = make.family(cause="HC09", employer="望川恒泰制衣厂")
        make.opened_case(cast, clock.now() - timedelta(days=3), home)
    analyst = Client()
    analyst.force_login(User.objects.get(pk=cast.users["analyst"].pk))
    assert analyst.post("/desk/emerging/run/").url == "/desk/emerging/"
    finding = Finding.objects.get(kind="employer")
    path = f"/desk/emerging/{finding.number}/"
    assert finding.number in flat(analyst.get("/desk/"))
    assert finding.evidence[0] in flat(analyst.get(path))
    assert analyst.get(f"{path}paper/").status_code == 404
    assert analyst.post(f"{path}look/").url == path
    assert analyst.post(f"{path}report/", {"words": ""}).status_code == 422
    assert analyst.post(f"{path}report/", {"words": "建议提请人社部门核查。"}).url == path
    paper = flat(analyst.get(f"{path}paper/"))
    article = paper[paper.index("<article") : paper.index("</article>")]
    assert "某镇" in article and "3 户家庭" in article and "建议提请人社部门核查。" in article
    assert not any(word in article for word in ("松坪", "恒泰", *finding.evidence))
    approver = Client()
    approver.force_login(User.objects.get(pk=cast.users["approver"].pk))
    assert approver.get(path).status_code == 403
