"""A11: what each part of a complaint's path asks for."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.complaints.models import Outcome
from casework.complaints.services import LONGEST_REPLY
from common.forms import NamedRowField, offer_rows
from organisations.models import User


class AssignForm(forms.Form):
    to = NamedRowField(
        label=_("分派给"),
        called=lambda user: user.display_name,
        empty_label=_("请选择"),
        error_messages={"required": _("请选择处理人。")},
    )
    sensitive = forms.BooleanField(label=_("敏感"), required=False, help_text=_("勾选后，其他处理人看不到这件投诉。"))

    def __init__(self, *args, handlers, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "to", handlers)


class RespondentsForm(forms.Form):
    """Names as one writes them. Two people of one name are both meant: rather one too many kept away than one too few."""

    users = forms.CharField(
        label=_("被投诉人姓名"),
        max_length=200,
        help_text=_("多人用顿号分开。指明后，他们看不到这件投诉，也不能办理；不能撤销。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, staff, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean_users(self) -> list[User]:
        found: list[User] = []
        for name in filter(None, re.split(r"[、,，;；\s]+", self.cleaned_data["users"])):
            same = list(self.staff.filter(display_name=name))
            if not same:
                raise forms.ValidationError(_("本地工作人员中没有“%(name)s”。"), params={"name": name})
            found += same
        return found


class AnswerForm(forms.Form):
    facts = forms.CharField(
        label=_("查明的事实"),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("内部留存，投诉人看不到。"),
    )
    outcome = forms.ChoiceField(label=_("结论"), choices=Outcome.choices, widget=forms.RadioSelect)
    reply = forms.CharField(
        label=_("给投诉人的答复"), max_length=LONGEST_REPLY, widget=forms.Textarea(attrs={"rows": 5})
    )
    administrative = forms.BooleanField(
        label=_("涉及行政决定"), required=False, help_text=_("勾选后，答复里会告知可以申请行政复议或提起行政诉讼。")
    )
