"""Earmarked gifts through the charity's hands: found on the statement, paid out, reported; confirmed at the desk; and
what the donor reads of it (product §8.2, §8.3)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from donations import services
from donations.models import Claim, Gift, PaymentEffect, Payout
from donations.states import GiftState
from funds.ledger.models import Transfer
from needs.models import Case, Commitment
from publication.models import PublicNeed
from tests import clock
from tests.factories.gifts import COUNTY, claimed, giving, paying_gift, published_need, received_gift
from tests.factories.partners import office, person
from tests.markup import flat

pytestmark = pytest.mark.django_db
WORDS = "已直接付给医院。"


def url(name: str, *args) -> str:
    return reverse(f"partners:{name}", args=args)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    return flat(response)


@pytest.fixture
def situation():
    """600 and 150 received for a need of 5,300; the worker is its charity's caseworker and manager."""
    made = giving(5000, 300)
    for yuan in (600, 150):
        received_gift(made, yuan, at=clock.now())
    return made


@pytest.fixture
def charity(situation) -> Client:
    return signed_in(situation.worker)


def paid(situation) -> Payout:
    return services.pay_out(claim=situation.claim, token=uuid4(), by=situation.worker, at=clock.now())


def reported(situation) -> Payout:
    return services.report_payout(
        payout=paid(situation), delivered_on=clock.today(), public_words=WORDS, by=situation.worker, at=clock.now()
    )


def by_bank(situation, yuan: int = 200, **fields) -> Gift:
    return paying_gift(situation, yuan, channel="bank", at=clock.now(), **fields)


def pay_form(fen: int = 750_00, token=None) -> dict:
    return {"token": str(token or uuid4()), "seen_fen": str(fen)}


# the list


def test_the_list_says_per_need_what_waits_and_what_to_do(charity, situation):
    page = text(charity.get(url("gifts")))
    assert situation.need.title in page and situation.need.county.local_name in page
    assert "750.00" in page and "2 笔" in page
    assert url("gift_pay", situation.claim.pk) in page


def test_what_needs_me_is_counted_in_the_rail_and_stands_on_today(charity, situation):
    by_bank(situation, 50)
    page = text(charity.get(url("home")))
    assert re.search(r"定向捐赠</span><span class=\"rail__count\">1<", page)
    assert re.search(r"捐赠转账</span><span class=\"rail__count\">1<", page)
    assert "定向捐赠待拨付" in page and "捐赠转账待核对" in page
    payout = paid(situation)
    page = text(charity.get(url("home")))
    assert "拨付后待登记交付" in page and url("gift_report", payout.pk) in page


def test_the_row_follows_the_money_to_its_end(charity, situation):
    payout = paid(situation)
    assert url("gift_report", payout.pk) in text(charity.get(url("gifts")))
    services.report_payout(
        payout=payout, delivered_on=clock.today(), public_words="", by=situation.worker, at=clock.now()
    )
    page = text(charity.get(url("gifts")))
    assert "等民政部门核实" in page and "没有等您办理的定向捐赠" in page
    services.confirm_payout(payout=payout, by=person("county_coordinator", office(COUNTY)), at=clock.now())
    page = text(charity.get(url("gifts")))
    assert page.count("750.00") == 3 and "等民政部门核实" not in page


def test_a_need_that_was_claimed_again_is_one_row_with_all_its_money(charity, situation):
    paid(situation)
    Claim.objects.filter(pk=situation.claim.pk).update(ended_at=clock.now())
    again = Claim.objects.create(
        programme=situation.programme,
        public_need=situation.need,
        claimed_by=situation.worker,
        claimed_at=clock.now(),
    )
    received_gift(situation, 50, at=clock.now())
    page = text(charity.get(url("gifts")))
    assert page.count(f'<span class="number">{situation.need.slug}</span>') == 1
    assert url("gift_pay", again.pk) in page and url("gift_pay", situation.claim.pk) not in page
    assert "750.00" in page and "50.00" in page


def test_more_needs_ask_no_more_questions(charity, situation, django_assert_max_num_queries):
    for _number in range(5):
        claimed(situation.programme, published_need(500), situation.worker)
    with django_assert_max_num_queries(30):
        assert charity.get(url("gifts")).status_code == 200


# who may


def test_another_charity_finds_none_of_it(situation):
    gift, payout = by_bank(situation, 50), reported(situation)
    stranger = signed_in(giving().worker)
    before = Transfer.objects.count()
    for address in (
        url("gift_pay", situation.claim.pk),
        url("gift_report", payout.pk),
        url("gift_transfer", gift.reference),
    ):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, pay_form()).status_code == 404
    for name in ("gifts", "gift_transfers"):
        page = text(stranger.get(url(name)))
        assert situation.need.slug not in page and gift.reference not in page
    refused = stranger.post(url("gift_transfers"), {"reference": gift.reference, "amount": "50", "bank_line": "L1"})
    assert refused.status_code == 422 and "没有找到这个附言代码的捐赠" in text(refused)
    assert Transfer.objects.count() == before


