"""Who reads which personal value on the desk's pages: as every role, in both languages, each reading with its row.

The fault that began this: a case page masked the family, and the clue that it linked printed its name and telephone to
six roles, without a reason, a row in the log or a limit; one officer read every household of a county in 36 seconds.
"""

import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from common.audit.models import AuditEvent
from common.audit.services import record_read
from common.outbox.services import deliver_due
from common.sealed import opened
from needs import services as needs
from needs.models import Clue, Evidence
from organisations.models import Notification
from organisations.notices import officers_for
from organisations.permissions import Permission
from privacy import limits
from privacy.policy import RULES
from privacy.purposes import REASONS, Purpose
from privacy.services import ReasonMissing, disclose
from tests import clock
from tests.factories import cases as make
from tests.factories import complaints, stations
from tests.factories.cases import CANARIES
from tests.factories.pictures import jpeg
from tests.markup import flat

pytestmark = pytest.mark.django_db

# Households of the canaries differ in the last digits of their numbers.
IDENTITY = {
    "name": CANARIES["name"],
    "phone": r"0007731\d{4}",
    "reporter_name": CANARIES["reporter_name"],
    "reporter_phone": CANARIES["reporter_phone"],
    "id_no": r"99012119610709\d{3}[\dX]",
    "address": CANARIES["address"],
}
STAFF = ("hotline", "clerk", "reviewer", "coordinator", "approver", "auditor")


@pytest.fixture(scope="module")
def office(django_db_setup, fresh_db_module, django_db_blocker):
    """One household as an open clue of the clerk's, another with its case open, a stay and a complaint."""
    with django_db_blocker.unblock():
        at = clock.now() - timedelta(days=2)
        cast = make.staged(at)
        photo = SimpleUploadedFile("room.jpg", jpeg(), "image/jpeg")
        one = SimpleNamespace(cast=cast, users=cast.users, at=at)
        one.received = make.reported_clue(cast, at, make.canary_family())
        told = make.reported_clue(cast, at, make.canary_family(), photos=[photo], by=None, channel="online")
        one.taken = needs.take_clue(clue=told, by=cast.users["clerk"], at=at)
        one.photo = Evidence.objects.get(clue=one.taken)
        one.case = make.opened_case(cast, at, make.canary_family())
        one.case.clues.update(reporter=None)
        one.opened = one.case.clues.get()
        one.complaint = complaints.assigned(cast, at, name="温如故", phone="00012349876")
        one.house = stations.house(cast, at)
        one.stay = stations.taken_in(one.house, at, name="杜若衡", relatives="弟弟杜若平")
        yield one


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def seen(response) -> set[str]:
    """The canaries of identity on a page."""
    text = flat(response)
    return {name for name, value in IDENTITY.items() if re.search(value, text)}


def reads(user=None, **how):
    found = AuditEvent.objects.filter(kind="read", **how)
    return found.filter(actor_id=user.pk) if user else found


def clue_page(clue: Clue, language: str = "") -> str:
    return language + reverse("desk:clue", args=[clue.number])


# free words


def test_words_that_name_the_household_name_it_only_to_whoever_was_shown_who_it_is(office):
    """A reporter writes everything into the words; a clerk writes it into the summary and a note."""
    family = make.canary_family()
    known = "，".join((family.name, family.phone, family.id_no, family.reporter_name))
    telling = f"{known}，{family.address}"  # a clue's file has no address to know it by
    cast, at = office.cast, office.at
    clue = make.taken_clue(cast, at, replace(family, words=f"{known}，跌倒骨折"))
    for who in ("hotline", "reviewer", "coordinator", "approver"):
        page = browser(office.users[who]).get(clue_page(clue))
        assert (seen(page), "跌倒骨折" in flat(page)) == (set(), True), who
    assert {"name", "phone", "reporter_name"} <= seen(browser(office.users["clerk"]).get(clue_page(clue)))
    case = make.opened_case(cast, at, replace(make.canary_family(), summary=f"{telling}，无人照料"))
    needs.add_note(
        case=case, text=f"已与{family.name}（{case.household.head.phone}）通话", by=office.users["clerk"], at=at
    )
    for who in ("clerk", "reviewer", "coordinator", "approver", "auditor"):
        page = browser(office.users[who]).get(reverse("desk:case", args=[case.number]))
        assert (seen(page), "无人照料" in flat(page)) == (set(), True), who


