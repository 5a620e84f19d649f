"""Filters for columns of whole fen: `{{ budget_fen|yuan }}` → `4,700 元`, `{{ budget_fen|amount }}` → `4,700.00`."""

from django import template

from common.money import Money

register = template.Library()


@register.filter
def yuan(fen: int | Money | None) -> str:
    """Nothing known is shown as nothing, not as zero."""
    money = _money(fen)
    return "" if money is None else money.text


@register.filter
def amount(fen: int | Money | None) -> str:
    money = _money(fen)
    return "" if money is None else money.amount


def _money(fen: int | Money | None) -> Money | None:
    return fen if fen is None or isinstance(fen, Money) else Money(int(fen))
