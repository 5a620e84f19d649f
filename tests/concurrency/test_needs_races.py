"""Rivals on the demand side: one report sent by many connections, one gap wanted by many sources."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from common.outbox.models import OutboxEvent
from funds.ledger.journal import constraint_of
from needs import services as needs
from needs.models import Clue, Commitment, NeedItem
from needs.services import clues
from tests.concurrency.test_ledger_races import race
from tests.factories import cases as make
from tests.factories.cases import START, Y
from tests.factories.ledger import drop_constraint, execute, rows

pytestmark = [pytest.mark.fresh_db, pytest.mark.slow]
LATER = START + timedelta(days=1)


def test_eight_phones_that_send_the_same_report_at_once_file_it_once():
    cast = make.staged()
    token, home = uuid4(), make.family()

    def send(_attempt: int) -> str:
        return make.reported_clue(cast, START, home, token=token).number

    outcomes = race(send, attempts=32, connections=8)
    assert list(outcomes.values()) == [32]
    assert Clue.objects.filter(token=token).count() == 1
    assert OutboxEvent.objects.filter(topic="clue.reported").count() == 1


def test_control_without_the_unique_token_one_report_becomes_many():
    cast = make.staged()
    token, home = uuid4(), make.family()
    [(name,)] = rows(
        "select conname from pg_constraint where conrelid = 'needs_clue'::regclass and contype = 'u'"
        " and conname like 'needs_clue_token%%'"
    )
    execute(drop_constraint("needs_clue", name))

    def send(_attempt: int) -> str:
        try:
            return make.reported_clue(cast, START, home, token=token).number
        except Clue.MultipleObjectsReturned:
            return "many"

    race(send, attempts=8, connections=8)
    assert Clue.objects.filter(token=token).count() > 1


def rivals_for_a_gap(take) -> tuple:
    cast = make.staged()
    case = make.unpublished_case(cast, START)
    item = case.items.get()
    outcomes = race(lambda attempt: take(item, attempt), attempts=200, connections=32)
    return outcomes, NeedItem.objects.get(pk=item.pk)


def test_two_hundred_sources_for_the_last_money_of_a_gap_fill_it_to_the_fen():
    def take(item: NeedItem, attempt: int) -> str:
        try:
            needs.commit(
                item=item,
                source_kind="charity",
                source_label="x",
                amount_fen=1_800 * Y,
                effect_key=f"r:{attempt}",
                at=LATER,
            )
        except needs.NothingLeft:
            return "NothingLeft"
        return "won"

    outcomes, item = rivals_for_a_gap(take)
    assert outcomes == {"won": 10, "NothingLeft": 190}
    assert (item.committed_fen, item.remaining_fen) == (18_000 * Y, 0)


def naive(item: NeedItem, attempt: int) -> str:
    """A source that writes past the service, without its lock."""
    try:
        Commitment.objects.create(
            item_id=item.pk, source_kind="charity", amount_fen=1_800 * Y, effect_key=f"r:{attempt}", created_at=LATER
        )
    except IntegrityError as error:
        return constraint_of(error)
    return "won"


def test_past_the_service_the_database_refuses_by_name():
    outcomes, item = rivals_for_a_gap(naive)
    assert outcomes == {"won": 10, "needs_needitem_never_over_funded": 190}
    assert item.committed_fen == 18_000 * Y


def test_control_without_the_constraint_the_gap_is_over_funded():
    execute(drop_constraint("needs_needitem", "needs_needitem_never_over_funded"))
    outcomes, item = rivals_for_a_gap(naive)
    assert outcomes == {"won": 200}
    assert item.committed_fen == 200 * 1_800 * Y


def test_two_clerks_who_take_one_clue_at_once_are_one_owner():
    cast = make.staged()
    clue = make.reported_clue(cast, START, make.family())
    staff = [cast.users["clerk"], cast.users["reviewer"], cast.users["coordinator"]]

    def take(attempt: int) -> str:
        by = staff[attempt % 3]
        try:
            needs.take_clue(clue=clue, by=by, at=LATER)
        except clues.Refusal:
            return "refused"
        return by.display_name

    outcomes = race(take, attempts=30, connections=15)
    owner = Clue.objects.get(pk=clue.pk).owner.display_name
    assert outcomes == {owner: 10, "refused": 20}
    assert OutboxEvent.objects.filter(topic="clue.taken").count() == 1
