"""Referrals and public notices as people meet them: checked before leaving, opened by a click that is logged, gone in time."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from casework.referrals import services
from casework.referrals.models import Referral
from common.audit.models import AuditEvent
from common.sealed import opened
from demo.people import Cast
from organisations.models import User
from publication.notices import services as notices
from publication.notices.models import NoticeObjection
from tests import clock
from tests.factories import cases as make
from tests.factories import notices as notice
from tests.factories import referrals as referral
from tests.markup import flat

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳春晓", "00020000042"


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[Cast]:
    with django_db_blocker.unblock():
        yield make.staged()


def entered(client, cast: Cast, key: str):
    client.force_login(User.objects.get(pk=cast.users[key].pk))
    return client


def test_the_send_button_is_there_only_with_a_ground_to_send(client, cast):
    case = make.signed_case(cast, clock.now() - timedelta(days=2), make.family())
    page, charity = f"/desk/cases/{case.number}/refer/", cast.bodies["charity-city"]
    form = {
        "token": uuid4(),
        "recipient": charity.pk,
        "purpose": "请评估能否给予帮扶。",
        "items": ["situation", "name"],
    }
    clerk = entered(client, cast, "clerk")
    without = flat(clerk.post(page, {**form, "do": "check"}))
    assert 'value="send"' not in without
    assert f"/desk/cases/{case.number}/consents/?purpose=share&amp;recipient={charity.pk}" in without
    assert clerk.post(page, {**form, "do": "send"}).status_code == 422
    assert not Referral.objects.filter(case=case).exists()
    make.sharing_consent(cast, case, charity, clock.now() - timedelta(days=1))
    assert 'value="send"' in flat(clerk.post(page, {**form, "do": "check"}))
    for _twice in range(2):
        assert clerk.post(page, {**form, "do": "send"}).status_code == 302
    one = Referral.objects.get(case=case)
    assert (one.pk, one.basis, one.items) == (form["token"], "consent", ["situation", "name"])


def test_a_department_works_from_its_list_and_sees_nothing_else(client, cast):
    one = referral.sent(cast, clock.now() - timedelta(days=2), make.family(name=NAME, phone=PHONE))
    other = referral.sent(cast, clock.now() - timedelta(days=2), make.family(), to="education-990121")
    clerk, page = entered(client, cast, "medical-990121"), f"/desk/referrals/{one.number}/"
    assert one.number in flat(clerk.get("/desk/"))
    before = flat(clerk.get(page))
    assert "接收后可以打开" in before and NAME not in before and PHONE not in before and one.case.number not in before
    assert clerk.post(f"{page}open/").status_code == 302
    assert clerk.post(f"{page}do/accept/").status_code == 302
    assert NAME not in flat(clerk.get(page))
    opened = flat(clerk.post(f"{page}open/"))
    assert NAME in opened and PHONE in opened
    reads = AuditEvent.objects.filter(kind="read", case_id=one.case_id, data__reason=one.number)
    assert [(event.actor_id, event.data["fields"]) for event in reads] == [
        (cast.users["medical-990121"].pk, sorted(referral.OFFICIAL_ITEMS))
    ]
    assert [
        clerk.get(path).status_code
        for path in (
            "/desk/cases/",
            f"/desk/cases/{one.case.number}/",
            f"/desk/referrals/{other.number}/",
            "/desk/notices/",
        )
    ] == [403, 404, 404, 403]


def test_a_charity_answers_and_the_sender_closes(client, cast):
    one = referral.sent(cast, clock.now() - timedelta(days=2), make.family(), to="charity-city")
    room = f"/partners/referrals/{one.number}/do"
    charity = entered(client, cast, "charity")
    assert one.number in flat(charity.get("/partners/"))
    assert charity.post(f"{room}/return/", {"reason": ""}).status_code == 422
    for verb, data in (("accept", {}), ("start", {}), ("answer", {"outcome": "solved", "words": "已资助康复费用。"})):
        assert charity.post(f"{room}/{verb}/", data).status_code == 302
    assert charity.post(f"{room}/feed_back/", {"words": "x"}).status_code == 404  # not the recipient's to do
    clerk = entered(client, cast, "clerk")
    for verb, data in (("feed_back", {"words": "已电话告知。"}), ("close", {})):
        assert clerk.post(f"/desk/referrals/{one.number}/do/{verb}/", data).status_code == 302
    assert Referral.objects.get(pk=one.pk).state == "closed"


def test_the_supervisor_finds_it_on_the_list_and_decides(client, cast):
    one = referral.escalated(cast, clock.now() - timedelta(days=1), make.family())
    approver = entered(client, cast, "approver")
    assert "指定单位" in flat(approver.get("/desk/referrals/"))
    form = {"recipient": cast.bodies["medical-990121"].pk, "reason": "属医疗救助范围。", "told": "on"}
    assert approver.post(f"/desk/referrals/{one.number}/do/decide/", form).status_code == 302
    assert Referral.objects.get(pk=one.pk).decided_by_id == cast.users["approver"].pk


def test_what_went_without_consent_is_a_list_for_who_looks_after_the_rules(client, cast):
    case = make.signed_case(cast, clock.now() - timedelta(days=2), make.family())
    one = services.send_referral(
        case=case,
        recipient=cast.bodies["red-cross"],
        purpose=referral.PURPOSE,
        items=["name"],
        by=cast.users["approver"],
        at=clock.now(),
        override_reason="人在昏迷。",
    )
    assert one.number in flat(entered(client, cast, "approver").get("/desk/referrals/?view=override"))
    assert "未经同意发出" not in flat(entered(client, cast, "clerk").get("/desk/referrals/"))


def test_anybody_objects_on_the_board_and_reads_the_answer_there(client, cast):
    one = notice.posted(cast, clock.now() - timedelta(days=1), make.family(name=NAME))
    page = f"/notices/{one.slug}/"
    shown = flat(client.get("/notices/")) + flat(client.get(page))
    assert "欧＊＊" in shown and NAME not in shown and notice.case_of(one).number not in shown
    assert 'content="noindex, nofollow"' in flat(client.get(page))
    assert client.post(page, {"token": uuid4(), "words": ""}).status_code == 422
    answer = client.post(page, {"token": uuid4(), "words": notice.WORDS})
    objection = NoticeObjection.objects.get(notice=one)
    assert (answer["Location"], opened(objection.words), opened(objection.contact)) == (
        f"/notices/objections/{objection.pk}/",
        notice.WORDS,
        "",
    )
    assert objection.number in flat(client.get(answer["Location"]))
    coordinator = entered(client, cast, "coordinator")
    desk = f"/desk/notices/objections/{objection.number}/"
    assert objection.number in flat(coordinator.get("/desk/"))
    coordinator.post(desk, {"verb": "take"})
    form = {"verb": "decide", "outcome": "rejected", "finding": "查过车辆登记。", "answer": f"{NAME}家没有车。"}
    assert coordinator.post(desk, form).status_code == 422
    assert coordinator.post(desk, {**form, "answer": "经核查，异议不成立。"}).status_code == 302
    assert "经核查，异议不成立。" in flat(client.get(answer["Location"]))


def test_a_machine_and_a_flood_leave_nothing(client, cast):
    one = notice.posted(cast, clock.now() - timedelta(days=1), make.family())
    page = f"/notices/{one.slug}/"
    client.post(page, {"token": uuid4(), "words": "广告", "website": "http://x"})
    assert not NoticeObjection.objects.filter(notice=one).exists()
    codes = [
        client.post(page, {"token": uuid4(), "words": "不对"}, REMOTE_ADDR="10.9.8.7").status_code for _n in range(6)
    ]
    assert codes == [302] * 5 + [422]
    assert NoticeObjection.objects.filter(notice=one).count() == 5


def test_after_its_end_a_notice_does_not_exist_for_the_public(client, cast):
    one = notice.posted(cast, clock.now() - timedelta(days=20), make.family(name="欧阳春晖"))
    notices.end_notices(clock.now())
    assert client.get(f"/notices/{one.slug}/").status_code == 404
    assert one.slug not in flat(client.get("/notices/"))


def test_the_case_walks_its_notice_to_the_board(client, cast):
    case = notice.surveyed_case(cast, clock.now() - timedelta(days=1), make.family())
    page = f"/desk/cases/{case.number}/notice/"
    clerk = entered(client, cast, "clerk")
    form = {"verb": "draft", "place": case.clues.get().region_id, "amount_fen": "6000"}
    assert clerk.post(page, form).status_code == 302
    assert "谁拟的，谁不能核对" in flat(clerk.get(page))
    reviewer = entered(client, cast, "reviewer")
    assert case.number in flat(reviewer.get("/desk/"))
    assert reviewer.post(page, {"verb": "check"}).status_code == 302
    assert reviewer.post(page, {"verb": "post", "board": "village"}).status_code == 302
    assert "张贴凭证" in flat(reviewer.get(page))
    heard = {"verb": "object", "token": uuid4(), "channel": "phone", "words": "人口不对。"}
    assert clerk.post(page, heard).status_code == 302
    assert "异议复核中" in flat(clerk.get(page))
