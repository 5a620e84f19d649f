"""Gifts by bank transfer or hand-off: received when the charity finds them on its own statement."""

import unicodedata
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.money import Money
from donations.act_subjects import GIFTS
from donations.models import Gift, PaymentEffect
from donations.selectors import ONLINE
from donations.services.capture import book
from donations.states import GiftState
from organisations.models import User


class LineUsed(Refusal):
    """A line of the statement is one payment and receives one gift."""


class LineDiffers(Refusal):
    """The statement shows another amount: a person looks at it before it is booked (0.01 is a difference)."""


def confirm_line(
    *, gift: Gift, amount_fen: int, bank_line: str, by: User, at: datetime, accept_difference: bool = False
) -> Gift:
    """The charity confirms one line of its statement as this gift. What came is what counts, once a person says so."""
    with (doing := act(GIFTS, gift, "confirm_line", by=by, at=at, amount_fen=amount_fen)) as gift:
        line = " ".join(unicodedata.normalize("NFKC", bank_line).split())[:60]
        if not line:
            raise Refusal(_("请填写银行流水号。"), field="bank_line")
        payment = gift.payments.exclude(channel__in=ONLINE).order_by("-created_at").first()
        if payment is None:
            raise Refusal(_("这笔捐赠没有选择转账，不能用银行流水确认。"))
        if gift.state == GiftState.RECEIVED:
            return doing.repeated(_same_or_refused(gift, line))
        if PaymentEffect.objects.filter(provider=payment.channel, account=payment.account, object_id=line).exists():
            raise LineUsed(_("这条银行流水已经用来确认了另一笔捐赠。"), field="bank_line")
        if amount_fen <= 0:
            raise Refusal(_("到账金额要大于 0。"), field="amount")
        if amount_fen != gift.amount_fen and not accept_difference:
            figures = {"line": Money(amount_fen).text, "gift": Money(gift.amount_fen).text}
            sentence = _("流水是 %(line)s，捐赠登记的是 %(gift)s。请核对，确认无误后再按流水金额入账。")
            raise LineDiffers(sentence % figures, field="amount")
        received = book(gift, payment, line, amount_fen, at)
    return received


def _same_or_refused(gift: Gift, line: str) -> Gift:
    if PaymentEffect.objects.filter(gift=gift, object_id=line).exists():
        return gift
    raise LineUsed(_("这笔捐赠已经到账，不能再用另一条流水确认。"), field="bank_line")


def gift_of_reference(reference: str) -> Gift | None:
    """The gift that a transfer's remark names, however it was typed; the amount is compared afterwards."""
    code = "".join(unicodedata.normalize("NFKC", reference).split()).upper()
    return Gift.objects.filter(reference=code).first() if code else None
