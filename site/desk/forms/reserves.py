"""Moves of government money: how much, by which document; the token makes a double click one move."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, NamedRowField, TokenField, offer_rows
from funds.reserves.models import Reserve, Source
from organisations.models import Organisation


class AllocationForm(forms.Form):
    amount_fen = MoneyField(label=_("金额"), at_least_fen=1)
    document = forms.CharField(label=_("文号或依据"), max_length=80)
    token = TokenField(initial=uuid4)


class TopUpForm(AllocationForm):
    """From the county's reserve of the same year that still has carried-over money."""

    source = NamedRowField(label=_("从哪里补充"), called=lambda one: one.title, empty_label=None)
    field_order = ["source", "amount_fen", "document"]

    def __init__(self, *args: Any, reserve: Reserve, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = Reserve.objects.filter(office=reserve.keeper, year=reserve.year, closed_at=None)
        offer_rows(self, "source", sources.select_related("office__region"))


class CarryOverForm(forms.Form):
    document = forms.CharField(label=_("文号或依据"), max_length=80)
    token = TokenField(initial=uuid4)


class OpenForm(forms.Form):
    office = forms.ModelChoiceField(label=_("单位"), queryset=Organisation.objects.none(), empty_label=None)
    year = forms.IntegerField(label=_("年度"), min_value=2015, max_value=2100)
    source = forms.ChoiceField(label=_("资金来源"), choices=Source.choices)
    low_below_fen = MoneyField(label=_("余额提醒线"), required=False, help_text=_("可用余额低于这个数时提醒。"))

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "office", offices)

    def clean_low_below_fen(self) -> int:
        return self.cleaned_data["low_below_fen"] or 0


class PaidForm(forms.Form):
    bank_line = forms.CharField(
        label=_("银行流水号"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
