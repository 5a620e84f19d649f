"""A form field as one block: label, help, control and error, wired together for people who cannot see them."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise

from common.forms import MoneyField, PhoneField, ResidentIdField, UsccField

ASKS = {"radios": "choose", "checkboxes": "choose", "select": "choose", "file": "upload", "checkbox": "confirm"}


def field(
    bound: BoundField,
    label: str = "",
    help: str = "",
    tiles: bool = False,
    icons: dict[str, str] | None = None,
    hints: dict[str, str] | None = None,
    heading: bool = False,
    optional: bool = True,
    suffix: str = "",
) -> dict[str, Any]:
    """`{% field form.x %}`; `tiles` shows radios as big windows, `heading` makes the label the page's h1."""
    kind = kind_of(bound)
    described = _described_by(bound, help or bound.help_text, kind)
    return {
        "bound": bound,
        "id": bound.id_for_label or bound.auto_id,
        "group_id": bound.auto_id,
        "kind": kind,
        "label": label or bound.label,
        "help": help or bound.help_text,
        "errors": messages_of(bound),
        "heading": heading,
        "mark_optional": optional and not bound.field.required and kind != "checkbox",
        "described": described,
        "max_length": counted_length(bound) if kind == "textarea" else None,
        "suffix": suffix,
        "tiles": tiles,
        "choices": _choices(bound, icons or {}, hints or {}) if kind in ("radios", "checkboxes") else [],
        "control": "" if kind in ("radios", "checkboxes") else _control(bound, kind, described),
    }


def kind_of(bound: BoundField) -> str:
    """What sort of control a field needs, read from the form field first and its widget second."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    return _text_kind(bound)


def _text_kind(bound: BoundField) -> str:
    if isinstance(bound.field, MoneyField):
        return "amount"
    if isinstance(bound.field, PhoneField):
        return "phone"
    if isinstance(bound.field, ResidentIdField | UsccField):
        return "id"
    if isinstance(bound.field, forms.DateField):
        return "date"
    if isinstance(bound.field, forms.IntegerField):
        return "number"
    if bound.field.widget.attrs.get("autocomplete") == "one-time-code":
        return "code"
    return "text"


def messages_of(bound: BoundField) -> list[dict[str, Any]]:
    """The field's errors. Django's own "required" and "too long" name neither the field nor the way out: for these only
    the kind is kept (`ask`), and the template says what to do. A form's own wording is never replaced.
    """
    required = str(forms.Field.default_error_messages["required"])
    problems = []
    for problem in bound.form.errors.as_data().get(bound.name, []):
        for text in problem.messages:
            ask = ASKS.get(kind_of(bound), "fill") if text == required else ""
            limit = (problem.params or {}).get("limit_value")
            if problem.code == "max_length" and limit and "max_length" not in bound.field.error_messages:
                ask = "shorten"
            problems.append({"text": text, "ask": ask, "label": bound.label, "limit": limit})
    return problems


def counted_length(bound: BoundField) -> int | None:
    """The limit a textarea counts down from; it is not a hard stop, so a pasted text can be shortened by its author."""
    limit = bound.field.widget.attrs.get("maxlength") or getattr(bound.field, "max_length", None)
    return int(limit) if limit else None


def _described_by(bound: BoundField, help_text: str | Promise, kind: str) -> str:
    parts = []
    if help_text:
        parts.append(f"{bound.auto_id}_helptext")
    if kind == "textarea" and counted_length(bound):
        parts.append(f"{bound.auto_id}_count")
    if bound.errors:
        parts.append(f"{bound.auto_id}_error")
    return " ".join(parts)


def _control(bound: BoundField, kind: str, described: str) -> str:
    attrs: dict[str, Any] = {"class": _classes(bound, kind)}
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if kind == "date" and isinstance(bound.field.widget, forms.DateInput):
        bound.field.widget.input_type = "date"
        bound.field.widget.format = "%Y-%m-%d"  # the only spelling that browsers accept in a date box
    if kind == "number":
        attrs["inputmode"] = "numeric"
    if kind == "textarea" and counted_length(bound):
        attrs["data-count"] = f"{bound.auto_id}_count"
        attrs["maxlength"] = False  # counted, not cut off
    return bound.as_widget(attrs=attrs)


def _classes(bound: BoundField, kind: str) -> str:
    base = {"checkbox": "check", "file": "file-input"}.get(kind, f"input input--{kind}")
    own = bound.field.widget.attrs.get("class", "")
    return f"{base} {own}".strip()


def _choices(bound: BoundField, icons: dict[str, str], hints: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for option in bound.subwidgets:
        value = str(option.data["value"])
        rows.append(
            {
                "id": option.id_for_label,
                "label": option.choice_label,
                "hint": hints.get(value, ""),
                "icon": icons.get(value, ""),
                "control": option.tag(wrap_label=False),
            }
        )
    return rows
