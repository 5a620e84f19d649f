"""The phone report, page by page and without script: what is asked, what is kept, and that one report is one clue."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from common.files.models import PrivateFile
from common.files.services import read
from common.sealed import opened
from needs.models import Clue, Evidence
from tests.factories import reports as make
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return make.grid_worker()


@pytest.fixture
def phone(client, worker):
    client.force_login(worker)
    return make.Phone(client, worker)


def photo(name: str = "屋顶.jpg") -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def test_a_report_needs_five_pages_and_only_place_and_kind(phone, worker):
    phone.start()
    assert phone.post("danger", life_danger="no").url.endswith("/what/")
    assert phone.post("what", category="illness").url.endswith("/place/")
    assert phone.post("place", region=make.VILLAGE).url.endswith("/words/")
    assert phone.post("words", oral_consent="not_yet").url.endswith("/check/")
    answer = phone.post("check")
    clue = Clue.objects.get()
    assert answer.url == reverse("desk:report_done", args=[clue.number])
    assert (clue.reporter, clue.category, clue.region_id, clue.channel) == (worker, "illness", make.VILLAGE, "grid")
    assert (opened(clue.words), opened(clue.household_name), clue.oral_consent, clue.life_danger) == (
        "",
        "",
        "not_yet",
        False,
    )


def test_everything_that_was_written_arrives(phone):
    phone.fill(
        life_danger="yes",
        household_name="赵<b>甲</b>",
        household_phone="+86 138-1234 5678",
        words="房子漏水\r\n要搬走",
        oral_consent="yes",
    )
    phone.post("check")
    clue = Clue.objects.get()
    assert tuple(map(opened, (clue.household_name, clue.household_phone, clue.words))) == (
        "赵<b>甲</b>",
        "13812345678",
        "房子漏水\n要搬走",
    )
    assert (clue.urgency, clue.oral_consent) == ("red", "yes")


def test_the_emergency_numbers_come_before_the_question_is_answered(phone):
    page = phone.start()
    for number in ("120", "110", "119"):
        assert f'href="tel:{number}"' in page
    assert page.index("tel:120") < page.index('value="yes"')


def test_answers_are_kept_when_one_goes_back(phone):
    phone.fill(household_name="赵甲", words="漏水")
    assert "checked" in phone.get("what").split('value="illness"')[1][:80]
    assert 'value="赵甲"' in phone.get("place")
    assert "漏水" in phone.get("words")


def test_a_later_page_sends_back_to_the_first_open_question(phone):
    phone.start()
    assert phone.client.get(phone.url("check")).url == phone.url("danger")
    phone.post("danger", life_danger="no")
    assert phone.client.get(phone.url("words")).url == phone.url("what")


def test_a_corrected_answer_leads_back_to_the_check(phone):
    phone.fill()
    assert f"{phone.url('place')}?check" in phone.get("check")
    answer = phone.client.post(phone.url("place") + "?check", {"region": make.TOWNSHIP})
    assert answer.url == phone.url("check")


def test_only_communities_of_ones_own_area_are_offered(phone):
    phone.post("danger", life_danger="no")
    phone.post("what", category="illness")
    page = phone.get("place")
    assert f'value="{make.VILLAGE}"' in page and f'value="{make.TOWNSHIP}"' in page
    assert make.ELSEWHERE not in page
    answer = phone.post("place", region=make.ELSEWHERE, household_name="赵甲")
    assert answer.status_code == 422
    assert "请在您负责的村或社区里选一个。" in flat(answer) and 'value="赵甲"' in flat(answer)


def test_the_place_is_remembered_as_a_code_and_nothing_else(phone):
    phone.fill(household_name="赵甲")
    cookie = phone.client.cookies["report_region"]
    assert cookie.value == make.VILLAGE and cookie["httponly"]
    again = make.Phone(phone.client, phone.user)
    again.post("danger", life_danger="no")
    again.post("what", category="fire_flood")
    assert f'value="{make.VILLAGE}" selected' in again.get("place")


@pytest.mark.parametrize(
    ("step", "answers", "sentence"),
    [
        ("danger", {}, "请选择有没有生命危险。"),
        ("what", {"category": "<script>"}, "错误："),
        ("what", {}, "请选择发生了什么"),
        ("place", {"region": make.VILLAGE, "household_phone": "12345", "household_name": "赵甲"}, "手机号应为11位。"),
        ("place", {}, "请选择村或社区。"),
        ("words", {"words": "字" * 10_000, "oral_consent": "yes"}, "2,000|2000"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_kept(phone, step, answers, sentence):
    phone.fill(until=step)
    answer = phone.post(step, **answers)
    page = flat(answer)
    assert answer.status_code == 422
    assert any(one in page for one in sentence.split("|"))
    assert "data-error-summary" in page and "<title>错误：" in page
    assert "<script>" not in page.split("<main")[1].split("</main>")[0]
    for value in answers.values():
        assert value == "<script>" or value in page


def test_addresses_hold_nothing_of_a_person(phone):
    phone.fill(household_name="赵甲", household_phone="13812345678")
    for address in phone.visited:
        assert "13812345678" not in address and "%E8" not in address and "赵" not in address


def test_the_session_and_the_page_hold_the_answers_sealed(phone):
    phone.fill(household_name="赵甲乙", household_phone="13812345678", words="漏水漏水")
    session = str(dict(phone.client.session.items()))
    assert "赵甲乙" not in session and "13812345678" not in session and "漏水漏水" not in session
    carried = phone.carried("check")
    assert len(carried) > 100 and "13812345678" not in carried


def test_photos_are_cleaned_and_belong_to_the_clue(phone):
    phone.fill(until="words")
    phone.post("words", words="漏水", oral_consent="yes", photos=[photo(), photo("墙.jpg")])
    phone.post("check")
    evidence = list(Evidence.objects.filter(clue=Clue.objects.get()))
    assert [one.kind for one in evidence] == ["photo", "photo"]
    assert b"PhoneMaker" not in read(evidence[0].file)


def test_a_bad_photo_stops_neither_the_words_nor_the_good_photo(phone):
    phone.fill(until="words")
    bad = SimpleUploadedFile("安装.jpg", b"MZ\x90\x00 program", "image/jpeg")
    answer = phone.post("words", words="漏水", oral_consent="yes", photos=[bad, photo()])
    page = flat(answer)
    assert answer.status_code == 422 and "“安装.jpg”没有加上" in page and "屋顶.jpg" in page and "漏水" in page
    assert phone.post("words", words="漏水", oral_consent="yes").url == phone.url("check")
    phone.post("check")
    assert opened(Clue.objects.get().words) == "漏水"
    assert Evidence.objects.count() == 1


def test_a_photo_can_be_taken_back_and_a_fourth_is_refused(phone):
    phone.fill(until="words")
    answer = phone.post("words", words="", oral_consent="yes", photos=[photo(f"{n}.jpg") for n in range(4)])
    assert answer.status_code == 422 and "照片最多 3 张，多出的没有加上。" in flat(answer)
    one = PrivateFile.objects.order_by("at", "pk").first()
    assert phone.post("words", words="写好的", oral_consent="yes", remove=str(one.pk)).url == phone.url("words")
    assert PrivateFile.objects.count() == 2
    assert "写好的" in phone.get("words")


def test_another_persons_photo_cannot_be_removed_by_its_id(phone, client):
    phone.fill(until="words")
    phone.post("words", words="", oral_consent="yes", photos=[photo()])
    theirs = PrivateFile.objects.get()
    client.force_login(make.grid_worker())
    other = make.Phone(client, None)
    other.fill(until="words")
    other.post("words", words="", oral_consent="yes", remove=str(theirs.pk))
    assert PrivateFile.objects.filter(pk=theirs.pk).exists()


def test_people_without_the_permission_are_refused(client):
    client.force_login(make.stranger())
    assert client.get(reverse("desk:report_new")).status_code == 403
    assert client.get(reverse("desk:reports")).status_code == 403


def test_an_unknown_step_is_not_found(phone):
    assert phone.client.get(phone.url("nonsense")).status_code == 404


def test_every_new_report_has_its_own_token(phone):
    first = phone.client.get(reverse("desk:report_new")).url
    assert first != phone.client.get(reverse("desk:report_new")).url
