"""Form fields for what people type by hand: generous in spelling, exact in meaning, plain in what was wrong."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import ids
from common.errors import Refusal
from common.money import Money


class MoneyField(forms.CharField):
    """An amount in yuan as typed; cleans to whole fen (int), or None when left empty and not required.

    A column's initial value is fen and is shown as yuan.
    """

    def __init__(self, *, at_least_fen: int = 0, at_most_fen: int | None = None, **kwargs: Any) -> None:
        self.at_least_fen, self.at_most_fen = at_least_fen, at_most_fen
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return Money(value).amount.removesuffix(".00") if type(value) is int else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            fen = Money.parse(text).fen
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        if fen < self.at_least_fen:
            raise ValidationError(_("金额不能少于%(least)s。"), params={"least": Money(self.at_least_fen).text})
        if self.at_most_fen is not None and fen > self.at_most_fen:
            raise ValidationError(_("金额不能超过%(most)s。"), params={"most": Money(self.at_most_fen).text})
        return fen

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True


class PhoneField(forms.CharField):
    """A mobile number with spaces, dashes, +86 or full-width digits; cleans to 11 digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return ids.normalise_phone(text) if text else text
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal


class ResidentIdField(forms.CharField):
    """A resident ID (GB 11643); cleans to 18 half-width characters with an upper-case X."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and (errors := ids.resident_id_errors(text, timezone.localdate())):
            raise ValidationError(errors)
        return ids.compact(text) if text else text


class UsccField(forms.CharField):
    """A unified social credit code (GB 32100); cleans to 18 upper-case characters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and (errors := ids.uscc_errors(text)):
            raise ValidationError(errors)
        return ids.compact(text) if text else text


class TokenField(forms.UUIDField):
    """A hidden, random token: a form sent twice carries it twice, and the row's UNIQUE (user, token) stops the second.

    An unbound form makes a new token; a form shown again with errors keeps its own.
    """

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", uuid4)
        super().__init__(**kwargs)


def retype(form: forms.BaseForm, **values: str | None) -> None:
    """Change what a form that is shown again shows as typed; None takes it out."""
    data = form.data.copy() if isinstance(form.data, QueryDict) else dict(form.data)
    for name, value in values.items():
        data.pop(name, None)
        if value is not None:
            data[name] = value
    form.data = data


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """What a field of choices offers in this form: known only when the form is made."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name!r} is not a field of choices.")
    field.choices = choices


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet[Any] | None) -> None:
    """The rows that a field offers in this form."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name!r} is not a field of rows.")
    field.queryset = rows


class NamedRowField(forms.ModelChoiceField):
    """A choice among rows that are called by something else than their `str()`."""

    def __init__(self, *, called: Callable[[Any], str], queryset: QuerySet[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(queryset, **kwargs)
        self.called = called

    def label_from_instance(self, obj: Any) -> str:
        return self.called(obj)
