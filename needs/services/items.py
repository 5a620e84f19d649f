"""Need items: what is missing, and what it verifiably costs."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.items import counted
from common.messages import stored
from common.money import Money
from common.presence import present
from needs.act_subjects import CASES, ITEMS
from needs.causes import KIND_OF_CATEGORY, ItemKind
from needs.models import Case, NeedItem
from needs.models.item import EvidenceState
from needs.services.guards import sent_before
from organisations.models import User

LARGEST_FEN = 600_000_00
EDITABLE = ("verifying", "awaiting")


class OverCost(Refusal):
    """More is asked, or already covered, than the verified cost."""


def add_item(
    *,
    case: Case,
    kind: str,
    category: str,
    by: User,
    at: datetime,
    requested_fen: int = 0,
    quantity: int | None = None,
    token: UUID | None = None,
) -> NeedItem:
    """A need item: cash has an amount, goods and services have a quantity. The same token is the same item."""
    with (doing := act(CASES, case, "add_item", by=by, at=at)) as case:
        if existing := sent_before(NeedItem, token, case=case):
            return doing.repeated(existing)
        _require_editable(case)
        kind = ItemKind(kind)
        if category not in KIND_OF_CATEGORY[kind]:
            raise Refusal(_("这种形式没有这个项目，请重新选择。"), field="category")
        if kind == ItemKind.CASH and not 0 < requested_fen <= LARGEST_FEN:
            raise Refusal(_("申请金额应大于 0，不超过 60 万元。"), field="requested_fen")
        if kind != ItemKind.CASH and not (quantity and 0 < quantity <= 1000):
            raise Refusal(_("数量应在 1 到 1,000 之间。"), field="quantity")
        item = NeedItem.objects.create(
            pk=token or uuid4(),
            case=case,
            kind=kind,
            category=category,
            created_at=at,
            requested_fen=requested_fen if kind == ItemKind.CASH else 0,
            quantity=None if kind == ItemKind.CASH else quantity,
        )
        doing.about(ITEMS, item, amount=_in_words(item, item.requested_fen))
    return item


def _in_words(item: NeedItem, fen: int) -> dict:
    """What the item asks for, as the audit log keeps it: money, or pieces and times."""
    return stored(counted(item.kind, fen if item.kind == ItemKind.CASH else present(item.quantity)))


def verify_item(
    *, item: NeedItem, verified_cost_fen: int, evidence: str, by: User, at: datetime, insurance_fen: int = 0
) -> NeedItem:
    """Set the verified cost and what insurance pays of it. A need above its verified cost is refused."""
    with (doing := act(ITEMS, item, "verify", by=by, at=at)) as item:
        _require_editable(item.case)
        if verified_cost_fen < 0 or insurance_fen < 0:
            raise Refusal(_("金额不能是负数。"), field="verified_cost_fen")
        if item.requested_fen > verified_cost_fen:
            raise OverCost(
                _("申请 %(asked)s 超过核实费用 %(cost)s，请先更正。")
                % {"asked": Money(item.requested_fen).text, "cost": Money(verified_cost_fen).text},
                field="verified_cost_fen",
            )
        if insurance_fen + item.statutory_fen > verified_cost_fen:
            raise OverCost(_("保险与政府救助合计超过了核实费用，请核对。"), field="insurance_fen")
        if item.kind == ItemKind.CASH and evidence == EvidenceState.NONE:
            raise Refusal(_("请说明费用的凭证。"), field="evidence")
        item.verified_cost_fen, item.insurance_fen, item.evidence = verified_cost_fen, insurance_fen, evidence
        item.verified_at, item.verified_by = at, by
        doing.data.update(amount=_in_words(item, verified_cost_fen), insurance_fen=insurance_fen)
    return item


@transaction.atomic
def remove_item(*, item: NeedItem, by: User, at: datetime) -> None:
    """Take back an item that nobody verified yet."""
    with act(ITEMS, item, "remove", by=by, at=at) as item:
        _require_editable(item.case)
        if item.verified_at:
            raise Refusal(_("已核实的项目不能删除。"))
    item.delete()


def _require_editable(case: Case) -> None:
    if case.state not in EDITABLE:
        raise Refusal(_("个案已进入“%(state)s”，费用不能再改。") % {"state": case.get_state_display()})
