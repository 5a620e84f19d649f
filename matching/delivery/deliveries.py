"""Paying out, telling what was delivered, and the recipient's own confirmation."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.files.models import PrivateFile
from common.presence import present
from funds import accounts
from funds.ledger import services as ledger
from funds.ledger.models import Transfer
from funds.ledger.routes import Code
from matching.act_subjects import MATCHES, deliverer_of, delivers
from matching.decisions import hooks
from matching.decisions.guards import require_fresh, require_reason
from matching.decisions.reservations import stock_key
from matching.models import Confirmation, Delivery, Match, Method
from matching.states import MatchState
from needs import services as needs
from needs.causes import ItemKind
from organisations import sms
from organisations.models import User
from privacy.internal import unseal
from privacy.purposes import Internal
from programmes.resources import stock

MOST_ATTEMPTS = 3
METHODS: Mapping[str, frozenset[Method]] = {  # a voucher or a paid bill is money's way, whatever it buys
    ItemKind.CASH: frozenset(Method),
    ItemKind.GOODS: frozenset({Method.GOODS}),
    ItemKind.SERVICE: frozenset({Method.SERVICE}),
}


class WrongCode(Refusal):
    """The recipient's code does not fit; after three tries a witness confirms instead."""


@transaction.atomic
def disburse(*, match: Match, by: User, at: datetime, version: int | None = None) -> Match:
    """The charity pays, or the goods leave its store: what was reserved is posted in the ledger or issued, once."""
    with (
        doing := act(
            MATCHES,
            match,
            "issue" if match.resource_id else "disburse",
            by=by,
            at=at,
            check=lambda one: require_fresh(one, version),
        )
    ) as match:
        hooks.may_proceed.ask(match=match)
        if match.resource:
            stock.issue(resource=match.resource, key=stock_key(match), by=by, at=at)
        else:
            pending = Transfer.objects.get(pk=present(match.pending_transfer))
            ledger.resolve(
                Code.DISBURSEMENT,
                pending=pending,
                amount_fen=match.accepted_fen,
                effect_key=f"match:{match.pk}:disbursed",
                by_id=by.pk,
            )
        needs.mark_paid(commitment=present(match.commitment), at=at)
        doing.data["amount"] = match.words.stored()
    return match


def report_delivery(
    *,
    match: Match,
    token: UUID,
    delivered_on: date,
    amount: int,
    method: str,
    evidence: PrivateFile,
    by: User,
    at: datetime,
    public_words: str = "",
    note: str = "",
) -> Delivery:
    """What reached the household, with evidence. A code for the recipient goes to their phone."""
    sent = Delivery.objects.filter(token=token)
    with (
        doing := act(MATCHES, match, "deliver", by=by, at=at, method=method, done_before=lambda _one: sent.exists())
    ) as match:
        if doing.again:
            return sent.get()
        _check_report(match, delivered_on, amount, method, at)
        if doing.was == MatchState.ACCEPTED:
            disburse(match=match, by=by, at=at)
            match.refresh_from_db(fields=["state", "version"])
        code = f"{secrets.randbelow(10**6):06d}"
        fields = {
            "token": token,
            "delivered_on": delivered_on,
            "method": method,
            match.measure.amount_field: amount,
            "public_words": public_words.strip()[:120],
            "note": note.strip(),
            "evidence": evidence,
            "reported_by": by,
            "reported_at": at,
            "code_hash": "",
            "code_attempts": 0,
        }
        delivery = Delivery.objects.filter(match=match).first() or Delivery(match=match)
        for name, value in fields.items():
            setattr(delivery, name, value)
        delivery.code_hash = _hash(delivery, code)
        delivery.save()
        match.delivery = delivery
        _send_code(match, code)
        doing.data["amount"] = match.words.stored()
    return delivery


