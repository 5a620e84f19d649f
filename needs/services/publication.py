"""Publishing 公开: a text of its own, read by the gate, approved by a second officer, taken down in one act."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from needs.anonymise.gate import GateResult, check
from needs.causes import CATEGORY_OF, NEVER_PUBLISHED, Cause
from needs.models import Case, PublicNeed
from needs.models.consent import Purpose
from needs.services.coverage import refresh_coverage
from needs.services.guards import Stale, locked_case, require_for_case, require_reason
from needs.services.reidentification import widened
from needs.services.timeline import add_step, reported_at
from needs.states import CASE, PUBLIC_NEED
from organisations.models import User
from organisations.permissions import Permission as P

LEAVES_AFTER_CLOSING = timedelta(days=30)
LONGEST_PUBLICATION = timedelta(days=90)


class Blocked(Refusal):
    """The gate found something that could tell who they are; `result` has the places."""

    def __init__(self, result: GateResult) -> None:
        super().__init__(_("公开文字里有可能认出当事人的内容，已标出，请修改后再提交。"), field="story")
        self.result = result


class NoConsent(Refusal):
    def __init__(self) -> None:
        super().__init__(_("没有有效的公开同意，不能公开。可以先登记同意，或不公开直接对接。"))


class MayNotPublish(Refusal):
    def __init__(self) -> None:
        super().__init__(_("这类情况从不公开，请走保护或直接对接的途径。"))


class AuthorApproves(Refusal):
    def __init__(self) -> None:
        super().__init__(_("公开文字要由作者以外的人批准。"))


def known_secrets(case: Case) -> dict[str, list[str]]:
    """Everything in this case's file that a public text must not contain, in whatever spelling."""
    people = list(case.household.people.all())
    clues = list(case.clues.all())
    home = case.household
    return {
        "names": _filled([person.name for person in people], [clue.household_name for clue in clues],
                         [clue.reporter_name for clue in clues]),
        "ids": _filled([person.id_no for person in people]),
        "phones": _filled([person.phone for person in people], [clue.household_phone for clue in clues],
                          [clue.reporter_phone for clue in clues]),
        "accounts": _filled([person.bank_account for person in people]),
        "places": _filled([home.village_name, home.address], [case.township.name if case.township_id else ""],
                          [clue.region.name for clue in clues if clue.region.level > 3]),
        "hospitals": _filled([case.hospital]),
        "schools": _filled([case.school]),
        "employers": _filled([case.employer]),
    }


def _filled(*lists: list[str]) -> list[str]:
    return sorted({text for one in lists for text in one if text})


def read_by_gate(case: Case, title: str, story: str) -> GateResult:
    """What the gate says about this text for this case; used by the page while somebody writes, and by `publish`."""
    return check(f"{title}\n{story}", known_secrets(case))


@transaction.atomic
def write_public_text(
    *, case: Case, title: str, story: str, deadline_on: date, by: User, at: datetime, age_band: str = "",
    household_band: str = "",
) -> PublicNeed:
    """Write or rewrite the public text. Saved with its findings shown; only submitting asks the gate to agree."""
    case = locked_case(case)
    require_for_case(by, case, P.WRITE_PUBLIC_TEXT)
    _check_text(case, title, story, deadline_on, at)
    need = PublicNeed.objects.select_for_update().filter(pk=case.public_need_id).first()
    if need is None:
        need = PublicNeed(state=PUBLIC_NEED.initial[0], live=False, author=by, created_at=at, county=case.county,
                          category=CATEGORY_OF[Cause(case.cause)], urgency=case.urgency, deadline_on=deadline_on,
                          updated_at=at)
    else:
        need.state = PUBLIC_NEED.next(need.state, "write")
    need.title, need.story, need.deadline_on = title.strip(), story.strip(), deadline_on
    need.age_band, need.household_band, need.author, need.updated_at = age_band, household_band, by, at
    need.approved_by = need.approved_at = None
    need.gate_version = need.gate_hash = ""
    need.save()
    need.save_revision(user=by)
    if case.public_need_id is None:
        case.public_need = need
        case.save(update_fields=["public_need"])
    record(actor=by, verb="public_text.written", subject=need, case_id=case.pk, county=case.county_id,
           data={"number": case.number}, at=at)
    return need


def _check_text(case: Case, title: str, story: str, deadline_on: date, at: datetime) -> None:
    if Cause(case.cause) in NEVER_PUBLISHED or case.household.sensitive:
        raise MayNotPublish
    if not title.strip() or len(title.strip()) > 40:
        raise Refusal(_("标题请写 1 到 40 个字。"), field="title")
    if not story.strip() or len(story.strip()) > 200:
        raise Refusal(_("公开说明请写 1 到 200 个字。"), field="story")
    if deadline_on < localdate(at):
        raise Refusal(_("最晚需要日不能早于今天。"), field="deadline_on")


