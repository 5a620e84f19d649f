"""Pledges 承诺: what somebody would give, with limits of their own. A promise is no money and fills no bar."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from casework.conflicts_of_interest import services as related
from common.acts.doing import act
from common.errors import Refusal
from common.money import Money
from common.regions.models import Region
from donations.act_subjects import PLEDGES
from donations.models import Pledge, PledgeMode
from donations.states import PLEDGE, PledgeState
from needs.causes import Category
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due

LEAST_FEN = 1_00
MOST_FEN = 1_000_000_00


def make_pledge(*, by: User, at: datetime, helped_person: str = "", **promise: Any) -> Pledge:
    """Register a promise of the signed-in donor: `token`, `category` (empty: any kind), `region`, `per_household_fen`,
    `total_fen`, `until`, `mode`. The same token is the same pledge; a promise for a named person is refused and noted."""
    related.refuse_named_person(words=helped_person, by=by, at=at)
    return _make(by=by, at=at, **promise)


def _make(
    *,
    token: UUID,
    category: str,
    region: Region,
    per_household_fen: int,
    total_fen: int,
    until: date,
    mode: str,
    by: User,
    at: datetime,
) -> Pledge:
    pledge = Pledge(
        token=token,
        donor=by,
        category=category,
        region=region,
        per_household_fen=per_household_fen,
        total_fen=total_fen,
        until=until,
        mode=mode,
        created_at=at,
    )
    try:
        with (doing := act(PLEDGES, pledge, "make", by=by, at=at, total_fen=total_fen)) as pledge:
            if existing := Pledge.objects.filter(token=token, donor=by).first():
                return doing.repeated(existing)
            check_pledge(
                category=category,
                per_household_fen=per_household_fen,
                total_fen=total_fen,
                until=until,
                mode=mode,
                today=localdate(at),
            )
    except IntegrityError:
        return Pledge.objects.get(token=token, donor=by)
    return pledge


def check_pledge(*, category: str, per_household_fen: int, total_fen: int, until: date, mode: str, today: date) -> None:
    """What a promise may say. Raises a Refusal that names the field; asked before the donor signs in, and again after."""
    if mode not in PledgeMode.values:
        raise Refusal(_("请选择遇到合适的家庭时怎么办。"), field="mode")
    if category and category not in Category.values:
        raise Refusal(_("请选择困难类型。"), field="category")
    if per_household_fen < LEAST_FEN:
        raise Refusal(_("每户最多的金额至少 1 元。"), field="per_household")
    if total_fen > MOST_FEN:
        raise Refusal(_("总计最多 1,000,000 元。更大的金额请联系民政部门设立企业基金。"), field="total")
    if per_household_fen > total_fen:
        raise Refusal(_("每户最多不能超过总计最多。"), field="per_household")
    if until < today:
        raise Refusal(_("有效期要在今天或以后。"), field="until")
    if until > due(Clock.PLEDGE_LONGEST, "", today):
        raise Refusal(_("有效期最长一年，到期后可以再登记。"), field="until")


def cancel_pledge(*, pledge: Pledge, by: User, at: datetime) -> Pledge:
    """No new offers from now on; what was agreed already stands. Only the donor's own."""
    with act(PLEDGES, pledge, "cancel", by=by, at=at) as pledge:
        return pledge


@transaction.atomic
def use_pledge(*, pledge: Pledge, amount_fen: int, at: datetime) -> Pledge:
    """The donor agreed to give so much to one household: the limits hold over all offers, however many wait at once."""
    with act(PLEDGES, pledge, "use", by=None, at=at) as pledge:
        if pledge.state != PledgeState.REGISTERED or pledge.until < localdate(at):
            raise Refusal(_("这份承诺已经结束，不能再用。"))
        if amount_fen > min(pledge.per_household_fen, pledge.left_fen):
            figures = {"left": Money(min(pledge.per_household_fen, pledge.left_fen)).text}
            raise Refusal(_("这份承诺还可以用 %(left)s，不够这笔。") % figures)
        pledge.used_fen += amount_fen
    if pledge.left_fen == 0:
        with act(PLEDGES, pledge, "use_up", by=None, at=at) as pledge:
            pass
    return pledge


@transaction.atomic
def give_back_pledge(*, pledge: Pledge, amount_fen: int, at: datetime) -> Pledge:
    """What was agreed and never paid: free again for other households, unless the promise is over."""
    with act(PLEDGES, pledge, "give_back", by=None, at=at) as pledge:
        pledge.used_fen -= amount_fen
    if pledge.state == PledgeState.USED:
        with act(PLEDGES, pledge, "reopen", by=None, at=at) as pledge:
            pass
    return pledge


@transaction.atomic
def expire_pledges(at: datetime) -> int:
    """Every tick: promises whose day is over bring no more offers."""
    over = [state for state in PledgeState.values if PLEDGE.allows(state, "expire")]
    ended = list(Pledge.objects.select_for_update().filter(state__in=over, until__lt=localdate(at)).order_by("pk"))
    for pledge in ended:
        with act(PLEDGES, pledge, "expire", by=None, at=at):
            pass
    return len(ended)