def test_each_role_enters_its_own_rooms(situation):
    caseworker = signed_in(person("charity_caseworker", situation.charity))
    assert caseworker.get(url("gifts")).status_code == 200
    assert caseworker.get(url("gift_pay", situation.claim.pk)).status_code == 200
    assert caseworker.get(url("gift_transfers")).status_code == 403  # confirming money is the manager's
    for role in ("township_clerk", "county_coordinator"):
        assert signed_in(person(role, office(COUNTY))).get(url("gifts")).status_code == 403
    assert Client().get(url("gifts")).status_code == 302


# paying out


def test_the_page_names_the_sum_and_the_effect(charity, situation):
    page = text(charity.get(url("gift_pay", situation.claim.pk)))
    assert "拨付 750 元" in page and "登记后不能撤回" in page and "2 笔定向捐赠共 750 元" in page
    assert not Payout.objects.exists()


def test_a_double_click_pays_once(charity, situation):
    form = pay_form()
    for _click in range(2):
        assert charity.post(url("gift_pay", situation.claim.pk), form).status_code == 302
    assert Payout.objects.get().amount_fen == 750_00
    again = charity.post(url("gift_pay", situation.claim.pk), pay_form())
    assert again.status_code == 422 and "都已拨付" in text(again)
    assert Transfer.objects.filter(code="disbursement").count() == 2  # one per gift
    assert charity.get(url("gift_pay", situation.claim.pk)).status_code == 302


def test_nobody_pays_another_sum_than_the_page_named(charity, situation):
    received_gift(situation, 50, at=clock.now())
    answer = charity.post(url("gift_pay", situation.claim.pk), pay_form(750_00))
    assert answer.status_code == 422
    assert "待拨付的金额已从 750 元 变为 800 元" in text(answer) and 'name="seen_fen" value="80000"' in text(answer)
    assert not Payout.objects.exists()
    assert charity.post(url("gift_pay", situation.claim.pk), pay_form(800_00)).status_code == 302


# reporting


def test_a_report_waits_for_the_desk(charity, situation):
    payout = paid(situation)
    answer = charity.post(
        url("gift_report", payout.pk), {"delivered_on": clock.today().isoformat(), "public_words": WORDS}
    )
    assert answer.status_code == 302
    payout.refresh_from_db()
    assert (payout.delivered_on, payout.public_words, payout.reported_by) == (clock.today(), WORDS, situation.worker)
    assert charity.get(url("gift_report", payout.pk)).status_code == 302  # a second report is none


@pytest.mark.parametrize(("days", "sentence"), [(1, "交付日期不能晚于今天"), (-1, "交付日期应在拨付之后")])
def test_a_report_of_another_day_is_refused_at_its_field_and_keeps_the_words(charity, situation, days, sentence):
    payout, day = paid(situation), clock.today() + timedelta(days=days)
    answer = charity.post(url("gift_report", payout.pk), {"delivered_on": day.isoformat(), "public_words": WORDS})
    page = text(answer)
    assert answer.status_code == 422 and sentence in page
    assert 'href="#id_delivered_on"' in page
    assert WORDS in page and day.isoformat() in page
    payout.refresh_from_db()
    assert payout.reported_at is None


def test_the_form_asks_for_words_without_names(charity, situation):
    assert "不写姓名、地址、病名" in text(charity.get(url("gift_report", paid(situation).pk)))


# confirming, at the desk


def case_of(situation) -> Case:
    return Case.objects.get(public_need=situation.need)


def confirm_url(situation, payout: Payout) -> str:
    return reverse("desk:case_payout_confirm", args=[case_of(situation).number, payout.pk])


def test_an_officer_of_the_area_confirms_and_the_donor_reads_it(situation):
    payout = reported(situation)
    officer = signed_in(person("county_coordinator", office(COUNTY)))
    home = text(officer.get(reverse("desk:home")))
    assert "捐赠送到，待向家庭核实" in home and case_of(situation).number in home
    case_page = text(officer.get(reverse("desk:case", args=[case_of(situation).number])))
    assert WORDS in case_page and confirm_url(situation, payout) in case_page and "家庭已收到 750 元" in case_page
    follow_up = reverse("portal:my_gift", args=[str(payout.gifts.first().token)])
    before = text(Client().get(follow_up))
    assert "已拨付给受助家庭" in before and WORDS not in before and "已送到受助家庭" not in before
    for _click in range(2):
        assert officer.post(confirm_url(situation, payout)).status_code == 302
    payout.refresh_from_db()
    assert payout.confirmed_at is not None
    assert set(Commitment.objects.values_list("state", flat=True)) == {"delivered"}
    after = text(Client().get(follow_up))
    assert all(words in after for words in ("已送到受助家庭", "街道或民政人员已向家庭核实收到", WORDS))
    assert "捐赠送到，待向家庭核实" not in text(officer.get(reverse("desk:home")))
    assert confirm_url(situation, payout) not in text(
        officer.get(reverse("desk:case", args=[case_of(situation).number]))
    )


