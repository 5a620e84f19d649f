"""My reports and the questions about them: my own only, in words, and as many queries for twenty as for two."""

import pytest
from django.urls import reverse

from common.sealed import opened
from needs.models import Clue, ClueQuestion
from needs.services.clues import ask_reporter, return_clue, take_clue
from tests import clock
from tests.factories import partners
from tests.factories import reports as make
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(client):
    worker = make.grid_worker()
    client.force_login(worker)
    return make.Phone(client, worker)


@pytest.fixture
def clerk(phone):
    return partners.person("township_clerk", phone.user.memberships.get().organisation, "李审")


def report(phone, **answers) -> Clue:
    one = make.Phone(phone.client, phone.user)
    one.fill(**answers)
    one.post("check", another="1")
    return Clue.objects.get(token=one.token)


def page(phone, name: str, *args) -> str:
    return flat(phone.client.get(reverse(f"desk:{name}", args=args)))


def test_an_empty_list_says_what_to_do(phone):
    shown = page(phone, "reports")
    assert "还没有报过" in shown and reverse("desk:report_new") in shown


def test_states_are_told_in_words_and_a_return_with_its_reason(phone, clerk):
    taken, returned, _waiting = report(phone), report(phone), report(phone)
    for clue in (taken, returned):
        take_clue(clue=clue, by=clerk, at=clock.now())
    return_clue(clue=returned, reason="户籍在外区，已转请当地联系。", by=clerk, at=clock.now())
    shown = page(phone, "reports")
    for words in ("待受理", "已接手", "已退回", "户籍在外区，已转请当地联系。"):
        assert words in shown
    assert "李审" in page(phone, "report", taken.number)


def test_what_is_asked_of_me_comes_first_and_is_answered_once(phone, clerk):
    clue = report(phone)
    take_clue(clue=clue, by=clerk, at=clock.now())
    asked = ask_reporter(clue=clue, question="家里还有谁？", by=clerk, at=clock.now())
    shown, url = page(phone, "reports"), reverse("desk:report_answer", args=[clue.number, asked.pk])
    assert shown.index("家里还有谁？") < shown.index("报过的") and url in shown
    refused = phone.client.post(url, {"answer": "  "})
    assert refused.status_code == 422 and "请写下您的回答。" in flat(refused)
    long = phone.client.post(url, {"answer": "字" * 1001})
    assert long.status_code == 422 and "字" * 1001 in flat(long)
    assert phone.client.post(url, {"answer": "还有一位老人。"}).url == reverse("desk:report", args=[clue.number])
    assert opened(ClueQuestion.objects.get().answer) == "还有一位老人。"
    assert "还有一位老人。" in page(phone, "report", clue.number)
    assert phone.client.get(url).url == reverse("desk:report", args=[clue.number])


def test_another_persons_report_is_not_found(phone, clerk, client):
    clue = report(phone)
    take_clue(clue=clue, by=clerk, at=clock.now())
    asked = ask_reporter(clue=clue, question="家里还有谁？", by=clerk, at=clock.now())
    client.force_login(partners.person("grid_worker", phone.user.memberships.get().organisation))
    for name, args in (
        ("report", [clue.number]),
        ("report_done", [clue.number]),
        ("report_answer", [clue.number, asked.pk]),
    ):
        assert client.get(reverse(f"desk:{name}", args=args)).status_code == 404
    assert clue.number not in page(phone, "reports")


def test_a_report_never_shows_the_case_behind_it(phone):
    clue = report(phone, words="我写的话")
    clue.state, clue.merged_into, clue.closed_reason = "merged", report(phone), "与王某户重复"
    clue.save()
    for shown in (page(phone, "reports"), page(phone, "report", clue.number)):
        assert "已合并" in shown and "王某" not in shown
    assert "我写的话" in page(phone, "report", clue.number)


def test_the_list_costs_the_same_for_two_as_for_eight(phone, django_assert_num_queries):
    for _number in range(2):
        report(phone)
    with django_assert_num_queries(7):
        page(phone, "reports")
    for _number in range(6):
        report(phone)
    with django_assert_num_queries(7):
        page(phone, "reports")


def test_signed_out_is_sent_to_sign_in(client):
    assert client.get(reverse("desk:reports")).url.startswith(reverse("account_login"))


def test_english_pages_speak_english(phone):
    clue = report(phone)
    for path in (reverse("desk:reports"), reverse("desk:report", args=[clue.number])):
        assert phone.client.get("/en" + path).status_code == 200
