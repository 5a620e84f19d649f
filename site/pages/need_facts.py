"""Everything the page of one need says: gathered in a fixed number of queries, decided here, drawn by the template."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from donations.selectors import channels_of
from needs.causes import UNITS, ItemKind
from pages import links, selectors
from pages.cards import missing_goods, need_cards
from pages.payee import payee_of
from programmes.models import Programme
from programmes.selectors import can_receive_gifts
from publication.models import PublicItem, PublicNeed, PublicStep
from publication.states import PublicState

NO_CHANNEL = _("这家慈善组织暂不接受线上捐赠。")
SHOWN_DELIVERY = ("delivered", "confirmed")


@dataclass
class NeedFacts:
    """`give_url` is set only when money is missing, a programme has accepted the need and may take gifts today.

    Otherwise `blocker` says why not, or, without a programme, the page says that one is being sought.
    """

    cash: list[PublicItem]
    others: list[dict[str, Any]]
    missing: str
    timeline: list[dict[str, Any]]
    delivered: list[PublicStep]
    programme: Programme | None = None
    programme_url: str = ""
    payee: dict[str, Any] | None = None
    blocker: str = ""
    give_url: str = ""
    pledge_url: str = ""
    complaint_url: str = ""
    next_slug: str = ""
    similar: list[dict[str, Any]] = field(default_factory=list)
    is_open: bool = True


def facts_of(need: PublicNeed, on: date) -> NeedFacts:
    items, steps = list(need.items.all()), list(need.steps.all())
    claim = selectors.live_claim_of(need)
    programme = claim.programme if claim else None
    is_open = need.state == PublicState.PUBLISHED
    facts = NeedFacts(
        cash=[item for item in items if item.kind == ItemKind.CASH],
        others=_in_kind(items),
        missing=missing_goods(items),
        timeline=[],
        delivered=[step for step in steps if step.kind in SHOWN_DELIVERY],
        programme=programme,
        pledge_url=links.optional("portal:pledge"),
        complaint_url=links.optional("complaint"),
        similar=need_cards(selectors.similar_needs(need)),
        is_open=is_open,
    )
    if programme:
        facts.payee = payee_of(programme, on)
        _decide_button(facts, need, programme, on)
    facts.timeline = _timeline(facts, steps, on)
    return facts


def _decide_button(facts: NeedFacts, need: PublicNeed, programme: Programme, on: date) -> None:
    if not facts.is_open:
        following = selectors.open_needs_of(programme).exclude(pk=need.pk).first()
        facts.next_slug = following.slug if following else ""
        return
    if blocker := can_receive_gifts(programme, on):
        facts.blocker = str(blocker)
    elif not channels_of(programme.charity):
        facts.blocker = str(NO_CHANNEL)
    elif need.gap_fen > 0:
        facts.give_url = links.give_url(programme, need)


def _in_kind(items: Sequence[PublicItem]) -> list[dict[str, Any]]:
    """Goods and services in their own units."""
    return [
        {
            "label": item.get_category_display(),
            "unit": UNITS[ItemKind(item.kind)],
            "quantity": item.quantity,
            "secured": item.secured_quantity,
            "evidence": item.get_evidence_display(),
        }
        for item in items
        if item.kind != ItemKind.CASH
    ]


def _timeline(facts: NeedFacts, steps: Sequence[PublicStep], on: date) -> list[dict[str, Any]]:
    """Days, not dates: day 1 is the report. An open need ends with what is going on now."""
    entries = [
        {
            "when": _day(step.day),
            "text": step.get_kind_display(),
            "amount_fen": step.amount_fen,
            "detail": step.source_label,
        }
        for step in steps
    ]
    if facts.is_open and steps:
        day = steps[0].day + (on - localdate(steps[0].at)).days
        entries.append({"when": gettext("第 %(day)d 天，今天") % {"day": max(day, steps[-1].day)}, "text": _now(facts)})
    if entries:
        entries[-1]["now"] = True
    return entries


def _now(facts: NeedFacts) -> str:
    if facts.give_url:
        return gettext("正在接受捐赠")
    if facts.blocker:
        return gettext("暂停接受捐赠")
    return gettext("还在等物资和服务") if facts.programme else gettext("正在寻找愿意承接的慈善组织")


def _day(day: int) -> str:
    return gettext("第 %(day)d 天") % {"day": day}
