"""Somebody in whom the signed-in person has an interest: a relation, a name, a number or a telephone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.conflicts_of_interest.models import Relation
from common.forms import PhoneField, ResidentIdField


class InterestForm(forms.Form):
    relation = forms.ChoiceField(label=_("关系"), choices=[("", _("请选择")), *Relation.choices])
    name = forms.CharField(label=_("姓名"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    id_no = ResidentIdField(
        label=_("身份证号"), required=False, help_text=_("身份证号和手机号至少填一项。加密保存，只用来自动比对。")
    )
    phone = PhoneField(label=_("手机号"), required=False)
