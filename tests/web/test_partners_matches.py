"""A charity answers an offer, sees whom it helps only with consent, and reports what was delivered (product §8.3)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.audit.models import AuditEvent
from common.outbox.services import deliver_due
from common.sealed import opened
from funds.accounts import balances
from matching.delivery import answers, deliveries
from matching.models import Delivery, Match
from needs.models import Household
from needs.services import withdraw_consent
from organisations import sms
from tests import clock
from tests.factories import matches as situation
from tests.factories import partners as make
from tests.factories.matches import ADDRESS, BANK, NAME, PHONE
from tests.factories.pictures import jpeg
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make.today_programme()


@pytest.fixture
def worker(client, programme):
    user = make.person("charity_caseworker", programme.charity, "赵采薇")
    client.force_login(user)
    return user


@pytest.fixture
def offer(programme) -> Match:
    return situation.offered(programme, at=clock.now())


def url(name: str, *args) -> str:
    return reverse(f"partners:{name}", args=args)


def text(response) -> str:
    return flat(response)


def fresh(match: Match) -> Match:
    return Match.objects.get(pk=match.pk)


def answer(client, match: Match, **fields):
    return client.post(url("match_accept", match.number), {"amount": "5000", "version": match.version, **fields})


def test_offers_are_listed_by_deadline_with_fit_and_amount(client, worker, programme):
    later = situation.offered(programme, at=clock.now())
    sooner = situation.offered(programme, at=clock.now())
    Match.objects.filter(pk=sooner.pk).update(reply_by=clock.now() - timedelta(days=2))
    page = text(client.get(url("matches")))
    assert page.index(sooner.number) < page.index(later.number)
    assert "4/4" in page and "5,000 元" in page and "18,000 元" in page
    assert "已超期 2 天" in page  # lateness is said in words


def test_an_offer_shows_facts_conditions_and_shares_but_nobody(client, worker, offer):
    page = text(client.get(url("match", offer.number)))
    for shown in (
        "突发疾病",
        "青屏县",
        "3—4 口",
        "60—69 岁",
        "有未成年人",
        "4 条中符合 4 条",
        "家庭已同意",
        "5,000 元",
    ):
        assert shown in page
    for hidden in (NAME, PHONE, ADDRESS, BANK, "松坪", "1,420"):
        assert hidden not in page
    assert "由民政部门核对，不显示数额" in page
    assert 'role="img"' in page  # the coverage bar says it in a sentence


def test_the_consent_is_shown_as_it_stands_now_and_not_as_it_was_proposed(client, worker, offer):
    assert offer.reasons[-1]["outcome"] == "unknown"
    offer.case.consents.update(given_at=clock.now() - timedelta(days=9), expires_at=clock.now() - timedelta(days=1))
    page = text(client.get(url("match", offer.number)))
    assert "4 条中符合 3 条" in page and "没有有效的同意" in page and "还没有同意" in page


def test_accepting_reserves_and_names_who_accepted(client, worker, offer, programme):
    assert answer(client, offer).status_code == 302
    match = fresh(offer)
    assert (match.state, match.accepted_fen, match.answered_by) == ("accepted", 500_000, worker)
    assert balances(programme).committed_fen == 500_000
    assert match.deliver_by is not None


def test_a_smaller_amount_gives_the_rest_back(client, worker, offer, programme):
    answer(client, offer, amount="3,000.50")
    assert fresh(offer).accepted_fen == 300_050
    assert (balances(programme).committed_fen, balances(programme).available_fen) == (300_050, 4_699_950)
    assert fresh(offer).item.committed_fen == 300_050


def test_more_than_approved_is_refused_at_the_field(client, worker, offer):
    response = answer(client, offer, amount="5000.01")
    assert response.status_code == 422
    page = text(response)
    assert "5,000 元" in page and 'aria-invalid="true"' in page and "<title>错误：" in page
    assert fresh(offer).state == "offered"


def test_declining_needs_a_reason_that_the_officer_reads(client, worker, offer, programme):
    refused = client.post(url("match_decline", offer.number), {"reason": " ", "version": offer.version})
    assert refused.status_code == 422 and fresh(offer).state == "offered"
    assert re.search(r"<details[^>]* open", text(refused))
    client.post(url("match_decline", offer.number), {"reason": "超出本项目范围。", "version": offer.version})
    assert (fresh(offer).state, fresh(offer).answer_reason) == ("declined", "超出本项目范围。")
    assert balances(programme).committed_fen == 0


def test_the_second_of_two_is_told_who_was_first(client, worker, offer, programme):
    colleague = make.person("charity_manager", programme.charity, "林知秋")
    answers.accept(match=offer, amount=500_000, by=colleague, at=clock.now())
    page = text(answer(client, offer))
    assert "林知秋" in page and "处理过" in page
    assert fresh(offer).answered_by == colleague


def test_contact_data_stay_closed_until_accepted_and_each_opening_is_logged(client, worker, offer):
    client.post(url("match_contact", offer.number))
    assert not AuditEvent.objects.filter(verb="personal_data.read").exists()
    answer(client, offer)
    before = text(client.get(url("match", offer.number)))
    assert not any(value in before for value in (NAME, PHONE, ADDRESS, BANK))
    for times in (1, 2):
        opened = client.post(url("match_contact", offer.number))
        assert opened["Cache-Control"] == "no-store"
        assert NAME in text(opened) and PHONE in text(opened)
        reads = AuditEvent.objects.filter(verb="personal_data.read", case_id=offer.case_id)
        assert reads.count() == times
    event = reads.last()
    assert (event.kind, event.data["fields"], event.organisation_id) == (
        "read",
        ["name", "phone"],
        offer.programme.charity_id,
    )
    assert NAME not in str(event.data)


def test_only_the_agreed_fields_open(client, worker, offer):
    answer(client, offer)
    page = text(client.post(url("match_contact", offer.number)))
    assert ADDRESS not in page and BANK not in page


def test_looking_at_an_offer_decrypts_nothing(client, worker, offer, monkeypatch):
    monkeypatch.setattr(Household, "head", property(lambda self: pytest.fail("the person was read")))
    assert client.get(url("match", offer.number)).status_code == 200


def test_a_withdrawn_consent_closes_at_once_and_says_what_next(client, worker, offer):
    answer(client, offer)
    deliveries.disburse(match=offer, by=worker, at=clock.now())
    consent = offer.case.consents.get(purpose="share")
    withdraw_consent(consent=consent, by=offer.case.owner, at=clock.now())
    deliver_due(clock.now())
    page = text(client.post(url("match_contact", offer.number), follow=True))
    assert NAME not in page and PHONE not in page and "家庭已撤回同意" in page
    assert not AuditEvent.objects.filter(verb="personal_data.read").exists()


def test_an_expired_consent_opens_nothing(client, worker, offer):
    answer(client, offer)
    offer.case.consents.update(given_at=clock.now() - timedelta(days=9), expires_at=clock.now() - timedelta(days=1))
    assert NAME not in text(client.post(url("match_contact", offer.number), follow=True))


def test_paying_has_its_own_page_and_moves_the_books(client, worker, offer, programme):
    answer(client, offer)
    assert "5,000 元" in text(client.get(url("match_pay", offer.number)))
    client.post(url("match_pay", offer.number))
    assert fresh(offer).state == "disbursing" and balances(programme).disbursed_fen == 500_000
    assert client.get(url("match_pay", offer.number)).status_code == 302


# the delivery report


@pytest.fixture
def accepted(programme, worker) -> Match:
    return situation.accepted(programme, worker, at=clock.now())


def slip(name: str = "slip.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or jpeg(), "image/jpeg")


def form(**fields) -> dict:
    return {
        "delivered_on": clock.today().isoformat(),
        "amount": "5000",
        "method": "transfer",
        "public_words": "已转入医院账户",
        "note": "",
        "token": str(uuid4()),
        "do": "check",
        **fields,
    }


def hidden(response) -> dict[str, str]:
    pairs = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', text(response))
    return {name: value for name, value in pairs if name != "csrfmiddlewaretoken"}


def test_a_delivery_is_filled_in_checked_and_sent_once(client, worker, accepted):
    checked = client.post(url("delivery", accepted.number), form(evidence=slip()))
    assert checked.status_code == 200 and "提交前核对" in text(checked) and "slip.jpg" in text(checked)
    assert not Delivery.objects.exists()
    sent = hidden(checked) | {"do": "send"}
    for _twice in range(2):
        client.post(url("delivery", accepted.number), sent)
    [delivery] = Delivery.objects.all()
    assert (delivery.amount_fen, delivery.method, delivery.reported_by) == (500_000, "transfer", worker)
    assert fresh(accepted).state == "delivered"


def test_errors_stand_beside_their_fields_and_the_file_is_kept(client, worker, accepted):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    wrong = client.post(
        url("delivery", accepted.number), form(evidence=slip(), delivered_on=tomorrow, amount="5000.01", method="")
    )
    page = text(wrong)
    assert wrong.status_code == 422
    assert "发放日期不能晚于今天" in page and "5,000" in page and "slip.jpg" in page
    assert page.count('class="field__error"') >= 3
    again = client.post(url("delivery", accepted.number), form(kept=hidden(wrong)["kept"]))
    assert "提交前核对" in text(again)


def test_change_leads_back_with_everything_kept(client, worker, accepted):
    checked = client.post(url("delivery", accepted.number), form(evidence=slip(), note="楼下交给本人"))
    back = client.post(url("delivery", accepted.number), hidden(checked) | {"do": "change"})
    assert "楼下交给本人" in text(back) and "slip.jpg" in text(back)
    assert "提交前核对" not in text(back)


def test_without_evidence_nothing_is_reported(client, worker, accepted):
    response = client.post(url("delivery", accepted.number), form())
    assert response.status_code == 422 and "请上传凭证" in text(response)


@pytest.mark.parametrize("name", ["virus.jpg", "page.svg"])
def test_a_file_that_is_not_what_it_says_is_refused_at_the_field(client, worker, accepted, name):
    response = client.post(url("delivery", accepted.number), form(evidence=slip(name, b"MZ\x90\x00" + b"0" * 64)))
    assert response.status_code == 422 and "这是程序或压缩包" in text(response)


def test_a_kept_file_belongs_to_one_person_and_one_match(client, worker, accepted, programme):
    kept = hidden(client.post(url("delivery", accepted.number), form(evidence=slip(), method="")))["kept"]
    other = situation.accepted(programme, worker, at=clock.now())
    assert client.post(url("delivery", other.number), form(kept=kept)).status_code == 422
    client.force_login(make.person("charity_caseworker", programme.charity))
    assert client.post(url("delivery", accepted.number), form(kept=kept)).status_code == 422


@pytest.fixture
def code(monkeypatch) -> list[str]:
    """The code as the recipient's phone shows it."""
    sent: list[str] = []
    monkeypatch.setattr(sms, "send", lambda phone, words: sent.extend(re.findall(r"\b\d{6}\b", words)))
    return sent


