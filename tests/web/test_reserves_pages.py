"""Government reserves on screens: proposed, approved, aid paid with the bank's number, a month that adds up."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from funds.reserves import figures, services
from funds.reserves.models import AidPayment, Move, Reserve
from needs.models import StatutoryAid
from tests import clock
from tests.factories import cases
from tests.factories import partners as make
from tests.factories.cases import Y
from tests.web.test_purpose_changes_pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return cases.staged(clock.now() - timedelta(days=4))


def token(text: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', text)[1]


def test_from_opening_a_year_to_the_payment_of_an_aid(cast):
    clerk, approver, now = cast.users["finance-clerk"], cast.users["approver"], clock.now()
    year, town = clock.today().year, cast.bodies["township-990121102"]
    page(
        clerk,
        reverse("desk:reserve_new"),
        {"office": town.pk, "year": year, "source": "county", "low_below_fen": "10,000"},
    )
    reserve = Reserve.objects.get()
    room, propose = (
        reverse("desk:reserve", args=[reserve.pk]),
        reverse("desk:reserve_propose", args=[reserve.pk, "allocation"]),
    )
    asked = {"amount_fen": "50,000", "document": "青财社 1 号", "token": token(page(clerk, propose))}
    page(clerk, propose, {**asked, "amount_fen": "0"}, expect=422)
    page(clerk, propose, asked)
    move = Move.objects.get()
    at = reverse("desk:reserve_move", args=[move.number])
    assert "批准并入账" not in page(clerk, at) and at in page(approver, reverse("desk:home"))
    page(approver, at, {"verb": "confirm"})
    assert "50,000 元" in page(approver, room) and "开付款单" not in page(approver, room)

    case = cases.signed_case(cast, now - timedelta(days=1))
    aid = StatutoryAid.objects.get(case=case)
    assert case.number in page(clerk, room)
    page(clerk, reverse("desk:reserve_pay", args=[reserve.pk]), {"aid": aid.pk})
    payment = reverse("desk:reserve_payment", args=[AidPayment.objects.get().pk])
    refused = page(clerk, payment, {"bank_line": "见回单"}, expect=422)
    assert 'name="bank_line" value="见回单"' in refused and "请填写银行流水号" in refused
    assert AidPayment.objects.get().state == "ordered"
    page(clerk, payment, {"bank_line": "GK0001"})
    free = 50_000 * Y - aid.amount_fen
    now = figures.figures(reserve)
    assert (now.paid_fen, now.available_fen, now.agrees) == (aid.amount_fen, free, True)
    shown = page(clerk, room)
    assert "GK0001" in shown and f"{free // Y:,}.00" in shown
    assert "松坪镇" in page(clerk, reverse("desk:reserves"))


def test_a_top_up_says_what_was_carried_over_and_refuses_more(cast):
    clerk, now, year = cast.users["finance-clerk"], clock.now(), clock.today().year
    county = services.open_reserve(office=cast.bodies["county-990121"], year=year, by=clerk, at=now)
    town = services.open_reserve(office=cast.bodies["township-990121102"], year=year, by=clerk, at=now)
    url = reverse("desk:reserve_propose", args=[town.pk, "top-up"])
    shown = page(clerk, url)
    assert "结转还剩 0 元" in shown
    asked = {"source": county.pk, "amount_fen": "1", "document": "x", "token": token(shown)}
    assert "结转资金只剩 0 元" in page(clerk, url, asked, expect=422)
    assert "年度还没有结束" in page(
        clerk,
        reverse("desk:reserve_propose", args=[town.pk, "carry-over"]),
        {"document": "x", "token": token(shown)},
        expect=422,
    )
    page(clerk, reverse("desk:reserve_propose", args=[county.pk, "top-up"]), expect=404)
    stranger = make.person("finance_clerk", cast.bodies["county-990122"])
    page(stranger, reverse("desk:reserve", args=[town.pk]), expect=404)
    page(cast.users["coordinator"], reverse("desk:reserve_new"), expect=403)
    assert not Move.objects.exists()
