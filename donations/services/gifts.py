"""Starting a gift: what is asked before any money moves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from casework.conflicts_of_interest import services as related
from common.acts.doing import act
from common.errors import Refusal
from common.ids import normalise_phone
from common.money import Money
from common.sequences.models import next_number
from donations.access import contact_index
from donations.act_subjects import GIFTS
from donations.models import Gift, Pledge, ShownAs
from donations.selectors import gap_fen, held_fen, may_be_earmarked
from donations.states import GIFT, GiftState
from needs.models import Case
from organisations.models import User
from programmes.models import Programme
from programmes.selectors import can_receive_gifts
from publication.models import PublicNeed

LEAST_FEN = 1_00
MOST_FEN = 50_000_00


class AmountOutOfRange(Refusal):
    """Online gifts are 1 to 50,000 yuan: less costs more than it brings, more deserves a word with the charity."""


class AboveGap(Refusal):
    """Nobody may give a need more than it lacks. `gap_fen` is what may be given; the programme takes the rest.

    `held_fen` is what waits for payments under way and may come back.
    """

    def __init__(self, gap_fen: int, held_fen: int = 0) -> None:
        self.gap_fen, self.held_fen = gap_fen, held_fen
        super().__init__(self._sentence(), field="amount")

    def _sentence(self) -> str | Promise:
        if self.gap_fen:
            return format_lazy(
                _("这份求助现在只差 {gap}。您可以改捐这个数，或把这笔捐给项目。"), gap=_Amount(self.gap_fen)
            )
        if self.held_fen:
            return format_lazy(
                _("最后 {held}正有人付款，{minutes} 分钟内没有付成会重新开放。您可以稍后再来，或把这笔捐给项目。"),
                held=_Amount(self.held_fen),
                minutes=35,
            )
        return _("这份求助的缺口已经补足。您可以把这笔捐给项目，帮助下一个家庭。")


class CannotReceive(Refusal):
    """The programme or its charity may not take gifts just now; the sentence says why."""


class NotAccepted(Refusal):
    """The programme has not accepted this need, or the need is no longer published."""


class NotDeclared(Refusal):
    """慈善法 40: a donor names no beneficiary in whom they have an interest."""


class PaymentUnderWay(Refusal):
    """The gift waits for a payment; it is changed after that is taken back."""


class _Amount:
    """An amount that is written in the language of whoever reads it."""

    def __init__(self, fen: int) -> None:
        self.fen = fen

    def __str__(self) -> str:
        return Money(self.fen).text


def check_amount(amount_fen: int) -> None:
    """The limits of one gift online. Raises AmountOutOfRange."""
    if amount_fen < LEAST_FEN:
        sentence = format_lazy(_("线上捐赠每笔最少 {least}。"), least=_Amount(LEAST_FEN))
        raise AmountOutOfRange(sentence, field="amount")
    if amount_fen > MOST_FEN:
        sentence = format_lazy(_("线上捐赠每笔最多 {most}。更大的金额请直接联系慈善组织。"), most=_Amount(MOST_FEN))
        raise AmountOutOfRange(sentence, field="amount")


def check_target(programme: Programme, public_need: PublicNeed | None, amount_fen: int, at: datetime) -> None:
    """May this programme take this amount for this need today? Raises CannotReceive, NotAccepted or AboveGap."""
    if blocker := can_receive_gifts(programme, localdate(at)):
        raise CannotReceive(blocker.sentence)
    if public_need is None:
        return
    if not may_be_earmarked(public_need, programme):
        raise NotAccepted(_("这份求助现在不接受指定捐赠。您可以捐给项目，由慈善组织按规则帮助下一个家庭。"))
    left_fen = gap_fen(public_need)
    if amount_fen > left_fen:
        raise AboveGap(left_fen, held_fen(public_need))


def start_gift(
    *,
    public_need: PublicNeed | None,
    by: User | None,
    at: datetime,
    helped_person: str = "",
    pledge: Pledge | None = None,
    **answers: Any,
) -> Gift:
    """Note what a donor wants to give: `token`, `programme`, `amount_fen`, `unrelated_declared` and how to be known.

    The same token is the same gift; it takes new answers while nothing is paid. A gift that is received stays as it is;
    one whose payment is open refuses other answers (PaymentUnderWay). Whoever names the person they want to help, or has
    an interest in the household, is refused before anything is kept (Interested), and the attempt is noted. `pledge` is
    the donor's own promise that this gift pays.
    """
    related.refuse_named_person(words=helped_person, by=by, at=at)
    if public_need is not None and (case := Case.objects.filter(public_need=public_need).first()):
        related.require_no_interest(case=case, by=by, at=at)
    if pledge is not None and (by is None or pledge.donor_id != by.pk):
        raise PermissionDenied
    return _start(public_need=public_need, by=by, at=at, pledge=pledge, **answers)


@transaction.atomic
def _start(
    *,
    token: UUID,
    programme: Programme,
    public_need: PublicNeed | None,
    amount_fen: int,
    shown_as: str = ShownAs.ANONYMOUS,
    donor_name: str = "",
    donor_contact: str = "",
    invoice_title: str = "",
    unrelated_declared: bool,
    pledge: Pledge | None,
    by: User | None,
    at: datetime,
) -> Gift:
    gift = Gift.objects.select_for_update().filter(token=token).first()
    answers = _answers(programme, public_need, amount_fen, shown_as, donor_name, donor_contact, invoice_title)
    answers["pledge"] = pledge
    if gift is not None and not GIFT.allows(gift.state, "change"):
        return _unchanged(gift, answers)
    if not unrelated_declared:
        raise NotDeclared(_("请确认您与受助人没有利害关系。"), field="unrelated_declared")
    check_amount(amount_fen)
    check_target(programme, public_need, amount_fen, at)
    if gift is None:
        return _first(token, answers, by, at)
    with act(GIFTS, gift, "change", by=by, at=at, amount_fen=amount_fen) as gift:
        _fill(gift, answers, by)
        gift.failure = ""
    return gift


def _answers(programme, public_need, amount_fen, shown_as, donor_name, donor_contact, invoice_title) -> dict:
    name = donor_name.strip()[:40]
    if shown_as != ShownAs.ANONYMOUS and not name:
        raise Refusal(_("请填写姓名，或选择匿名。"), field="donor_name")
    contact = normal_contact(donor_contact)
    return {
        "programme": programme,
        "public_need": public_need,
        "amount_fen": amount_fen,
        "shown_as": ShownAs(shown_as),
        "donor_name": name,
        "donor_contact": contact,
        "donor_contact_index": contact_index(contact),
        "invoice_title": invoice_title.strip()[:100],
    }


def normal_contact(text: str) -> str:
    """A mobile number or an e-mail address as we keep it, so that the same person's gifts are found together."""
    text = text.strip()
    if not text:
        return ""
    if "@" not in text and "＠" not in text:
        try:
            return normalise_phone(text)
        except Refusal as refusal:
            raise Refusal(refusal.sentence, field="donor_contact") from None
    address = text.replace("＠", "@").lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refusal(_("请检查电子邮箱，例如 name@example.com。"), field="donor_contact") from None
    return address


def _first(token: UUID, answers: dict, by: User | None, at: datetime) -> Gift:
    year = localdate(at).year
    gift = Gift(token=token, donor=by, unrelated_declared=True, created_at=at)
    try:
        with act(GIFTS, gift, "start", by=by, at=at, amount_fen=answers["amount_fen"]) as gift:
            gift.number = f"JZ{year}{next_number(f'gift/{year}'):06d}"
            _fill(gift, answers, by)
    except IntegrityError:
        # a double click: the other request was quicker, and both donors' pages show the same gift
        return Gift.objects.get(token=token)
    return gift


def _fill(gift: Gift, answers: dict, by: User | None) -> None:
    for name, value in answers.items():
        setattr(gift, name, value)
    gift.donor = gift.donor or by


def _unchanged(gift: Gift, answers: dict) -> Gift:
    same = all(getattr(gift, name) == answers[name] for name in ("programme", "public_need", "amount_fen"))
    if gift.state == GiftState.RECEIVED or same:
        return gift
    raise PaymentUnderWay(_("这笔捐赠已经发起付款。要改金额，请先取消这次付款。"), field="amount")
