"""The verbs of the government's reserves: a clerk proposes, an approver confirms, and only then the ledger moves."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.money import Money
from common.presence import present
from common.sequences.models import next_number
from funds.checks import require_reason
from funds.ledger import services as ledger
from funds.ledger.models import Account
from funds.ledger.routes import AccountKind, Code
from funds.reserves import figures
from funds.reserves.act_subjects import MOVES, RESERVES
from funds.reserves.models import Move, MoveKind, Reserve, Source
from organisations.models import Organisation, OrganisationKind, User
from organisations.permissions import Permission as P

CODES = {
    MoveKind.ALLOCATION: Code.APPROPRIATION,
    MoveKind.TOP_UP: Code.ALLOTMENT,
    MoveKind.CARRY_OVER: Code.CARRY_OVER,
}


class NotCarried(Refusal):
    """A township is topped up from what the county carried over, and there is not so much of it left."""

    def __init__(self, left_fen: int, asked_fen: int) -> None:
        words = {"left": Money(left_fen).text, "asked": Money(asked_fen).text}
        super().__init__(_("结转资金只剩 %(left)s，不足以补充 %(asked)s。") % words, field="amount_fen")


class YearNotOver(Refusal):
    """A year's money is carried over when the year has ended and nothing is on its way."""


def open_reserve(
    *, office: Organisation, year: int, by: User, at: datetime, source: str = Source.COUNTY, low_below_fen: int = 0
) -> Reserve:
    """A county's budget or a township's reserve for one year; opening it again returns it."""
    keeper = office if office.kind == OrganisationKind.CIVIL_AFFAIRS else office.parent
    reserve = Reserve(
        office=office,
        year=year,
        keeper=keeper,
        source=source,
        low_below_fen=low_below_fen,
        opened_by=by,
        opened_at=at,
    )
    try:
        with (doing := act(RESERVES, reserve, "open", by=by, at=at)) as reserve:
            if keeper is None or keeper.kind != OrganisationKind.CIVIL_AFFAIRS:
                raise Refusal(_("备用金属于区县民政部门或街道（乡镇）。"), field="office")
            if low_below_fen < 0:
                raise Refusal(_("余额提醒线不能小于 0。"), field="low_below_fen")
            if existing := Reserve.objects.filter(office=office, year=year).first():
                return doing.repeated(existing)
        return reserve
    except IntegrityError:
        return Reserve.objects.get(office=office, year=year)  # opened twice at once: the other request won


def propose_allocation(
    *, reserve: Reserve, amount_fen: int, document: str, token: UUID, by: User, at: datetime
) -> Move:
    """Money from the treasury for this reserve, by a document of the finance office."""
    return _propose(MoveKind.ALLOCATION, reserve, None, amount_fen, document, token, by, at)


@transaction.atomic
def propose_top_up(
    *, reserve: Reserve, source: Reserve, amount_fen: int, document: str, token: UUID, by: User, at: datetime
) -> Move:
    """A township's reserve is topped up from what its county carried over from earlier years."""
    source = _kept(source, by)
    if (
        reserve.is_county
        or not source.is_county
        or (source.keeper_id, source.year) != (reserve.keeper_id, reserve.year)
    ):
        raise Refusal(_("只能用本区县同年度的结转资金补充街道（乡镇）备用金。"), field="source")
    _require_carried(source, amount_fen)
    return _propose(MoveKind.TOP_UP, reserve, source, amount_fen, document, token, by, at)


@transaction.atomic
def propose_carry_over(*, reserve: Reserve, document: str, token: UUID, by: User, at: datetime) -> Move:
    """All that is left of an ended year becomes the next year's, marked with the year of its oldest money."""
    reserve = _kept(reserve, by)
    if before := Move.objects.filter(token=token).first():
        return before
    if reserve.moves_out.filter(kind=MoveKind.CARRY_OVER, state__in=["proposed", "confirmed"]).exists():
        raise Refusal(_("这一年度的结转已经提出。"))
    now = _ended(reserve, at)
    following = open_reserve(
        office=reserve.office,
        year=reserve.year + 1,
        by=by,
        at=at,
        source=reserve.source,
        low_below_fen=reserve.low_below_fen,
    )
    origin = now.origin_year if now.carried_left_fen and now.origin_year else reserve.year
    return _propose(MoveKind.CARRY_OVER, following, reserve, now.available_fen, document, token, by, at, origin)


