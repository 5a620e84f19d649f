"""A kind of row that acts are done to: told once, beside its table, in `<package>/act_subjects.py`."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import Model

from common.acts.tables import ActTable
from common.errors import Refusal

M = TypeVar("M", bound=Model)

SUBJECTS: list["Subject[Any]"] = []


@dataclass(frozen=True)
class Facts:
    """What every audit row about such a row says beside actor and verb; see `common.audit.services.record`.

    `of`: the row that the log names, where this one is only a part of it.
    """

    _: KW_ONLY
    of: Model | None = None
    case_id: Any = None
    county: Any = None
    organisation_id: Any = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Subject(Generic[M]):
    """How such a row is locked, who may do what to it, what its log and its news carry.

    `before(row)` locks what is locked before the row (the case before its items, parents before children, rows of one
    kind in pk order); what it returns is the act's `first`. `related` is fetched with the row. `may(user, row,
    permission)` answers for a permission of the enum, `relations` for those that a table names itself (the donor, the
    case's own team). `ids` are the payload of its news. `key` is the usual key of its news, with
    `{row}`, `{topic}`, `{done}` (the topic behind its dot), `{stamp}` (seconds), `{moment}` (ISO) and `{day}` to be filled in.
    `four_eyes` makes the refusal of somebody who stands in a column of `not_by`. `version` names a counter that goes up
    whenever the row is written.
    """

    table: ActTable
    model: type[M]
    _: KW_ONLY
    facts: Callable[[M], Facts]
    ids: Callable[[M], Mapping[str, Any]] = lambda _row: {}
    key: str = ""
    may: Callable[[Any, M, Any], bool] = lambda _user, _row, _permission: False
    relations: Mapping[str, Callable[[Any, M], bool]] = field(default_factory=dict)
    before: Callable[[M], Any] = lambda _row: None
    related: tuple[str, ...] = ()
    four_eyes: Callable[[], Refusal] | None = None
    version: str = ""

    def __post_init__(self) -> None:
        SUBJECTS.append(self)

    def locked(self, pk: Any) -> M:
        """The row as it stands, locked. Its relations come in a query of their own: a locking query that joins and has
        had to wait would compare the new row with the old neighbour, and find nothing."""
        row = self.model._default_manager.select_for_update().get(pk=pk)
        return self.model._default_manager.select_related(*self.related).get(pk=pk) if self.related else row

    def lock(self, row: M) -> M:
        """The row as it stands, locked with what is locked before it: to look whether there is anything to do."""
        self.before(row)
        return self.locked(row.pk)

    def permits(self, user: Any, row: M, permission: str) -> bool:
        if user is None:
            return False
        relation = self.relations.get(permission)
        return relation(user, row) if relation else self.may(user, row, permission)
