"""The verbs of a charity's programme, from the draft to its end."""

import secrets
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from common.regions.models import Region
from common.rules import Vocabulary, parse
from organisations import access as people
from organisations.models import Organisation, User
from organisations.permissions import Permission as P
from programmes import checks, readiness
from programmes.models import Programme, RuleVersion
from programmes.states import PROGRAMME


class NotReady(Refusal):
    """Submitted with open tasks; the sentence names them."""


@transaction.atomic
def create_programme(
    *,
    charity: Organisation,
    name: str,
    region: Region,
    starts_on: date,
    ends_on: date,
    by: User,
    at: datetime,
    slug: str = "",
    **fields: Any,
) -> Programme:
    """A draft; the rest is filled in task by task. `fields` are those of `update_programme`."""
    if charity.pk not in {one.pk for one in people.organisations_with(by, P.MANAGE_PROGRAMMES)}:
        raise PermissionDenied
    _known(fields)
    programme = Programme(
        charity=charity,
        name=name.strip(),
        region=region,
        starts_on=starts_on,
        ends_on=ends_on,
        slug=slug or _free_slug(fields.get("name_en", "")),
        created_by=by,
        created_at=at,
        **fields,
    )
    checks.check_fields(programme)
    programme.save(force_insert=True)
    _record(programme, "programme.created", by, at)
    announce("programme.created", f"programme:{programme.pk}:created", programme_id=programme.pk)
    return programme


@transaction.atomic
def update_programme(*, programme: Programme, by: User, at: datetime, **fields: Any) -> Programme:
    """Change what the charity itself may change; `fields` are column names. The filed plan stands once approved."""
    programme = checks.locked(programme)
    checks.require_manager(by, programme)
    _known(fields)
    before = {name: getattr(programme, name) for name in fields}
    changed = {name for name, value in fields.items() if before[name] != value}
    checks.require_editable(programme, changed)
    for name in changed:
        setattr(programme, name, fields[name])
    checks.check_fields(programme)
    if not changed:
        return programme
    programme.save(update_fields=sorted(changed))
    _record(programme, "programme.updated", by, at, fields=sorted(changed))
    return programme


@transaction.atomic
def set_rules(
    *, programme: Programme, rules: dict[str, Any], vocabulary: Vocabulary, by: User, at: datetime
) -> Programme:
    """Store the conditions as a new version; matches that were judged by an older one keep it.

    The words of the conditions belong to the demand side, which this package does not see: the caller brings them.
    """
    programme = checks.locked(programme)
    checks.require_manager(by, programme)
    checks.require_editable(programme, set())
    rules = parse(rules, vocabulary)
    last = programme.rule_versions.first()
    if last is not None and last.rules == rules:
        return programme
    programme.rules, programme.rule_version = rules, last.version + 1 if last else 1
    RuleVersion.objects.create(
        programme=programme, version=programme.rule_version, rules=rules, changed_by=by, changed_at=at
    )
    programme.save(update_fields=["rules", "rule_version"])
    _record(programme, "programme.rules_set", by, at, version=programme.rule_version)
    announce(
        "programme.rules_set", f"programme:{programme.pk}:rules:{programme.rule_version}", programme_id=programme.pk
    )
    return programme


@transaction.atomic
def submit_programme(*, programme: Programme, by: User, at: datetime) -> Programme:
    programme = checks.locked(programme)
    checks.require_manager(by, programme)
    state = PROGRAMME.next(programme.state, "submit")
    if open_tasks := [str(task.label) for task in readiness.tasks(programme) if not task.done]:
        raise NotReady(_("还不能提交，请先完成：%(tasks)s。") % {"tasks": str(_("、")).join(open_tasks)})
    programme.state, programme.submitted_by, programme.submitted_at, programme.review_note = state, by, at, ""
    programme.save(update_fields=["state", "submitted_by", "submitted_at", "review_note"])
    _record(programme, "programme.submitted", by, at)
    _announce(programme, "programme.submitted", at)
    return programme


