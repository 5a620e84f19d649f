"""Forms around a decision: the second signature, the family's objection and its answer, the county's limits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, offer
from matching.decisions.objections.models import ObjectionKind


class SecondForm(forms.Form):
    match = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("会签理由（写入审计记录）"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class PoolForm(forms.Form):
    pool = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("理由（写入审计记录）"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class ObjectionForm(forms.Form):
    kind = forms.ChoiceField(label=_("家庭的要求"), choices=ObjectionKind.choices, widget=forms.RadioSelect)
    match = forms.ChoiceField(label=_("针对哪一笔安排"), required=False)
    words = forms.CharField(label=_("家庭怎么说"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, matches, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "match", [("", _("这个个案的全部安排")), *matches])


class AnswerForm(forms.Form):
    upheld = forms.ChoiceField(
        label=_("处理结果"),
        widget=forms.RadioSelect,
        choices=[("no", _("已说明，安排不变")), ("yes", _("异议成立，取消还没有拨付的安排"))],
    )
    words = forms.CharField(label=_("给家庭的答复"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, kind: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if kind == ObjectionKind.EXPLANATION:  # there is nothing to uphold, only to explain
            del self.fields["upheld"]


class LimitsForm(forms.Form):
    region = forms.ChoiceField(label=_("区县"))
    valid_from = forms.DateField(label=_("生效日期"), widget=forms.DateInput(attrs={"type": "date"}))
    second_approval_fen = MoneyField(label=_("超过此金额须第二人会签"), at_least_fen=1, initial=20_000_00)
    ceiling_fen = MoneyField(label=_("同一家庭同一原因的上限"), required=False, at_least_fen=1)
    ceiling_months = forms.IntegerField(label=_("上限的周期（月）"), min_value=1, max_value=60, initial=12)
    most_sources = forms.IntegerField(label=_("一份求助最多几个来源"), required=False, min_value=1, max_value=20)
    least_pledge_fen = MoneyField(
        label=_("个人承诺最低使用额"),
        initial=200_00,
        help_text=_("低于这个数的承诺不单独提出建议，而是按求助合在一起，合计达到这个数才提出。"),
    )
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("例如文件名称和文号。"))

    def __init__(self, *args, regions, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", [(one.pk, one.local_name) for one in regions])
