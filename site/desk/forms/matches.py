"""The officer's decision about one proposal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.forms import amount_field
from matching.measures import Measure


class DecisionForm(forms.Form):
    match = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    amount = forms.Field()
    reason = forms.CharField(label=_("理由（写入审计记录）"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = amount_field(measure, _("批准金额") if measure.is_money else _("批准数量"))