@transaction.atomic
def submit_public_text(*, public_need: PublicNeed, by: User, at: datetime) -> PublicNeed:
    """Ask for approval. A text that the gate blocks does not get that far."""
    case, need = _locked(public_need)
    require_for_case(by, case, P.WRITE_PUBLIC_TEXT)
    result = read_by_gate(case, need.title, need.story)
    if result.blocked:
        raise Blocked(result)
    need.state = PUBLIC_NEED.next(need.state, "submit")
    need.updated_at = at
    need.save()
    record(actor=by, verb="public_text.submitted", subject=need, case_id=case.pk, county=case.county_id,
           data={"number": case.number}, at=at)
    announce("need.submitted", f"need:{need.pk}:submitted:{at.timestamp()}", case_id=case.pk)
    return need


@transaction.atomic
def send_back_public_text(*, public_need: PublicNeed, reason: str, by: User, at: datetime) -> PublicNeed:
    """The approver asks for other words; the reason goes to the author."""
    case, need = _locked(public_need)
    require_for_case(by, case, P.APPROVE_PUBLIC_TEXT)
    reason = require_reason(reason)
    need.state = PUBLIC_NEED.next(need.state, "send_back")
    need.updated_at = at
    need.save()
    record(actor=by, verb="public_text.sent_back", subject=need, case_id=case.pk, county=case.county_id,
           data={"number": case.number, "reason": reason}, at=at)
    announce("need.sent_back", f"need:{need.pk}:sent_back:{at.timestamp()}", case_id=case.pk)
    return need


@transaction.atomic
def publish(*, public_need: PublicNeed, by: User, at: datetime, revision: int | None = None) -> PublicNeed:
    """Approve exactly this text and make it live; `revision` is the one that the approver read.

    Fails closed: no live consent, an author who approves, a finding, a detector that is down – each leaves it a draft.
    """
    case, need = _locked(public_need)
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
    record(actor=by, verb="need.published", subject=need, case_id=case.pk, county=case.county_id,
           data={"number": case.number, "gate": result.version, "k": need.population_k}, at=at)
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
    record(actor=by, verb="case.opened_unpublished", subject=case, case_id=case.pk, county=case.county_id,
           data={"number": case.number}, at=at)
    announce("case.open", f"case:{case.pk}:open:{case.version}", case_id=case.pk)
    return case


@transaction.atomic
def withdraw_public_need(*, public_need: PublicNeed, reason: str, by: User, at: datetime) -> PublicNeed:
    """Take it down at once, everywhere."""
    case, need = _locked(public_need)
    require_for_case(by, case, P.RECORD_CONSENT)
    require_reason(reason)
    take_down(case=case, by=by, at=at)
    need.refresh_from_db()
    return need


def take_down(*, case: Case, by: User | None, at: datetime) -> None:
    """Called inside the transaction that ends the publication; the case is locked by the caller."""
    need = PublicNeed.objects.select_for_update().get(pk=case.public_need_id)
    if need.state == "withdrawn":
        return
    need.state = PUBLIC_NEED.next(need.state, "withdraw")
    need.live, need.closed_at, need.updated_at = False, at, at
    need.expire_at = None
    need.save()
    record(actor=by, verb="need.withdrawn", subject=need, case_id=case.pk, county=case.county_id,
           data={"number": case.number}, at=at)
    announce("need.withdrawn", f"need:{need.pk}:withdrawn", case_id=case.pk, public_need_id=need.pk)


@transaction.atomic
def close_public_need(*, case: Case, at: datetime) -> None:
    """The case is completed: the page stays for thirty days and says how it ended."""
    need = PublicNeed.objects.select_for_update().get(pk=case.public_need_id)
    if not PUBLIC_NEED.allows(need.state, "close"):
        return
    need.state = PUBLIC_NEED.next(need.state, "close")
    need.closed_at, need.updated_at = at, at
    need.expire_at = at + LEAVES_AFTER_CLOSING
    need.save()
    add_step(need, "closed", key=f"{need.pk}:closed", at=at)
    record(actor=None, verb="need.closed", subject=need, case_id=case.pk, county=case.county_id,
           data={"number": case.number}, at=at)


def expire_public_needs(at: datetime) -> int:
    """Take down what has passed its date: consent ended, ninety days over, thirty days after closing."""
    due = PublicNeed.objects.filter(live=True, expire_at__lte=at).values_list("pk", flat=True)
    return sum(_expire(pk, at) for pk in list(due))


@transaction.atomic
def _expire(pk, at: datetime) -> int:
    case = Case.objects.select_for_update().get(public_need=pk)
    need = PublicNeed.objects.select_for_update().get(pk=pk)
    if not need.live or need.expire_at is None or need.expire_at > at:
        return 0
    if PUBLIC_NEED.allows(need.state, "expire"):
        need.state = PUBLIC_NEED.next(need.state, "expire")
    need.live, need.expired, need.updated_at = False, True, at
    need.save()
    record(actor=None, verb="need.expired", subject=need, case_id=case.pk, county=case.county_id,
           data={"number": case.number}, at=at)
    announce("need.withdrawn", f"need:{need.pk}:expired:{at.date()}", case_id=case.pk, public_need_id=need.pk)
    return 1


def _locked(public_need: PublicNeed) -> tuple[Case, PublicNeed]:
    case = Case.objects.select_for_update().get(public_need=public_need.pk)
    return case, PublicNeed.objects.select_for_update().get(pk=public_need.pk)
