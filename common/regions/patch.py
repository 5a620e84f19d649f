"""Changes since the national list, one line each in `patch.csv`, in the order in which they happened.

Columns: `on` (date of effect), `action`, `code`, `name`, `name_en`, `successor`, `source` (the announcement).

| action  | meaning |
|---------|---------|
| add     | a new division `code` called `name` exists from `on` |
| rename  | `code` is called `name`; it stays the same division, so its former name is not kept |
| end     | `code` is gone from `on`, with nothing left inside it; `successor`, if any, took over |
| recode  | from `on`, `code` and all inside it carry the code `successor` (and `name`); the old codes end |
| correct | the list is wrong: `code` and all inside it have the code `successor` (and `name`) from the start |

Codes may be written without their trailing zeros. The lines are applied to the list in memory, before anything is
stored: loading twice gives the same rows.
"""

import csv
import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from common.errors import Refusal
from common.regions import codes
from common.regions.divisions import Division

FILE = Path(__file__).with_name("patch.csv")
Divisions = dict[str, Division]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    on: datetime.date
    action: str
    code: str
    name: str
    name_en: str
    successor: str | None
    source: str


class PatchRefused(Refusal):
    pass


def read(file: Path = FILE) -> list[Change]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [_change(number, line) for number, line in enumerate(csv.DictReader(lines), start=2)]


def apply(changes: list[Change], divisions: Divisions) -> Divisions:
    """The list after all changes; refuses a change that does not fit what is there before it."""
    result = dict(divisions)
    for change in changes:
        _ACTIONS[change.action](change, result)
    return result


def _change(number: int, line: dict[str, str]) -> Change:
    try:
        needed = _NEEDED[line["action"]]
        if needed and not line[needed]:
            raise ValueError
        return Change(
            on=datetime.date.fromisoformat(line["on"]),
            action=line["action"],
            code=codes.pad(line["code"]),
            name=line["name"],
            name_en=line["name_en"],
            successor=codes.pad(line["successor"]) if line["successor"] else None,
            source=line["source"],
        )
    except (KeyError, TypeError, ValueError) as error:
        sentence = _("patch.csv 第 %(number)s 行无法读取，格式见 common/regions/patch.py。") % {"number": number}
        raise PatchRefused(sentence) from error


def _add(change: Change, divisions: Divisions) -> None:
    if change.code in divisions:
        raise _refused(change, _("该代码已存在"))
    _require_parent(change, change.code, divisions)
    divisions[change.code] = Division(code=change.code, name=change.name, name_en=change.name_en, valid_from=change.on)


def _rename(change: Change, divisions: Divisions) -> None:
    old = _standing(change, divisions)
    divisions[change.code] = replace(old, name=change.name, name_en=change.name_en or old.name_en)


def _end(change: Change, divisions: Divisions) -> None:
    old = _standing(change, divisions)
    if any(inner.valid_to is None for inner in _inside(change.code, divisions) if inner is not old):
        raise _refused(change, _("其下仍有未撤销的区划"))
    if change.successor and change.successor not in divisions:
        raise _refused(change, _("承接的区划不存在"))
    divisions[change.code] = replace(old, valid_to=change.on, successor=change.successor)


def _recode(change: Change, divisions: Divisions) -> None:
    for old, code in _moves(change, divisions):
        divisions[code] = replace(_moved(change, old, code), valid_from=change.on)
        divisions[old.code] = replace(old, valid_to=change.on, successor=code)


def _correct(change: Change, divisions: Divisions) -> None:
    for old, code in _moves(change, divisions):
        del divisions[old.code]
        divisions[code] = _moved(change, old, code)


_ACTIONS: dict[str, Callable[[Change, Divisions], None]] = {
    "add": _add,
    "rename": _rename,
    "end": _end,
    "recode": _recode,
    "correct": _correct,
}
_NEEDED = {"add": "name", "rename": "name", "end": "", "recode": "successor", "correct": "successor"}


def _moves(change: Change, divisions: Divisions) -> list[tuple[Division, str]]:
    """Everything that still exists under the old code, with its new code."""
    _standing(change, divisions)
    target = change.successor or ""
    if codes.level_of(target) != codes.level_of(change.code):
        raise _refused(change, _("新旧代码级别不同"))
    _require_parent(change, target, divisions)
    old, new = codes.prefix_of(change.code), codes.prefix_of(target)
    moves = [(inner, new + inner.code[len(old) :]) for inner in _inside(change.code, divisions) if not inner.valid_to]
    if any(code in divisions for _inner, code in moves):
        raise _refused(change, _("新代码已被使用"))
    return moves


def _moved(change: Change, old: Division, code: str) -> Division:
    if old.code != change.code or not change.name:
        return replace(old, code=code)
    return replace(old, code=code, name=change.name, name_en=change.name_en)


def _inside(code: str, divisions: Divisions) -> list[Division]:
    prefix = codes.prefix_of(code)
    return [division for division in divisions.values() if division.code.startswith(prefix)]


def _standing(change: Change, divisions: Divisions) -> Division:
    division = divisions.get(change.code)
    if division is None or division.valid_to is not None:
        raise _refused(change, _("没有这个现行区划"))
    if change.on < division.valid_from and change.action != "correct":
        raise _refused(change, _("日期早于区划的起始日期"))
    return division


def _require_parent(change: Change, code: str, divisions: Divisions) -> None:
    parent = codes.parent_of(code)
    if parent is not None and (parent not in divisions or divisions[parent].valid_to is not None):
        raise _refused(change, _("上级区划不存在或已撤销"))


def _refused(change: Change, reason: str) -> PatchRefused:
    return PatchRefused(
        _("patch.csv：%(on)s %(action)s %(code)s 无法执行：%(reason)s。")
        % {"on": change.on, "action": change.action, "code": change.code, "reason": reason}
    )
