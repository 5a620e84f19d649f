"""Small forms of the case page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    text = forms.CharField(label=_("备注"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(forms.Form):
    reason = forms.CharField(label=_("办结说明"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class RevealForm(forms.Form):
    """Why somebody opens the full identity: chosen from a list, so that the log holds no free text."""

    reason = forms.ChoiceField(
        label=_("查看理由"),
        choices=[("visit", _("入户或联系家庭")), ("verify", _("核对证件")), ("payment", _("核对收款信息")),
                 ("complaint", _("处理投诉"))],
    )