def test_before_the_report_there_is_nothing_to_confirm(situation):
    payout = paid(situation)
    officer = signed_in(person("county_coordinator", office(COUNTY)))
    page = text(officer.get(reverse("desk:case", args=[case_of(situation).number])))
    assert "等慈善组织登记" in page and confirm_url(situation, payout) not in page
    assert "慈善组织还没有登记交付" in text(officer.post(confirm_url(situation, payout), follow=True))
    payout.refresh_from_db()
    assert payout.confirmed_at is None


def test_nobody_else_confirms(situation):
    payout, other = reported(situation), giving()
    elsewhere = Payout.objects.create(
        token=uuid4(), claim=other.claim, amount_fen=1, paid_by=other.worker, paid_at=clock.now()
    )
    address = confirm_url(situation, payout)
    far = signed_in(person("county_coordinator", office("990103000000")))
    assert far.post(address).status_code == 404
    assert signed_in(situation.worker).post(address).status_code == 403
    approver = signed_in(person("county_approver", office(COUNTY)))
    assert address not in text(approver.get(reverse("desk:case", args=[case_of(situation).number])))
    assert approver.post(address).status_code == 403
    officer = signed_in(person("county_coordinator", office(COUNTY)))
    assert officer.post(confirm_url(situation, elsewhere)).status_code == 404  # a payout of another need
    assert officer.get(address).status_code == 405
    payout.refresh_from_db()
    assert payout.confirmed_at is None


# transfers


def line(amount: str = "200", bank_line: str = "20261124 0042", **more) -> dict:
    return {"amount": amount, "bank_line": bank_line, **more}


def test_transfers_wait_with_code_and_sum_and_a_line_receives_them(charity, situation):
    gift = by_bank(situation)
    page = text(charity.get(url("gift_transfers")))
    assert gift.reference in page and "200.00" in page
    received_gift(situation, 4450, at=clock.now())  # others were quicker: 100 is left
    assert charity.post(url("gift_transfer", gift.reference), line()).status_code == 302
    gift.refresh_from_db()
    assert (gift.state, gift.to_need_fen, gift.to_programme_fen) == (GiftState.RECEIVED, 100_00, 100_00)
    page = text(charity.get(url("gift_transfer", gift.reference)))
    assert "20261124 0042" in page and "按多余款项规则用于项目" in page


def test_a_typed_code_finds_its_gift_however_it_was_written(charity, situation):
    gift = by_bank(situation)
    code = f" {gift.reference[:4].lower()} {gift.reference[4:]}"
    assert charity.post(url("gift_transfers"), line(reference=code)).status_code == 302
    gift.refresh_from_db()
    assert gift.state == GiftState.RECEIVED


def test_one_fen_off_is_refused_with_both_figures_until_a_person_says_so(charity, situation):
    gift = by_bank(situation)
    address = url("gift_transfer", gift.reference)
    page = charity.post(address, line("200.01"))
    assert page.status_code == 422
    assert "流水是 200.01 元，捐赠登记的是 200 元" in text(page) and 'value="200.01"' in text(page)
    assert 'value="20261124 0042"' in text(page) and 'name="differs_fen" value="20001"' in text(page)
    gift.refresh_from_db()
    assert gift.state == GiftState.AWAITING_CHARITY
    another = charity.post(address, line("200.02", differs_fen="20001", accept_difference="on"))
    assert another.status_code == 422 and "流水是 200.02 元" in text(another)  # the tick was for another sum
    assert charity.post(address, line("200.01", accept_difference="on")).status_code == 422  # nor without seeing both
    assert charity.post(address, line("200.01", differs_fen="20001", accept_difference="on")).status_code == 302
    gift.refresh_from_db()
    assert gift.amount_fen == 200_01


def test_a_line_receives_one_gift_and_a_double_click_is_one_receipt(charity, situation):
    first, second = by_bank(situation), by_bank(situation)
    for _click in range(2):
        assert charity.post(url("gift_transfer", first.reference), line()).status_code == 302
    page = charity.post(url("gift_transfer", second.reference), line())
    assert page.status_code == 422 and 'value="20261124 0042"' in text(page)
    assert "这条银行流水已经用来确认了另一笔捐赠" in text(page) and 'href="#id_bank_line"' in text(page)
    other = charity.post(url("gift_transfer", first.reference), line(bank_line="L2"))
    assert other.status_code == 422 and "不能再用另一条流水确认" in text(other)
    assert PaymentEffect.objects.filter(object_id__in=["20261124 0042", "L2"]).count() == 1
    second.refresh_from_db()
    assert second.state == GiftState.AWAITING_CHARITY


def test_an_empty_line_is_answered_at_its_fields(charity, situation):
    page = charity.post(url("gift_transfers"), {"reference": "ZZZZZZZZ", "amount": "", "bank_line": ""})
    assert page.status_code == 422
    for field in ("reference", "amount", "bank_line"):
        assert f'href="#id_{field}"' in text(page)


def test_a_need_that_ended_still_gets_what_was_given_for_it(charity, situation):
    PublicNeed.objects.filter(pk=situation.need.pk).update(live=False, state="withdrawn")
    page = text(charity.get(url("gift_pay", situation.claim.pk)))
    assert "到账的钱仍可拨付给这户家庭" in page
    assert charity.post(url("gift_pay", situation.claim.pk), pay_form()).status_code == 302
