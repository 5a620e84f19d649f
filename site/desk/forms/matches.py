"""The officer's decision about one proposal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField


class DecisionForm(forms.Form):
    match = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    amount = MoneyField(label=_("批准金额"))
    reason = forms.CharField(label=_("理由（写入审计记录）"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
