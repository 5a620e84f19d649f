"""The field in which an amount of a match is typed: yuan and fen for money, whole pieces or times for the rest."""

from __future__ import annotations

from typing import Any

from django import forms

from common.forms import MoneyField
from matching.eligibility.measures import Measure

MOST_PIECES = 1_000  # a need item asks for no more


def amount_field(measure: Measure, label: Any) -> forms.Field:
    """Its cleaned value is whole fen, or whole pieces or times, at least one."""
    if measure.is_money:
        return MoneyField(label=label, at_least_fen=1)
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_PIECES)
