"""`disclose`: the only way from a sealed value to a page, an export, a mail or a template.

It asks the policy, opens what is allowed and leaves the rest masked, writes who read what into the log, and stops whoever
opens more than one person's work can need. Every disclosure is of one `subject`, which decides who may; the values may
stand on rows that belong to it (the people of a case, the questions of a clue).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from common.audit.services import record_read
from common.errors import Refusal
from common.files.models import PrivateFile
from common.files.services import read
from common.sealed import SealedText, opened
from privacy import alarm, limits
from privacy.policy import CONTENT, Ground, Rule, rules_for
from privacy.purposes import REASONS, Purpose
from privacy.redaction import redacted
from privacy.subjects import about_of, identity_of, stands

Allowed = dict[str, Rule]  # `model.field` → the row of the table that allows it


class _Noted(NamedTuple):
    """What the log keeps of one disclosure besides who, of what and which fields."""

    why: str
    at: datetime
    beside: frozenset[str] = frozenset()
    reader_id: UUID | None = None
    verb: str = "personal_data.read"  # where only what stands beside is shown


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("请选择查看理由。"), field="reason")


class NotForYou(Refusal):
    def __init__(self) -> None:
        super().__init__(_("您没有查看这些内容的权限。"))


class Disclosed:
    """A row as one viewer may read it: opened fields are text, other sealed ones still print their mask.

    Everything else of the row shows through, so a template reads `{{ one.text }}` and `{{ one.written_at }}` alike.
    `opened_fields` names what is in clear; `withheld` says why something is masked that this viewer may read otherwise.
    """

    def __init__(self, row: models.Model, texts: dict[str, str], withheld: str = "") -> None:
        self._row, self._texts = row, texts
        self.opened_fields = frozenset(texts)
        self.withheld = withheld

    def __getattr__(self, name: str) -> Any:
        return self._texts[name] if name in self._texts else getattr(self._row, name)


def disclose(*, subject: models.Model, fields: Iterable[str], **how: Any) -> Disclosed:
    """One row that is its own subject; `how` as in `disclose_rows`."""
    return disclose_rows(subject=subject, rows=[subject], fields=fields, **how)[0]


def disclose_rows(
    *,
    subject: models.Model,
    rows: Iterable[models.Model],
    fields: Iterable[str],
    viewer: Any,
    purpose: Purpose,
    at: datetime,
    ground: Ground | None = None,
    reason: str = "",
    note: str = "",
    beside: Iterable[str] = (),
    reader_id: UUID | None = None,
) -> list[Disclosed]:
    """Rows that belong to `subject`, each with those of its `fields` in clear that the policy allows this viewer.

    `viewer` is a user, or None for a visitor. `reason` is one of `purposes.REASONS`; `note` a number that the log keeps
    instead (of the match, of the referral); `beside` what else of the subject is shown with it, and `reader_id` the
    organisation on whose behalf the viewer reads, both for the log. When the viewer has opened too many, a page of work stays masked and says so, anything else raises LimitReached. Raises
    ReasonMissing, and NotForYou when a reason would open nothing.
    """
    rows, wanted = list(rows), set(fields)
    filled = {name for row in rows for name in _names(row, wanted) if getattr(row, name.split(".")[1])}
    allowed = _allowed(subject, viewer, purpose, ground, reason)
    if purpose == Purpose.REVEAL and not allowed:
        raise NotForYou
    counting = {name: rule for name, rule in allowed.items() if name in filled}
    verb = next((rule.verb for rule in allowed.values()), "personal_data.read")
    window = _account(subject, viewer, counting, _Noted(reason or note, at, frozenset(beside), reader_id, verb))
    if window and purpose != Purpose.WORK:
        raise limits.LimitReached(window)
    if window:  # what is left is what another row of the table allows without counting
        allowed = _allowed(subject, viewer, purpose, ground, reason, uncounted=True)
    withheld = str(limits.LimitReached(window)) if window else ""
    known = _known(subject) if any(rule.redacted for rule in allowed.values()) else []
    return [Disclosed(row, _texts(row, _names(row, wanted), allowed, known), withheld) for row in rows]


def disclose_file(
    *, subject: models.Model, file: PrivateFile, viewer: Any, purpose: Purpose, at: datetime, reason: str = ""
) -> bytes:
    """The content of a paper or picture that belongs to `subject`. Raises NotForYou, ReasonMissing, LimitReached."""
    allowed = _allowed(subject, viewer, purpose, None, reason)
    if CONTENT not in allowed:
        raise NotForYou
    if window := _account(subject, viewer, {CONTENT: allowed[CONTENT]}, _Noted(reason, at)):
        raise limits.LimitReached(window)
    return read(file)


def may_disclose(*, subject: models.Model, viewer: Any, purpose: Purpose, field: str) -> bool:
    """Would `model.field` be shown, given a reason? For a page that offers the asking."""
    rules = rules_for(subject._meta.label, purpose)
    return any(field in rule.fields and _fits(rule, subject, viewer, None) for rule in rules)


def _allowed(
    subject: models.Model,
    viewer: Any,
    purpose: Purpose,
    ground: Ground | None,
    reason: str,
    *,
    uncounted: bool = False,
) -> Allowed:
    """By the first row of the table that allows each field; `uncounted` leaves out the rows that count."""
    rules = [rule for rule in rules_for(subject._meta.label, purpose) if not (uncounted and rule.limited)]
    granted = [rule for rule in rules if _fits(rule, subject, viewer, ground)]
    if reason not in REASONS and any(rule.needs_reason for rule in granted):
        raise ReasonMissing
    return {name: rule for rule in reversed(granted) for name in rule.fields}


def _fits(rule: Rule, subject: models.Model, viewer: Any, ground: Ground | None) -> bool:
    return all(who == ground if isinstance(who, Ground) else stands(subject, viewer, who) for who in rule.who)


def _names(row: models.Model, wanted: set[str]) -> set[str]:
    return {f"{row._meta.model_name}.{field.name}" for field in row._meta.concrete_fields if field.name in wanted}


def _texts(row: models.Model, names: set[str], allowed: Allowed, known: list[str]) -> dict[str, str]:
    """The words of each field that is allowed, by its name in the row."""
    texts = {}
    for name in names & allowed.keys():
        value = getattr(row, name.split(".")[1])
        words = opened(value) if isinstance(value, SealedText) else value or ""
        texts[name.split(".")[1]] = redacted(words, known) if allowed[name].redacted else words
    return texts


def _known(subject: models.Model) -> list[str]:
    """What tells who it is, for `redacted`; it goes nowhere else."""
    return [opened(one) for one in identity_of(subject)]


def _account(subject: models.Model, viewer: Any, shown: Allowed, noted: _Noted) -> str:
    """Log what is shown, and count it; the window whose limit is used up, or nothing. Then only the rest was logged."""
    if not (noted.beside or any(rule.logged for rule in shown.values())):
        return ""
    if viewer is None:
        raise NotForYou  # what must be logged is shown to nobody in particular
    with transaction.atomic():
        window = ""
        if any(rule.limited for rule in shown.values()):
            limits.take_turn(viewer)
            window = limits.used_up(viewer, subject, noted.at)
        logged = {name: rule for name, rule in shown.items() if rule.logged and not (window and rule.limited)}
        if logged or not window:
            _log(subject, viewer, logged, noted)
    alarm.watch(viewer, noted.at, refused=subject if window else None)
    return window


def _log(subject: models.Model, viewer: Any, logged: Allowed, noted: _Noted) -> None:
    where = about_of(subject)
    verbs = [rule.verb for rule in logged.values()]
    record_read(
        actor=viewer,
        subject=subject,
        fields={"file" if name == CONTENT else name.split(".")[1] for name in logged} | noted.beside,
        case_id=where.case_id,
        county=where.county,
        organisation_id=noted.reader_id or where.organisation_id,
        reason=noted.why,
        limited=any(rule.limited for rule in logged.values()),
        verb=verbs[0] if verbs else noted.verb,
        at=noted.at,
    )
