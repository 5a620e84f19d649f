"""The terms of a change of use beside the conditions, and the hash of the agreement that was read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, offer_rows
from common.regions.models import Region
from funds.models import Audience
from partners.forms.programmes import RegionChoice, TaskForm, regions_around


class ChangeForm(TaskForm):
    """Starts from the fund as it stands."""

    region = RegionChoice(label=_("地区"), queryset=Region.objects.none(), empty_label=None)
    audience = forms.ChoiceField(label=_("适用对象"), choices=Audience.choices, widget=forms.RadioSelect)
    purpose = forms.CharField(label=_("用途"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    cap_fen = MoneyField(label=_("单户上限"), at_least_fen=1)
    reason = forms.CharField(
        label=_("变更的理由"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("托管方和民政部门会看到。请不要写任何人的姓名、电话。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        around = regions_around(self.thing.enterprise)
        offer_rows(self, "region", around | Region.objects.filter(pk=self.thing.region_id))


class SayYesForm(forms.Form):
    seen_sha256 = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(label=_("我已读完变更后的协议，并代表本机构同意"))
