"""Two who want the last of one lot, over real connections, with a control without the guards."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from programmes.resources import stock
from programmes.resources.models import Lot, Resource
from tests.concurrency.test_gifts_races import at_once
from tests.factories.partners import NOW
from tests.factories.resources import balances, lot, offered_resource

pytestmark = pytest.mark.fresh_db
RIVALS = 6


def last_ten() -> Resource:
    with transaction.atomic():
        rice = offered_resource()
        lot(rice, 10)
    return rice


def rivals(rice: Resource) -> list[object]:
    return at_once(
        [
            lambda number=number: stock.reserve(resource=rice, quantity=10, key=f"match:{number}", by=None, at=NOW)
            for number in range(RIVALS)
        ]
    )


def test_of_all_who_want_the_last_of_a_lot_one_gets_it():
    rice = last_ten()
    answers = rivals(rice)
    assert sum(isinstance(one, list) for one in answers) == 1
    assert sum(isinstance(one, stock.NotEnough) for one in answers) == RIVALS - 1, answers
    assert balances(rice) == [(0, 10)]


@contextmanager
def unguarded() -> Iterator[None]:
    """The control's wound: everybody reads the lot as it stood before, and it may fall below zero."""
    with connection.cursor() as cursor:
        cursor.execute("alter table resources_lot drop constraint resources_lot_never_below_zero")
    found, before = stock.usable_lots, [Lot.objects.get()]
    stock.usable_lots = lambda _resource, _on: before
    try:
        yield
    finally:
        stock.usable_lots = found


def test_without_the_guards_everybody_would_get_it():
    rice = last_ten()
    with unguarded():
        answers = rivals(rice)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert balances(rice) == [(10 - 10 * RIVALS, 10 * RIVALS)]
