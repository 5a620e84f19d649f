"""The sentence builder: conditions as rows of a form that needs no script.

A rule is a list of clauses joined by “and” or by “or”; a clause is one condition, or a group of conditions with its own
word between them. Which row is added or deleted is said by the pressed button (`do=add`, `do=add:2`, `do=del:2:0`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.forms import MoneyField
from common.rules import MAX_CLAUSES, OPERATORS, Type
from needs import criteria
from needs.criteria import VOCABULARY

GLUE = (("all", _("全部满足")), ("any", _("任一满足")))
INNER_GLUE = (("any", _("满足其中任一条")), ("all", _("同时满足这几条")))
DEFAULT_OP = {Type.CHOICE: "in", Type.NUMBER: "lte", Type.MONEY: "lte", Type.FLAG: "is"}


@dataclass
class Condition:
    field: str
    op: str = ""
    value: Any = None


@dataclass
class Clause:
    conditions: list[Condition]
    glue: str = "any"


@dataclass
class Draft:
    """The rule as it stands on the page, also while it is not sound yet."""

    glue: str = "all"
    clauses: list[Clause] = field(default_factory=list)

    @classmethod
    def of_rule(cls, rule: dict[str, Any]) -> Draft:
        glue = "any" if "any" in rule else "all"
        return cls(glue, [_clause(one) for one in rule.get(glue, [])])

    @classmethod
    def of_post(cls, data: QueryDict) -> Draft:
        """Shape only, from the hidden `field` of each row; values are the form's business."""
        glue = data.get("glue", "")
        draft = cls(glue if glue in ("all", "any") else "all")
        for i in range(MAX_CLAUSES):
            names = [data.get(f"c{i}_{j}_field", "") for j in range(MAX_CLAUSES)]
            conditions = [Condition(name) for name in names if name in VOCABULARY]
            if conditions:
                glue = data.get(f"c{i}_glue", "any")
                draft.clauses.append(Clause(conditions, glue if glue in ("all", "any") else "any"))
        return draft

    @property
    def size(self) -> int:
        return sum(len(clause.conditions) for clause in self.clauses)


def _clause(one: dict[str, Any]) -> Clause:
    for glue in ("any", "all"):
        if glue in one:
            return Clause([Condition(**inner) for inner in one[glue]], glue)
    return Clause([Condition(**one)])