# clues


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("who", STAFF)
def test_once_the_case_is_open_its_clue_names_nobody(office, who, language):
    response = browser(office.users[who]).get(clue_page(office.opened, language))
    assert response.status_code == (404 if who == "auditor" else 200)
    assert seen(response) == set()
    assert (response.status_code, response.get("Cache-Control")) in ((200, "no-store"), (404, "no-store"))


@pytest.mark.parametrize("who", ["hotline", "reviewer", "coordinator", "approver"])
def test_an_open_clue_shows_who_it_is_only_to_whoever_answers_for_it(office, who):
    response = browser(office.users[who]).get(clue_page(office.taken))
    assert (response.status_code, seen(response)) == (200, set())
    assert CANARIES["words"] in flat(response)  # what was said is their work, and noted
    [row] = reads(office.users[who], subject_id=str(office.taken.pk))
    assert row.data == {"fields": ["words"]}


def test_its_owner_sees_what_the_call_needs_and_the_log_says_so(office):
    clerk = office.users["clerk"]
    response = browser(clerk).get(clue_page(office.taken))
    assert seen(response) == {"name", "phone", "reporter_name", "reporter_phone"}
    [row] = reads(clerk, subject_id=str(office.taken.pk))
    names = ["household_name", "household_phone", "reporter_name", "reporter_phone", "words"]
    assert (row.data, row.county) == ({"fields": names, "limited": True}, office.taken.county_id)


def test_before_anybody_has_taken_it_nobody_sees_who_it_is(office):
    for who in ("hotline", "clerk", "reviewer", "coordinator", "approver"):
        assert seen(browser(office.users[who]).get(clue_page(office.received))) == set(), who


def test_a_colleague_who_must_step_in_gives_a_reason(office):
    reviewer, address = office.users["reviewer"], reverse("desk:clue_reveal", args=[office.taken.number])
    before = reads().count()
    refused = browser(reviewer).post(address, {})
    assert (refused.status_code, seen(refused)) == (422, set())
    assert reads(subject_id=str(office.taken.pk), data__has_key="reason").count() == 0
    response = browser(reviewer).post(address, {"reason": "visit"})
    assert seen(response) == {"name", "phone", "reporter_name", "reporter_phone"}
    row = reads(reviewer).latest("id")
    assert (row.data["reason"], row.data["limited"]) == ("visit", True)
    assert reads().count() == before + 2  # the masked page's words, then everything with the reason


def test_on_an_opened_clue_a_reason_shows_the_reporter_but_never_the_household(office):
    response = browser(office.users["clerk"]).post(
        reverse("desk:clue_reveal", args=[office.opened.number]), {"reason": "verify"}
    )
    assert seen(response) == {"reporter_name", "reporter_phone"}


def test_who_may_not_reveal_cannot_by_the_address_either(office):
    response = browser(office.users["hotline"]).post(
        reverse("desk:clue_reveal", args=[office.taken.number]), {"reason": "visit"}
    )
    assert (response.status_code, seen(response)) == (403, set())


def test_a_mask_is_never_put_into_a_form_that_would_save_it(office):
    coordinator = flat(browser(office.users["coordinator"]).get(clue_page(office.taken)))
    clerk = flat(browser(office.users["clerk"]).get(clue_page(office.taken)))
    assert f'value="{CANARIES["name"]}"' in clerk
    assert 'value="贺＊＊"' not in coordinator and 'value="' + CANARIES["name"] not in coordinator


def test_a_protected_household_is_masked_wholly_on_its_clue(office):
    office.case.household.sensitive = True
    office.case.household.save()
    text = flat(browser(office.users["clerk"]).get(clue_page(office.opened)))
    assert "贺＊＊" not in text and "＊＊＊" in text


# cases


@pytest.mark.parametrize("who", ["clerk", "reviewer", "coordinator", "approver"])
def test_a_case_masks_the_family_until_there_is_a_reason(office, who):
    client = browser(office.users[who])
    page = client.get(reverse("desk:case", args=[office.case.number]))
    assert (seen(page), page["Cache-Control"]) == (set(), "no-store")
    shown = client.post(reverse("desk:case_reveal", args=[office.case.number]), {"reason": "verify"})
    assert seen(shown) == {"name", "phone", "id_no", "address"}
    fields = ["address", "id_no", "name", "phone", "village_name"]
    rows = [one.data for one in reads(office.users[who], case_id=office.case.pk).order_by("id")]
    assert rows == [
        {"fields": ["summary"]},
        {"fields": fields, "limited": True, "reason": "verify"},
        {"fields": ["summary"]},  # the page around it
    ]