def _check_report(match: Match, delivered_on: date, amount: int, method: str, at: datetime) -> None:
    if delivered_on > localdate(at):
        raise Refusal(_("发放日期不能晚于今天。"), field="delivered_on")
    if match.answered_at and delivered_on < localdate(match.answered_at):
        raise Refusal(_("发放日期不能早于接受对接的日期。"), field="delivered_on")
    if amount != match.accepted:
        raise Refusal(
            _("发放的应等于已接受的 %(accepted)s。") % {"accepted": match.measure.words(match.accepted)}, field="amount"
        )
    if method not in METHODS[match.item.kind]:
        raise Refusal(_("请选择发放方式。"), field="method")


def _send_code(match: Match, code: str) -> None:
    head = match.case.household.head
    if head and head.phone:
        sms.send(
            unseal(head.phone, purpose=Internal.TELL_THEM),
            str(_("【周急】编号 %(number)s 的救助已发放。请把确认码 %(code)s 告诉工作人员。"))
            % {"number": match.case.number, "code": code},
        )


def _hash(delivery: Delivery, code: str) -> str:
    """Six digits are guessable from a plain hash; the server's key is not in the database."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{delivery.pk}:{code}".encode(), sha256).hexdigest()


def confirm_delivery(
    *, delivery: Delivery, method: str, by: User, at: datetime, code: str = "", witness: str = ""
) -> Delivery:
    """The recipient confirms: by code, by signature, or before a witness who is named.

    A wrong code is counted in its own transaction, so that the count survives the refusal.
    """
    if method == Confirmation.CODE:
        if not delivers(by, delivery.match):
            raise PermissionDenied  # a stranger must not use up the family's three tries
        _check_code(delivery, code)
    return _confirm(delivery=delivery, method=method, by=by, at=at, witness=witness)


@transaction.atomic
def _count_attempt(delivery: Delivery) -> Delivery:
    locked_row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if locked_row.code_attempts >= MOST_ATTEMPTS:
        raise WrongCode(_("确认码已输错 3 次，请改用签收单或见证人确认。"), field="code")
    locked_row.code_attempts += 1
    locked_row.save(update_fields=["code_attempts"])
    return locked_row


def _check_code(delivery: Delivery, code: str) -> None:
    counted = _count_attempt(delivery)
    if not hmac.compare_digest(counted.code_hash, _hash(counted, code.strip())):
        left = MOST_ATTEMPTS - counted.code_attempts
        raise WrongCode(_("确认码不对，还可以试 %(n)d 次。") % {"n": left}, field="code")


def _confirm(*, delivery: Delivery, method: str, by: User, at: datetime, witness: str) -> Delivery:
    told = Delivery.objects.filter(pk=delivery.pk, confirmed_at__isnull=False)
    with (
        doing := act(
            MATCHES,
            delivery.match,
            "verify",
            by=by,
            at=at,
            method=method,
            done_before=lambda _one: told.exists(),
        )
    ) as match:
        delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if doing.again:
            return delivery
        if method == Confirmation.WITNESS and not witness.strip():
            raise Refusal(_("请写见证人姓名。"), field="witness")
        if method not in Confirmation.values:
            raise Refusal(_("请选择确认方式。"), field="method")
        delivery.confirmation, delivery.confirmed_at, delivery.confirmed_by = method, at, by
        delivery.witness = witness.strip() if method == Confirmation.WITNESS else ""
        delivery.save()
        doing.write()
        needs.mark_delivered(commitment=present(match.commitment), at=at)
        if match.measure.is_money:
            _prove(match, by)
        doing.data["amount"] = match.words.stored()
    return delivery


def _prove(match: Match, by: User) -> None:
    """Confirmed by the recipient: the payable is settled against the charity's bank account."""
    book = accounts.book_of(match.source)
    ledger.post(
        Code.BANK_PROOF,
        debit=accounts.payable_account(book, match.number),
        credit=accounts.bank_account(deliverer_of(match)),
        amount_fen=present(match.accepted_fen),
        effect_key=f"match:{match.pk}:proved",
        by_id=by.pk,
    )


def send_back_delivery(*, delivery: Delivery, reason: str, by: User, at: datetime) -> Match:
    """The officer asks for a better report; the payment itself stands."""
    with (doing := act(MATCHES, delivery.match, "send_back", by=by, at=at)) as match:
        doing.data["reason"] = require_reason(reason)
    return match
