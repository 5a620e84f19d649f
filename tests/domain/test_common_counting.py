"""Several counts in one question."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.counting import count_each
from organisations.models import User

pytestmark = pytest.mark.django_db


def test_each_is_counted_apart_and_what_cannot_be_is_nought_in_one_question():
    for number in range(3):
        User.objects.create_user(email=f"{number}@example.org", display_name=f"{number}号")
    rows = User.objects.filter(email__endswith="@example.org")
    with CaptureQueriesContext(connection) as asked:
        found = count_each(
            {
                "all": rows,
                "one": rows.filter(email__startswith="1"),
                "none": rows.none(),
                "few": rows.order_by("email")[:2],
                "twice": (rows | rows.filter(display_name="2号")).distinct().order_by("email"),
            }
        )
    assert found == {"all": 3, "one": 1, "none": 0, "few": 2, "twice": 3}
    assert len(asked) == 1


def test_nothing_to_count_asks_nothing():
    with CaptureQueriesContext(connection) as asked:
        assert count_each({"none": User.objects.none()}) == {"none": 0}
    assert len(asked) == 0
