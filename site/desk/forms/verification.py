"""Forms for costs, visits, aid and consent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, NamedRowField, TokenField, offer_rows
from needs.causes import ItemCategory, ItemKind
from needs.models.aid import AidState, AidType
from needs.models.consent import SHARED_FIELDS, ConsentForm, Purpose
from needs.models.item import EvidenceState
from needs.models.verification import FACTS, Finding
from organisations.models import Organisation


class ItemForm(forms.Form):
    token = TokenField()
    kind = forms.ChoiceField(label=_("形式"), choices=ItemKind.choices, widget=forms.RadioSelect, initial=ItemKind.CASH)
    category = forms.ChoiceField(label=_("项目"), choices=ItemCategory.choices)
    requested_fen = MoneyField(label=_("申请金额"), required=False)
    quantity = forms.IntegerField(label=_("数量（物资或服务）"), min_value=1, max_value=1000, required=False)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("kind") == ItemKind.CASH and not data.get("requested_fen") and "requested_fen" not in self.errors:
            self.add_error("requested_fen", _("请填写申请金额。"))
        if data.get("kind") in (ItemKind.GOODS, ItemKind.SERVICE) and not data.get("quantity"):
            self.add_error("quantity", _("请填写数量。"))
        return data


class CostForm(forms.Form):
    verified_cost_fen = MoneyField(label=_("核实费用"))
    insurance_fen = MoneyField(label=_("其中保险支付"), required=False)
    evidence = forms.ChoiceField(label=_("凭证"), choices=EvidenceState.choices, widget=forms.RadioSelect)


class VisitForm(forms.Form):
    """One word per fact; nothing is chosen beforehand, since a default is not a finding."""

    token = TokenField()
    method = forms.ChoiceField(
        label=_("核实方式"),
        widget=forms.RadioSelect,
        initial="visit",
        choices=[("visit", _("入户")), ("documents", _("材料核对")), ("phone", _("电话核实"))],
    )
    visited_on = forms.DateField(label=_("核实日期"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(
        label=_("核实记录（内部）"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_step = forms.CharField(label=_("无法核实时的下一步"), max_length=200, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, label in FACTS.items():
            self.fields[f"fact_{name}"] = forms.ChoiceField(
                label=label, choices=Finding.choices, widget=forms.RadioSelect
            )

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"fact_{name}"] for name in FACTS}

    @property
    def fact_fields(self):
        return [self[f"fact_{name}"] for name in FACTS]


class AidForm(forms.Form):
    aid_type = forms.ChoiceField(label=_("救助类型"), choices=AidType.choices)
    state = forms.ChoiceField(label=_("结果"), choices=AidState.choices, widget=forms.RadioSelect)
    amount_fen = MoneyField(label=_("金额"), required=False)
    item = NamedRowField(
        label=_("用于哪一项"),
        called=lambda item: item.get_category_display(),
        required=False,
        empty_label=_("不针对某一项"),
    )
    basis = forms.CharField(label=_("依据或说明"), max_length=200, required=False)

    def __init__(self, *args, case, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "item", case.items.filter(kind=ItemKind.CASH))


class ConsentRecordForm(forms.Form):
    purpose = forms.ChoiceField(label=_("同意什么"), choices=Purpose.choices, widget=forms.RadioSelect)
    recipient = forms.ModelChoiceField(
        label=_("向谁提供"),
        required=False,
        empty_label=_("请选择"),
        queryset=Organisation.objects.filter(kind__in=["charity", "service_org"]),
    )
    fields_shared = forms.MultipleChoiceField(
        label=_("可以提供的内容"),
        choices=list(SHARED_FIELDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    form = forms.ChoiceField(label=_("同意的形式"), choices=ConsentForm.choices, widget=forms.RadioSelect)
    guardian = forms.BooleanField(label=_("由监护人同意"), required=False)
    months = forms.TypedChoiceField(
        label=_("有效期"), coerce=int, initial=6, choices=[(3, _("3 个月")), (6, _("6 个月")), (12, _("12 个月"))]
    )
