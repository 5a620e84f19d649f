"""Amounts to choose from that mean something: each is tied to a line of the need's cost table."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.money import Money
from publication.models import PublicItem

SMALL_LINE_FEN = 500_00  # a line up to this is offered as a whole, a larger one as about a tenth of it
FOR_PROGRAMME = (50_00, 100_00, 300_00)


@dataclass(frozen=True, slots=True)
class Preset:
    fen: int
    words: str


def for_need(items: Iterable[PublicItem], gap_fen: int, most_fen: int) -> list[Preset]:
    """Up to three, smallest first, none above the gap: small amounts first, whole lines where there is room."""
    lines = [item for item in items if item.kind == "cash" and item.gap_fen >= 100]
    ceiling = min(gap_fen, most_fen)
    offers = [_part(item) for item in lines] + sorted((_whole(item) for item in lines), key=lambda offer: offer.fen)
    chosen: dict[int, Preset] = {}
    for offer in offers:
        if offer.fen <= ceiling and len(chosen) < 3:
            chosen.setdefault(offer.fen, offer)
    return sorted(chosen.values(), key=lambda offer: offer.fen)


def for_programme() -> list[Preset]:
    return [Preset(fen, _("由项目按规则用于最急的家庭")) for fen in FOR_PROGRAMME]


def _part(item: PublicItem) -> Preset:
    if item.gap_fen <= SMALL_LINE_FEN:
        return _whole(item)
    tenth_fen = -(-item.gap_fen // 10_000) * 1000  # a tenth, rounded up to whole ten yuan
    figures = {"item": item.get_category_display(), "gap": Money(item.gap_fen).text}
    return Preset(tenth_fen, _("“%(item)s”还差 %(gap)s，这约是十分之一") % figures)


def _whole(item: PublicItem) -> Preset:
    return Preset(item.gap_fen, _("补足“%(item)s”的全部缺口") % {"item": item.get_category_display()})