@transaction.atomic
def approve_programme(*, programme: Programme, by: User, at: datetime) -> Programme:
    """A civil-affairs approver of the charity's area lets it run; its first report falls due by 慈善法 79."""
    programme = checks.locked(programme)
    checks.require_reviewer(by, programme)
    programme.state = PROGRAMME.next(programme.state, "approve")
    programme.approved_by, programme.approved_at = by, at
    programme.report_due_on = checks.next_report(programme, after=max(localdate(at), programme.starts_on))
    programme.save(update_fields=["state", "approved_by", "approved_at", "report_due_on"])
    _record(programme, "programme.approved", by, at)
    _announce(programme, "programme.approved", at)
    return programme


@transaction.atomic
def send_back_programme(*, programme: Programme, reason: str, by: User, at: datetime) -> Programme:
    programme = checks.locked(programme)
    checks.require_reviewer(by, programme)
    programme.state = PROGRAMME.next(programme.state, "send_back")
    programme.review_note = checks.require_reason(reason)
    programme.save(update_fields=["state", "review_note"])
    _record(programme, "programme.sent_back", by, at, reason=programme.review_note)
    _announce(programme, "programme.sent_back", at)
    return programme


def fill_programme(*, programme: Programme, by: User, at: datetime) -> Programme:
    """The quota is used up: no new matches until it is resumed."""
    return _move(programme, "fill", "programme.filled", by, at)


def rest_programme(*, programme: Programme, by: User, at: datetime) -> Programme:
    return _move(programme, "rest", "programme.rested", by, at)


def resume_programme(*, programme: Programme, by: User, at: datetime) -> Programme:
    return _move(programme, "resume", "programme.resumed", by, at)


def stop_programme(*, programme: Programme, reason: str, by: User, at: datetime) -> Programme:
    """For good; running cases go on."""
    return _move(programme, "stop", "programme.stopped", by, at, reason=checks.require_reason(reason))


@transaction.atomic
def record_report(*, programme: Programme, published_on: date, by: User, at: datetime) -> Programme:
    """The public report is out: the programme returns to matching if it had fallen out for being late."""
    programme = checks.locked(programme)
    checks.require_manager(by, programme)
    if programme.approved_at is None:
        raise Refusal(_("项目还没有开始，不需要报告。"))
    if published_on > localdate(at):
        raise Refusal(_("报告日期不能在将来。"), field="published_on")
    if published_on < localdate(programme.approved_at):
        raise Refusal(_("报告日期不能早于项目审核通过的日期。"), field="published_on")
    if programme.last_report_on and published_on < programme.last_report_on:
        raise Refusal(_("报告日期不能早于上一份报告。"), field="published_on")
    programme.last_report_on = published_on
    finished = published_on >= programme.ends_on
    programme.report_due_on = None if finished else checks.next_report(programme, after=published_on)
    programme.save(update_fields=["last_report_on", "report_due_on"])
    _record(programme, "programme.reported", by, at)
    return programme


@transaction.atomic
def _move(programme: Programme, verb: str, done: str, by: User, at: datetime, **data: Any) -> Programme:
    programme = checks.locked(programme)
    checks.require_manager(by, programme)
    programme.state = PROGRAMME.next(programme.state, verb)
    programme.save(update_fields=["state"])
    _record(programme, done, by, at, **data)
    _announce(programme, done, at)
    return programme


def _known(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - checks.EDITABLE:
        raise TypeError(f"A programme's {', '.join(sorted(unknown))} cannot be set here.")


def _free_slug(name_en: str) -> str:
    """Its English name as an address, or a random one: a Chinese name has no letters."""
    wanted = slugify(name_en)[:48]
    if not wanted or Programme.objects.filter(slug=wanted).exists():
        return f"{wanted or 'p'}-{secrets.token_hex(4)}"
    return wanted


def _record(programme: Programme, verb: str, by: User, at: datetime, **data: Any) -> None:
    record(
        actor=by,
        verb=verb,
        subject=programme,
        county=programme.charity.region_id,
        organisation_id=programme.charity_id,
        data=data,
        at=at,
    )


def _announce(programme: Programme, topic: str, at: datetime) -> None:
    """A programme may be submitted and sent back several times: the moment tells one time from the next."""
    announce(topic, f"{topic}:{programme.pk}:{at.timestamp():.6f}", programme_id=programme.pk)
