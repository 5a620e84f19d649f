"""What went wrong in a form, gathered on top of the page, each line leading to its field."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm, BaseFormSet, BoundField
from django.template import Context

from common.components.fields import kind_of, messages_of


def error_summary(*forms: BaseForm | BaseFormSet[Any]) -> dict[str, Any]:
    """`{% error_summary form %}`, also for several forms or formsets; draws nothing when all is well."""
    lines: list[dict[str, Any]] = []
    for form in _flat(forms):
        lines += _lines(form)
    return {"lines": lines}


def form_has_errors(context: Context) -> bool:
    """For the title, which begins with 错误：, so that it is the first thing a screen reader says."""
    forms = [context.get(name) for name in ("form", "formset")]
    return any(form.is_bound and form.errors for form in _flat(forms))


def _flat(forms: Any) -> list[BaseForm]:
    flat: list[BaseForm] = []
    for form in forms:
        if isinstance(form, BaseFormSet):
            flat += form.forms
        elif isinstance(form, BaseForm):
            flat.append(form)
    return flat


def _lines(form: BaseForm) -> list[dict[str, Any]]:
    if not form.is_bound:
        return []
    lines: list[dict[str, Any]] = [{"text": error, "href": ""} for error in form.non_field_errors()]
    for bound in form:
        href = "" if bound.is_hidden else f"#{_target(bound)}"
        lines += [{**error, "href": href} for error in messages_of(bound)]
    return lines


def _target(bound: BoundField) -> str:
    """A group of choices is focused at its first choice: a fieldset takes no focus."""
    if kind_of(bound) in ("radios", "checkboxes"):
        first = next(iter(bound.subwidgets), None)
        return first.id_for_label if first else bound.auto_id
    return bound.id_for_label or bound.auto_id
