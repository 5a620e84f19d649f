"""One form per task of a fund's set-up; each field is a column of `update_fund`."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, TokenField, offer_rows
from funds.models import ApprovalMode, Audience, DeadlineDefault
from organisations.models import Organisation, OrganisationKind
from partners.forms.programmes import RegionChoice, TaskForm, regions_around
from programmes.selectors import standing_blocker


class NewFundForm(forms.Form):
    name = forms.CharField(label=_("基金名称"), max_length=60, help_text=_("例如“××急难救助专项基金”。"))
    enterprise = forms.ModelChoiceField(label=_("企业"), queryset=Organisation.objects.none(), empty_label=None)
    region = RegionChoice(label=_("地区"), queryset=Organisation.objects.none(), empty_label=None)

    def __init__(self, *args: Any, enterprises: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "enterprise", Organisation.objects.filter(pk__in=[one.pk for one in enterprises]))
        self.fields["enterprise"].initial = enterprises[0].pk
        if len(enterprises) == 1:
            self.fields["enterprise"].widget = forms.HiddenInput()
        offer_rows(self, "region", regions_around(enterprises[0]))


class CustodianForm(TaskForm):
    """Only charities in good standing are offered; the service asks again."""

    custodian = forms.ModelChoiceField(
        label=_("托管慈善组织"), queryset=Organisation.objects.none(), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        city, today = self.thing.enterprise.region.code[:4], timezone.localdate()
        charities = Organisation.objects.filter(kind=OrganisationKind.CHARITY, region__code__startswith=city)
        fit = [one.pk for one in charities.prefetch_related("qualifications") if standing_blocker(one, today) is None]
        offer_rows(self, "custodian", Organisation.objects.filter(pk__in=fit).order_by("name"))


class PurposeForm(TaskForm):
    name = forms.CharField(label=_("基金名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    purpose = forms.CharField(label=_("用途"), max_length=600, widget=forms.Textarea(attrs={"rows": 4}))
    region = RegionChoice(label=_("地区"), queryset=Organisation.objects.none(), empty_label=None)
    starts_on = forms.DateField(label=_("开始日期"), required=False, widget=forms.DateInput)
    ends_on = forms.DateField(label=_("结束日期"), required=False, widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "region", regions_around(self.thing.enterprise))


class AmountsForm(TaskForm):
    cap_fen = MoneyField(label=_("单户上限"), at_least_fen=1)
    planned_total_fen = MoneyField(label=_("计划总额"), at_least_fen=1, help_text=_("计划投入的总数，以后可以追加。"))
    minimum_fen = MoneyField(label=_("最低救助额"), required=False)
    warn_below_fen = MoneyField(label=_("余额提醒线"), required=False, help_text=_("可用余额低于这个数时提醒。"))
    co_funding = forms.BooleanField(label=_("可与其他来源共同救助同一户"), required=False)

    def clean_minimum_fen(self) -> int:
        return self.cleaned_data["minimum_fen"] or 0

    def clean_warn_below_fen(self) -> int:
        return self.cleaned_data["warn_below_fen"] or 0


class ApprovalForm(TaskForm):
    approval_mode = forms.ChoiceField(label=_("审批方式"), choices=ApprovalMode.choices, widget=forms.RadioSelect)
    automatic_up_to_fen = MoneyField(
        label=_("自动同意上限"), required=False, help_text=_("只在“限额内自动同意”时使用。")
    )
    reply_days = forms.IntegerField(label=_("答复期限（工作日）"), min_value=1, max_value=30)
    deadline_default = forms.ChoiceField(
        label=_("逾期未答复"), choices=DeadlineDefault.choices, widget=forms.RadioSelect
    )

    def clean_automatic_up_to_fen(self) -> int:
        return self.cleaned_data["automatic_up_to_fen"] or 0


class AudienceForm(TaskForm):
    """Part of the rules' page: for whom, and how long between two grants to one household."""

    audience = forms.ChoiceField(label=_("适用对象"), choices=Audience.choices, widget=forms.RadioSelect)
    privacy_note_accepted = forms.BooleanField(
        label=_("我已阅读员工隐私说明"),
        required=False,
        help_text=_("面向本企业员工时必须勾选。"),
    )
    cooling_days = forms.IntegerField(label=_("同一家庭两次受助至少间隔"), min_value=0, max_value=3650)


class SignForm(forms.Form):
    """The hash of what was shown: nobody signs another text."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(label=_("我有权代表本企业签署，并同意以上条款"))


class TopUpForm(forms.Form):
    amount_fen = MoneyField(label=_("金额"), at_least_fen=1)
    token = TokenField(initial=uuid4)


class ConfirmTopUpForm(forms.Form):
    amount_fen = MoneyField(
        label=_("银行流水上的金额"), at_least_fen=1, help_text=_("照流水填写；与登记的金额差一分也不会入账。")
    )
    bank_line = forms.CharField(
        label=_("银行流水号"),
        max_length=80,
        help_text=_("同一条流水只能入账一次。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


TASKS: dict[str, type[TaskForm]] = {
    "custodian": CustodianForm,
    "purpose": PurposeForm,
    "amounts": AmountsForm,
    "approval": ApprovalForm,
}
