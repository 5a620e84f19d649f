"""Asking for help and reporting a neighbour: short, with the words left as they are."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import PhoneField, TokenField, offer
from common.regions.models import Region
from needs.causes import Category, Urgency
from needs.models.clue import OralConsent
from policy.clocks import Clock
from policy.selectors import length

MOST_WORDS = 500


class ReportForm(forms.Form):
    """For oneself. `website` is filled by machines only; people do not see it."""

    token = TokenField()
    category = forms.ChoiceField(label=_("遇到了什么困难"), choices=Category.choices, widget=forms.RadioSelect)
    township = forms.ChoiceField(
        label=_("住在哪个街道或乡镇"), required=False, help_text=_("不确定可以不选，由区县来分派。")
    )
    life_danger = forms.BooleanField(label=_("现在有生命危险"), required=False)
    words = forms.CharField(
        label=_("说说发生了什么"),
        max_length=MOST_WORDS,
        help_text=_("什么时候、出了什么事、现在最缺什么。不用写身份证号和银行卡号。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    name = forms.CharField(
        label=_("怎么称呼您"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(label=_("您的手机号"), help_text=_("工作人员会打这个号码，您也用它来查进度。"))
    website = forms.CharField(
        label=_("请不要填写"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, county: Region, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        soon = length(Clock.CLUE_ACKNOWLEDGE, Urgency.RED, timezone.now(), county)
        self.fields["life_danger"].help_text = _("请先拨打 110、119 或 120。勾选后街道 %(soon)s内联系您。") % {
            "soon": soon
        }
        townships = Region.objects.filter(parent=county, valid_to__isnull=True).order_by("code")
        offer(self, "township", [("", _("不确定")), *[(one.pk, one.local_name) for one in townships]])

    @property
    def looks_like_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    def household(self) -> dict[str, str]:
        """Who is in need: the reporter."""
        clean = self.cleaned_data
        return {"household_name": clean["name"], "household_phone": clean["phone"], "oral_consent": OralConsent.YES}


class NeighbourReportForm(ReportForm):
    """For somebody else: who they are may stay open, whether they know of it is asked."""

    household_name = forms.CharField(
        label=_("遇到困难的人怎么称呼"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    household_phone = PhoneField(
        label=_("遇到困难的人的手机号"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    oral_consent = forms.ChoiceField(
        label=_("本人知道您在上报吗"),
        choices=OralConsent.choices,
        initial=OralConsent.NOT_YET,
        widget=forms.RadioSelect,
    )

    def household(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("household_name", "household_phone", "oral_consent")}
