"""Money on its way into a fund: announced by the enterprise, confirmed by the charity whose bank account it reached."""

import re
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.ids import compact
from common.money import Money
from common.presence import present
from funds import accounts
from funds.act_subjects import FUNDS, TOP_UPS
from funds.ledger import services as ledger
from funds.ledger.routes import Code
from funds.models import Fund, TopUp
from funds.states import FundState
from organisations.models import User

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 1 I L O: the code is copied by hand into a bank's form
BANK_LINE = re.compile(r"[A-Z0-9./:_]{4,60}")


class NotTheAmount(Refusal):
    """The bank line shows another amount, be it by one fen: somebody looks, nothing is booked."""

    def __init__(self, announced_fen: int, arrived_fen: int) -> None:
        self.announced_fen, self.arrived_fen = announced_fen, arrived_fen
        figures = {"announced": Money(announced_fen).text, "arrived": Money(arrived_fen).text}
        super().__init__(
            _("登记的金额是 %(announced)s，银行流水是 %(arrived)s，两者不一致，没有入账。") % figures,
            field="amount_fen",
        )


class LineUsed(Refusal):
    """This line of the bank statement stands for money that was booked before."""


class OtherTopUp(Refusal):
    """The form's token was used for another fund or amount."""


def announce_top_up(*, fund: Fund, amount_fen: int, token: UUID, by: User, at: datetime) -> TopUp:
    """“We will transfer so much”: gives the code for the bank's remittance field. The same form twice is one top-up."""
    with (doing := act(FUNDS, fund, "announce_top_up", by=by, at=at)) as fund:
        if before := TopUp.objects.filter(token=token).first():
            if (before.fund_id, before.amount_fen) != (fund.pk, amount_fen):
                raise OtherTopUp(_("这张表单已经提交过，请重新打开页面再填。"))
            return doing.repeated(before)
        if fund.state not in (FundState.RUNNING, FundState.PAUSED):
            raise Refusal(_("基金审核通过后才能追加资金。"))
        if amount_fen <= 0:
            raise Refusal(_("金额要大于 0。"), field="amount_fen")
        top_up = TopUp.objects.create(
            fund=fund,
            token=token,
            amount_fen=amount_fen,
            reference=reference_of(token),
            announced_by=by,
            announced_at=at,
        )
        doing.about(TOP_UPS, top_up)
    return top_up


def confirm_top_up(*, top_up: TopUp, amount_fen: int, bank_line: str, by: User, at: datetime) -> TopUp:
    """The custodian found it on its statement: state and books change together, or neither.

    `amount_fen` is what the bank line shows and must be what was announced; `bank_line` is the bank's own number of the
    line, which stands for money once only.
    """
    with (doing := act(TOP_UPS, top_up, "receive", by=by, at=at)) as top_up:
        line = bank_line_of(bank_line)
        if TopUp.objects.filter(bank_line=line).exists():
            raise LineUsed(_("这条银行流水已经入账过，不能重复入账。"), field="bank_line")
        if amount_fen != top_up.amount_fen:
            raise NotTheAmount(top_up.amount_fen, amount_fen)
        bank, account = accounts.bank_account(present(top_up.fund.custodian)), accounts.fund_account(top_up.fund)
        top_up.bank_line, top_up.confirmed_by, top_up.confirmed_at = line, by, at
        doing.write()
        ledger.post(
            Code.TOP_UP,
            debit=bank,
            credit=account,
            amount_fen=amount_fen,
            effect_key=f"top_up:{top_up.pk}",
            by_id=by.pk,
            memo={"top_up": top_up.pk},
        )
    return top_up


def cancel_top_up(*, top_up: TopUp, by: User, at: datetime) -> TopUp:
    """Announced by mistake, or the transfer is not made."""
    with act(TOP_UPS, top_up, "cancel", by=by, at=at) as top_up:
        return top_up


def reference_of(token: UUID) -> str:
    """`ZJ` and eight letters, made from the form's random token, so that chance enters in one place only."""
    number = int.from_bytes(sha256(token.bytes).digest()[:8])
    letters = []
    for _place in range(8):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "ZJ" + "".join(letters)


def bank_line_of(bank_line: str) -> str:
    """The bank's own number of a line on its statement, without spaces, in capitals."""
    line = compact(bank_line or "")
    if not BANK_LINE.fullmatch(line):
        raise Refusal(_("请填写银行流水号，例如“2026112300018”。"), field="bank_line")
    return line
