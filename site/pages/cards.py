"""A need as the shared card draws it: words in the reader's language, search terms marked, goods beside money."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext

from needs.causes import CATEGORY_ICONS, UNITS, Category, ItemKind
from pages.marking import excerpt, marked
from publication.models import PublicItem, PublicNeed


def need_cards(needs: Iterable[PublicNeed], terms: Sequence[str] = ()) -> list[dict[str, Any]]:
    return [card_of(need, terms) for need in needs]


def card_of(need: PublicNeed, terms: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "slug": need.slug,
        "title": marked(need.title, terms),
        "icon": CATEGORY_ICONS[Category(need.category)],
        "category_label": marked(need.get_category_display(), terms),
        "county_label": marked(need.county.local_name, terms),
        "household_band": need.get_household_band_display() if need.household_band else "",
        "age_band": need.get_age_band_display() if need.age_band else "",
        "deadline_on": need.deadline_on,
        "updated_at": need.updated_at,
        "state": need.state,
        "need_fen": need.need_fen,
        "government_fen": need.government_fen,
        "charity_fen": need.charity_fen,
        "gifts_fen": need.gifts_fen,
        "gift_count": need.gift_count,
        "excerpt": excerpt(need.story, terms),
        "goods": missing_goods(need.items.all()),
    }


def missing_goods(items: Iterable[PublicItem]) -> str:
    """“棉被衣物 3 件、陪诊出行 2 次”: what nobody has taken over yet, in its own unit, never in money."""
    lines = []
    for item in items:
        left = (item.quantity or 0) - item.secured_quantity
        if item.kind != ItemKind.CASH and left > 0:
            lines.append(
                gettext("%(what)s %(count)d %(unit)s")
                % {"what": item.get_category_display(), "count": left, "unit": UNITS[ItemKind(item.kind)]}
            )
    return gettext("、").join(lines)
