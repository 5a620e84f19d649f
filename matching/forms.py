"""Forms that desk and partners share: the amount of a match, and “what if” about one source."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, offer
from common.regions.models import Region
from matching.measures import Measure
from matching.runs.what_if import Change
from needs.causes import Urgency

MOST_FEN = 10**12
MOST_PIECES = 1_000  # a need item asks for no more


def amount_field(measure: Measure, label: Any) -> forms.Field:
    """Its cleaned value is whole fen, or whole pieces or times, at least one."""
    if measure.is_money:
        return MoneyField(label=label, at_least_fen=1)
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_PIECES)


class WhatIfForm(forms.Form):
    """`counties` and `sources` are those of the person who asks: [(value, label)]."""

    county = forms.ChoiceField(label=_("区县"))
    source = forms.ChoiceField(label=_("来源"))
    cap = MoneyField(label=_("单户上限改为"), required=False, at_least_fen=100, at_most_fen=MOST_FEN)
    more = MoneyField(label=_("预算增加"), required=False, at_most_fen=MOST_FEN)
    area = forms.ChoiceField(label=_("地区改为"), required=False)
    least_urgency = forms.ChoiceField(
        label=_("最低紧急程度"), required=False, choices=[("", _("不变")), *[(one.value, one.label) for one in Urgency]]
    )

    def __init__(self, *args, counties, sources, areas, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if counties is None:
            del self.fields["county"]
        else:
            offer(self, "county", [(one.pk, one.local_name) for one in counties])
        offer(self, "source", sources)
        offer(self, "area", [("", _("不变")), *[(one.pk, one.local_full_name) for one in areas]])

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if not self.errors and not any(data.get(name) for name in ("cap", "more", "area", "least_urgency")):
            raise forms.ValidationError(_("请至少改动一项再试算。"))
        return data

    @property
    def change(self) -> Change:
        data = self.cleaned_data
        return Change(
            cap_fen=data["cap"],
            more_fen=data["more"] or 0,
            least_urgency=data["least_urgency"],
            area=Region.objects.get(pk=data["area"]) if data["area"] else None,
        )
