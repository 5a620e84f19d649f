"""Earmarked gifts: paid out, reported; and lines of the bank statement that are gifts."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.forms import MoneyField, TokenField, retype
from donations.models import Gift, Payout
from donations.services import LineDiffers, gift_of_reference


class PayOutForm(forms.Form):
    """`seen_fen` is the sum that the page named: another one is not paid."""

    seen_fen = forms.IntegerField(widget=forms.HiddenInput)
    token = TokenField()


class ReportPayoutForm(forms.Form):
    delivered_on = forms.DateField(
        label=_("交付日期"), widget=forms.DateInput, help_text=_("家庭、医院或商家收到的那一天。")
    )
    public_words = forms.CharField(
        label=_("给捐赠人看的话"),
        max_length=120,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("民政部门核实收到后，捐赠人会看到。不写姓名、地址、病名。"),
    )

    def __init__(self, *args: Any, payout: Payout, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = {"min": timezone.localdate(payout.paid_at).isoformat(), "max": timezone.localdate().isoformat()}
        self.fields["delivered_on"].widget.attrs.update(days)

    def clean_delivered_on(self) -> date:
        day = self.cleaned_data["delivered_on"]
        if day > timezone.localdate():
            raise ValidationError(_("交付日期不能晚于今天。"))
        return day


class LineForm(forms.Form):
    """One line of the statement for one gift. A line with another sum is booked only after a person has seen both.

    `differs_fen` is the sum that was refused; the tick counts for that sum and for no other.
    """

    amount = MoneyField(
        label=_("银行流水上的金额"), at_least_fen=1, help_text=_("照流水填写；与登记的金额差一分也会先请您核对。")
    )
    bank_line = forms.CharField(
        label=_("银行流水号"),
        max_length=60,
        help_text=_("同一条流水只能入账一次。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    accept_difference = forms.BooleanField(label=_("我已核对，按流水金额入账"), required=False)
    differs_fen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def asks(self) -> bool:
        """The sums differ: the page offers the tick."""
        return self.is_bound and bool(self.data.get("differs_fen"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen = cleaned.get("differs_fen") is not None and cleaned.get("differs_fen") == cleaned.get("amount")
        cleaned["accept_difference"] = bool(cleaned.get("accept_difference")) and seen
        return cleaned

    def remember(self, refusal: Refusal) -> None:
        """Shown again with the sum that was refused, and without a tick that was meant for another one."""
        differs = str(self.cleaned_data["amount"]) if isinstance(refusal, LineDiffers) else ""
        retype(self, accept_difference=None, differs_fen=differs)


class StatementForm(LineForm):
    """From the statement to the gift: the remark of the line says which."""

    reference = forms.CharField(
        label=_("附言代码"),
        max_length=40,
        help_text=_("银行流水附言里的 8 位代码，大小写和空格不限。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["reference", "amount", "bank_line"]

    def __init__(self, *args: Any, own: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        self.gift: Gift | None = None

    def clean_reference(self) -> str:
        """Another charity's code reads like no code."""
        reference = self.cleaned_data["reference"]
        found = gift_of_reference(reference)
        self.gift = self.own.filter(pk=found.pk).first() if found else None
        if self.gift is None:
            raise ValidationError(_("没有找到这个附言代码的捐赠。请核对流水附言。"))
        return reference
