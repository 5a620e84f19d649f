"""Forms of a referral, the same at the desk and at a charity's: sending, answering, passing on."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.referrals.items import PLAIN, RECIPIENTS, offered
from casework.referrals.models import Outcome
from common.forms import TokenField, offer, offer_rows
from organisations.models import Organisation, OrganisationKind

GROUPS: Mapping[str, str | Promise] = {kind: OrganisationKind(kind).label for kind in RECIPIENTS}


def recipients_of(case, but=()):
    """Departments of the city and of this county, other civil affairs offices, charities and service organisations."""
    near = Q(region__code=case.county_id) | Q(region__code=case.county.parent_id)
    found = Organisation.objects.filter(suspended_at__isnull=True, kind__in=RECIPIENTS)
    found = found.filter(~Q(kind="department") | near).exclude(pk__in=but)
    return found.exclude(kind="civil_affairs", region__code=case.county_id).order_by("name")


def _grouped(organisations) -> list:
    by_kind: dict[str, list[tuple[UUID, str]]] = {kind: [] for kind in RECIPIENTS}
    for one in organisations:
        by_kind[one.kind].append((one.pk, one.name))
    return [("", _("请选择")), *[(GROUPS[kind], rows) for kind, rows in by_kind.items() if rows]]


class RecipientForm(forms.Form):
    """To whom; what a duty by law asks of us before; and, for few, a reason to go without consent."""

    recipient = forms.ModelChoiceField(
        label=_("转给哪个单位"),
        queryset=Organisation.objects.none(),
        error_messages={"required": _("请选择转给哪个单位。")},
    )
    told = forms.BooleanField(label=_("已告知家庭：转给谁、为什么、提供什么"), required=False)
    override_reason = forms.CharField(
        label=_("未经同意发出的理由"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("只用于危及生命健康、来不及征得同意的情况；会记入审计并列入报告。"),
    )

    def __init__(self, *args, case, may_override: bool = False, but=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        found = recipients_of(case, but)
        offer_rows(self, "recipient", found)
        offer(self, "recipient", _grouped(found))
        if not may_override:
            del self.fields["override_reason"]


class ReferForm(RecipientForm):
    token = TokenField()
    purpose = forms.CharField(
        label=_("请对方做什么"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不写姓名、电话、住址和单位；对方接收前就会看到这句话。"),
    )
    items = forms.MultipleChoiceField(
        label=_("提供的内容"),
        widget=forms.CheckboxSelectMultiple,
        choices=[],
        error_messages={"required": _("请至少勾选一项要提供的内容。")},
        help_text=_("逐项勾选，只给办理需要的。身份证号和情况说明只能给政府部门。"),
    )
    field_order = ["token", "recipient", "purpose", "items", "told", "override_reason"]

    def __init__(self, *args, case, **kwargs) -> None:
        super().__init__(*args, case=case, **kwargs)
        offer(self, "items", list(offered(case).items()))
        self.fields["items"].initial = list(PLAIN)


class ReassignForm(RecipientForm):
    pass


class DecideForm(RecipientForm):
    reason = forms.CharField(label=_("督办决定的理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ["recipient", "reason", "told", "override_reason"]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("办理结果"), choices=Outcome.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("给经办人的答复"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("怎样告知家庭"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("结果是什么，下一步可以走哪条路。"),
    )


class NothingForm(forms.Form):
    """A button without fields."""
