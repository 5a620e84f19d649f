"""One form per task of a programme; each field is a column of `update_programme`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, offer_rows
from common.items import ItemKind
from common.regions.models import Level, Region
from organisations.models import Organisation

TEXT = {"rows": 4}


class TaskForm(forms.Form):
    """Starts from the programme as it stands."""

    def __init__(self, *args: Any, thing: Any = None, **kwargs: Any) -> None:
        self.thing = thing
        if thing is not None:
            kwargs.setdefault("initial", {name: getattr(thing, name, None) for name in self.base_fields})
        super().__init__(*args, **kwargs)


class RegionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Region) -> str:
        return f"{'　' if obj.level == Level.COUNTY else ''}{obj.local_name}"


def regions_around(organisation: Organisation):
    """The seat's city with its counties: where a local charity or firm may help."""
    city = organisation.region.code[:4]
    return Region.objects.filter(code__startswith=city, level__in=[Level.CITY, Level.COUNTY], valid_to__isnull=True)


class BasicsForm(TaskForm):
    name = forms.CharField(label=_("项目名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    purpose = forms.CharField(
        label=_("项目宗旨"),
        max_length=600,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("帮助谁、解决什么困难。会公开显示。"),
    )
    region = RegionChoice(label=_("救助地区"), queryset=Region.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("形式"), choices=ItemKind.choices, widget=forms.RadioSelect)
    starts_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("结束日期"), widget=forms.DateInput)
    filing_no = forms.CharField(
        label=_("募捐方案备案编号"),
        max_length=60,
        required=False,
        help_text=_("没有备案的项目可以参与对接，但不能在这里接受捐赠。"),
    )
    filed_from = forms.DateField(label=_("备案起始"), required=False, widget=forms.DateInput)
    filed_to = forms.DateField(label=_("备案截止"), required=False, widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "region", regions_around(self.thing.charity))


class MoneyForm(TaskForm):
    standard = forms.CharField(
        label=_("救助标准"), max_length=200, help_text=_("例如“每户 3,000—10,000 元”。会公开显示。")
    )
    standard_en = forms.CharField(label=_("救助标准（英文）"), max_length=300, required=False)
    cap_fen = MoneyField(label=_("单户上限"), at_least_fen=1, required=False)
    minimum_fen = MoneyField(label=_("最低救助额"), required=False, help_text=_("低于这个数的对接不会提出来。"))
    quota = forms.IntegerField(label=_("名额"), min_value=1, required=False)
    co_funding = forms.BooleanField(label=_("可与其他来源共同救助同一户"), required=False)
    fundraising_cost = forms.CharField(
        label=_("募捐成本"), max_length=200, help_text=_("例如“不超过募得款物的 5%，由本机构承担”。")
    )
    surplus_rule = forms.CharField(
        label=_("多出的钱怎么用"),
        max_length=200,
        help_text=_("按募捐方案，用于目的相近的项目，并公开（慈善法第五十八条）。"),
    )
    surplus_rule_en = forms.CharField(label=_("多出的钱怎么用（英文）"), max_length=300, required=False)

    def clean_minimum_fen(self) -> int:
        return self.cleaned_data["minimum_fen"] or 0


class MaterialsForm(TaskForm):
    materials = forms.CharField(
        label=_("需要的材料"),
        max_length=400,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("政府已核实的事实不必再要证明；只写发放确实需要的。"),
    )


class ContactForm(TaskForm):
    contact_name = forms.CharField(
        label=_("联系人"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact_phone = forms.CharField(
        label=_("联系电话"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )


class NewProgrammeForm(forms.Form):
    """The least with which a draft can exist."""

    name = forms.CharField(label=_("项目名称"), max_length=60)
    charity = forms.ModelChoiceField(label=_("慈善组织"), queryset=Organisation.objects.none(), empty_label=None)
    region = RegionChoice(label=_("救助地区"), queryset=Region.objects.none(), empty_label=None)
    starts_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("结束日期"), widget=forms.DateInput)

    def __init__(self, *args: Any, charities: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "charity", Organisation.objects.filter(pk__in=[one.pk for one in charities]))
        self.fields["charity"].initial = charities[0].pk
        if len(charities) == 1:
            self.fields["charity"].widget = forms.HiddenInput()
        offer_rows(self, "region", regions_around(charities[0]))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("写入审计记录。")
    )


class ReportForm(forms.Form):
    published_on = forms.DateField(label=_("报告公开的日期"), widget=forms.DateInput)


TASKS: dict[str, type[TaskForm]] = {
    "basics": BasicsForm,
    "money": MoneyForm,
    "materials": MaterialsForm,
    "contact": ContactForm,
}