def test_the_recipients_code_confirms(client, code, worker, programme):
    delivery = situation.delivered(programme, worker, at=clock.now())
    client.post(url("delivery_confirm", delivery.match.number), {"method": "code", "code": code[-1], "witness": ""})
    delivery.refresh_from_db()
    assert (delivery.confirmation, fresh(delivery.match).state) == ("code", "verified")


def test_three_wrong_codes_lead_to_a_witness(client, code, worker, programme):
    delivery = situation.delivered(programme, worker, at=clock.now())
    address = url("delivery_confirm", delivery.match.number)
    wrong = "000000" if code[-1] != "000000" else "111111"
    for left in ("2", "1", "0"):
        page = text(client.post(address, {"method": "code", "code": wrong, "witness": ""}))
        assert f"还可以试 {left} 次" in page
    page = text(client.get(address))
    assert 'value="code"' not in page and "请改用签收单" in page
    client.post(address, {"method": "code", "code": code[-1], "witness": ""})
    assert fresh(delivery.match).state == "delivered"
    assert "请写见证人姓名" in text(client.post(address, {"method": "witness", "witness": " "}))
    client.post(address, {"method": "witness", "witness": "村主任 石望舒"})
    delivery.refresh_from_db()
    assert (delivery.confirmation, opened(delivery.witness)) == ("witness", "村主任 石望舒")


def test_after_confirmation_the_person_is_closed_again(client, worker, programme):
    delivery = situation.delivered(programme, worker, at=clock.now())
    deliveries.confirm_delivery(delivery=delivery, method="signature", by=worker, at=clock.now())
    page = text(client.post(url("match_contact", delivery.match.number), follow=True))
    assert NAME not in page and "联系资料已关闭" in page


def test_evidence_is_a_download_without_a_trace_in_caches(client, worker, programme):
    delivery = situation.delivered(programme, worker, at=clock.now())
    response = client.get(url("delivery_evidence", delivery.match.number))
    assert response["Content-Disposition"].startswith("attachment") and response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store" and response.content[:3] == b"\xff\xd8\xff"
