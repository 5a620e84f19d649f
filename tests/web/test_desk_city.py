"""One county's desk with something in every state, made by the services; and what each screen shows to whom."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from common.sealed import opened
from matching.models import Match
from matching.runs import services as runs
from needs import services as needs
from needs.models import DuplicateFinding, Evidence
from tests import clock
from tests.factories import cases as make
from tests.factories import partners
from tests.factories.pictures import jpeg
from tests.markup import flat

pytestmark = pytest.mark.django_db
ELSEWHERE = "990122"


@pytest.fixture(scope="module")
def city(django_db_setup, fresh_db_module, django_db_blocker):
    """Committed once per module; each test's own changes are rolled back."""
    with django_db_blocker.unblock():
        yield build(clock.now() - timedelta(days=3))


def build(at) -> SimpleNamespace:
    cast = make.staged(at, sources=make.SOURCES)
    photo = SimpleUploadedFile("room.jpg", jpeg(), "image/jpeg")
    one = SimpleNamespace(users=cast.users, bodies=cast.bodies, at=at)
    one.received = make.reported_clue(cast, at, make.family(), photos=[photo])
    one.taken = make.taken_clue(cast, at, make.family())
    home = make.family()
    one.verifying = make.opened_case(cast, at, home)
    one.twin = make.reported_clue(cast, at + timedelta(hours=3), home)
    one.finding = DuplicateFinding.objects.filter(clue=one.twin).first()
    one.item = needs.add_item(
        case=one.verifying,
        kind="cash",
        category="rehab",
        requested_fen=24_000_00,
        by=one.users["clerk"],
        at=at + timedelta(hours=3),
    )
    one.signed = make.signed_case(cast, at, make.family())
    one.awaiting = make.verified_case(cast, at, make.family())
    one.submitted, one.need = make.submitted_need(cast, at, make.family())
    one.agreed = make.unpublished_case(cast, at, make.family())
    one.silent = make.unpublished_case(cast, at, make.family())
    runs.run(county=one.agreed.county, by=one.users["coordinator"], at=at + timedelta(days=1))
    one.match = Match.objects.get(case=one.agreed, state="proposed", programme__slug="serious-illness")
    one.unasked = Match.objects.get(case=one.silent, state="proposed", programme__slug="serious-illness")
    make.sharing_consent(cast, one.agreed, make.payer_of(one.match), at + timedelta(days=1))
    one.foreign = make.opened_case(cast, at, make.elsewhere(ELSEWHERE), ELSEWHERE)
    one.photo = Evidence.objects.get(clue=one.received)
    one.programme, one.fund = partners.submitted_programme(), partners.submitted_fund()
    one.stranger = cast.users[f"county_coordinator-{ELSEWHERE}"]
    return one


@pytest.fixture(autouse=True)
def _chinese_again():
    yield
    translation.deactivate()


def url(name: str, *args) -> str:
    with translation.override("zh-hans"):
        return reverse(f"desk:{name}", args=args)


def text(response) -> str:
    return flat(response)


def signed_in(client, user):
    """The person anew: memberships are remembered on the user object."""
    client.force_login(type(user).objects.get(pk=user.pk))
    return client


SCREENS = [
    ("clerk", lambda c: url("home"), lambda c: c.received.number),
    ("clerk", lambda c: url("clues"), lambda c: c.taken.number),
    ("hotline", lambda c: url("clue_new"), lambda c: "登记来电来访"),
    ("clerk", lambda c: url("clue", c.taken.number), lambda c: "立案"),
    ("reviewer", lambda c: url("duplicates"), lambda c: c.twin.number),
    ("reviewer", lambda c: url("duplicate", c.finding.pk), lambda c: "不是同一户"),
    ("clerk", lambda c: url("case_items", c.verifying.number), lambda c: "24,000.00"),
    ("clerk", lambda c: url("case_item", c.verifying.number, c.item.pk), lambda c: "其中保险支付"),
    ("reviewer", lambda c: url("case_verify", c.verifying.number), lambda c: "无法核实"),
    ("reviewer", lambda c: url("case_gap", c.signed.number), lambda c: "确认缺口"),
    ("clerk", lambda c: url("case_consents", c.awaiting.number), lambda c: "随时可以撤回"),
    ("approver", lambda c: url("texts"), lambda c: c.submitted.number),
    ("approver", lambda c: url("text", c.submitted.number), lambda c: "批准并公开"),
    ("coordinator", lambda c: url("matches"), lambda c: c.match.number),
    ("approver", lambda c: url("match", c.agreed.number), lambda c: "为什么是它"),
    ("clerk", lambda c: url("cases"), lambda c: c.verifying.number),
    ("clerk", lambda c: url("case", c.verifying.number), lambda c: "办理步骤"),
    ("city-approver", lambda c: url("partners"), lambda c: c.programme.name),
    ("city-approver", lambda c: url("programme", c.programme.pk), lambda c: "审核通过"),
    ("city-approver", lambda c: url("fund", c.fund.pk), lambda c: "审核通过"),
    ("auditor", lambda c: url("audit"), lambda c: c.foreign.number),
]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_each_screen_shows_its_subject_to_its_role(client, city, prefix):
    for role, path, words in SCREENS:
        response = signed_in(client, city.users[role]).get(prefix + path(city))
        assert response.status_code == 200, path(city)
        if not prefix or words(city).isascii():
            assert words(city) in text(response), path(city)


