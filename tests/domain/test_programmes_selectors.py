"""When gifts and matches are open, and the sentence when they are not (慈善法 22, 24; domain reference §4.3)."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from organisations.models import Organisation
from programmes import selectors
from programmes.models import Programme
from tests.factories import partners as make

pytestmark = pytest.mark.django_db
TODAY = make.TODAY


def code(programme: Programme, on: date = TODAY) -> str | None:
    programme = Programme.objects.select_related("charity").get(pk=programme.pk)
    blocker = selectors.can_receive_gifts(programme, on)
    return blocker.code if blocker else None


def matching(programme: Programme, on: date = TODAY) -> str | None:
    """The reason as a code, after checking that all three questions give the same answer."""
    programme = Programme.objects.select_related("charity").get(pk=programme.pk)
    blocker = selectors.matching_blocker(programme, on)
    assert selectors.accepts_matches(programme, on) is (blocker is None)
    assert selectors.accepting_matches(on).filter(pk=programme.pk).exists() is (blocker is None)
    return blocker.code if blocker else None


def change(programme: Programme, **fields) -> None:
    Programme.objects.filter(pk=programme.pk).update(**fields)


@pytest.fixture
def programme() -> Programme:
    return make.running_programme(starts_on=date(2026, 3, 1), ends_on=date(2027, 3, 1))


def test_a_running_filed_programme_of_a_certified_charity_is_open(programme):
    assert (code(programme), matching(programme)) == (None, None)


def test_no_certificate_closes_gifts_but_not_matches(programme):
    programme.charity.qualifications.all().delete()
    assert (code(programme), matching(programme)) == ("no_certificate", None)


def test_a_lapsed_certificate_closes_both_the_day_after(programme):
    programme.charity.qualifications.update(valid_to=TODAY)
    assert (code(programme), matching(programme)) == (None, None)
    tomorrow = TODAY + timedelta(days=1)
    assert (code(programme, tomorrow), matching(programme, tomorrow)) == ("certificate_lapsed", "certificate_lapsed")


def test_a_renewed_certificate_opens_again(programme):
    programme.charity.qualifications.update(valid_to=TODAY - timedelta(days=1))
    make.certificate(programme.charity, valid_from=TODAY)
    assert (code(programme), matching(programme)) == (None, None)


def test_a_certificate_that_is_not_valid_yet_is_none(programme):
    programme.charity.qualifications.update(valid_from=TODAY + timedelta(days=1))
    assert (code(programme), matching(programme)) == ("no_certificate", None)


def test_a_suspended_charity_closes_both(programme):
    Organisation.objects.filter(pk=programme.charity_id).update(suspended_at=make.NOW)
    assert (code(programme), matching(programme)) == ("charity_suspended", "charity_suspended")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"filing_no": ""}, "not_filed"),
        ({"filed_from": None, "filed_to": None}, "not_filed"),
        ({"filed_from": TODAY + timedelta(days=1)}, "filing_not_yet"),
        ({"filed_from": TODAY}, None),
        ({"filed_to": TODAY - timedelta(days=1)}, "filing_over"),
        ({"filed_to": TODAY}, None),
    ],
)
def test_the_filing_closes_gifts_only(programme, fields, expected):
    change(programme, **fields)
    assert (code(programme), matching(programme)) == (expected, None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"starts_on": TODAY + timedelta(days=1)}, "not_started"),
        ({"starts_on": TODAY}, None),
        ({"ends_on": TODAY - timedelta(days=1)}, "ended"),
        ({"ends_on": TODAY}, None),
    ],
)
def test_outside_its_period_a_programme_is_closed(programme, fields, expected):
    change(programme, **fields)
    assert (code(programme), matching(programme)) == (expected, expected)


@pytest.mark.parametrize("path", [["full"], ["resting"], ["stopped"]])
def test_a_programme_that_does_not_run_is_closed(programme, path):
    for state in path:
        change(programme, state=state)
    assert (code(programme), matching(programme)) == ("not_running", "not_running")


def test_drafts_and_reviews_are_closed():
    assert code(make.draft_programme()) == code(make.submitted_programme()) == "not_running"


def test_an_overdue_report_leaves_matching_and_gifts_go_on(programme):
    change(programme, report_due_on=TODAY)
    assert matching(programme) is None
    change(programme, report_due_on=TODAY - timedelta(days=1))
    assert (code(programme), matching(programme)) == (None, "report_overdue")


def test_every_reason_is_a_sentence_in_both_languages(programme):
    for blocker in (value for value in vars(selectors).values() if isinstance(value, selectors.Blocker)):
        with override("zh-hans"):
            assert str(blocker).endswith("。")
        with override("en"):
            assert str(blocker).endswith(".")


def test_a_list_of_programmes_asks_for_certificates_once(django_assert_num_queries):
    for _one in range(3):
        make.running_programme()
    with django_assert_num_queries(2):
        programmes = Programme.objects.select_related("charity").prefetch_related("charity__qualifications")
        assert [selectors.can_receive_gifts(one, TODAY) for one in programmes] == [None, None, None]
