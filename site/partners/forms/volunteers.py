"""A volunteer, what was checked about the person, hours, and the answer to a service that is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PhoneField, ResidentIdField, TokenField, offer_rows
from organisations.models import Organisation
from partners.forms.programmes import RegionChoice, regions_around
from privacy.services import Disclosed
from programmes.volunteers.checks import Checks
from programmes.volunteers.skills import Skill


class OfferForm(forms.Form):
    """What may change later: telephone, skills, area, time."""

    phone = PhoneField(label=_("手机号"))
    skills = forms.MultipleChoiceField(label=_("能做的事"), choices=Skill.choices, widget=forms.CheckboxSelectMultiple)
    region = RegionChoice(label=_("服务地区"), queryset=None, empty_label=None)
    weekly_hours = forms.IntegerField(
        label=_("每周可服务"), min_value=1, max_value=40, help_text=_("整小时，最多 40 小时。")
    )

    def __init__(
        self, *args: Any, organisation: Organisation, volunteer: Disclosed | None = None, **kwargs: Any
    ) -> None:
        if volunteer is not None:
            kwargs["initial"] = {
                "phone": volunteer.phone,
                "skills": volunteer.skills,
                "region": volunteer.region_id,
                "weekly_hours": volunteer.weekly_minutes // 60,
            }
        super().__init__(*args, **kwargs)
        offer_rows(self, "region", regions_around(organisation))

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if "weekly_hours" in data:
            data["weekly_minutes"] = data.pop("weekly_hours") * 60
        return data


class NewVolunteerForm(OfferForm):
    token = TokenField()
    organisation = forms.ModelChoiceField(label=_("机构"), queryset=Organisation.objects.none(), empty_label=None)
    name = forms.CharField(
        label=_("姓名"),
        max_length=40,
        help_text=_("实名登记，与身份证一致。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    id_no = ResidentIdField(label=_("身份证号"), help_text=_("加密保存，只用于核对身份和出具证明。"))
    field_order = ["organisation", "name", "id_no", "phone", "skills", "region", "weekly_hours"]

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, organisation=organisations[0], **kwargs)
        offer_rows(self, "organisation", Organisation.objects.filter(pk__in=[one.pk for one in organisations]))
        self.fields["organisation"].initial = organisations[0].pk
        if len(organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()


class VettingForm(forms.Form):
    """The dates are the last valid days; the two pairs are for work where children are."""

    identity_seen = forms.BooleanField(label=_("已核对身份证原件，与登记一致"), required=False)
    insurance_policy = forms.CharField(label=_("保险单号"), max_length=40)
    insurance_until = forms.DateField(label=_("保险有效期至"), widget=forms.DateInput)
    record_checked_on = forms.DateField(label=_("违法犯罪记录查询日期"), required=False, widget=forms.DateInput)
    record_until = forms.DateField(label=_("查询结果有效期至"), required=False, widget=forms.DateInput)
    trained_on = forms.DateField(label=_("未成年人保护培训日期"), required=False, widget=forms.DateInput)
    training_until = forms.DateField(label=_("培训有效期至"), required=False, widget=forms.DateInput)

    def papers(self) -> Checks:
        return Checks(**self.cleaned_data)


class ShortReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class EventHoursForm(forms.Form):
    token = TokenField()
    served_on = forms.DateField(label=_("服务日期"), widget=forms.DateInput)
    minutes = forms.IntegerField(label=_("服务时间（分钟）"), min_value=1, max_value=720)
    skill = forms.ChoiceField(label=_("内容"), choices=Skill.choices)


class AgreeForm(forms.Form):
    volunteer_agreed = forms.BooleanField(label=_("志愿者本人已同意这次时间和地点"), required=False)


class ServedForm(forms.Form):
    served_minutes = forms.IntegerField(
        label=_("实际服务（分钟）"), min_value=1, max_value=720, help_text=_("如实填写，民政经办人会向家庭核实。")
    )
