"""Asking for help, looking up a report, and pledging: what visitors do without an account, or with one."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from common.sealed import opened
from donations.models import Pledge
from needs.models import Clue
from organisations.models import User
from tests.factories.gifts import COUNTY, NOW
from tests.factories.regions import demo_region
from tests.markup import flat

pytestmark = pytest.mark.django_db
FORM = f"/report/self/{COUNTY}/"
PHONE = "13800138000"


@pytest.fixture(autouse=True)
def _place(settings, tmp_path, monkeypatch):
    demo_region("990102001000")
    settings.SMS_OUTBOX = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    translation.deactivate()  # a request to /en/ leaves its language in the thread


def answers(**changes) -> dict:
    return {
        "token": uuid4(),
        "category": "illness",
        "township": "990102001000",
        "words": "父亲突发脑出血，押金不够。",
        "name": "林晓",
        "phone": "138-0013-8000",
        **changes,
    }


def neighbours(**changes) -> dict:
    return answers(household_name="老周", household_phone="13900139000", oral_consent="not_yet", **changes)


def sent(folder: Path) -> list[str]:
    return [path.read_text() for path in sorted(folder.glob("*.txt"))]


def test_emergency_numbers_come_before_the_doors(client):
    page = flat(client.get("/report/"))
    places = [
        page.index(part) for part in ("tel:120", "tel:110", "tel:119", "/report/self/", "/report/neighbour/", "/desk/")
    ]
    assert places == sorted(places)


def test_the_county_is_chosen_before_the_form(client):
    page = flat(client.get("/report/self/"))
    assert FORM in page and "澄阳区" in page
    form = flat(client.get(FORM))
    assert 'value="990102001000"' in form


def test_a_report_for_oneself_gets_a_number_and_says_what_happens_next(client):
    page = flat(client.post(FORM, answers(), follow=True))
    clue = Clue.objects.get()
    assert clue.number in page and "接下来会怎样" in page
    assert (clue.channel, opened(clue.household_phone), opened(clue.reporter_phone)) == ("online", PHONE, PHONE)
    assert (opened(clue.words), clue.township_id) == ("父亲突发脑出血，押金不够。", "990102001000")
    assert clue.number in flat(client.get("/report/done/"))
    assert clue.number not in flat(Client().get("/report/done/"))


def test_a_report_for_a_neighbour_keeps_two_people_apart(client):
    client.post(f"/report/neighbour/{COUNTY}/", neighbours())
    clue = Clue.objects.get()
    assert (clue.channel, clue.oral_consent) == ("neighbour", "not_yet")
    assert tuple(map(opened, (clue.reporter_phone, clue.household_phone, clue.household_name))) == (
        PHONE,
        "13900139000",
        "老周",
    )


def test_a_township_may_stay_open(client):
    client.post(FORM, answers(township=""))
    assert Clue.objects.get().region_id == COUNTY


def test_life_in_danger_is_red(client):
    client.post(FORM, answers(life_danger="on"))
    assert Clue.objects.get().urgency == "red"


def test_the_same_form_sent_twice_is_one_report(client):
    form = answers()
    client.post(FORM, form)
    client.post(FORM, form)
    assert Clue.objects.count() == 1


@pytest.mark.parametrize("missing", ["category", "words", "phone"])
def test_what_is_missing_is_named_and_the_rest_is_kept(client, missing):
    response = client.post(FORM, answers(**{missing: ""}))
    page = flat(response)
    assert response.status_code == 422
    assert "提交的内容有问题" in page and "林晓" in page and "<title>错误：" in page
    assert not Clue.objects.exists()


def test_a_machine_that_fills_the_hidden_field_leaves_nothing(client):
    assert client.post(FORM, answers(website="http://spam")).status_code == 302
    assert not Clue.objects.exists()


def test_the_sixth_report_of_an_hour_is_refused_with_a_way_out(client):
    for _report in range(5):
        assert client.post(FORM, answers()).status_code == 302
    response = client.post(FORM, answers())
    assert response.status_code == 422
    assert "12345" in flat(response)
    assert Clue.objects.count() == 5


def test_unknown_doors_and_counties_are_not_found(client):
    for path in ("/report/nobody/", f"/report/nobody/{COUNTY}/", "/report/self/110101000000/", "/report/self/x/"):
        assert client.get(path).status_code == 404


def test_who_is_in_danger_at_home_can_leave_at_once(client):
    safety = flat(client.get("/report/safety/"))
    assert "data-exit" in safety and "tel:110" in safety
    assert "data-exit" in flat(client.get(f"{FORM}?kind=safety"))
    assert "data-exit" not in flat(client.get(FORM))


def test_no_personal_value_stands_in_an_address_or_a_session(client):
    response = client.post(FORM, answers())
    assert PHONE not in response.url
    assert PHONE not in str(dict(client.session)) and "林晓" not in str(dict(client.session))


# looking up


def look_up(client: Client, number: str, phone: str):
    return client.post("/progress/", {"number": number, "phone": phone})


def code_in(folder: Path) -> str:
    return re.search(r"验证码 (\d{6})", sent(folder)[-1])[1]


def test_number_and_phone_and_code_show_plain_words(client, tmp_path):
    client.post(FORM, answers())
    number = Clue.objects.get().number
    assert look_up(client, f" {number.lower()} ", "+86 13800138000").url == "/progress/code/"
    page = flat(client.post("/progress/code/", {"code": code_in(tmp_path)}))
    assert "已收到，等待街道（乡镇）接手" in page and number in page
    assert "脑出血" not in page and PHONE not in page


def test_wrong_phone_and_unknown_number_answer_alike(client, tmp_path):
    client.post(FORM, answers())
    number = Clue.objects.get().number
    wrong, unknown = Client(), Client()
    first, second = look_up(wrong, number, "13900139000"), look_up(unknown, "X0000", PHONE)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert sent(tmp_path) == []
    # the token of the form differs in each answer, everything else is the same
    pages = [
        re.sub(
            r'(csrfmiddlewaretoken" value|nonce)="[^"]+"',
            "",
            flat(one.post("/progress/code/", {"code": "123456"})),
        )
        for one in (wrong, unknown)
    ]
    assert pages[0] == pages[1]


def test_a_wrong_code_shows_nothing_and_five_tries_are_all(client, tmp_path):
    client.post(FORM, answers())
    look_up(client, Clue.objects.get().number, PHONE)
    code = code_in(tmp_path)
    wrong = "000000" if code != "000000" else "000001"
    for _try in range(5):
        assert client.post("/progress/code/", {"code": wrong}).status_code == 422
    assert client.post("/progress/code/", {"code": code}).status_code == 422


def test_after_five_look_ups_one_waits(client):
    for _try in range(5):
        assert look_up(Client(), "X123", PHONE).status_code == 302
    response = look_up(Client(), "X123", PHONE)
    assert response.status_code == 422
    assert "10 分钟后再试" in flat(response)


def test_the_code_page_without_a_look_up_leads_back(client):
    assert client.get("/progress/code/").url == "/progress/"


def test_a_neighbour_learns_less_than_the_household(client, tmp_path):
    from needs.models import Case
    from portal.progress import standing
    from tests.factories.gifts import published_need

    need = published_need(500)
    case = Case.objects.get(public_need=need)
    for household in (PHONE, "13900139000"):
        clue = Clue(state="opened", case=case, received_at=NOW, contact_due_at=NOW)
        clue.reporter_phone_index, clue.household_phone_index = PHONE, household
        words = str(standing(clue).now)
        assert ("慈善资金" in words) == (household == PHONE)


# pledging


def pledge(**changes) -> dict:
    return {
        "token": uuid4(),
        "category": "illness",
        "region": "990100000000",
        "per_household": "1000",
        "total": "３０００",
        "until": "2027-03-31",
        "mode": "ask",
        **changes,
    }


def test_a_pledge_is_read_back_in_words_and_kept_after_signing_in(client):
    assert client.post("/pledge/", pledge()).url == "/pledge/check/"
    page = flat(client.get("/pledge/check/"))
    for words in ("澄川市", "突发疾病", "每户最多 1,000 元", "总计最多 3,000 元", "2027年3月31日", "每次先问我"):
        assert words in page, words
    login = client.post("/pledge/check/")
    assert login.url == "/accounts/login/?next=/pledge/check/"
    assert not Pledge.objects.exists()
    by = User.objects.create_user(email="d@example.org")
    client.force_login(by)
    done = flat(client.post("/pledge/check/", follow=True))
    kept = Pledge.objects.get()
    assert (kept.donor, kept.per_household_fen, kept.total_fen) == (by, 1_000_00, 3_000_00)
    assert "承诺已登记" in done


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"per_household": "4000"}, "每户最多不能超过总计最多"),
        ({"until": "2026-11-01"}, "有效期要在今天或以后"),
        ({"total": "一千"}, "金额只能写数字"),
        ({"region": "110000000000"}, "选择一个有效的选项"),
    ],
)
def test_what_a_pledge_may_not_be_is_said_at_its_field(client, changes, words):
    response = client.post("/pledge/", pledge(**changes))
    assert response.status_code == 422
    assert words in flat(response)


def test_only_the_donor_sees_and_cancels_a_pledge(client):
    by, stranger = (User.objects.create_user(email=f"{name}@example.org") for name in "ab")
    client.force_login(by)
    client.post("/pledge/", pledge())
    client.post("/pledge/check/")
    kept = Pledge.objects.get()
    client.force_login(stranger)
    assert client.get(f"/pledge/{kept.pk}/").status_code == 404
    assert client.post(f"/pledge/{kept.pk}/cancel/").status_code == 404
    client.force_login(by)
    assert client.post(f"/pledge/{kept.pk}/cancel/").url == "/my/"
    kept.refresh_from_db()
    assert kept.state == "cancelled"


@pytest.mark.parametrize(
    "path",
    ["/report/", "/report/safety/", "/report/self/", FORM, f"/report/neighbour/{COUNTY}/", "/progress/", "/pledge/"],
)
def test_english_pages_hold_no_chinese_of_our_own(client, path):
    page = flat(client.get(f"/en{path}")).split("<main")[1].split("</main")[0]
    assert re.findall(r"[一-鿿]+", page) == []
