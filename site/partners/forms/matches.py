"""Answers to offers, and what was delivered."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.files import services as files
from common.files.models import PrivateFile
from common.forms import TokenField, offer, retype
from matching.delivery.deliveries import METHODS
from matching.forms import amount_field
from matching.models import Confirmation, Match, Method

KEPT_FOR = 24 * 3600  # seconds that an upload waits for the rest of its form
EVIDENCE = "delivery"


class AcceptForm(forms.Form):
    """All of it, or less: the rest goes back to the source and to the gap."""

    amount = forms.Field()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, match: Match, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"amount": match.approved, "version": match.version})
        super().__init__(*args, **kwargs)
        self.fields["amount"] = amount_field(match.measure, _("接受金额") if match.measure.is_money else _("接受数量"))


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("不接受的理由"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("民政协调员会看到，不公开。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class EvidenceField(forms.FileField):
    """A photograph or a PDF."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"})
        super().__init__(**{"widget": widget, **kwargs})


class DeliveryForm(forms.Form):
    """An upload is stored at once, so that it survives the errors of other fields and the page of checked answers.

    `kept` carries the stored file's id, signed for this person and this match: nobody points it at another file.
    """

    delivered_on = forms.DateField(label=_("发放日期"), widget=forms.DateInput)
    amount = forms.Field()
    method = forms.ChoiceField(label=_("方式"), choices=Method.choices, widget=forms.RadioSelect)
    evidence = EvidenceField(
        label=_("凭证"),
        required=False,
        help_text=_("转账回单、签收单或物资照片；JPEG、PNG、WebP或PDF，不超过 10 MB。请遮住人脸和门牌。"),
    )
    public_words = forms.CharField(
        label=_("给捐赠人看的话"),
        max_length=120,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("会出现在捐赠人的进展里，不写姓名、地址、病名。"),
    )
    note = forms.CharField(
        label=_("内部备注"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("只有本机构和民政部门看得到。"),
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    token = TokenField()

    def __init__(self, *args: Any, match: Match, by: Any, **kwargs: Any) -> None:
        self.match, self.by = match, by
        self.file: PrivateFile | None = None
        super().__init__(*args, **kwargs)
        self.fields["amount"] = amount_field(match.measure, _("发放金额") if match.measure.is_money else _("发放数量"))
        offer(self, "method", [one for one in Method.choices if one[0] in METHODS[match.item.kind]])
        self.fields["delivered_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_delivered_on(self):
        day = self.cleaned_data["delivered_on"]
        if day > timezone.localdate():
            raise ValidationError(_("发放日期不能晚于今天。"))
        return day

    def clean_amount(self) -> int:
        amount = self.cleaned_data["amount"]
        if amount > self.match.accepted:
            accepted = self.match.measure.words(self.match.accepted)
            raise ValidationError(_("超过了已接受的 %(accepted)s。"), params={"accepted": accepted})
        return amount

    def clean(self) -> dict[str, Any]:
        """A new upload replaces the kept one; neither is an error at the field."""
        cleaned = super().clean() or {}
        upload = cleaned.get("evidence")
        if upload:
            self._store(upload)
        elif "evidence" not in self.errors:
            self.file = _kept_file(self.data.get("kept", ""), self.match, self.by)
            if self.file is None:
                self.add_error("evidence", _("请上传凭证。"))
        return cleaned

    def _store(self, upload) -> None:
        try:
            self.file = stored = files.store(upload, EVIDENCE, self.by, timezone.now())
        except Refusal as refusal:
            self.add_error("evidence", str(refusal))
            return
        retype(self, kept=signing.dumps([str(stored.pk), self.match.number, str(self.by.pk)], salt=EVIDENCE))


def _kept_file(kept: str, match: Match, by: Any) -> PrivateFile | None:
    try:
        pk, number, owner = signing.loads(kept, salt=EVIDENCE, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    if (number, owner) != (match.number, str(by.pk)):
        return None
    return PrivateFile.objects.filter(pk=pk, kind=EVIDENCE).first()


class ConfirmForm(forms.Form):
    """The recipient's own word: the code from their phone, the signed slip, or a named witness."""

    method = forms.ChoiceField(label=_("怎样确认收到"), choices=Confirmation.choices, widget=forms.RadioSelect)
    code = forms.CharField(
        label=_("受助人的确认码"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=_("6 位数字，已发到受助人手机；可以输错 3 次。"),
    )
    witness = forms.CharField(
        label=_("见证人姓名"), max_length=40, required=False, help_text=_("村（社区）干部或社会工作者。加密保存。")
    )

    def __init__(self, *args: Any, tries_left: int = 3, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tries_left <= 0:
            offer(self, "method", [one for one in Confirmation.choices if one[0] != Confirmation.CODE])
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("method") == Confirmation.CODE and not cleaned.get("code", "").strip():
            self.add_error("code", _("请填写确认码。"))
        if cleaned.get("method") == Confirmation.WITNESS and not cleaned.get("witness", "").strip():
            self.add_error("witness", _("请写见证人姓名。"))
        return cleaned