def test_the_auditor_reads_the_file_but_not_who_it_is(office):
    client = browser(office.users["auditor"])
    assert seen(client.get(reverse("desk:case", args=[office.case.number]))) == set()
    assert client.post(reverse("desk:case_reveal", args=[office.case.number]), {"reason": "verify"}).status_code == 403


# papers


def test_the_owner_of_an_open_clue_gets_its_picture_at_once_others_are_asked(office):
    address = reverse("desk:file", args=[office.photo.pk])
    own = browser(office.users["clerk"]).get(address)
    assert own.content.startswith(b"\xff\xd8") and own["Cache-Control"] == "no-store"
    other = browser(office.users["reviewer"])
    assert not other.get(address).content.startswith(b"\xff\xd8")
    assert other.post(address, {"reason": "verify"}).content.startswith(b"\xff\xd8")
    assert [one.data for one in reads(subject_id=str(office.photo.pk)).order_by("id")] == [
        {"fields": ["file"], "limited": True},
        {"fields": ["file"], "reason": "verify", "limited": True},
    ]


# stays


def test_the_house_knows_its_guest_by_name_the_office_above_gives_a_reason(office):
    address = reverse("desk:station_stay", args=[office.stay.number])
    assert "杜若衡" in flat(browser(office.house.woman.user).get(address))
    coordinator = browser(office.users["coordinator"])
    masked = flat(coordinator.get(address))
    assert "杜若衡" not in masked and "杜若平" not in masked and "杜＊＊" in masked
    shown = coordinator.post(reverse("desk:station_reveal", args=[office.stay.number]), {"reason": "visit"})
    assert "杜若衡" in flat(shown) and shown["Cache-Control"] == "no-store"


def test_of_somebody_who_must_not_be_found_the_house_too_gives_a_reason(office):
    office.stay.sensitive = True
    office.stay.save()
    text = flat(browser(office.house.woman.user).get(reverse("desk:station_stay", args=[office.stay.number])))
    assert "杜若衡" not in text and "杜＊＊" not in text and "＊＊＊" in text


# complaints


def test_only_who_looks_into_a_complaint_sees_how_to_reach_the_complainant(office):
    complaint, address = office.complaint, reverse("desk:complaint", args=[office.complaint.number])
    number = opened(complaint.phone)
    assert number
    assert number in flat(browser(complaint.handler).get(address))
    lead = flat(browser(office.users["complaint-lead"]).get(address))
    assert number not in lead and opened(complaint.words) in lead


# limits and the alarm


@pytest.fixture
def tight(settings):
    settings.DISCLOSURE_LIMITS = {"hour": 2, "day": 3}
    settings.DISCLOSURE_ALARM = 99


def cases_of(office, n: int) -> list:
    return [make.opened_case(office.cast, office.at, make.canary_family()) for _each in range(n)]


def reveal(user, case):
    return browser(user).post(reverse("desk:case_reveal", args=[case.number]), {"reason": "visit"})


def test_the_third_household_in_an_hour_stays_masked_and_the_page_says_why(office, tight):
    first, second, third = cases_of(office, 3)
    clerk = office.users["clerk"]
    assert [reveal(clerk, case).status_code for case in (first, second, first)] == [200, 200, 200]
    refused = reveal(clerk, third)
    assert (refused.status_code, seen(refused)) == (429, set())
    text = flat(refused)
    assert "一小时内查看次数已达上限" in text and '<option value="visit" selected>' in text
    assert reads(clerk, subject_id=str(third.pk), data__has_key="reason").count() == 0
    assert reveal(office.users["reviewer"], third).status_code == 200  # the limit is a person's own
    assert seen(reveal(clerk, first)) >= {"name"}  # what was opened may be looked at again


def test_without_a_limit_the_third_is_shown(office, tight, settings):
    settings.DISCLOSURE_LIMITS = {"hour": 99, "day": 99}
    assert [reveal(office.users["clerk"], case).status_code for case in cases_of(office, 4)] == [200] * 4


