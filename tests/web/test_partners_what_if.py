"""What if, for those who give: their own programmes only, counts that point at nobody, and no trace."""

import pytest
from django.urls import reverse

from matching.runs.what_if import Answer, Outcome
from partners.what_if import Told
from tests.factories.cases import everything
from tests.web.test_desk_city import city, signed_in, text  # noqa: F401

pytestmark = pytest.mark.django_db


def answer(households: int, fen: int) -> Answer:
    return Answer(99, 10**9, Outcome(0, 0, 0, 0), Outcome(households, fen, households, fen))


@pytest.mark.parametrize(
    ("households", "told"),
    [(-3, (None, None)), (0, (None, None)), (9, (None, None)), (10, (10, 123_000_00)), (14, (10, 123_000_00))],
)
def test_fewer_than_ten_households_are_not_told_and_the_rest_is_rounded(households, told):
    one = Told.of(answer(households, 123_456_78))
    assert (one.households, one.fen) == told


def test_a_charity_tries_its_own_programme_and_nothing_is_written(client, city):  # noqa: F811
    signed_in(client, city.users["charity"])
    path = reverse("partners:what_if")
    own = city.match.programme
    assert f"programme:{own.pk}" in text(client.get(path))
    before = everything()
    page = text(client.get(path, {"source": f"programme:{own.pk}", "cap": "15,000"}))
    assert "少于 10 户" in page and "不显示金额" in page
    after = everything()
    assert {name for name in before if before[name] != after[name]} <= {"django_session"}


def test_what_is_not_ones_own_cannot_be_tried_and_nothing_changed_is_refused(client, city):  # noqa: F811
    signed_in(client, city.users["fund"])
    path = reverse("partners:what_if")
    foreign = client.get(path, {"source": f"programme:{city.match.programme_id}", "cap": "15,000"})
    assert foreign.status_code == 422 and "结果" not in text(foreign)
    signed_in(client, city.users["charity"])
    empty = client.get(path, {"source": f"programme:{city.match.programme_id}"})
    assert empty.status_code == 422 and "至少改动一项" in text(empty)
