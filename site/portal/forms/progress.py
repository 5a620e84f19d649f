"""Looking up a report: its number and the phone it was made with, then the code that was sent there."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PhoneField
from matching.decisions.objections.models import ObjectionKind


class ProgressForm(forms.Form):
    number = forms.CharField(
        label=_("上报编号"),
        max_length=40,
        help_text=_("上报成功时给您的编号，例如 X9901022611240001。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    phone = PhoneField(label=_("上报时留的手机号"))


class ObjectionForm(forms.Form):
    note = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("您的要求"), choices=ObjectionKind.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("您的话"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("短信验证码"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
