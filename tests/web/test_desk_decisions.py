"""Decisions at the desk: two people, fresh pages, consent first, a reason always; and one effect however often sent."""

import pytest

from common.audit.models import AuditEvent
from common.sealed import opened
from matching.models import Match
from needs import services as needs
from needs.models import Verification
from publication.models import PublicNeed
from tests.factories import cases as make
from tests.web.test_desk_city import city, signed_in, text, url  # noqa: F401
from tests.web.test_desk_forms import LONG, SCRIPT, refused, visit

pytestmark = pytest.mark.django_db


def decision(match: Match, **changes) -> dict:
    return {
        "match": match.pk,
        "version": match.version,
        "amount": "5,000",
        "reason": "入户核实一致。",
        "verb": "approve",
        **changes,
    }


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": ""}, "理由"),
        ({"reason": LONG}, "400"),
        ({"amount": ""}, "批准金额"),
        ({"amount": "-1"}, "负数"),
        ({"amount": "0"}, "不能少于"),
        ({"amount": "9" * 9}, "不超过建议的"),
        ({"amount": "五千"}, "数字"),
        ({"version": "99"}, "请看最新情况"),
        ({"verb": "return", "reason": " "}, "理由"),
    ],
)
def test_a_decision_that_cannot_stand_is_refused(client, city, wrong, sentence):  # noqa: F811
    signed_in(client, city.users["approver"])
    refused(client, url("match", city.agreed.number), decision(city.match, **wrong), sentence)


def test_effects_are_said_before_the_button_and_come_true_once(client, city):  # noqa: F811
    signed_in(client, city.users["approver"])
    path = url("match", city.agreed.number)
    page = text(client.get(path))
    box = page[page.index(f'id="m-{city.match.number}"') :]
    assert box.index("为什么是它") < box.index("批准后会发生什么") < box.index('value="approve"')
    assert "compare__pick" in page
    sent = decision(city.match, amount="５０００", reason=SCRIPT)
    assert client.post(path, sent).status_code == 302
    match = Match.objects.get(pk=city.match.pk)
    assert (match.state, match.approved_fen) == ("offered", 5_000_00)
    assert SCRIPT not in text(client.get(path))
    refused(client, path, sent, "请看最新情况")  # a second click, or a colleague's stale page
    assert city.agreed.items.get().committed_fen == 5_000_00


def test_who_proposed_does_not_decide(client, city):  # noqa: F811
    Match.objects.filter(pk=city.match.pk).update(proposed_by=city.users["approver"])
    signed_in(client, city.users["approver"])
    path = url("match", city.agreed.number)
    page = text(client.get(path))
    assert "请由另一位审批人决定" in page
    refused(client, path, decision(city.match), "不能批准自己提出的建议")
    assert client.post(path, {}).status_code == 404
    signed_in(client, city.users["coordinator"])
    assert client.post(path, decision(city.match)).status_code == 403


def test_without_the_familys_consent_there_is_no_button_and_no_way(client, city):  # noqa: F811
    signed_in(client, city.users["approver"])
    path = url("match", city.silent.number)
    page = text(client.get(path))
    box = page[page.index(f'id="m-{city.unasked.number}"') :].split("</article>")[0]
    assert "还没有家庭同意" in box and 'value="approve"' not in box
    assert f"purpose=share&amp;recipient={make.payer_of(city.unasked).pk}" in box
    refused(client, path, decision(city.unasked), "家庭还没有同意")


def test_the_author_does_not_approve_and_a_text_changed_meanwhile_is_not_published(client, city):  # noqa: F811
    path, need = url("text", city.submitted.number), city.need
    seen = PublicNeed.objects.get(pk=need.pk).latest_revision_id
    PublicNeed.objects.filter(pk=need.pk).update(author=city.users["approver"])
    signed_in(client, city.users["approver"])
    assert 'value="publish"' not in text(client.get(path))
    assert "作者以外的人" in text(client.post(path, {"verb": "publish", "revision": seen}, follow=True))
    PublicNeed.objects.filter(pk=need.pk).update(author=city.users["clerk"])
    assert f'name="revision" value="{seen}"' in text(client.get(path))
    for stale in ("999999", "", "x"):
        assert "请读过最新的文字" in text(client.post(path, {"verb": "publish", "revision": stale}, follow=True))
    assert not PublicNeed.objects.get(pk=need.pk).live
    for _once in range(2):
        client.post(path, {"verb": "publish", "revision": seen})
    assert PublicNeed.objects.get(pk=need.pk).live
    assert AuditEvent.objects.filter(verb="need.published", case_id=city.submitted.pk).count() == 1


