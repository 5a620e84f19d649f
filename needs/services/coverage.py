"""Who covers how much: commitments on need items, and the public picture of them.

Lock order everywhere: case, then items by id. What becomes scarcer is locked; giving back locks as well, since the
public coverage is written with it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from needs.causes import ItemKind
from needs.models import Case, Commitment, NeedItem, PublicItem, PublicNeed
from needs.models.commitment import SourceKind
from needs.services.timeline import add_step
from needs.states import CASE, COMMITMENT, PUBLIC_NEED, CommitmentState

GIFT_KEY = len("gift:") + 36  # effect keys of gifts begin so; one gift may cover several items


class NothingLeft(Refusal):
    """The gap is already covered."""

    def __init__(self, left_fen: int = 0) -> None:
        super().__init__(_("这份求助的缺口已经补足。") if not left_fen else _("缺口不够这么多了。"), field="amount")
        self.left_fen = left_fen


@transaction.atomic
def commit(
    *, item: NeedItem, source_kind: str, source_label: str, effect_key: str, at: datetime,
    amount_fen: int | None = None, quantity: int | None = None, state: str = CommitmentState.RESERVED,
    expires_at: datetime | None = None,
) -> Commitment:
    """Cover part of one item. The same effect key is the same commitment; more than what is left is refused."""
    case = Case.objects.select_for_update().get(pk=item.case_id)
    item = NeedItem.objects.select_for_update().get(pk=item.pk)
    if existing := Commitment.objects.filter(effect_key=effect_key).first():
        return existing
    if (amount_fen or 0) > item.remaining_fen or (quantity or 0) > item.remaining_quantity:
        raise NothingLeft(item.remaining_fen)
    commitment = Commitment.objects.create(
        item=item, source_kind=source_kind, source_label=source_label, amount_fen=amount_fen, quantity=quantity,
        state=state, effect_key=effect_key, expires_at=expires_at, created_at=at,
    )
    record(actor=None, verb="commitment.made", subject=commitment, case_id=case.pk, county=case.county_id,
           data={"source": source_label, "amount_fen": amount_fen or 0, "quantity": quantity or 0}, at=at)
    refresh_coverage(case, at)
    return commitment


@transaction.atomic
def release(*, commitment: Commitment, at: datetime) -> Commitment:
    """Give the gap back: declined, expired, failed. Releasing twice changes nothing."""
    return _move(commitment, "release", at)


@transaction.atomic
def reserve_held(*, commitment: Commitment, at: datetime) -> Commitment:
    """A payment arrived: what was held for it is reserved for good."""
    return _move(commitment, "reserve", at)


@transaction.atomic
def mark_paid(*, commitment: Commitment, at: datetime) -> Commitment:
    return _move(commitment, "pay", at)


@transaction.atomic
def mark_delivered(*, commitment: Commitment, at: datetime) -> Commitment:
    return _move(commitment, "deliver", at)


TARGETS = {"release": "released", "reserve": "reserved", "pay": "paid", "deliver": "delivered"}


def _move(commitment: Commitment, verb: str, at: datetime) -> Commitment:
    case = Case.objects.select_for_update().get(items__commitments=commitment.pk)
    list(case.items.select_for_update().order_by("pk"))
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if commitment.state == TARGETS[verb]:
        return commitment
    commitment.state = COMMITMENT.next(commitment.state, verb)
    if verb == "release":
        commitment.released_at = at
    if verb == "reserve":
        commitment.expires_at = None
    commitment.save()
    record(actor=None, verb=f"commitment.{TARGETS[verb]}", subject=commitment, case_id=case.pk, county=case.county_id,
           data={"source": commitment.source_label, "amount_fen": commitment.amount_fen or 0}, at=at)
    refresh_coverage(case, at)
    return commitment


@transaction.atomic
def hold_for_gift(
    *, public_need: PublicNeed, amount_fen: int, effect_key: str, expires_at: datetime | None, at: datetime,
    state: str = CommitmentState.HELD,
) -> list[Commitment]:
    """Hold the gap while a donor pays: over the cash items in their order, at most `amount_fen`, at most what is left.

    `effect_key` begins with `gift:<id>`. The list may cover less than was asked; NothingLeft when nothing is. The same key returns the same list.
    """
    case = Case.objects.select_for_update().get(public_need=public_need)
    if existing := list(Commitment.objects.filter(effect_key__startswith=f"{effect_key}:")):
        return existing
    items = list(case.items.select_for_update().filter(kind=ItemKind.CASH).order_by("pk"))
    held, left = [], amount_fen
    for item in sorted(items, key=lambda one: (one.created_at, one.pk)):
        part = min(left, item.remaining_fen)
        if part > 0:
            held.append(
                commit(item=item, source_kind=SourceKind.GIFT, source_label="", amount_fen=part, state=state,
                       effect_key=f"{effect_key}:{item.pk}", expires_at=expires_at, at=at)
            )
            left -= part
    if not held:
        raise NothingLeft
    return held


def remaining_fen(public_need: PublicNeed) -> int:
    """What nobody covers yet, over the need's cash items."""
    totals = NeedItem.objects.filter(
        case__in=Case.objects.filter(public_need=public_need), kind=ItemKind.CASH, verified_cost_fen__isnull=False
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
        _project(case, items, at)


def _move_case(case: Case, items: list[NeedItem], at: datetime) -> None:
    covered = bool(items) and all(item.remaining_fen == 0 and item.remaining_quantity == 0 for item in items)
    verb = "cover" if covered else "reopen" if case.state == "delivering" else "uncover"
    if CASE.allows(case.state, verb):
        case.state, case.version = CASE.next(case.state, verb), case.version + 1
        case.save(update_fields=["state", "version"])
        record(actor=None, verb="case.covered" if covered else "case.uncovered", subject=case, case_id=case.pk, county=case.county_id,
               data={"number": case.number}, at=at)
        announce("gap.changed", f"case:{case.pk}:gap_changed:{case.version}", case_id=case.pk)


def _project(case: Case, items: list[NeedItem], at: datetime) -> None:
    """The public need shows sums only: by segment, and per line of the cost table."""
    need = PublicNeed.objects.select_for_update().get(pk=case.public_need_id)
    sums = Commitment.objects.filter(item__case=case).exclude(state="released").aggregate(
        charity=Sum("amount_fen", filter=Q(source_kind=SourceKind.CHARITY)),
        gifts=Sum("amount_fen", filter=Q(source_kind=SourceKind.GIFT) & ~Q(state="held")),
        gift_count=Count(
            Left("effect_key", GIFT_KEY), distinct=True, filter=Q(source_kind=SourceKind.GIFT) & ~Q(state="held")
        ),
    )
    cash = [item for item in items if item.kind == ItemKind.CASH and item.verified_cost_fen is not None]
    need.need_fen = sum(item.need_fen for item in cash)
    need.government_fen = sum(item.statutory_fen for item in cash)
    need.charity_fen = sums["charity"] or 0
    need.gifts_fen = sums["gifts"] or 0
    need.gift_count = sums["gift_count"]
    need.updated_at = at
    verb = "cover" if need.need_fen and need.gap_fen == 0 and case.state != "open" else "uncover"
    if PUBLIC_NEED.allows(need.state, verb):
        need.state = PUBLIC_NEED.next(need.state, verb)
        if verb == "cover":
            add_step(need, "covered", key=f"{need.pk}:covered:{case.version}", at=at)
    need.save()
    _project_items(need, [item for item in items if item.verified_cost_fen is not None or item.kind != ItemKind.CASH])


def _project_items(need: PublicNeed, items: list[NeedItem]) -> None:
    PublicItem.objects.bulk_create(
        [
            PublicItem(
                public_need=need, position=position, kind=item.kind, category=item.category,
                need_fen=item.need_fen if item.kind == ItemKind.CASH else 0,
                secured_fen=item.statutory_fen + item.committed_fen if item.kind == ItemKind.CASH else 0,
                quantity=item.quantity, secured_quantity=item.committed_quantity, evidence=item.evidence,
            )
            for position, item in enumerate(items)
        ],
        update_conflicts=True,
        unique_fields=["public_need", "position"],
        update_fields=["kind", "category", "need_fen", "secured_fen", "quantity", "secured_quantity", "evidence"],
    )
