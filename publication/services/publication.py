"""Publishing 公开: exactly the text that was read, approved by a second officer, live in one act."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from needs.causes import NEVER_PUBLISHED, Cause
from needs.models import Case
from needs.models.consent import Purpose
from needs.services.coverage import refresh_coverage
from needs.services.guards import Stale, locked_case, require_for_case, require_reason
from needs.states import CASE
from organisations.models import User
from organisations.permissions import Permission as P
from publication.models import PublicNeed
from publication.services.public_text import Blocked, MayNotPublish, locked_text, read_by_gate
from publication.services.reidentification import widened
from publication.services.timeline import add_step, reported_at
from publication.states import PUBLIC_NEED

LONGEST_PUBLICATION = timedelta(days=90)


class NoConsent(Refusal):
    def __init__(self) -> None:
        super().__init__(_("没有有效的公开同意，不能公开。可以先登记同意，或不公开直接对接。"))


class AuthorApproves(Refusal):
    def __init__(self) -> None:
        super().__init__(_("公开文字要由作者以外的人批准。"))


@transaction.atomic
def publish(*, public_need: PublicNeed, by: User, at: datetime, revision: int | None = None) -> PublicNeed:
    """Approve exactly this text and make it live; `revision` is the one that the approver read.

    Fails closed: no live consent, an author who approves, a finding, a detector that is down – each leaves it a draft.
    """
    case, need = locked_text(public_need)
    require_for_case(by, case, P.APPROVE_PUBLIC_TEXT)
    if revision is not None and revision != need.latest_revision_id:
        raise Stale(_("作者刚刚改过这段文字，请读过最新的文字再批准。"))
    _check_may_publish(case, need, by, at)
    result = read_by_gate(case, need.title, need.story)
    if result.blocked:
        raise Blocked(result)
    need.age_band, need.household_band, need.population_k = widened(case, need)
    need.state = PUBLIC_NEED.next(need.state, "publish")
    need.gate_version, need.gate_hash = result.version, result.sha256.hex()
    need.approved_by, need.approved_at, need.updated_at = by, at, at
    need.expire_at = min(at + LONGEST_PUBLICATION, _consent(case, at).expires_at)
    need.save()
    need.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    need.refresh_from_db()
    case.state = CASE.next(case.state, "publish")
    case.version += 1
    case.due_at = at + LONGEST_PUBLICATION
    case.save()
    _first_steps(case, need, at)
    record(
        actor=by,
        verb="need.published",
        subject=need,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number, "gate": result.version, "k": need.population_k},
        at=at,
    )
    announce("need.published", f"need:{need.pk}:published", case_id=case.pk, public_need_id=need.pk)
    refresh_coverage(case, at)
    need.refresh_from_db()
    return need


def _check_may_publish(case: Case, need: PublicNeed, by: User, at: datetime) -> None:
    if Cause(case.cause) in NEVER_PUBLISHED or case.household.sensitive:
        raise MayNotPublish
    if need.author_id == by.pk:
        raise AuthorApproves
    if _consent(case, at) is None:
        raise NoConsent


def _consent(case: Case, at: datetime):
    return next((one for one in case.consents.filter(purpose=Purpose.PUBLISH) if one.is_live(at)), None)


def _first_steps(case: Case, need: PublicNeed, at: datetime) -> None:
    """The steps that lie behind a need when it becomes public."""
    add_step(need, "reported", key=f"{need.pk}:reported", at=reported_at(case))
    signed = next((one for one in case.verifications.all() if one.second_at), None)
    if signed:
        add_step(need, "verified", key=f"{need.pk}:verified", at=signed.second_at)
    granted = sum(aid.amount_fen for aid in case.statutory_aids.filter(state="granted", item__isnull=False))
    if granted:
        add_step(need, "government", key=f"{need.pk}:government", at=case.gap_confirmed_at, amount_fen=granted)
    add_step(need, "published", key=f"{need.pk}:published", at=at)


@transaction.atomic
def open_unpublished(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """No consent to publish: the case is matched without ever being shown."""
    case = locked_case(case)
    require_for_case(by, case, P.APPROVE_PUBLIC_TEXT)
    require_reason(reason)
    if case.gap_confirmed_by_id == by.pk:
        raise Refusal(_("确认缺口的人不能自己批准对接。"))
    case.state, case.version = CASE.next(case.state, "open_unpublished"), case.version + 1
    case.save()
    record(
        actor=by,
        verb="case.opened_unpublished",
        subject=case,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number},
        at=at,
    )
    announce("case.open", f"case:{case.pk}:open:{case.version}", case_id=case.pk)
    return case
