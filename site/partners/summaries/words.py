"""Small words that several summaries share."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.money import Money
from organisations.models import Organisation


def local_name(organisation: Organisation | None) -> str:
    """An organisation's name in the reader's language, as far as one is known."""
    if organisation is None:
        return ""
    english = organisation.name_en if (get_language() or "").startswith("en") else ""
    return english or organisation.name


def row(label: Any, value: Any, url: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "url": url}


def day(when: date | None) -> str:
    return date_format(when, _("Y年n月j日")) if when else ""


def period(start: date | None, end: date | None) -> str:
    if not start and not end:
        return ""
    return _("%(start)s 至 %(end)s") % {"start": day(start) or _("签署之日"), "end": day(end) or _("长期")}


def yuan(fen: int | None) -> str:
    return "" if fen is None else Money(fen).text


def yes_no(value: bool) -> str:
    return _("是") if value else _("否")
