"""A donor's way through the pages, without an account: amount, details, check, pay, result, receipt."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from donations.models import Gift
from donations.states import GiftState
from organisations.models import Qualification, User
from programmes.models import Programme
from tests.factories.gifts import NOW, giving, paying_gift, received_gift, started_gift
from tests.markup import flat

pytestmark = pytest.mark.django_db
DETAILS = {"shown_as": "surname", "donor_name": "林晓", "donor_contact": "138 0013 8000", "unrelated_declared": "on"}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    translation.deactivate()  # a request to /en/ leaves its language in the thread


@pytest.fixture
def situation():
    return giving(5000, 300)


def address(situation) -> str:
    return f"/give/{situation.programme.slug}/?need={situation.need.slug}"


def walk_to_payment(client: Client, situation, yuan: str = "200", **changes) -> Gift:
    """D1 to D4, as a browser goes."""
    response = client.post(address(situation), {"amount": yuan})
    assert response.status_code == 302, flat(response)
    response = client.post(response.url, {**DETAILS, **changes})
    assert response.status_code == 302, flat(response)
    token = re.search(r"/give/check/([0-9a-f-]+)/", response.url)[1]
    assert client.get(response.url).status_code == 200
    return Gift.objects.get(token=token)


def press(client: Client, gift: Gift, outcome: str) -> str:
    response = client.post(f"/give/channel/{gift.token}/", {"channel": "sandbox"})
    assert response.status_code == 302, flat(response)
    assert client.get(response.url).status_code == 200
    return client.post(response.url, {"outcome": outcome}).url


def test_from_need_to_receipt_without_an_account(client, situation):
    gift = walk_to_payment(client, situation)
    result = client.get(press(client, gift, "paid"))
    page = flat(result)
    gift.refresh_from_db()
    assert gift.state == GiftState.RECEIVED
    assert "已到账" in page and gift.number in page and "接下来会怎样" in page
    receipt = flat(client.get(f"/receipts/{gift.token}/"))
    for words in (
        gift.receipt.number,
        "200 元",
        "贰佰元整",
        situation.charity.name,
        situation.charity.uscc,
        "林＊＊",
        situation.programme.filing_no,
        f"/receipts/verify/{gift.receipt.code}/",
        "演示凭证",
    ):
        assert words in receipt, words
    assert "林晓" not in receipt


@pytest.mark.parametrize("path", ["", "details", "check", "channel"])
def test_every_page_of_the_way_has_the_demo_banner_and_is_not_indexed(client, situation, path):
    gift = walk_to_payment(client, situation)
    slug = situation.programme.slug
    paths = {
        "": address(situation),
        "details": f"/give/{slug}/details/?need={situation.need.slug}",
        "check": f"/give/check/{gift.token}/",
        "channel": f"/give/channel/{gift.token}/",
    }
    page = flat(client.get(paths[path]))
    assert "演示环境，不会真实扣款" in page
    assert '<meta name="robots" content="noindex' in page


def test_the_payee_stands_on_the_page_before_any_amount_is_chosen(client, situation):
    page = flat(client.get(address(situation)))
    for fact in (
        situation.charity.name,
        situation.charity.uscc,
        situation.programme.filing_no,
        situation.programme.surplus_rule,
        "成立日期",
        "最近报告",
        "公开募捐资格证书",
    ):
        assert fact in page
    assert page.index(situation.charity.uscc) > 0


def test_presets_are_tied_to_the_lines_of_the_cost_table(client, situation):
    page = flat(client.get(address(situation)))
    assert re.findall(r'name="preset" value="(\d+)"', page) == ["30000", "50000", "500000"]
    assert "补足“康复治疗”的全部缺口" in page and "“医疗自付费用”还差 5,000 元，这约是十分之一" in page


def test_a_pressed_preset_is_the_amount(client, situation):
    assert client.post(address(situation), {"preset": "30000"}).status_code == 302
    details = flat(client.get(f"/give/{situation.programme.slug}/details/?need={situation.need.slug}"))
    assert "您要捐 300 元" in details


def test_a_preset_that_was_never_shown_is_no_amount(client, situation):
    assert client.post(address(situation), {"preset": "1"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0", "金额不能少于1 元"),
        ("-1", "金额不能是负数"),
        ("−1", "金额不能是负数"),
        ("0.001", "最多到分"),
        ("1e9", "金额只能写数字"),
        ("一百", "金额只能写数字"),
        ("", "请填写“自己定金额”"),
        ("999999999", "金额不能超过50,000 元"),
        ("5300.01", "现在只差 5,300 元"),
    ],
)
def test_amounts_that_are_none_are_explained(client, situation, typed, words):
    response = client.post(address(situation), {"amount": typed})
    page = flat(response)
    assert response.status_code == 422
    assert words in page
    assert "<title>错误：" in page
    assert not Gift.objects.exists()


@pytest.mark.parametrize("typed", ["１００", " 100 ", "¥100", "100.00", "100元"])
def test_a_hundred_is_a_hundred_however_it_is_typed(client, situation, typed):
    assert walk_to_payment(client, situation, typed).amount_fen == 100_00


def test_above_the_gap_the_gap_or_the_programme_is_offered(client, situation):
    page = flat(client.post(address(situation), {"amount": "6000"}))
    assert "改捐 5,300 元" in page and "捐给项目，帮助下一个家庭" in page
    assert f'href="/give/{situation.programme.slug}/"' in page
    assert 'value="6000"' in page


def test_the_declaration_is_compulsory_and_answers_are_kept(client, situation):
    client.post(address(situation), {"amount": "200"})
    where = f"/give/{situation.programme.slug}/details/?need={situation.need.slug}"
    response = client.post(where, {**DETAILS, "unrelated_declared": ""})
    page = flat(response)
    assert response.status_code == 422
    assert "请确认您与受助人没有利害关系" in page and "林晓" in page
    assert not Gift.objects.exists()


def test_back_and_another_amount_pays_only_the_new_one(client, situation):
    first = walk_to_payment(client, situation, "500")
    client.post(f"/give/channel/{first.token}/", {"channel": "sandbox"})
    second = walk_to_payment(client, situation, "300")
    assert first.pk == second.pk
    press(client, second, "paid")
    second.refresh_from_db()
    situation.need.refresh_from_db()
    assert (second.amount_fen, situation.need.gifts_fen, Gift.objects.count()) == (300_00, 300_00, 1)


def test_double_click_and_refresh_are_one_gift(client, situation):
    gift = walk_to_payment(client, situation)
    where = f"/give/channel/{gift.token}/"
    first = client.post(where, {"channel": "sandbox"}).url
    assert client.post(where, {"channel": "sandbox"}).url == f"/give/result/{gift.token}/"
    for _click in range(3):
        client.post(first, {"outcome": "paid"})
    situation.need.refresh_from_db()
    assert (Gift.objects.count(), situation.need.gifts_fen) == (1, 200_00)


def test_a_closed_tab_finds_the_true_state_by_its_link(client, situation):
    gift = walk_to_payment(client, situation)
    client.post(f"/give/channel/{gift.token}/", {"channel": "sandbox"})
    elsewhere = Client()
    page = flat(elsewhere.get(f"/give/result/{gift.token}/"))
    assert "处理中" in page and "回到付款页" in page
    back = elsewhere.post(f"/give/continue/{gift.token}/")
    assert back.url == f"/give/pay/{gift.payments.get().pk}/"


def test_a_processing_page_asks_again_by_itself_and_has_a_link_for_those_without_scripts(client, situation):
    gift = walk_to_payment(client, situation)
    page = flat(client.get(press(client, gift, "late")))
    assert 'hx-trigger="every 4s"' in page and f'href="/give/result/{gift.token}/"' in page


def test_a_failure_says_why_and_a_retry_keeps_the_answers(client, situation):
    gift = walk_to_payment(client, situation)
    page = flat(client.get(press(client, gift, "failed")))
    assert "未完成" in page and "支付机构没有完成这次付款，没有扣款" in page
    assert "林＊＊" in flat(client.get(f"/give/check/{gift.token}/"))
    client.get(press(client, gift, "paid"))
    gift.refresh_from_db()
    assert gift.state == GiftState.RECEIVED


def test_nobody_holds_gap_after_gap_from_one_device(client, situation, monkeypatch):
    monkeypatch.setattr("portal.views.pay.PAYMENTS_PER_HOUR", 2)
    gift = walk_to_payment(client, situation)
    for _payment in range(2):
        client.post(f"/give/channel/{gift.token}/", {"channel": "sandbox"})
        client.post(f"/give/back/{gift.token}/")
    response = client.post(f"/give/channel/{gift.token}/", {"channel": "sandbox"})
    assert response.status_code == 422 and "请稍后再试" in flat(response)


def test_a_contact_is_shown_in_full_only_where_it_was_typed(client, situation):
    gift = walk_to_payment(client, situation)
    where = f"/give/check/{gift.token}/"
    assert "13800138000" in flat(client.get(where))
    elsewhere = flat(Client().get(where))
    assert "13800138000" not in elsewhere and "138****8000" in elsewhere


def test_a_bank_transfer_shows_account_and_reference(client, situation):
    gift = walk_to_payment(client, situation)
    url = client.post(f"/give/channel/{gift.token}/", {"channel": "bank"}).url
    gift.refresh_from_db()
    page = flat(client.get(url))
    assert "待机构确认" in page and gift.reference in page and situation.charity.bank_account_label in page
    assert "<svg" in page


def test_a_hand_off_leads_to_the_charitys_own_page(client, situation):
    gift = walk_to_payment(client, situation)
    assert client.post(f"/give/channel/{gift.token}/", {"channel": "hand_off"}).url == "https://charity.example/give"


def test_only_switched_on_channels_are_offered(client, situation):
    situation.charity.payment_account = situation.charity.bank_account_label = ""
    situation.charity.save()
    gift = walk_to_payment(client, situation)
    page = flat(client.get(f"/give/channel/{gift.token}/"))
    assert re.findall(r'name="channel" value="(\w+)"', page) == ["hand_off"]
    assert client.post(f"/give/channel/{gift.token}/", {"channel": "sandbox"}).status_code == 422


def test_a_charity_without_channels_takes_no_gifts_here(client, situation):
    for name in ("payment_account", "bank_account_label", "donation_page"):
        setattr(situation.charity, name, "")
    situation.charity.save()
    page = flat(client.get(address(situation)))
    assert "暂不接受线上捐赠" in page and "<form" not in page.split("<main")[1]


def test_an_expired_certificate_removes_the_form_and_says_why(client, situation):
    Qualification.objects.filter(organisation=situation.charity).update(valid_to=date(2026, 11, 23))
    page = flat(client.get(address(situation)))
    assert "公开募捐资格已过期" in page and 'name="amount"' not in page


def test_the_second_of_two_donors_sees_the_new_gap(client, situation):
    mine = walk_to_payment(client, situation, "5000")
    other = walk_to_payment(Client(), situation, "5300")
    client.post(f"/give/channel/{mine.token}/", {"channel": "sandbox"})
    response = Client().post(f"/give/channel/{other.token}/", {"channel": "sandbox"})
    page = flat(response)
    assert response.status_code == 422
    assert "现在只差 300 元" in page and "改捐 300 元" in page


def test_a_gap_that_waits_for_another_payment_is_not_called_covered(client, situation):
    paying_gift(situation, 5300)
    page = flat(client.get(address(situation)))
    assert "正有人付款" in page and "再看一次" in page and 'name="amount"' not in page


def test_a_covered_need_offers_the_programme(client, situation):
    received_gift(situation, 5300)
    page = flat(client.get(address(situation)))
    assert 'name="amount"' not in page
    assert "不接受指定捐赠" in page and f'href="/give/{situation.programme.slug}/"' in page


def test_the_programme_itself_takes_gifts(client, situation):
    response = client.post(f"/give/{situation.programme.slug}/", {"amount": "66"})
    gift_page = client.post(response.url, DETAILS)
    gift = Gift.objects.get()
    assert (gift.public_need, gift.amount_fen) == (None, 66_00)
    assert client.get(gift_page.url).status_code == 200


def test_unknown_needs_programmes_and_gifts_are_not_found(client, situation):
    for path in (
        f"/give/{situation.programme.slug}/?need=nosuchneed",
        "/give/nosuch/",
        f"/give/result/{uuid4()}/",
        f"/give/check/{uuid4()}/",
        f"/receipts/{uuid4()}/",
        f"/my/gifts/{uuid4()}/",
        f"/give/pay/{uuid4()}/",
    ):
        assert client.get(path).status_code == 404, path


def test_a_gift_that_is_not_received_has_no_receipt(client, situation):
    gift = started_gift(situation)
    assert client.get(f"/receipts/{gift.token}/").status_code == 404


def test_the_result_sells_nothing(client, situation):
    gift = received_gift(situation)
    page = flat(client.get(f"/give/result/{gift.token}/")).split("<main")[1].split("</main")[0]
    assert "http" not in page and "分享" not in page and "再捐" not in page


def test_the_sandbox_page_is_gone_outside_the_sandbox(client, situation, settings):
    payment = paying_gift(situation).payments.get()
    settings.PAYMENT_MODE = "live"
    assert client.get(f"/give/pay/{payment.pk}/").status_code == 404


def test_a_receipt_verifies_and_an_altered_code_does_not(client, situation):
    receipt = received_gift(situation, donor_name="林晓", shown_as="name").receipt
    good = client.get(f"/receipts/verify/{receipt.code}/")
    assert good.status_code == 200 and receipt.number in flat(good)
    assert "林" not in flat(good).split("<main")[1]
    other = "y" if receipt.code.endswith("x") else "x"  # codes are drawn: one in thirty ends with an x of its own
    altered = client.get(f"/receipts/verify/{receipt.code[:-1]}{other}/")
    assert altered.status_code == 404 and "未找到" in flat(altered)
    assert client.get("/receipts/verify/", {"code": receipt.code.upper()}).url == f"/receipts/verify/{receipt.code}/"


def donor(email: str = "") -> User:
    return User.objects.create_user(email=email or f"d{uuid4().hex[:8]}@example.org", display_name="林晓")


def test_my_page_counts_households_and_lists_what_waits(client, situation):
    by = donor()
    received_gift(situation, 200, by=by)
    received_gift(situation, 100, by=by)
    waiting = paying_gift(situation, 50, by=by)
    client.force_login(by)
    page = flat(client.get("/my/"))
    figures = re.findall(r'figure__number">(\d+)', page)
    assert figures == ["1", "0", "0"]
    assert waiting.number in page and "处理中" in page


def test_my_page_asks_for_a_sign_in(client):
    assert client.get("/my/").url.startswith("/accounts/login/")


def test_a_gift_is_its_donors_own_by_number_and_anybodys_by_its_link(client, situation):
    by = donor()
    gift = received_gift(situation, 200, by=by)
    assert client.get(f"/my/gifts/{gift.number}/").status_code == 404
    assert client.get(f"/my/gifts/{gift.token}/").status_code == 200
    client.force_login(donor())
    assert client.get(f"/my/gifts/{gift.number}/").status_code == 404
    client.force_login(by)
    assert client.get(f"/my/gifts/{gift.number}/").status_code == 200


def test_a_guest_gift_joins_the_account_whose_phone_is_verified(client, situation):
    from organisations.accounts import phone_index

    gift = received_gift(situation, 200, donor_contact="13800138000")
    by = donor()
    by.phone, by.phone_index, by.phone_verified = "13800138000", phone_index("13800138000"), False
    by.save()
    client.force_login(by)
    assert gift.number not in flat(client.get("/my/"))
    assert client.get(f"/my/gifts/{gift.number}/").status_code == 404
    by.phone_verified = True
    by.save()
    assert client.get(f"/my/gifts/{gift.number}/").status_code == 200


def test_the_follow_up_shows_the_charitys_words_only_after_a_second_person_confirmed(client, situation):
    from donations import services
    from tests.factories.gifts import COUNTY
    from tests.factories.partners import office, person

    gift = received_gift(situation, 200)
    payout = services.pay_out(claim=situation.claim, token=uuid4(), by=situation.worker, at=NOW)
    services.report_payout(
        payout=payout, delivered_on=NOW.date(), public_words="已付给医院。", by=situation.worker, at=NOW
    )
    before = flat(client.get(f"/my/gifts/{gift.token}/"))
    assert "已付给医院" not in before
    services.confirm_payout(payout=payout, by=person("county_coordinator", office(COUNTY)), at=NOW)
    assert "已付给医院" in flat(client.get(f"/my/gifts/{gift.token}/"))


@pytest.mark.parametrize("path", ["need", "check", "result", "receipt", "my_gift", "my"])
def test_english_pages_hold_no_chinese_of_our_own(client, situation, path):
    gift, by = received_gift(situation, 200, by=(by := donor())), by
    started = started_gift(situation, 100)
    Qualification.objects.filter(organisation=situation.charity).update(number="51990100MA00010042")
    Programme.objects.filter(pk=situation.programme.pk).update(surplus_rule_en="Used for the same kind of cases.")
    client.force_login(by)
    paths = {
        "need": address(situation),
        "check": f"/give/check/{started.token}/",
        "result": f"/give/result/{gift.token}/",
        "receipt": f"/receipts/{gift.token}/",
        "my_gift": f"/my/gifts/{gift.number}/",
        "my": "/my/",
    }
    page = flat(client.get(f"/en{paths[path]}")).split("<main")[1].split("</main")[0]
    own = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    assert re.findall(r"[一-鿿]+", own) == []
