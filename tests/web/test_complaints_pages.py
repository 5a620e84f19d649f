"""P10 and A11 through the browser's door: four steps, a code to come back with, and a desk that shows nobody his own."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from casework.complaints import services
from casework.complaints.codes import code_of
from casework.complaints.models import Complaint
from common.audit.models import AuditEvent
from common.sealed import opened
from desk.sections import RAIL
from organisations.models import User
from tests import clock
from tests.factories import cases as make
from tests.factories import complaints as situation
from tests.factories import waiting
from tests.factories.cases import everything
from tests.markup import flat

pytestmark = pytest.mark.django_db
WRONG = "编号或查询码不对。请对照提交后给您的编号和查询码。"


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker):
    with django_db_blocker.unblock():
        yield make.staged(clock.now(), sources=make.SOURCES)


@pytest.fixture(autouse=True)
def _no_old_counts():
    cache.clear()


def signed_in(cast, key: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=cast.users[key].pk))
    return client


def walk(client: Client, **contact: str) -> Complaint:
    """The four steps and the last look; the complaint that came of them."""
    assert client.post("/complaints/", {"kind": "conduct"}).url == "/complaints/about/"
    about = {"county": "990121000000", "about": "某镇窗口", "subject": ""}
    assert client.post("/complaints/about/", about).url == "/complaints/words/"
    assert client.post("/complaints/words/", {"words": "让我跑了四趟。"}).url == "/complaints/contact/"
    assert client.post("/complaints/contact/", contact).url == "/complaints/check/"
    page = flat(client.get("/complaints/check/"))
    assert "让我跑了四趟。" in page and "某镇窗口" in page
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    assert client.post("/complaints/check/", {"token": token}).url == "/complaints/done/"
    return Complaint.objects.get(token=token)


def test_an_unnamed_complaint_has_a_number_and_a_code_that_reopen_it_elsewhere(cast):
    here, elsewhere = Client(), Client()
    complaint = walk(here)
    page = flat(here.get("/complaints/done/"))
    code = re.search(r'id="code">([A-Z0-9 ]+)<', page)[1]
    assert complaint.number in page and "未留" not in page
    assert elsewhere.get("/complaints/standing/").url == "/complaints/progress/"
    opened = elsewhere.post("/complaints/progress/", {"number": complaint.number.lower(), "code": code.lower()})
    assert opened.url == "/complaints/standing/"
    assert "待分派" in flat(elsewhere.get("/complaints/standing/"))


def test_what_was_typed_lies_nowhere_in_the_clear_while_it_is_written(cast):
    client = Client()
    client.post("/complaints/", {"kind": "conduct"})
    client.post("/complaints/about/", {"county": "990121000000", "about": "郝大山主任"})
    client.post("/complaints/words/", {"words": "收了我两条烟"})
    kept = str(dict(client.session.items()))
    assert "郝大山" not in kept and "条烟" not in kept and "\\u" not in kept
    assert "收了我两条烟" in flat(client.get("/complaints/words/"))


def test_an_empty_step_says_so_and_a_later_step_begins_at_the_first(cast):
    before = everything()
    answer = Client().post("/complaints/", {"kind": ""})
    assert answer.status_code == 422
    assert "<title>错误：投诉与建议" in flat(answer)
    for path in ("about", "check"):
        assert Client().get(f"/complaints/{path}/").url == "/complaints/"
    assert Client().get("/complaints/elsewhere/").status_code == 404
    after = everything()
    assert {name for name in before if before[name] != after[name]} <= {"django_session"}


def test_a_wrong_number_and_a_wrong_code_answer_alike_and_five_tries_are_enough(cast):
    complaint, token = situation.filed(cast, clock.now()), uuid4()
    right = code_of(complaint.token)
    answers = []
    for number, code in ((complaint.number, code_of(token)), ("T9901212611240000", right)):
        answer = Client().post("/complaints/progress/", {"number": number, "code": code})
        answers.append((answer.status_code, WRONG in flat(answer), len(answer.content) - len(number) - len(code)))
    assert answers[0][:2] == answers[1][:2] == (422, True)
    for _again in range(4):
        Client().post("/complaints/progress/", {"number": complaint.number, "code": "WRONG"}, REMOTE_ADDR="10.0.0.9")
    late = Client().post("/complaints/progress/", {"number": complaint.number, "code": right}, REMOTE_ADDR="10.0.0.8")
    assert late.status_code == 422 and "试得太频繁了" in flat(late)


def test_a_complaint_with_a_phone_is_found_by_number_and_phone_too(cast, settings, tmp_path):
    settings.SMS_OUTBOX = tmp_path
    complaint = walk(Client(), phone="00011112222")
    client = Client()
    client.post("/progress/", {"number": complaint.number, "phone": "000 1111 2222"})
    code = re.search(r"验证码 (\d{6})", next(tmp_path.iterdir()).read_text(encoding="utf-8"))[1]
    assert client.post("/progress/code/", {"code": code}).url == "/complaints/standing/"


def test_a_report_of_a_public_need_has_two_fields_and_its_author_and_approver_do_not_see_it(cast):
    _case, need = make.published_need(cast, clock.now(), make.family())
    page = flat(Client().get(f"/complaints/?need={need.slug}"))
    assert (
        len(re.findall(r'name="(words|phone|website)"', page)) == 3 and "举报这条信息" in page
    )  # the third is for machines
    answer = Client().post(f"/complaints/?need={need.slug}", {"token": uuid4(), "words": "照片不是本人", "phone": ""})
    assert answer.url == "/complaints/done/"
    complaint = Complaint.objects.get(subject_kind="need", subject_number=need.slug)
    assert (complaint.kind, complaint.county_id) == ("information", need.county_id)
    approver = signed_in(cast, "approver")
    assert approver.get(f"/desk/complaints/{complaint.number}/").status_code == 404
    assert signed_in(cast, "complaint-lead").get(f"/desk/complaints/{complaint.number}/").status_code == 200


def test_a_machine_that_fills_everything_is_kept_out(cast):
    _case, need = make.published_need(cast, clock.now(), make.family())
    before = Complaint.objects.count()
    Client().post(f"/complaints/?need={need.slug}", {"token": uuid4(), "words": "x", "website": "http://x"})
    assert Complaint.objects.count() == before


def test_an_appeal_is_sent_once_from_the_page_of_the_answer(cast):
    complaint = situation.closed(cast, clock.now())
    client = Client()
    client.post("/complaints/progress/", {"number": complaint.number, "code": code_of(complaint.token)})
    page = flat(client.get("/complaints/standing/"))
    assert situation.REPLY in page and "行政复议" in page and opened(complaint.facts) not in page
    client.post("/complaints/standing/", {"token": uuid4(), "words": "至今没有办结"})
    again = Complaint.objects.get(appeal_of=complaint)
    page = flat(client.get("/complaints/standing/"))
    assert again.number in page and "提交申诉" not in page


# the desk


def test_whoever_it_is_about_finds_it_in_no_list_count_page_or_log(cast):
    match = make.offered_match(cast, clock.now(), make.family())
    before = waiting.figure(RAIL, "desk:complaints", User.objects.get(pk=cast.users["approver"].pk), clock.now())
    complaint = situation.filed(cast, clock.now(), subject=match.number)
    approver, lead = signed_in(cast, "approver"), signed_in(cast, "complaint-lead")
    for path in ("/desk/", "/desk/complaints/", "/desk/complaints/?state=new", "/desk/audit/"):
        assert complaint.number not in flat(approver.get(path)), path
    assert (
        waiting.figure(RAIL, "desk:complaints", User.objects.get(pk=cast.users["approver"].pk), clock.now()) == before
    )
    for verb in ("assign", "refuse", "name"):
        assert approver.post(f"/desk/complaints/{complaint.number}/{verb}/", {"reason": "x"}).status_code == 404
    for path in ("/desk/", "/desk/complaints/?state=new", f"/desk/complaints/{complaint.number}/"):
        assert complaint.number in flat(lead.get(path)), path
    noted = AuditEvent.objects.filter(subject_id=str(complaint.pk)).order_by("id")
    assert [one.verb for one in noted] == ["complaint.filed", "personal_data.read"]  # the lead's, and nobody else's
    assert complaint.number in flat(signed_in(cast, "auditor").get("/desk/audit/"))


def test_from_assigning_to_the_approved_answer_on_the_screen(cast):
    complaint = situation.filed(cast, clock.now(), phone="00011112222")
    lead, handler = signed_in(cast, "complaint-lead"), signed_in(cast, "complaints")
    path = f"/desk/complaints/{complaint.number}/"
    assert lead.post(f"{path}assign/", {}).status_code == 422
    assert lead.post(f"{path}assign/", {"to": cast.users["complaints"].pk}).url == path
    assert "00011112222" in flat(handler.get(path))
    assert "00011112222" not in flat(lead.get(path))
    assert handler.post(f"{path}start/").url == path
    answer = {"facts": "属实。", "outcome": "upheld", "reply": "已办结。"}
    assert handler.post(f"{path}submit/", {**answer, "reply": ""}).status_code == 422
    assert handler.post(f"{path}submit/", answer).url == path
    assert handler.post(f"{path}close/").status_code == 404
    assert lead.post(f"{path}close/").url == path
    assert Complaint.objects.get(pk=complaint.pk).state == "closed"


def test_naming_by_name_keeps_the_named_away_and_an_unknown_name_is_told(cast):
    complaint = situation.filed(cast, clock.now())
    lead, path = signed_in(cast, "complaint-lead"), f"/desk/complaints/{complaint.number}/"
    refused = lead.post(f"{path}name/", {"users": "无此人"})
    assert refused.status_code == 422 and "没有“无此人”" in flat(refused)
    assert lead.post(f"{path}name/", {"users": "何云川、陈立夏"}).url == path
    assert set(complaint.respondents.values_list("user", flat=True)) == {
        cast.users["approver"].pk,
        cast.users["clerk"].pk,
    }
    assert (
        lead.post(f"{path}name/", {"users": "田静远 韩知白"}).url == "/desk/complaints/"
    )  # nobody is left to handle it
    assert Complaint.objects.get(pk=complaint.pk).office_id == "990100000000"
    assert lead.get(path).status_code == 404


def test_an_appeal_is_not_shown_to_those_who_dealt_with_the_first(cast):
    complaint = situation.closed(cast, clock.now())
    again = services.appeal(complaint=complaint, words="不服", token=uuid4(), at=clock.now())
    assert signed_in(cast, "city-approver").get(f"/desk/complaints/{again.number}/").status_code == 200
    for key in ("complaints", "complaint-lead"):
        assert signed_in(cast, key).get(f"/desk/complaints/{again.number}/").status_code == 404
