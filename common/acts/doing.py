"""The six beats of every act: lock, permit, guard, change, record, announce. The change is the body of the `with`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localdate

from common.acts.subjects import M, Subject
from common.acts.tables import SYSTEM, UNASKED, Act, LifeCycle, Move, Silent
from common.audit.services import record
from common.outbox.services import announce

Earlier = TypeVar("Earlier")


def act(
    subject: Subject[M],
    row: M,
    verb: str,
    *,
    by: Any,
    at: datetime,
    check: Callable[[M], None] | None = None,
    done_before: Callable[[M], bool] | None = None,
    **data: Any,
) -> "Doing[M]":
    """`with act(CASES, case, "complete", by=by, at=at) as case:` gives the locked row; what the body sets on it is saved.

    `by` is a user, or None for the platform and for strangers; `data` goes into the audit row, as does `doing.data`.
    `done_before` says of the locked row whether this very act stands in it: then nothing happens, and `again` is true.
    `check` is asked of the locked row before its life cycle is: whether it is still the one that `by` was shown.
    Raises PermissionDenied, the subject's `four_eyes`, IllegalMove; a Refusal out of the body leaves nothing behind.
    One transaction: a savepoint when the caller has one open.
    """
    return Doing(subject, row, verb, by, at, check, done_before, data)


class Doing(Generic[M]):
    """An act under way. `was` is the state before, `first` what was locked before the row, `again` that it is done."""

    def __init__(
        self,
        subject: Subject[M],
        row: M,
        verb: str,
        by: Any,
        at: datetime,
        check: Callable[[M], None] | None,
        done_before: Callable[[M], bool] | None,
        data: dict[str, Any],
    ) -> None:
        self.subject, self.row, self.verb, self.by, self.at, self.data = subject, row, verb, by, at, data
        self.check, self.done_before = check, done_before
        self.organisation_id: Any = None
        self.rule: Act = subject.table.act(verb)
        self.ids: dict[str, Any] = {}
        self.was, self.again = "", False
        self.first: Any = None  # of whatever kind the subject's `before` locks
        self._to: Any = None
        self._stored: dict[str, Any] = {}
        self._counted = self._untold = self._unrecorded = False
        self._told_of: tuple[Subject[Any], Any] = (subject, row)

    def __enter__(self) -> M:
        self._frame = self._beats()
        return self._frame.__enter__()

    def __exit__(self, *error: Any) -> bool | None:
        return self._frame.__exit__(*error)

    # what a body may say

    def about(self, subject: Subject[Any], row: Model, **data: Any) -> None:
        """Log and news speak of another row: the one that was made, or decided on, under the lock of this one."""
        self._told_of = (subject, row)
        self.data.update(data)

    def repeated(self, earlier: Earlier) -> Earlier:
        """The same form was sent before, and this is what it made: nothing is written."""
        self.again = True
        return earlier

    def becomes(self, verb: str) -> None:
        """What it turns out to be: another verb of the table with the same rule but for its log and its news."""
        other = self.subject.table.act(verb)
        if (other.permission, other.new) != (self.rule.permission, self.rule.new) or isinstance(other, Move):
            raise TypeError(f"{self.verb!r} cannot become {verb!r}.")
        self.verb, self.rule = verb, other

    def untold(self) -> None:
        """This time there is nobody to tell."""
        self._untold = True

    def unrecorded(self) -> None:
        """This time the log of a larger act names it."""
        self._unrecorded = True

    def write(self) -> None:
        """Save now what was set, with the new state, for what reads the row before the act ends; else the end does it."""
        if self._to is not None:
            self.row.state = self._to  # type: ignore[attr-defined]  # a life cycle's rows have a state
        if self.row._state.adding:
            self.row.save(force_insert=True)
        elif changed := self._changed():
            if self.subject.version and not self._counted:
                setattr(self.row, self.subject.version, getattr(self.row, self.subject.version) + 1)
                changed.append(self.subject.version)
                self._counted = True
            self.row.save(update_fields=changed)
        self._stored = _columns(self.row)

    # the beats

    @contextmanager
    def _beats(self) -> Iterator[M]:
        with transaction.atomic():
            self._lock()
            self._permit()
            self._guard()
            yield self.row
            if not self.again:
                self.write()
                self._record()
                self._announce()

    def _lock(self) -> None:
        if self.row._state.adding != self.rule.new:
            raise TypeError(f"{self.verb!r} is for {'a new row' if self.rule.new else 'a row that is there'}.")
        self.first = self.subject.before(self.row)
        if not self.rule.new:
            self.row = self.subject.locked(self.row.pk)
            self._told_of = (self.subject, self.row)
        self._stored = _columns(self.row)

    def _permit(self) -> None:
        if self.rule.permission == SYSTEM and self.by is not None:
            raise TypeError(f"{self.verb!r} is the platform's own act, nobody's.")
        if self.rule.permission not in UNASKED and not self.subject.permits(self.by, self.row, self.rule.permission):
            raise PermissionDenied
        if self.done_before is not None and self.done_before(self.row):
            self.again = True
            return
        stand_there = {getattr(self.row, f"{name}_id") for name in self.rule.not_by}
        if self.by is not None and self.by.pk in stand_there and self.subject.four_eyes:
            raise self.subject.four_eyes()

    def _guard(self) -> None:
        if self.again:
            return
        if self.check is not None:
            self.check(self.row)
        table = self.subject.table
        if not isinstance(table, LifeCycle) or not isinstance(self.rule, Move):
            return
        self.was = self.row.state  # type: ignore[attr-defined]  # as in `write`
        if self.rule.repeatable and table.leads_to(self.was, self.verb):
            self.again = True
        else:
            self._to = table.next(self.was, self.verb)

    def _changed(self) -> list[str]:
        return [name for name, value in _columns(self.row).items() if _differs(value, self._stored.get(name))]

    def _record(self) -> None:
        if isinstance(self.rule.audit, Silent) or self._unrecorded:
            return
        subject, row = self._told_of
        facts = subject.facts(row)
        record(
            actor=self.by,
            verb=self.rule.audit,
            subject=facts.of or row,
            case_id=facts.case_id,
            county=facts.county,
            organisation_id=self.organisation_id or facts.organisation_id,
            data={**facts.data, **self.data},
            at=self.at,
        )

    def _announce(self) -> None:
        topic = self.rule.topic
        if isinstance(topic, Silent) or self._untold:
            return
        subject, row = self._told_of
        key = (self.rule.key or subject.key).format(
            row=row,
            topic=topic,
            done=topic.partition(".")[2],
            stamp=self.at.timestamp(),
            moment=self.at.isoformat(),
            day=localdate(self.at),
        )
        announce(topic, key, **{**subject.ids(row), **self.ids})


def _columns(row: Model) -> dict[str, Any]:
    """The row's values by column; lists and dictionaries copied, since they are changed in place."""
    values = row.__dict__
    return {
        field.attname: values[field.attname].copy()
        if isinstance(values[field.attname], (list, dict))
        else values[field.attname]
        for field in row._meta.concrete_fields
        if field.attname in values and not field.generated
    }


def _differs(now: Any, stored: Any) -> bool:
    return now is not stored and now != stored
