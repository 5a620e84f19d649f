"""Publishing 公开: exactly the text that was read, approved by a second officer, live in one act."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.presence import present
from needs.act_subjects import CASES
from needs.causes import NEVER_PUBLISHED, Cause
from needs.models import Case
from needs.models.consent import Purpose
from needs.services.coverage import refresh_coverage
from needs.services.guards import Stale, require_reason
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due
from publication.act_subjects import PUBLIC_NEEDS
from publication.models import PublicNeed
from publication.services.public_text import Blocked, MayNotPublish, read_by_gate
from publication.services.reidentification import widened
from publication.services.timeline import add_step, reported_at


class NoConsent(Refusal):
    def __init__(self) -> None:
        super().__init__(_("没有有效的公开同意，不能公开。可以先登记同意，或不公开直接对接。"))


@transaction.atomic
def publish(*, public_need: PublicNeed, by: User, at: datetime, revision: int | None = None) -> PublicNeed:
    """Approve exactly this text and make it live; `revision` is the one that the approver read.

    Fails closed: no live consent, an author who approves, a finding, a detector that is down – each leaves it a draft.
    """

    def read_before(need: PublicNeed) -> None:
        if revision is not None and revision != need.latest_revision_id:
            raise Stale(_("作者刚刚改过这段文字，请读过最新的文字再批准。"))

    with (doing := act(PUBLIC_NEEDS, public_need, "publish", by=by, at=at, check=read_before)) as need:
        case: Case = doing.first
        _check_may_publish(case, at)
        result = read_by_gate(case, need.title, need.story)
        if result.blocked:
            raise Blocked(result)
        need.age_band, need.household_band, need.population_k = widened(case, need)
        need.gate_version, need.gate_hash = result.version, result.sha256.hex()
        need.approved_by, need.approved_at, need.updated_at = by, at, at
        until = due(Clock.PUBLICATION_LONGEST, case.urgency, at, case.county_id)
        need.expire_at = min(until, _consent(case, at).expires_at)
        doing.data.update(gate=result.version, k=need.population_k)
        doing.write()
        need.save_revision(user=by).publish(user=by, skip_permission_checks=True)
        need.refresh_from_db()
        with act(CASES, case, "publish", by=by, at=at) as case:
            case.due_at = until
        _first_steps(case, need, at)
    refresh_coverage(case, at)
    need.refresh_from_db()
    return need


def _check_may_publish(case: Case, at: datetime) -> None:
    if Cause(case.cause) in NEVER_PUBLISHED or case.household.sensitive:
        raise MayNotPublish
    if _consent(case, at) is None:
        raise NoConsent


def _consent(case: Case, at: datetime):
    return next((one for one in case.consents.filter(purpose=Purpose.PUBLISH) if one.is_live(at)), None)


def _first_steps(case: Case, need: PublicNeed, at: datetime) -> None:
    """The steps that lie behind a need when it becomes public."""
    add_step(need, "reported", key=f"{need.pk}:reported", at=reported_at(case))
    signed_at = next((one.second_at for one in case.verifications.all() if one.second_at), None)
    if signed_at:
        add_step(need, "verified", key=f"{need.pk}:verified", at=signed_at)
    granted = sum(aid.amount_fen for aid in case.statutory_aids.filter(state="granted", item__isnull=False))
    if granted:
        add_step(need, "government", key=f"{need.pk}:government", at=present(case.gap_confirmed_at), amount_fen=granted)
    add_step(need, "published", key=f"{need.pk}:published", at=at)


def open_unpublished(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """No consent to publish: the case is matched without ever being shown."""
    with act(CASES, case, "open_unpublished", by=by, at=at) as case:
        require_reason(reason)
    return case
