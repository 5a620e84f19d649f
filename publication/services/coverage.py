"""The public picture of who covers how much: sums only, by segment and per line of the cost table."""

from datetime import datetime
from typing import Literal

from django.db.models import Count, Q, Sum
from django.db.models.functions import Left

from common.acts.doing import act
from common.presence import present
from needs.causes import ItemKind
from needs.models import Case, Commitment, NeedItem
from needs.models.commitment import SourceKind
from publication.act_subjects import PUBLIC_NEEDS
from publication.models import PublicItem, PublicNeed
from publication.services.timeline import add_step
from publication.states import PUBLIC_NEED

GIFT_KEY = len("gift:") + 36  # effect keys of gifts begin so; one gift may cover several items


def project_coverage(*, case: Case, items: list[NeedItem], at: datetime) -> None:
    """Called inside the transaction that changed a commitment; the case is locked by the caller."""
    need = PublicNeed.objects.select_for_update().get(pk=present(case.public_need_id))
    sums = (
        Commitment.objects.filter(item__case=case)
        .exclude(state="released")
        .aggregate(
            charity=Sum("amount_fen", filter=Q(source_kind=SourceKind.CHARITY)),
            gifts=Sum("amount_fen", filter=Q(source_kind=SourceKind.GIFT) & ~Q(state="held")),
            gift_count=Count(
                Left("effect_key", GIFT_KEY), distinct=True, filter=Q(source_kind=SourceKind.GIFT) & ~Q(state="held")
            ),
        )
    )
    cash = [item for item in items if item.kind == ItemKind.CASH and item.verified_cost_fen is not None]
    need.need_fen = sum(item.need_fen for item in cash)
    need.government_fen = sum(item.statutory_fen for item in cash)
    need.charity_fen = sums["charity"] or 0
    need.gifts_fen = sums["gifts"] or 0
    need.gift_count = sums["gift_count"]
    need.updated_at = at
    need.save(update_fields=["need_fen", "government_fen", "charity_fen", "gifts_fen", "gift_count", "updated_at"])
    verb: Literal["cover", "uncover"]
    verb = "cover" if need.need_fen and need.gap_fen == 0 and case.state != "open" else "uncover"
    if PUBLIC_NEED.allows(need.state, verb):
        with act(PUBLIC_NEEDS, need, verb, by=None, at=at):
            pass
        if verb == "cover":
            add_step(need, "covered", key=f"{need.pk}:covered:{case.version}", at=at)
    _project_items(need, [item for item in items if item.verified_cost_fen is not None or item.kind != ItemKind.CASH])


def _project_items(need: PublicNeed, items: list[NeedItem]) -> None:
    PublicItem.objects.bulk_create(
        [
            PublicItem(
                public_need=need,
                position=position,
                kind=item.kind,
                category=item.category,
                need_fen=item.need_fen if item.kind == ItemKind.CASH else 0,
                secured_fen=item.statutory_fen + item.committed_fen if item.kind == ItemKind.CASH else 0,
                quantity=item.quantity,
                secured_quantity=item.committed_quantity,
                evidence=item.evidence,
            )
            for position, item in enumerate(items)
        ],
        update_conflicts=True,
        unique_fields=["public_need", "position"],
        update_fields=["kind", "category", "need_fen", "secured_fen", "quantity", "secured_quantity", "evidence"],
    )
