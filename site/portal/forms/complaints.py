"""P10 in four steps, the two fields of 举报, and the way back by number and code."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from casework.complaints.models import ComplaintKind
from casework.complaints.services import LONGEST_WORDS
from common.forms import PhoneField, TokenField, offer
from common.regions.models import Region


def _words(label, help_text) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 7, "data-private": ""}),
    )


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("您要反映哪一类问题"), choices=ComplaintKind.choices, widget=forms.RadioSelect)


class AboutForm(forms.Form):
    """The county decides which office deals with it; a number that we know finds the people concerned."""

    county = forms.ChoiceField(label=_("发生在哪个区县"))
    subject = forms.CharField(
        label=_("编号或网址末尾的字母"),
        max_length=60,
        required=False,
        help_text=_("知道的话填上：上报编号、对接编号，或求助页面地址的最后一段。不填也可以。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    about = forms.CharField(
        label=_("单位或人员"),
        max_length=200,
        required=False,
        help_text=_("例如“某镇救助窗口的一位工作人员”。写明后，这件投诉不会交给被投诉的人。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        counties = Region.objects.filter(parent=settings.CITY_REGION, valid_to__isnull=True).order_by("code")
        offer(self, "county", [("", _("请选择")), *[(one.pk, one.local_name) for one in counties]])


class WordsForm(forms.Form):
    words = _words(_("请说说经过"), _("什么时候、什么事、您希望怎样解决。只有办理的人看得到。"))


class ContactForm(forms.Form):
    """Both may stay empty: then the number and the code are the only way back."""

    name = forms.CharField(
        label=_("怎么称呼您"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(
        label=_("手机号"), required=False, help_text=_("留下后，受理和答复时会收到短信；只有办理的人看得到。")
    )


class ReportForm(forms.Form):
    """举报这条信息 / 这个项目: two fields."""

    token = TokenField()
    words = _words(_("哪里不对"), _("例如内容不实、泄露了隐私、钱款去向可疑。"))
    phone = PhoneField(label=_("手机号"), required=False, help_text=_("可以不留。留下后，受理和答复时会收到短信。"))
    website = forms.CharField(
        label=_("请不要填写"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )


class SendForm(forms.Form):
    token = TokenField()


class ReturnForm(forms.Form):
    number = forms.CharField(
        label=_("投诉编号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("查询码"),
        max_length=20,
        help_text=_("提交后给您的 10 位字母和数字。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


class AppealForm(forms.Form):
    token = TokenField()
    words = _words(_("为什么不同意"), _("由市民政局另派人员办理，原来办理的人看不到您的申诉。"))