def confirm(*, move: Move, by: User, at: datetime) -> Move:
    """The second person: row and books change together, or neither. The ledger refuses an overdraft."""
    with (doing := act(MOVES, move, "confirm", by=by, at=at)) as move:
        if move.kind == MoveKind.TOP_UP:
            _require_carried(present(move.source), move.amount_fen)
        if (
            move.kind == MoveKind.CARRY_OVER
            and _ended(present(move.source), at, but=move).available_fen != move.amount_fen
        ):
            raise Refusal(_("这一年度的余额在提出之后有变动，请重新提出结转。"))
        move.decided_by, move.decided_at = by, at
        doing.write()
        _book(move, by)
        if move.kind == MoveKind.CARRY_OVER:
            Reserve.objects.filter(pk=present(move.source_id)).update(closed_at=at)
        doing.data["amount_fen"] = move.amount_fen
    return move


def decline(*, move: Move, reason: str, by: User, at: datetime) -> Move:
    with (doing := act(MOVES, move, "decline", by=by, at=at)) as move:
        move.reason = doing.data["reason"] = require_reason(reason)
        move.decided_by, move.decided_at = by, at
    return move


def account_of(reserve: Reserve) -> Account:
    return ledger.open_account(AccountKind.GOV_RESERVE, book=ledger.open_book(holder=reserve.keeper), of=reserve.pk)


def treasury_of(reserve: Reserve) -> Account:
    return ledger.open_account(AccountKind.TREASURY, book=ledger.open_book(holder=reserve.keeper))


def _kept(reserve: Reserve, by: User) -> Reserve:
    """Locked, for somebody who keeps it, while its year is open."""
    reserve = RESERVES.lock(reserve)
    if not RESERVES.permits(by, reserve, P.KEEP_RESERVES):
        raise PermissionDenied
    return _require_open(reserve)


def _require_open(reserve: Reserve) -> Reserve:
    if reserve.closed_at:
        raise Refusal(_("这一年度已结转，不能再动用。"))
    return reserve


def _propose(
    kind: str,
    reserve: Reserve,
    source: Reserve | None,
    amount_fen: int,
    document: str,
    token: UUID,
    by: User,
    at: datetime,
    origin_year: int | None = None,
) -> Move:
    with (doing := act(RESERVES, reserve, "propose", by=by, at=at)) as reserve:
        _require_open(reserve)
        if before := Move.objects.filter(token=token).first():  # the same form twice is one move
            return doing.repeated(before)
        if amount_fen <= 0:
            raise Refusal(_("金额要大于 0。"), field="amount_fen")
        if not document.strip():
            raise Refusal(_("请填写文号或依据。"), field="document")
        move = Move.objects.create(
            token=token,
            number=f"ZJ{localdate(at):%Y}{next_number(f'reserve-move/{localdate(at):%Y}'):05d}",
            kind=kind,
            reserve=reserve,
            source=source,
            amount_fen=amount_fen,
            document=document.strip()[:80],
            origin_year=origin_year,
            proposed_by=by,
            proposed_at=at,
        )
        doing.about(MOVES, move, kind=move.kind, amount_fen=amount_fen)
    return move


def _require_carried(source: Reserve, amount_fen: int) -> None:
    left_fen = figures.figures(source).carried_left_fen
    if amount_fen > left_fen:
        raise NotCarried(left_fen, amount_fen)


def _ended(reserve: Reserve, at: datetime, but: Move | None = None) -> figures.Figures:
    """The figures of a year that is over, with nothing proposed or ordered in it and something left."""
    if localdate(at).year <= reserve.year:
        raise YearNotOver(_("年度还没有结束，不能结转。"))
    now = figures.figures(reserve)
    proposed = [*reserve.moves.filter(state="proposed"), *reserve.moves_out.filter(state="proposed")]
    if now.committed_fen or any(one != but for one in proposed):
        raise YearNotOver(_("还有待付款或待审批的事项，办完后再结转。"))
    if now.available_fen <= 0:
        raise Refusal(_("没有余额可以结转。"))
    return now


def _book(move: Move, by: User) -> None:
    """A move without a source is an appropriation: it comes from the finance office."""
    ledger.post(
        CODES[MoveKind(move.kind)],
        debit=account_of(move.source) if move.source else treasury_of(move.reserve),
        credit=account_of(move.reserve),
        amount_fen=move.amount_fen,
        effect_key=f"reserve_move:{move.pk}",
        by_id=move.proposed_by_id,
        approver_id=by.pk,
        memo={"move": move.pk},
    )
