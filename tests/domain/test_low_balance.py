"""A fund below its warning line is told once, and again only after it has been above (product §8.4-9)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.links import address_of
from common.outbox.services import deliver_due, run_jobs
from funds import accounts
from funds import services as funds
from funds.ledger import services as ledger
from funds.ledger.journal import constraint_of
from funds.ledger.routes import Code
from funds.low_balance import services
from funds.low_balance.models import LowBalance
from funds.models import Fund
from organisations.models import Notification
from tests.factories import partners as make
from tests.markup import flat

pytestmark = pytest.mark.django_db
NOW = make.NOW
LINE = make.FULL_FUND["warn_below_fen"]


def commit(fund: Fund, fen: int):
    book = accounts.book_of(fund)
    return ledger.post(
        Code.COMMITMENT,
        debit=accounts.fund_account(fund),
        credit=accounts.payable_account(book, uuid4().hex),
        amount_fen=fen,
        effect_key=uuid4().hex,
        expires_at=NOW + timedelta(days=900),
        by_id=fund.created_by_id,
    )


def tick(days: int) -> int:
    """A look at the balances on a later day; how many notices stand in all."""
    run_jobs(NOW + timedelta(days=days))
    deliver_due(NOW + timedelta(days=days))
    return Notification.objects.filter(kind="fund_low").count()


def test_told_once_when_the_line_is_crossed_and_again_after_it_was_above():
    fund = make.running_fund()
    finance = make.person("fund_finance", fund.enterprise)
    make.received_top_up(fund, LINE + 1_000)
    assert tick(1) == 0
    held = commit(fund, 1_000)
    assert tick(2) == 0  # on the line is not below it
    commit(fund, 1)
    assert tick(3) == tick(4) == 2  # the manager and finance, once each
    told = Notification.objects.get(user=finance, kind="fund_low")
    assert address_of(told.about) == reverse("partners:top_up_new", args=[fund.pk])
    assert (LowBalance.objects.get().available_fen, list(services.low_funds(finance))) == (LINE - 1, [fund])
    make.received_top_up(fund, 1)
    assert tick(5) == 2 and not services.low_funds(finance).exists()
    commit(fund, 2)
    assert tick(6) == 4 and LowBalance.objects.filter(cleared_at=None).count() == 1
    ledger.resolve(Code.RELEASE, pending=held, effect_key="back", by_id=fund.created_by_id)
    assert tick(7) == 4 and not LowBalance.objects.filter(cleared_at=None).exists()


def test_a_draft_and_a_fund_without_a_line_are_left_alone_and_a_raised_line_counts():
    make.draft_fund()
    fund = make.running_fund(warn_below_fen=0)
    assert tick(1) == 0
    funds.update_fund(fund=fund, by=fund.created_by, at=NOW, warn_below_fen=1)
    assert tick(2) == 1
    funds.close_fund(fund=fund, reason="计划完成。", by=fund.created_by, at=NOW)
    assert tick(3) == 1 and not LowBalance.objects.filter(cleared_at=None).exists()


def test_today_asks_for_money_where_the_line_is_crossed(client):
    fund = make.running_fund()
    tick(0)
    client.force_login(fund.created_by)
    page = flat(client.get(reverse("partners:home")))
    assert "余额低于提醒线" in page and reverse("partners:top_up_new", args=[fund.pk]) in page


def test_the_database_keeps_one_that_stands_below_its_line():
    fund = make.running_fund()
    [row] = services.watch(at=NOW)

    def rule(**fields) -> str:
        made = {"fund": fund, "available_fen": 1, "warn_below_fen": 2, "crossed_at": NOW, "cleared_at": NOW}
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            LowBalance.objects.create(**{**made, **fields})
        return constraint_of(refused.value).removeprefix("low_balance_lowbalance_")

    assert rule(cleared_at=None) == "one_stands" and rule(available_fen=2) == "is_below"
    assert rule(cleared_at=NOW - timedelta(days=1)) == "order" and row.fund == fund
