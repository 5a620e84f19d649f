"""Watching the warning lines: the one act here is the platform's own, at every tick."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from common.outbox.services import announce
from funds.access import own_funds
from funds.accounts import free_of
from funds.low_balance.models import LowBalance
from funds.models import Fund
from funds.states import FundState
from organisations.models import User


@transaction.atomic
def watch(*, at: datetime) -> list[LowBalance]:
    """Note each fund that fell below its line since the last look, and forget those that are above it again.

    Whoever moved the money and why does not matter: the balance is asked, not the acts. Returns the new crossings.
    """
    funds = list(Fund.objects.filter(state__in=[FundState.RUNNING, FundState.PAUSED]).order_by("pk"))
    free = free_of(funds)
    standing = {row.fund_id: row for row in LowBalance.objects.filter(cleared_at=None)}
    below = [fund for fund in funds if free[fund.pk] < fund.warn_below_fen]
    gone = [row.pk for fund_id, row in standing.items() if fund_id not in {fund.pk for fund in below}]
    LowBalance.objects.filter(pk__in=gone).update(cleared_at=at)
    return [_crossed(fund, free[fund.pk], at) for fund in below if fund.pk not in standing]


def low_funds(user: User) -> QuerySet[Fund]:
    """Of the own enterprises: what today's list asks to top up."""
    return own_funds(user).filter(low_balances__cleared_at=None, low_balances__isnull=False).distinct()


def _crossed(fund: Fund, available_fen: int, at: datetime) -> LowBalance:
    row = LowBalance.objects.create(
        fund=fund, available_fen=available_fen, warn_below_fen=fund.warn_below_fen, crossed_at=at
    )
    announce("fund.low", f"low_balance:{row.pk}", fund_id=fund.pk)
    return row
