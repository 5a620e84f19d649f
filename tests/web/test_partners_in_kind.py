"""Goods and services on the partners' pages: who offers answers, who keeps hands over, and only the keeper meets the person."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from matching.models import Match
from programmes.resources.models import Resource
from tests import clock
from tests.factories import matches as situation
from tests.factories import partners as make
from tests.factories.matches import ADDRESS, NAME, PHONE
from tests.factories.pictures import jpeg
from tests.factories.resources import balances, lot, offered_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make.charity("澄川市慈善总会")


def stocked(owner, keeper) -> Resource:
    rice = offered_resource(owner, keeper, at=clock.now())
    lot(rice, 60, at=clock.now(), by=make.person("charity_manager", keeper))
    return rice


@pytest.fixture
def rice(keeper) -> Resource:
    """An enterprise offers it, a charity keeps it."""
    return stocked(make.enterprise("禾丰粮油"), keeper)


@pytest.fixture
def offer(rice) -> Match:
    return situation.offered_in_kind(rice, at=clock.now())


def url(name: str, *args) -> str:
    return reverse(f"partners:{name}", args=args)


def text(response) -> str:
    return flat(response)


def sign_in(client, role: str, organisation):
    user = make.person(role, organisation)
    client.force_login(user)
    return user


def fresh(match: Match) -> Match:
    return Match.objects.get(pk=match.pk)


def test_the_enterprise_answers_in_pieces_and_never_sees_whom(client, rice, offer):
    chief = sign_in(client, "fund_manager", rice.owner)
    page = text(client.get(url("approvals")))
    for said in (offer.number, "大米", "4 件", "同意的数量"):
        assert said in page
    assert "逾期未答复" not in page and NAME not in page
    refused = client.post(url("grant_agree", offer.number), {"amount": "2.5", "version": offer.version})
    assert refused.status_code == 422 and 'value="2.5"' in text(refused) and fresh(offer).state == "offered"
    client.post(url("grant_agree", offer.number), {"amount": "3", "version": offer.version})
    assert (fresh(offer).state, fresh(offer).accepted_quantity, fresh(offer).answered_by) == ("accepted", 3, chief)
    assert balances(rice) == [(30, 30)]
    assert "3 件" in text(client.get(url("grants"))) and client.get(url("match", offer.number)).status_code == 403


def test_the_keeper_waits_for_the_answer_and_then_delivers(client, rice, offer):
    sign_in(client, "charity_manager", rice.keeper)
    assert "由提供方答复" in text(client.get(url("match", offer.number)))
    assert client.post(url("match_accept", offer.number), {"amount": "4", "version": offer.version}).status_code == 403
    situation.answers.accept(match=offer, amount=4, by=make.person("fund_manager", rice.owner), at=clock.now())
    page = text(client.get(url("match", offer.number)))
    assert "登记发放" in page and "先登记出库" in page and "需要 4 件，已安排 4 件。" in page and PHONE not in page
    opened = text(client.post(url("match_contact", offer.number)))
    assert PHONE in opened and ADDRESS in opened
    form = text(client.get(url("delivery", offer.number)))
    assert "发放数量" in form and "实物发放" in form and "银行转账" not in form
    sent = {
        "delivered_on": clock.today().isoformat(),
        "amount": "4",
        "method": "goods",
        "token": uuid4(),
        "do": "send",
        "evidence": SimpleUploadedFile("slip.jpg", jpeg(), "image/jpeg"),
    }
    assert client.post(url("delivery", offer.number), sent).status_code == 302
    assert (fresh(offer).state, balances(rice)) == ("delivered", [(20, 0)])
    client.post(url("delivery_confirm", offer.number), {"method": "signature", "witness": ""})
    assert fresh(offer).state == "verified"


def test_a_charity_that_only_offers_opens_no_person_and_no_paper(client, keeper):
    rice = stocked(make.charity("青屏县慈善会"), keeper)
    match = situation.offered_in_kind(rice, at=clock.now())
    sign_in(client, "charity_manager", rice.owner)
    answered = client.post(url("match_accept", match.number), {"amount": "4", "version": match.version})
    assert answered.status_code == 302 and fresh(match).state == "accepted"
    page = text(client.get(url("match", match.number)))
    assert "打开联系资料" not in page and "登记发放" not in page.split("进行到哪一步")[0]
    for name in ("match_contact", "delivery", "match_pay", "delivery_confirm", "delivery_evidence"):
        for method in (client.get, client.post):
            response = method(url(name, match.number))
            assert response.status_code in (404, 405) and PHONE not in text(response), name
    assert match.number not in text(client.get(url("cases")))


def test_handing_out_is_its_own_page_that_names_the_effect(client, rice, offer):
    situation.answers.accept(match=offer, amount=4, by=make.person("fund_manager", rice.owner), at=clock.now())
    sign_in(client, "charity_caseworker", rice.keeper)
    page = text(client.get(url("match_pay", offer.number)))
    assert "登记出库" in page and "从预留的库存中出库 4 件" in page
    client.post(url("match_pay", offer.number))
    assert (fresh(offer).state, balances(rice)) == ("disbursing", [(20, 0)])
