"""An analyst's judgement of a finding."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.early_warning.services import LONGEST_WORDS


class JudgementForm(forms.Form):
    words = forms.CharField(
        label=_("研判意见"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写入专报。不写姓名、单位、详细地点、电话和证件号。"),
    )