def test_without_consent_nothing_becomes_public(client, city):  # noqa: F811
    consent = city.submitted.consents.get(purpose="publish")
    needs.withdraw_consent(consent=consent, by=city.users["clerk"], at=city.at.replace(microsecond=0))
    signed_in(client, city.users["approver"])
    path = url("text", city.submitted.number)
    assert "没有同意就不能公开" in text(client.get(path))
    client.post(path, {"verb": "publish", "revision": PublicNeed.objects.get(pk=city.need.pk).latest_revision_id})
    assert not PublicNeed.objects.get(pk=city.need.pk).live


def test_what_gives_the_person_away_is_marked_and_stops_the_submission(client, city):  # noqa: F811
    signed_in(client, city.users["clerk"])
    fields = {
        "verb": "submit",
        "title": "家中突发疾病",
        "story": "电话１３８００１３８０００，住松坪村。",
        "age_band": "",
        "household_band": "",
        "deadline_on": "2099-01-01",
    }
    response = client.post(url("text", city.awaiting.number), fields)
    page = text(response)
    assert response.status_code == 422 and '<mark class="mark--block">松坪村</mark>' in page
    assert '<mark class="mark--block">１３８００１３８０００</mark>' in page and fields["story"] in page
    script = {**fields, "verb": "write", "title": "题", "story": SCRIPT}
    assert client.post(url("text", city.awaiting.number), script).status_code == 302
    assert SCRIPT not in text(client.get(url("text", city.awaiting.number)))


@pytest.mark.parametrize("verb", ["send_back", "unpublished"])
def test_sending_back_and_opening_unpublished_need_a_reason(client, city, verb):  # noqa: F811
    signed_in(client, city.users["approver"])
    case = city.submitted if verb == "send_back" else city.awaiting
    refused(client, url("text", case.number), {"verb": verb, "reason": ""}, "理由")
    assert client.post(url("text", case.number), {"verb": verb, "reason": "请改一处"}).status_code == 302


def test_nobody_signs_twice(client, city):  # noqa: F811
    path = url("case_verify", city.verifying.number)
    signed_in(client, city.users["clerk"]).post(path, visit())
    first = Verification.objects.get(case=city.verifying)
    assert 'name="second"' not in text(client.get(path))
    assert "您已经签过一次" in text(client.post(path, {"second": first.pk}, follow=True))
    signed_in(client, city.users["reviewer"])
    for _once in range(2):
        answer = client.post(path, {"second": first.pk}, follow=True)
    assert "已有两人签字" in text(answer)
    assert Verification.objects.get(case=city.verifying).second_by == city.users["reviewer"]


def test_the_same_household_is_one_decision_with_a_reason(client, city):  # noqa: F811
    signed_in(client, city.users["reviewer"])
    path = url("duplicate", city.finding.pk)
    refused(client, path, {"decision": "same", "reason": ""}, "理由")
    assert client.post(path, {"decision": "same", "reason": "同一电话同一人"}).status_code == 302
    city.twin.refresh_from_db()
    assert city.twin.case == city.verifying and "郝大山" not in opened(city.twin.words)
    assert client.post(path, {"decision": "different", "reason": "x"}).status_code == 404


@pytest.mark.parametrize("kind", ["programme", "fund"])
def test_a_review_is_sent_back_with_a_reason_or_approved_once(client, city, kind):  # noqa: F811
    signed_in(client, city.users["city-approver"])
    one = getattr(city, kind)
    path = url(kind, one.pk)
    refused(client, path, {"verb": "send_back", "reason": ""}, "理由")
    assert client.post(path, {"verb": "approve"}).status_code == 302
    one.refresh_from_db()
    assert one.state == "running"
    assert client.post(path, {"verb": "approve"}).status_code == 404


def test_stored_and_live_reasons_stand_in_one_row_in_both_languages(client, city):  # noqa: F811
    signed_in(client, city.users["approver"])
    for prefix, word in (("", "地域"), ("/en", "Area")):
        page = text(client.get(prefix + url("match", city.agreed.number)))
        heads = [
            part.split("</th>")[0]
            for part in page.split("</caption>")[1].split("</table>")[0].split('<th scope="row">')[1:]
        ]
        assert heads.count(word) == 1 and len(heads) == len(set(heads)), heads
        assert not prefix or "地域" not in heads