class RuleForm(forms.Form):
    """One form for the whole rule; its fields are made from the draft's rows."""

    glue = forms.ChoiceField(label=_("这些条件要"), choices=GLUE, widget=forms.RadioSelect, initial="all")

    def __init__(self, draft: Draft, data: QueryDict | None = None, *, typed: QueryDict | None = None) -> None:
        """`data` is judged; `typed` is only shown again: nobody is told off for a row that was added a moment ago."""
        self.draft = draft
        super().__init__(data, initial=_initial(draft) if typed is None else _typed(typed))
        for i, clause in enumerate(draft.clauses):
            if len(clause.conditions) > 1:
                self.fields[f"c{i}_glue"] = forms.ChoiceField(label=_("这一组"), choices=INNER_GLUE)
            for j, condition in enumerate(clause.conditions):
                self._add_row(f"c{i}_{j}", condition.field)

    def _add_row(self, prefix: str, name: str) -> None:
        word = VOCABULARY[name]
        self.fields[f"{prefix}_field"] = forms.CharField(widget=forms.HiddenInput)
        self.fields[f"{prefix}_op"] = forms.ChoiceField(
            label=_("“%(field)s”的关系") % {"field": word.label},
            choices=[(op, one.words) for op, one in OPERATORS[word.type].items()],
        )
        self.fields[f"{prefix}_value"] = _value_field(word, _("“%(field)s”的值") % {"field": word.label})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["rule"] = criteria.checked(self.rule(cleaned))
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return cleaned

    def rule(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        clauses = [self._clause_rule(i, clause, cleaned) for i, clause in enumerate(self.draft.clauses)]
        return {cleaned["glue"]: clauses} if clauses else {}

    def _clause_rule(self, i: int, clause: Clause, cleaned: dict[str, Any]) -> dict[str, Any]:
        rows = [
            {
                "field": cleaned[f"c{i}_{j}_field"],
                "op": cleaned[f"c{i}_{j}_op"],
                "value": _plain(cleaned[f"c{i}_{j}_value"], VOCABULARY[one.field].type),
            }
            for j, one in enumerate(clause.conditions)
        ]
        return rows[0] if len(rows) == 1 else {cleaned[f"c{i}_glue"]: rows}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the template: clauses with their bound fields and the names of their buttons."""
        return [
            {
                "number": i + 1,
                "glue": self[f"c{i}_glue"] if len(clause.conditions) > 1 else None,
                "add": f"add:{i}",
                "conditions": [
                    {
                        "label": VOCABULARY[one.field].label,
                        "unit": VOCABULARY[one.field].unit
                        or (_("元") if VOCABULARY[one.field].type == Type.MONEY else ""),
                        "field": self[f"c{i}_{j}_field"],
                        "op": self[f"c{i}_{j}_op"],
                        "value": self[f"c{i}_{j}_value"],
                        "delete": f"del:{i}:{j}",
                    }
                    for j, one in enumerate(clause.conditions)
                ],
            }
            for i, clause in enumerate(self.draft.clauses)
        ]


def edited(data: QueryDict) -> RuleForm | None:
    """The form after the pressed button's change of rows, or None when no row button was pressed."""
    verb, *places = data.get("do", "").split(":")
    if verb not in ("add", "del"):
        return None
    after, draft = data.copy(), Draft.of_post(data)
    numbers = [int(place) for place in places if place.isdigit()]
    added = _add(draft, after, numbers) if verb == "add" else ""
    if verb == "del" and len(numbers) == 2:
        _delete(draft, after, *numbers)
    form = RuleForm(Draft.of_post(after), typed=after)
    if added:
        form.fields[f"{added}_op"].widget.attrs["autofocus"] = True  # the keyboard goes on where it was
    return form


def _add(draft: Draft, data: QueryDict, numbers: list[int]) -> str:
    """A new clause at the end, or one more condition in a clause: the field chosen in the select beside the button."""
    clause = numbers[0] if numbers else len(draft.clauses)
    name = data.get(f"new_{clause}" if numbers else "new", "")
    if name not in VOCABULARY or draft.size >= MAX_CLAUSES or (numbers and clause >= len(draft.clauses)):
        return ""
    row = len(draft.clauses[clause].conditions) if numbers else 0
    data[f"c{clause}_{row}_field"] = name
    data[f"c{clause}_{row}_op"] = DEFAULT_OP[VOCABULARY[name].type]
    if not numbers:
        data[f"c{clause}_glue"] = "any"
    return f"c{clause}_{row}"


def _delete(draft: Draft, data: QueryDict, clause: int, row: int) -> None:
    """Rows and clauses after the deleted one move up, with their values."""
    if clause >= len(draft.clauses) or row >= len(draft.clauses[clause].conditions):
        return
    kept = [
        (
            data.get(f"c{i}_glue", "any"),
            [_row(data, i, j) for j in range(len(one.conditions)) if (i, j) != (clause, row)],
        )
        for i, one in enumerate(draft.clauses)
    ]
    for name in [name for name in data if name.startswith("c") and "_" in name and name[1].isdigit()]:
        del data[name]
    for i, (glue, rows) in enumerate([one for one in kept if one[1]]):
        data[f"c{i}_glue"] = glue
        for j, values in enumerate(rows):
            for part, value in values.items():
                data.setlist(f"c{i}_{j}_{part}", value)


def _row(data: QueryDict, i: int, j: int) -> dict[str, list[str]]:
    return {part: data.getlist(f"c{i}_{j}_{part}") for part in ("field", "op", "value")}


def _initial(draft: Draft) -> dict[str, Any]:
    initial: dict[str, Any] = {"glue": draft.glue}
    for i, clause in enumerate(draft.clauses):
        initial[f"c{i}_glue"] = clause.glue
        for j, one in enumerate(clause.conditions):
            initial[f"c{i}_{j}_field"], initial[f"c{i}_{j}_op"] = one.field, one.op
            initial[f"c{i}_{j}_value"] = str(one.value) if isinstance(one.value, bool) else one.value
    return initial


def _typed(data: QueryDict) -> dict[str, Any]:
    lists = {name for name in data if name.endswith("_value") and _type_of(data, name) == Type.CHOICE}
    return {name: data.getlist(name) if name in lists else data.get(name) for name in data}


def _type_of(data: QueryDict, name: str) -> Type | None:
    word = VOCABULARY.get(data.get(name.removesuffix("_value") + "_field", ""))
    return word.type if word else None


def _value_field(word, label: str) -> forms.Field:
    if word.type == Type.CHOICE:
        return forms.MultipleChoiceField(label=label, choices=word.choices, widget=forms.CheckboxSelectMultiple)
    if word.type == Type.MONEY:
        return MoneyField(label=label)
    if word.type == Type.NUMBER:
        return forms.IntegerField(label=label, min_value=0)
    return forms.ChoiceField(label=label, choices=(("True", _("是")), ("False", _("否"))), initial="True")


def _plain(value: Any, type_: Type) -> Any:
    return value == "True" if type_ == Type.FLAG else value
