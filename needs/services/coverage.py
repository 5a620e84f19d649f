"""Who covers how much: commitments on need items, and the public picture of them.

Lock order everywhere: case, then items by id. What becomes scarcer is locked; giving back locks as well, since the
public coverage is written with it.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from needs import hooks
from needs.act_subjects import CASES, COMMITMENTS, ITEMS
from needs.causes import ItemKind
from needs.models import Case, Commitment, NeedItem
from needs.models.commitment import SourceKind
from needs.states import CASE, CaseState, CommitmentState


class NothingLeft(Refusal):
    """The gap is already covered."""

    def __init__(self, left_fen: int = 0) -> None:
        super().__init__(_("这份求助的缺口已经补足。") if not left_fen else _("缺口不够这么多了。"), field="amount")
        self.left_fen = left_fen


@transaction.atomic
def commit(
    *,
    item: NeedItem,
    source_kind: str,
    source_label: str,
    effect_key: str,
    at: datetime,
    amount_fen: int | None = None,
    quantity: int | None = None,
    state: str = CommitmentState.RESERVED,
    expires_at: datetime | None = None,
) -> Commitment:
    """Cover part of one item. The same effect key is the same commitment; more than what is left is refused."""
    with (doing := act(ITEMS, item, "cover", by=None, at=at)) as item:
        if existing := Commitment.objects.filter(effect_key=effect_key).first():
            return doing.repeated(existing)
        if (amount_fen or 0) > item.remaining_fen or (quantity or 0) > item.remaining_quantity:
            raise NothingLeft(item.remaining_fen)
        commitment = Commitment.objects.create(
            item=item,
            source_kind=source_kind,
            source_label=source_label,
            amount_fen=amount_fen,
            quantity=quantity,
            state=state,
            effect_key=effect_key,
            expires_at=expires_at,
            created_at=at,
        )
        doing.about(COMMITMENTS, commitment, quantity=quantity or 0)
    refresh_coverage(item.case, at)
    return commitment


def release(*, commitment: Commitment, at: datetime) -> Commitment:
    """Give the gap back: declined, expired, failed. Releasing twice changes nothing."""
    return _moved(commitment, "release", at, released_at=at)


def reserve_held(*, commitment: Commitment, at: datetime) -> Commitment:
    """A payment arrived: what was held for it is reserved for good."""
    return _moved(commitment, "reserve", at, expires_at=None)


def mark_paid(*, commitment: Commitment, at: datetime) -> Commitment:
    return _moved(commitment, "pay", at)


def mark_delivered(*, commitment: Commitment, at: datetime) -> Commitment:
    return _moved(commitment, "deliver", at)


@transaction.atomic
def _moved(
    commitment: Commitment,
    verb: Literal["reserve", "pay", "deliver", "release"],
    at: datetime,
    **fields: datetime | None,
) -> Commitment:
    with (doing := act(COMMITMENTS, commitment, verb, by=None, at=at)) as commitment:
        if not doing.again:
            for name, value in fields.items():
                setattr(commitment, name, value)
    if not doing.again:
        refresh_coverage(doing.first, at)
    return commitment


@transaction.atomic
def hold_for_gift(
    *,
    public_need_id: UUID,
    amount_fen: int,
    effect_key: str,
    expires_at: datetime | None,
    at: datetime,
    state: str = CommitmentState.HELD,
) -> list[Commitment]:
    """Hold the gap while a donor pays: over the cash items in their order, at most `amount_fen`, at most what is left.

    `effect_key` begins with `gift:<id>`. The list may cover less than was asked; NothingLeft when nothing is. The same key returns the same list.
    """
    case = Case.objects.select_for_update().get(public_need_id=public_need_id)
    if existing := list(Commitment.objects.filter(effect_key__startswith=f"{effect_key}:")):
        return existing
    items = list(case.items.select_for_update().filter(kind=ItemKind.CASH).order_by("pk"))
    held, left = [], amount_fen
    for item in sorted(items, key=lambda one: (one.created_at, one.pk)):
        part = min(left, item.remaining_fen)
        if part > 0:
            held.append(
                commit(
                    item=item,
                    source_kind=SourceKind.GIFT,
                    source_label="",
                    amount_fen=part,
                    state=state,
                    effect_key=f"{effect_key}:{item.pk}",
                    expires_at=expires_at,
                    at=at,
                )
            )
            left -= part
    if not held:
        raise NothingLeft
    return held


def remaining_fen(public_need_id: UUID) -> int:
    """What nobody covers yet, over the need's cash items."""
    totals = NeedItem.objects.filter(
        case__in=Case.objects.filter(public_need_id=public_need_id), kind=ItemKind.CASH, verified_cost_fen__isnull=False
    ).aggregate(gap=Sum("gap_fen"), committed=Sum("committed_fen"))
    return (totals["gap"] or 0) - (totals["committed"] or 0)


def release_expired_holds(at: datetime) -> int:
    """Payments that were never finished give the gap back. Run by the tick."""
    expired = Commitment.objects.filter(state=CommitmentState.HELD, expires_at__lte=at)
    return len([release(commitment=commitment, at=at) for commitment in expired])


def refresh_coverage(case: Case, at: datetime) -> None:
    """Bring case state and the public picture in line with the commitments. The case is locked by the caller."""
    items = list(case.items.all())
    _move_case(case, items, at)
    if case.public_need_id:
        hooks.coverage_changed.ask(case=case, items=items, at=at)


def _move_case(case: Case, items: list[NeedItem], at: datetime) -> None:
    covered = bool(items) and all(item.remaining_fen == 0 and item.remaining_quantity == 0 for item in items)
    verb: Literal["cover", "reopen", "uncover"]
    verb = "cover" if covered else "reopen" if case.state == CaseState.DELIVERING else "uncover"
    if CASE.allows(case.state, verb):
        with act(CASES, case, verb, by=None, at=at):
            pass
        case.refresh_from_db(fields=["state", "version"])