def test_after_an_hour_the_hour_is_free_again_and_the_day_is_not(office, tight):
    cases, clerk = cases_of(office, 4), office.users["clerk"]
    now = clock.now()
    for case, at in ((cases[0], now), (cases[1], now), (cases[2], now + timedelta(hours=1))):
        assert limits.used_up(clerk, case, at) == ""
        record_read(actor=clerk, subject=case, fields=["name"], reason="visit", limited=True, at=at)
    assert limits.used_up(clerk, cases[3], now + timedelta(minutes=59)) == "hour"
    assert limits.used_up(clerk, cases[3], now + timedelta(hours=3)) == "day"
    assert limits.used_up(clerk, cases[3], now + timedelta(hours=25, seconds=1)) == ""
    file = disclose(subject=cases[3], fields=["summary"], viewer=clerk, purpose=Purpose.WORK, at=now)
    assert CANARIES["summary"] in file.summary  # reading the file itself is never stopped


def test_an_open_clue_over_the_limit_keeps_its_words_and_says_why(office, tight):
    clerk = office.users["clerk"]
    for case in cases_of(office, 2):
        reveal(clerk, case)
    page = browser(clerk).get(clue_page(office.taken))
    assert (page.status_code, seen(page)) == (429, set())
    assert CANARIES["words"] in flat(page) and "一小时内查看次数已达上限" in flat(page)


def test_in_danger_to_life_no_limit_stands_in_the_way(office, tight):
    clerk = office.users["clerk"]
    reported = make.reported_clue(office.cast, office.at, make.canary_family(), life_danger=True)
    urgent = needs.take_clue(clue=reported, by=clerk, at=office.at)
    for case in cases_of(office, 2):
        reveal(clerk, case)
    assert seen(browser(clerk).get(clue_page(urgent))) >= {"name", "phone"}


def test_bulk_reading_tells_the_auditors_once_an_hour(office, settings):
    settings.DISCLOSURE_ALARM = 5
    clerk, told = browser(office.users["clerk"]), Notification.objects.filter(kind="bulk_reading")
    for case in cases_of(office, 4):
        clerk.get(reverse("desk:case", args=[case.number]))
    assert (told.count(), AuditEvent.objects.filter(verb="privacy.bulk_reading").count()) == (0, 0)
    for case in cases_of(office, 4):
        assert clerk.get(reverse("desk:case", args=[case.number])).status_code == 200  # an alarm stops nobody
    [row] = AuditEvent.objects.filter(verb="privacy.bulk_reading")
    assert (row.subject_id, row.data["people"], row.county) == (
        str(office.users["clerk"].pk),
        5,
        office.case.county_id,
    )
    auditors = officers_for(office.case.county_id, Permission.SEE_AUDIT)
    assert {one.user for one in told} == set(auditors) >= {office.users["auditor"], office.users["approver"]}
    assert {one.number for one in told} == {str(row.pk)}
    page = flat(browser(office.users["auditor"]).get(reverse("desk:audit")))
    assert "一小时内打开了5份个人信息，已提醒审计员" in page


def test_going_on_against_the_limit_is_an_alarm_too(office, tight):
    clerk = office.users["clerk"]
    for case in cases_of(office, 3):
        reveal(clerk, case)
    assert AuditEvent.objects.filter(verb="privacy.limit_reached", actor_id=clerk.pk).count() == 1
    assert AuditEvent.objects.filter(verb="privacy.bulk_reading", subject_id=str(clerk.pk)).count() == 1


# the function itself


def test_without_a_reason_nothing_is_opened(office):
    with pytest.raises(ReasonMissing):
        disclose(
            subject=office.taken,
            fields=["household_name"],
            viewer=office.users["reviewer"],
            purpose=Purpose.REVEAL,
            reason="because",
            at=clock.now(),
        )
    assert set(REASONS) == {"visit", "verify", "payment", "complaint"}


def test_a_stranger_to_the_area_gets_masks_even_where_a_page_forgot_to_ask(office):
    stranger = office.users["township_clerk-990122"]
    read = disclose(
        subject=office.taken,
        fields=["household_name", "words"],
        viewer=stranger,
        purpose=Purpose.WORK,
        at=clock.now(),
    )
    assert (str(read.household_name), str(read.words), read.opened_fields) == ("贺＊＊", "＊＊＊", frozenset())
    assert reads(stranger).count() == 0


def test_every_row_of_the_table_is_some_purpose_that_a_page_uses():
    assert {rule.purpose for rule in RULES} == set(Purpose)


def test_news_and_log_hold_no_value(office):
    deliver_due(clock.now())
    for row in reads():
        assert not any(CANARIES[name] in str(row.data) for name in CANARIES)
