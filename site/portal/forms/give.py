"""The forms of giving: an amount, and how the donor wants to be known."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, retype
from donations.models import ShownAs
from donations.services import LEAST_FEN, MOST_FEN
from portal.presets import Preset


class AmountForm(forms.Form):
    """One form for both ways: a pressed preset sends `preset`, the box sends `amount`."""

    amount = MoneyField(
        label=_("自己定金额"),
        at_least_fen=LEAST_FEN,
        at_most_fen=MOST_FEN,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "enterkeyhint": "next"}),
    )

    def __init__(self, *args, presets: list[Preset], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and (pressed := self.data.get("preset", "")) and pressed.isdecimal():
            # only a shown amount counts as a preset; anything else was typed into the address bar
            fen = next((preset.fen for preset in presets if str(preset.fen) == pressed), None)
            if fen is not None:
                retype(self, amount=f"{fen / 100:.2f}" if fen % 100 else str(fen // 100))


class DetailsForm(forms.Form):
    shown_as = forms.ChoiceField(
        label=_("公开名单上显示为"), choices=ShownAs.choices, initial=ShownAs.ANONYMOUS, widget=forms.RadioSelect
    )
    donor_name = forms.CharField(
        label=_("姓名或单位名称"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    donor_contact = forms.CharField(
        label=_("手机号或电子邮箱"),
        required=False,
        max_length=120,
        help_text=_("只用来发送捐赠凭证和进展。不填也可以捐，凭证在付款后的页面上。"),
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "off"}),
    )
    invoice_title = forms.CharField(
        label=_("票据抬头"),
        required=False,
        max_length=100,
        help_text=_("只有需要公益事业捐赠统一票据时才填，由慈善组织开具。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    helped_person = forms.CharField(
        label=_("想帮助的人"),
        required=False,
        max_length=200,
        help_text=_("通常不用填。捐赠只给慈善项目，不能指定某个人；填了会被退回。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unrelated_declared = forms.BooleanField(
        label=_("我与受助人没有亲属、雇佣或其他利害关系"),
        required=False,
        help_text=_("慈善法规定，捐赠人不得指定利害关系人作为受益人。"),
    )