def test_what_lies_in_another_county_is_not_found(client, city):
    signed_in(client, city.stranger)
    inside = [
        path
        for _role, path, _words in SCREENS
        if any(char.isdigit() for char in path(city)) and "/review/" not in path(city)
    ]
    assert len(inside) == 10
    for path in [*inside, lambda c: url("file", c.photo.pk)]:
        assert client.get(path(city)).status_code in (404, 403), path(city)
        if "duplicates" not in path(city):
            assert client.get(path(city)).status_code == 404, path(city)
    assert client.get(url("case", city.foreign.number)).status_code == 200
    for query in ({}, {"q": city.verifying.number}):
        assert url("case", city.verifying.number) not in text(client.get(url("cases"), query))


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("grid", lambda c: url("clues")),
        ("clerk", lambda c: url("texts")),
        ("clerk", lambda c: url("matches")),
        ("clerk", lambda c: url("match", c.agreed.number)),
        ("clerk", lambda c: url("partners")),
        ("clerk", lambda c: url("audit")),
        ("clerk", lambda c: url("programme", c.programme.pk)),
        ("auditor", lambda c: url("duplicates")),
        ("auditor", lambda c: url("case_verify", c.verifying.number)),
        ("charity", lambda c: url("home")),
        ("charity", lambda c: url("case", c.verifying.number)),
    ],
)
def test_what_is_in_reach_but_not_permitted_is_refused(client, city, role, path):
    assert signed_in(client, city.users[role]).get(path(city)).status_code == 403


def test_strangers_are_sent_to_sign_in(client, city):
    response = client.get(url("case", city.verifying.number))
    assert response.status_code == 302 and "login" in response.url


def test_the_rail_shows_only_own_rooms_and_marks_the_room_of_the_page(client, city):
    page = text(signed_in(client, city.users["clerk"]).get(url("case", city.verifying.number)))
    assert f'href="{url("audit")}"' not in page and f'href="{url("matches")}"' not in page
    assert f'href="{url("cases")}" aria-current="page"' in page


def test_names_and_numbers_are_masked_until_somebody_asks_with_a_reason(client, city):
    head = city.verifying.household.head
    signed_in(client, city.users["clerk"])
    before = text(client.get(url("case", city.verifying.number)))
    assert all(opened(value) not in before for value in (head.name, head.id_no, head.phone))
    assert client.post(url("case_reveal", city.verifying.number), {}).status_code == 422
    shown = client.post(url("case_reveal", city.verifying.number), {"reason": "visit"})
    assert opened(head.name) in text(shown) and shown["Cache-Control"] == "no-store"
    assert opened(head.name) not in text(client.get(url("case", city.verifying.number)))


def test_a_logged_look_says_whose_file_it_was_and_why(client, city):
    case = city.verifying
    signed_in(client, city.users["clerk"]).post(url("case_reveal", case.number), {"reason": "visit"})
    signed_in(client, city.users["auditor"])
    page = text(client.get(url("audit"), {"kind": "read"}))
    row = next(one for one in page.split("<tr") if "身份证号、姓名" in one)
    assert case.number in row and "入户或联系家庭" in row


def test_opening_asks_for_a_reason_that_somebody_chose(client, city):
    signed_in(client, city.users["clerk"])
    assert '<option value="" selected>请选择</option>' in text(client.get(url("case", city.verifying.number)))


def test_the_answer_of_a_form_leads_to_the_page_it_stood_on_in_the_other_language(client, city):
    page, answer = url("case", city.verifying.number), url("case_reveal", city.verifying.number)
    signed_in(client, city.users["clerk"])
    shown = text(client.post(answer, {"reason": "visit"}, headers={"referer": f"http://testserver{page}"}))
    assert f'href="/en{page}"' in shown and f'href="/en{answer}"' not in shown
    again = client.get(answer)
    assert again.status_code == 405 and "这个地址只接收表单" in text(again)


def test_an_officer_of_one_county_looks_at_its_time_limits_first(client, city):
    for who in ("clerk", "approver"):
        page = text(signed_in(client, city.users[who]).get(url("time_limits")))
        assert re.search(r'<option value="990121000000" selected', page), who
