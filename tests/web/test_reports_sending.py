"""Sending a report: twice is once, minutes later is asked about, and a lost sign-in or network loses nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from common.sealed import opened
from needs.models import Clue
from tests.factories import reports as make
from tests.markup import flat


@pytest.fixture
def phone(client, db):
    worker = make.grid_worker()
    client.force_login(worker)
    return make.Phone(client, worker)


def test_a_report_sent_again_is_the_same_report(phone):
    phone.fill()
    carried = phone.carried("check")
    first = phone.post("check", carried=carried)
    second = phone.post("check", carried=carried)
    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    assert Clue.objects.count() == 1


def test_after_sending_back_leads_to_the_number(phone):
    phone.fill()
    done = phone.post("check").url
    assert phone.client.get(phone.url("check")).url == done
    assert phone.client.get(phone.url("words")).url == done


def test_somebody_elses_token_gives_nothing_away(phone, client):
    phone.fill()
    phone.post("check")
    client.force_login(make.grid_worker())
    other = make.Phone(client, None)
    other.token = phone.token
    other.fill()
    assert other.post("check").status_code == 404
    assert Clue.objects.count() == 1


def test_the_same_kind_and_place_within_ten_minutes_is_asked_about(phone):
    phone.fill()
    phone.post("check")
    again = make.Phone(phone.client, phone.user)
    again.fill()
    answer = again.post("check")
    page, first = flat(answer), Clue.objects.get()
    assert answer.status_code == 422
    assert "您刚报过，要补充吗？" in page and reverse("desk:report", args=[first.number]) in page
    assert "这是另一件事，继续上报" in page
    assert again.post("check", another="1").status_code == 302
    assert Clue.objects.count() == 2


@pytest.mark.parametrize(("minutes", "category"), [(11, "illness"), (1, "fire_flood")])
def test_another_kind_or_a_later_hour_is_not_asked_about(phone, minutes, category):
    phone.fill()
    phone.post("check")
    clue = Clue.objects.get()
    Clue.objects.update(received_at=clue.received_at - timedelta(minutes=minutes))
    again = make.Phone(phone.client, phone.user)
    again.fill(category=category)
    assert again.post("check").status_code == 302


def test_a_report_that_waited_for_a_network_is_filed_without_a_question(phone):
    phone.fill()
    phone.post("check")
    again = make.Phone(phone.client, phone.user)
    again.fill()
    answer = phone.client.post(again.url("check"), headers={"X-Queued": "1"})
    assert answer.status_code == 302
    assert Clue.objects.count() == 2


def test_a_waiting_report_survives_the_session(phone):
    phone.fill(words="漏水", household_name="赵甲")
    carried = phone.carried("check")
    phone.client.logout()
    refused = phone.client.post(phone.url("check"), {"carried": carried}, headers={"X-Queued": "1"})
    assert refused.status_code == 401
    assert phone.client.get(reverse("desk:report_fresh_token"), headers={"X-Queued": "1"}).status_code == 401
    phone.client.force_login(phone.user)
    assert phone.client.get(reverse("desk:report_fresh_token")).json()["csrf"]
    assert phone.client.post(phone.url("check"), {"carried": carried}, headers={"X-Queued": "1"}).status_code == 302
    assert opened(Clue.objects.get().household_name) == "赵甲"


def test_what_was_typed_survives_a_session_that_ended(phone):
    phone.fill(until="words")
    carried = phone.carried("words")
    phone.client.cookies.pop(settings.SESSION_COOKIE_NAME)
    answer = phone.post("words", words="屋顶漏水", oral_consent="yes", carried=carried)
    assert answer.url.startswith(reverse("account_login")) and "屋顶" not in str(dict(phone.client.session.items()))
    phone.client.force_login(phone.user)
    assert "屋顶漏水" in phone.get("words")
    assert phone.post("words", words="屋顶漏水", oral_consent="yes").url == phone.url("check")
    assert phone.post("check").status_code == 302
    assert opened(Clue.objects.get().words) == "屋顶漏水"


def test_another_person_who_signs_in_then_does_not_see_it(phone):
    phone.fill(until="words")
    carried = phone.carried("words")
    phone.client.cookies.pop(settings.SESSION_COOKIE_NAME)
    phone.post("words", words="屋顶漏水", oral_consent="yes", carried=carried)
    phone.client.force_login(make.grid_worker())
    assert phone.client.get(phone.url("words")).url == phone.url("danger")


def test_an_altered_or_foreign_carried_text_is_no_answer(phone):
    phone.fill()
    carried = phone.carried("check")
    phone.client.logout()
    phone.client.force_login(make.grid_worker())
    for text in (carried, carried[:-8] + "AAAAAAAA", "汉字", "x"):
        assert phone.post("check", carried=text).url == phone.url("danger")
    assert not Clue.objects.exists()


def test_the_last_page_names_office_and_time(phone):
    phone.fill(life_danger="yes")
    page = flat(phone.client.get(phone.post("check").url))
    clue = Clue.objects.get()
    assert clue.number in page and "30 分钟内" in page
    assert phone.user.memberships.get().organisation.name in page
    assert reverse("desk:report_new") in page


def test_without_a_form_token_nothing_is_filed(phone):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(phone.user)
    assert strict.post(phone.url("check"), {}).status_code == 403


@pytest.mark.fresh_db
def test_two_taps_at_once_are_one_report():
    user = make.grid_worker()
    first = Client()
    first.force_login(user)
    phone = make.Phone(first, user)
    phone.fill()
    carried, barrier = phone.carried("check"), Barrier(2)

    def tap(_number: int) -> str:
        hand = Client()
        hand.cookies = first.cookies
        barrier.wait()
        try:
            return hand.post(phone.url("check"), {"carried": carried}).url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        addresses = list(both.map(tap, range(2)))
    assert addresses[0] == addresses[1]
    assert Clue.objects.count() == 1
