"""The verbs of a charity's programme, from the draft to its end."""

import secrets
from datetime import date, datetime
from typing import Any

from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.regions.models import Region
from common.rules import Vocabulary, parse
from organisations.models import Organisation, User
from programmes import checks, readiness
from programmes.act_subjects import PROGRAMMES
from programmes.models import Programme, RuleVersion


class NotReady(Refusal):
    """Submitted with open tasks; the sentence names them."""


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
    with act(PROGRAMMES, programme, "create", by=by, at=at) as programme:
        checks.check_fields(programme)
    return programme


def update_programme(*, programme: Programme, by: User, at: datetime, **fields: Any) -> Programme:
    """Change what the charity itself may change; `fields` are column names. The filed plan stands once approved."""
    _known(fields)
    with (doing := act(PROGRAMMES, programme, "update", by=by, at=at)) as programme:
        changed = {name for name, value in fields.items() if getattr(programme, name) != value}
        checks.require_editable(programme, changed)
        for name in changed:
            setattr(programme, name, fields[name])
        checks.check_fields(programme)
        if not changed:
            return doing.repeated(programme)
        doing.data["fields"] = sorted(changed)
    return programme


def set_rules(
    *, programme: Programme, rules: dict[str, Any], vocabulary: Vocabulary, by: User, at: datetime
) -> Programme:
    """Store the conditions as a new version; matches that were judged by an older one keep it.

    The words of the conditions belong to the demand side, which this package does not see: the caller brings them.
    """
    with (doing := act(PROGRAMMES, programme, "set_rules", by=by, at=at)) as programme:
        checks.require_editable(programme, set())
        rules = parse(rules, vocabulary)
        last = programme.rule_versions.first()
        if last is not None and last.rules == rules:
            return doing.repeated(programme)
        programme.rules, programme.rule_version = rules, last.version + 1 if last else 1
        RuleVersion.objects.create(
            programme=programme, version=programme.rule_version, rules=rules, changed_by=by, changed_at=at
        )
        doing.data["version"] = programme.rule_version
    return programme


def submit_programme(*, programme: Programme, by: User, at: datetime) -> Programme:
    with act(PROGRAMMES, programme, "submit", by=by, at=at) as programme:
        if open_tasks := [str(task.label) for task in readiness.tasks(programme) if not task.done]:
            raise NotReady(_("还不能提交，请先完成：%(tasks)s。") % {"tasks": str(_("、")).join(open_tasks)})
        programme.submitted_by, programme.submitted_at, programme.review_note = by, at, ""
    return programme


def approve_programme(*, programme: Programme, by: User, at: datetime) -> Programme:
    """A civil-affairs approver of the charity's area lets it run; its first report falls due by 慈善法 79."""
    with act(PROGRAMMES, programme, "approve", by=by, at=at) as programme:
        programme.approved_by, programme.approved_at = by, at
        programme.report_due_on = checks.next_report(programme, after=max(localdate(at), programme.starts_on))
    return programme


def send_back_programme(*, programme: Programme, reason: str, by: User, at: datetime) -> Programme:
    with (doing := act(PROGRAMMES, programme, "send_back", by=by, at=at)) as programme:
        programme.review_note = doing.data["reason"] = checks.require_reason(reason)
    return programme


def fill_programme(*, programme: Programme, by: User, at: datetime) -> Programme:
    """The quota is used up: no new matches until it is resumed."""
    with act(PROGRAMMES, programme, "fill", by=by, at=at) as programme:
        return programme


def rest_programme(*, programme: Programme, by: User, at: datetime) -> Programme:
    with act(PROGRAMMES, programme, "rest", by=by, at=at) as programme:
        return programme


def resume_programme(*, programme: Programme, by: User, at: datetime) -> Programme:
    with act(PROGRAMMES, programme, "resume", by=by, at=at) as programme:
        return programme


def stop_programme(*, programme: Programme, reason: str, by: User, at: datetime) -> Programme:
    """For good; running cases go on."""
    with (doing := act(PROGRAMMES, programme, "stop", by=by, at=at)) as programme:
        doing.data["reason"] = checks.require_reason(reason)
    return programme


def record_report(*, programme: Programme, published_on: date, by: User, at: datetime) -> Programme:
    """The public report is out: the programme returns to matching if it had fallen out for being late."""
    with act(PROGRAMMES, programme, "report", by=by, at=at) as programme:
        _check_report(programme, published_on, localdate(at))
        programme.last_report_on = published_on
        finished = published_on >= programme.ends_on
        programme.report_due_on = None if finished else checks.next_report(programme, after=published_on)
    return programme


def _check_report(programme: Programme, published_on: date, today: date) -> None:
    if programme.approved_at is None:
        raise Refusal(_("项目还没有开始，不需要报告。"))
    if published_on > today:
        raise Refusal(_("报告日期不能在将来。"), field="published_on")
    if published_on < localdate(programme.approved_at):
        raise Refusal(_("报告日期不能早于项目审核通过的日期。"), field="published_on")
    if programme.last_report_on and published_on < programme.last_report_on:
        raise Refusal(_("报告日期不能早于上一份报告。"), field="published_on")


def _known(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - checks.EDITABLE:
        raise TypeError(f"A programme's {', '.join(sorted(unknown))} cannot be set here.")


def _free_slug(name_en: str) -> str:
    """Its English name as an address, or a random one: a Chinese name has no letters."""
    wanted = slugify(name_en)[:48]
    if not wanted or Programme.objects.filter(slug=wanted).exists():
        return f"{wanted or 'p'}-{secrets.token_hex(4)}"
    return wanted
