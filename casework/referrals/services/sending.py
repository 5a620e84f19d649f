"""The sender's verbs: send, send to another, remind, take back."""

from datetime import datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from casework.referrals.act_subjects import CASE_REFERRALS, REFERRALS
from casework.referrals.items import RECIPIENTS
from casework.referrals.models import Basis, Referral
from casework.referrals.services.guards import require_words
from casework.referrals.services.standing import require_standing
from casework.referrals.states import LIVE, WITH_RECIPIENT
from common.acts.doing import act
from common.errors import Refusal
from common.sequences.models import next_number
from needs.models import Case
from needs.services.guards import sent_before
from organisations import access
from organisations.models import Organisation, User
from organisations.permissions import Permission as P
from policy.clocks import Clock
from policy.selectors import due
from publication.services.public_text import read_by_gate


class PurposeNamesSomebody(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("转介目的里有可能认出当事人的内容。请只写要对方做什么；姓名、电话等在下面勾选。"), field="purpose"
        )


class AlreadySent(Refusal):
    def __init__(self, referral: Referral) -> None:
        super().__init__(
            _("这个个案已转给%(who)s（%(number)s），还没有办结。")
            % {"who": referral.recipient.local_name, "number": referral.number},
            field="recipient",
        )


def send_referral(
    *,
    case: Case,
    recipient: Organisation,
    purpose: str,
    items: list[str],
    by: User,
    at: datetime,
    told: bool = False,
    override_reason: str = "",
    token: UUID | None = None,
) -> Referral:
    """Send the case to another organisation; the same token is the same referral. First contact stays with the owner
    until the recipient accepts (domain reference C18)."""
    with (doing := act(CASE_REFERRALS, case, "send", by=by, at=at)) as case:
        if existing := sent_before(Referral, token, case=case):
            return doing.repeated(existing)
        if case.closed_at:
            raise Refusal(_("个案已结束，不能再转介。"))
        purpose = _checked_purpose(case, purpose)
        sender = _office_of(by, case)
        _check_recipient(case, recipient, sender)
        ground = require_standing(case, recipient, items, told=told, override_reason=override_reason, by=by, at=at)
        urgency, day = "red" if case.urgency == "red" else "", localdate(at)
        referral = Referral.objects.create(
            pk=token or uuid4(),
            case=case,
            county=case.county,
            sender=sender,
            recipient=recipient,
            purpose=purpose,
            items=list(items),
            told=told,
            urgent=bool(urgency),
            sent_by=by,
            sent_at=at,
            **ground,
            number=f"Z{case.county.prefix}{day:%y%m%d}{next_number(f'referral/{case.county.prefix}/{day}'):04d}",
            due_at=due(Clock.REFERRAL_ACCEPT, urgency, at, case.county),
            reply_by=due(Clock.REFERRAL_REPLY, urgency, at, case.county),
        )
        if referral.basis == Basis.OVERRIDE:
            doing.becomes("send_without_consent")
        doing.about(REFERRALS, referral, items=list(items), basis=referral.basis)
    return referral


def reassign_referral(
    *,
    referral: Referral,
    recipient: Organisation,
    by: User,
    at: datetime,
    told: bool = False,
    override_reason: str = "",
) -> Referral:
    """After a return: to another organisation, with the same items, on that one's own ground."""
    with (doing := act(REFERRALS, referral, "reassign", by=by, at=at)) as referral:
        if referral.returns.filter(recipient=recipient).exists():
            raise Refusal(_("%(who)s已经退回过，请选择另一个单位。") % {"who": recipient.local_name}, field="recipient")
        pass_on(referral, recipient, told=told, override_reason=override_reason, by=by, at=at)
        doing.data["basis"] = referral.basis
    return referral


def pass_on(
    referral: Referral, recipient: Organisation, *, told: bool, override_reason: str, by: User, at: datetime
) -> None:
    """Another recipient, fresh clocks: a part of the act that moves it."""
    _check_recipient(referral.case, recipient, referral.sender, but=referral)
    ground = require_standing(
        referral.case, recipient, referral.items, told=told, override_reason=override_reason, by=by, at=at
    )
    for name, value in ground.items():
        setattr(referral, name, value)
    referral.recipient, referral.told, referral.rung, referral.reminded_at = recipient, told, 0, None
    referral.round += 1
    referral.due_at = due(Clock.REFERRAL_ACCEPT, referral.urgency, at, referral.county_id)
    referral.reply_by = due(Clock.REFERRAL_REPLY, referral.urgency, at, referral.county_id)


def remind_referral(*, referral: Referral, by: User, at: datetime) -> Referral:
    """催办: once a day, by the sender or the county's supervisor; all who may answer are told."""
    with act(REFERRALS, referral, "remind", by=by, at=at) as referral:
        if referral.state not in WITH_RECIPIENT:
            raise Refusal(_("现在不需要对方办理，不用催办。"))
        if referral.reminded_at and localdate(referral.reminded_at) == localdate(at):
            raise Refusal(_("今天已经催办过一次，请明天再催，或给对方打电话。"))
        referral.reminded_at = at
    return referral


def recall_referral(*, referral: Referral, reason: str, by: User, at: datetime) -> Referral:
    """Taken back by the sender; what was ticked is closed to the recipient at once."""
    with act(REFERRALS, referral, "recall", by=by, at=at) as referral:
        _recalled(referral, require_words(reason), by, at)
    return referral


def take_back_referral(*, referral: Referral, reason: str, at: datetime) -> Referral:
    """The ground it stood on is gone: the family withdrew its consent, or the case ended."""
    with act(REFERRALS, referral, "take_back", by=None, at=at) as referral:
        _recalled(referral, reason, None, at)
    return referral


def _recalled(referral: Referral, reason: str, by: User | None, at: datetime) -> None:
    referral.recalled_at, referral.recalled_by, referral.recall_reason, referral.due_at = at, by, reason, None


def _checked_purpose(case: Case, purpose: str) -> str:
    """The recipient reads it before anybody has agreed to anything: no names, numbers or places of this family."""
    purpose = (purpose or "").strip()
    if not purpose or len(purpose) > 200:
        raise Refusal(_("请用 1 到 200 个字写明要对方做什么。"), field="purpose")
    if read_by_gate(case, purpose, "").blocked:
        raise PurposeNamesSomebody
    return purpose


def _office_of(by: User, case: Case) -> Organisation:
    """The office in which this person may send, and in whose area the case lies."""
    code = case.township_id or case.county_id
    offices = [one for one in access.organisations_with(by, P.SEND_REFERRAL) if code.startswith(one.region.prefix)]
    return max(offices, key=lambda one: len(one.region.prefix))


def _check_recipient(case: Case, recipient: Organisation, sender: Organisation, but: Referral | None = None) -> None:
    if recipient.kind not in RECIPIENTS or recipient.suspended_at or recipient.pk == sender.pk:
        raise Refusal(_("请选择另一个可以接收转介的单位。"), field="recipient")
    same = Referral.objects.filter(case=case, recipient=recipient, state__in=LIVE).exclude(
        pk__in=[but.pk] if but else []
    )
    if found := same.select_related("recipient").first():
        raise AlreadySent(found)
