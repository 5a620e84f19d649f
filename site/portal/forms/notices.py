"""An objection to a public notice: what is wrong and why; who says it may stay open."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import TokenField


class ObjectionForm(forms.Form):
    """`website` is filled by machines only; people do not see it."""

    token = TokenField()
    words = forms.CharField(
        label=_("哪里不对，为什么"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("请写事实和怎么知道的。只给复核的人看，不会告诉被公示的家庭是谁提的。"),
    )
    contact = forms.CharField(
        label=_("怎样联系您"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("可以不填。填了，复核的人可能会向您核实。"),
    )
    website = forms.CharField(
        label=_("请不要填写"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    @property
    def looks_like_a_machine(self) -> bool:
        return bool(self.data.get("website"))
