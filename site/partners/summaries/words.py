"""Small words that several summaries share."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.money import Money
from policy.clocks import Clock
from policy.selectors import length


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


def reviewed_within() -> str:
    """How soon the civil-affairs office answers what was handed in."""
    return _("民政部门 %(limit)s内答复") % {"limit": length(Clock.PARTNER_REVIEW, "", timezone.now())}
