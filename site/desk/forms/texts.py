"""The public text, and what the approver says about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from publication.models.public_need import AgeBand, HouseholdBand


class TextForm(forms.Form):
    title = forms.CharField(
        label=_("标题"), max_length=40, help_text=_("写事情，不写人。例如：家中主要劳动力突发疾病，康复费用未落实")
    )
    story = forms.CharField(
        label=_("公开说明"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("不写姓名、村组、单位、学校、医院、具体日期和病名。"),
    )
    age_band = forms.ChoiceField(label=_("年龄段"), choices=[("", _("不写")), *AgeBand.choices], required=False)
    household_band = forms.ChoiceField(
        label=_("家庭规模"), choices=[("", _("不写")), *HouseholdBand.choices], required=False
    )
    deadline_on = forms.DateField(label=_("最晚需要日"), widget=forms.DateInput(attrs={"type": "date"}))
