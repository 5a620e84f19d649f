"""The pledge: kind, area, limits, until when, and whether to ask first."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, TokenField, offer
from common.regions.models import Region
from donations.models import UNITS_OF_PLEDGE, PledgeMode
from donations.services import ITEMS_OF_PLEDGE
from needs.causes import Category

SESSION_KEY = "pledging"  # what a donor has answered so far


def places() -> list[tuple[str, str]]:
    """The city and its counties, as a pledge may name them."""
    city = Region.objects.filter(pk=settings.CITY_REGION).first()
    if city is None:
        return []
    counties = Region.objects.filter(parent=city, valid_to__isnull=True).order_by("code")
    return [(city.pk, _("%(city)s全市") % {"city": city.local_name}), *[(one.pk, one.local_name) for one in counties]]


class PledgeForm(forms.Form):
    token = TokenField()
    category = forms.ChoiceField(
        label=_("愿意帮助哪一类困难"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("不限类型")), *Category.choices],
    )
    region = forms.ChoiceField(label=_("哪个地区的家庭"))
    per_household = MoneyField(label=_("每户最多"), at_least_fen=100, help_text=_("给一个家庭的上限。"))
    total = MoneyField(label=_("总计最多"), at_least_fen=100, help_text=_("全部加起来的上限，到了就不再收到建议。"))
    until = forms.DateField(label=_("有效期至"), help_text=_("最长一年，到期前可以随时取消。"))
    mode = forms.ChoiceField(
        label=_("遇到合适的家庭时"), choices=PledgeMode.choices, initial=PledgeMode.ASK, widget=forms.RadioSelect
    )
    helped_person = forms.CharField(
        label=_("想帮助的人"),
        required=False,
        max_length=200,
        help_text=_("通常不用填。承诺帮助的是符合条件的家庭，不能指定某个人；填了会被退回。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", places())

    def answers(self) -> dict:
        """As the service takes them; ids and amounts, fit for a session."""
        clean = self.cleaned_data
        return {
            "token": str(clean["token"]),
            "category": clean["category"],
            "region": clean["region"],
            "per_household_fen": clean["per_household"],
            "total_fen": clean["total"],
            "until": clean["until"].isoformat(),
            "mode": clean["mode"],
        }


class InKindForm(forms.Form):
    """Goods, hours or professional help: of what, how much, for whom, until when. Hours and sessions have one unit."""

    token = TokenField()
    item = forms.ChoiceField(label=_("给什么"), widget=forms.RadioSelect)
    total = forms.IntegerField(label=_("总计"), min_value=1)
    per_household = forms.IntegerField(label=_("每户最多"), min_value=1)
    unit = forms.ChoiceField(label=_("单位"), widget=forms.RadioSelect)
    category = PledgeForm.base_fields["category"]
    region = forms.ChoiceField(label=_("哪个地区的家庭"))
    until = forms.DateField(label=_("有效期至"), help_text=_("最长一年，到期前可以随时取消。"))
    helped_person = PledgeForm.base_fields["helped_person"]

    def __init__(self, *args, kind: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kind, units = kind, UNITS_OF_PLEDGE[kind]
        offer(self, "item", [(one.value, one.label) for one in ITEMS_OF_PLEDGE[kind]])
        offer(self, "unit", [(one.value, one.label) for one in units])
        offer(self, "region", places())
        self.fields["unit"].initial = units[0].value
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
        self.suffix = units[0].label if len(units) == 1 else ""

    def answers(self) -> dict:
        """As the service takes them; fit for a session."""
        clean = self.cleaned_data
        names = ("item", "unit", "category", "region", "per_household", "total")
        return {
            "kind": self.kind,
            "token": str(clean["token"]),
            "until": clean["until"].isoformat(),
            **{name: clean[name] for name in names},
        }
