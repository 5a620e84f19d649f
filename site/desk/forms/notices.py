"""Forms of a public notice: chosen from lists, so that nothing more can be written on a board."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, NamedRowField, TokenField, offer_rows
from common.regions.models import Region
from publication.notices.models import Board, Channel


class DraftForm(forms.Form):
    place = NamedRowField(
        label=_("公示到哪一级地点"),
        called=lambda region: region.local_full_name,
        empty_label=_("请选择"),
        error_messages={"required": _("请选择家庭所在的村（社区）或街道（乡镇）。")},
    )
    amount_fen = MoneyField(label=_("拟发放的临时救助"), help_text=_("给予的金额不能超过公示的金额。"))

    def __init__(self, *args, places, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "place", Region.objects.filter(pk__in=[one.pk for one in places]))


class PostForm(forms.Form):
    board = forms.ChoiceField(
        label=_("张贴在哪里"), choices=Board.choices, widget=forms.RadioSelect, initial=Board.VILLAGE
    )


class HeardForm(forms.Form):
    """An objection by telephone or on paper, in the objector's words."""

    token = TokenField()
    channel = forms.ChoiceField(
        label=_("怎么提出的"),
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Channel.PHONE, Channel.VISIT)],
    )
    words = forms.CharField(label=_("说了什么"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    contact = forms.CharField(label=_("怎样联系（可以不填）"), max_length=60, required=False)


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("结论"),
        widget=forms.RadioSelect,
        choices=[("rejected", _("异议不成立，恢复公示")), ("upheld", _("异议成立，终止公示"))],
    )
    finding = forms.CharField(
        label=_("复核情况（内部）"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("做了什么、查到什么。留在个案里，不给提出异议的人看。"),
    )
    answer = forms.CharField(
        label=_("答复（提出异议的人会看到）"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("结论和理由。不写姓名、单位、病情，也不写没有公示过的情况。"),
    )
