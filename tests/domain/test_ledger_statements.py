"""Statements: opening + movements = closing, with the numbers that people can look up."""

from datetime import timedelta

import pytest

from funds.ledger import services
from funds.ledger.routes import Code
from funds.ledger.selectors import balance, statement
from tests.factories.ledger import ACTOR, Desk, database_now

pytestmark = pytest.mark.django_db


def test_a_statement_opens_moves_and_closes() -> None:
    desk = Desk.open().funded(1000)
    since = database_now()
    paid = services.resolve(
        Code.DISBURSEMENT, pending=desk.commitment(700), amount_fen=450, effect_key="pay", by_id=ACTOR
    )
    services.resolve(Code.RELEASE, pending=desk.commitment(10), effect_key="release", by_id=ACTOR)
    gift = services.post(Code.GIFT, debit=desk.clearing, credit=desk.fund, amount_fen=60, effect_key="gift", by_id=None)
    until = database_now()
    services.post(Code.GIFT, debit=desk.clearing, credit=desk.fund, amount_fen=5, effect_key="later", by_id=None)
    result = statement(desk.fund, since, until)
    assert (result.opening_fen, result.received_fen, result.spent_fen, result.closing_fen) == (1000, 60, 450, 610)
    assert [(line.document, line.code, line.change_fen, line.balance_fen) for line in result.lines] == [
        (paid.document, "disbursement", -450, 550),
        (gift.document, "gift", 60, 610),
    ]
    assert [line.label for line in result.lines] == ["拨付救助款", "收到捐赠"]
    whole = statement(desk.fund, since - timedelta(days=1), until + timedelta(days=1))
    assert (whole.opening_fen, whole.closing_fen) == (0, balance(desk.fund).posted_fen)


def test_an_empty_statement_closes_as_it_opened() -> None:
    desk = Desk.open().funded(1000)
    now = database_now()
    result = statement(desk.fund, now, now + timedelta(days=1))
    assert (result.opening_fen, result.lines, result.closing_fen) == (1000, [], 1000)


def test_the_boundaries_take_the_first_moment_and_leave_the_last() -> None:
    desk = Desk.open()
    gift = services.post(Code.GIFT, debit=desk.clearing, credit=desk.fund, amount_fen=60, effect_key="gift", by_id=None)
    assert len(statement(desk.fund, gift.at, gift.at + timedelta(microseconds=1)).lines) == 1
    assert statement(desk.fund, gift.at - timedelta(days=1), gift.at).lines == []
