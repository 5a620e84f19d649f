"""Somebody at the door of a relief station, and each step until they go."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.stations.access import keepers_of
from casework.stations.models import Station, Stay
from casework.stations.services import Guest
from common.forms import NamedRowField, ResidentIdField, TokenField, offer_rows
from needs.models.household import Sex

LONG = {"rows": 2}


class StationChoice(forms.ModelChoiceField):
    def label_from_instance(self, station: Station) -> str:
        return str(station)


class GuestForm(forms.Form):
    """Nothing but the sex must be known; nobody is turned away for want of a paper."""

    token = TokenField()
    station = StationChoice(label=_("到站"), queryset=Station.objects.none(), empty_label=None)
    sent_on = StationChoice(label=_("送到"), queryset=Station.objects.none(), required=False, widget=forms.HiddenInput)
    sex = forms.ChoiceField(
        label=_("性别"), choices=[(Sex.MALE, _("男")), (Sex.FEMALE, _("女"))], widget=forms.RadioSelect
    )
    birth_year = forms.IntegerField(
        label=_("出生年份"),
        min_value=1900,
        max_value=2100,
        required=False,
        help_text=_("未满 18 周岁的送未成年人救助保护中心。"),
    )
    name = forms.CharField(
        label=_("姓名"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    id_no = ResidentIdField(label=_("身份证号"), required=False)
    origin = forms.CharField(label=_("户籍地或来处"), max_length=100, required=False)
    circumstances = forms.CharField(
        label=_("求助原因"), max_length=400, required=False, widget=forms.Textarea(attrs=LONG)
    )
    belongings = forms.CharField(
        label=_("随身物品"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("逐件登记，离站时当面交还。"),
    )
    relatives = forms.CharField(label=_("要联系的亲属"), max_length=200, required=False)
    wants_woman = forms.BooleanField(label=_("要求由女性工作人员照料"), required=False)
    case_number = forms.CharField(label=_("关联个案编号"), max_length=24, required=False)

    def __init__(self, *args: Any, stations, all_stations, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "station", stations)
        offer_rows(self, "sent_on", all_stations)

    def guest(self) -> Guest:
        data = self.cleaned_data
        return Guest(
            **{
                name: data[name]
                for name in (
                    "sex",
                    "birth_year",
                    "name",
                    "id_no",
                    "origin",
                    "circumstances",
                    "belongings",
                    "relatives",
                    "wants_woman",
                )
            }
        )


class AdmitForm(forms.Form):
    carer = NamedRowField(
        label=_("照料人"),
        called=lambda one: f"{one.user.display_name}（{one.get_sex_display()}）",
        empty_label=None,
    )

    def __init__(self, *args: Any, stay: Stay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keepers = keepers_of(stay.station)
        # who asked for a woman's care meets no man as the first choice; the service refuses him in words
        offer_rows(self, "carer", keepers.order_by("-sex", "pk") if stay.by_woman else keepers)


class ContactForm(forms.Form):
    note = forms.CharField(label=_("联系情况"), max_length=400, widget=forms.Textarea(attrs=LONG))
    relatives = forms.CharField(label=_("联系到的亲属"), max_length=200, required=False)


class ExitForm(forms.Form):
    belongings_returned = forms.BooleanField(label=_("随身物品已当面交还"), required=False)


class HomeForm(ExitForm):
    transport = forms.CharField(label=_("车次或护送安排"), max_length=200)
    field_order = ["transport", "belongings_returned"]


class ReferForm(ExitForm):
    note = forms.CharField(label=_("转到哪里，谁接收"), max_length=400, widget=forms.Textarea(attrs=LONG))
    field_order = ["note", "belongings_returned"]


class MoveForm(forms.Form):
    to = StationChoice(label=_("转到"), queryset=Station.objects.none(), empty_label=None)

    def __init__(self, *args: Any, stay: Stay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(
            self,
            "to",
            (Station.objects.filter(kind=stay.station.kind).exclude(pk=stay.station_id).select_related("organisation")),
        )
