"""Small marks: icons, tags, deadlines, who is in charge, figures, buttons."""

import datetime
from typing import Any

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language


def icon(name: str, size: int = 0) -> SafeString:
    """`{% icon "flame" %}`: one drawing of the sprite. It says nothing to a screen reader, so words must stand beside it."""
    return format_html(
        '<svg class="icon{}" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" icon--{size}" if size else "",
        static("build/icons.svg"),
        name,
    )


def tag(text: str, tone: str = "neutral", icon: str = "") -> dict[str, Any]:
    """`tone`: neutral, urgent, caution, verified, information, sensitive, error; plain for finished work."""
    return {"text": text, "tone": tone, "icon": icon}


def button(
    text: str,
    variant: str = "primary",
    icon: str = "",
    name: str = "",
    value: str = "",
    wide: bool = False,
    small: bool = False,
    form: str = "",
) -> dict[str, Any]:
    """A submit button; `variant`: primary, secondary, quiet, danger."""
    return {
        "text": text,
        "classes": _button_classes(variant, wide, small),
        "icon": icon,
        "name": name,
        "value": value,
        "form": form,
    }


def link_button(
    text: str, url: str, variant: str = "primary", icon: str = "", wide: bool = False, small: bool = False
) -> dict[str, Any]:
    """A link that is the page's action and looks like it."""
    return {"text": text, "url": url, "classes": _button_classes(variant, wide, small), "icon": icon}


def _button_classes(variant: str, wide: bool, small: bool) -> str:
    classes = ["button"]
    if variant != "primary":
        classes.append(f"button--{variant}")
    return " ".join(classes + ["button--wide"] * wide + ["button--small"] * small)


def deadline(due: datetime.date, now: datetime.date | None = None, working_days: int | None = None) -> dict[str, Any]:
    """How much time is left, in words. `working_days` comes from `common.calendar` where the clock skips holidays.

    Tone: red words when overdue, clay within three days, quiet otherwise; the words alone say the same.
    """
    due_at, now_at = _moment(due), _moment(now or timezone.now())
    seconds = (due_at - now_at).total_seconds()
    days = (timezone.localdate(due_at) - timezone.localdate(now_at)).days
    state = "overdue" if seconds < 0 else "today" if days == 0 else "days"
    return {
        "due": due_at,
        "has_time": isinstance(due, datetime.datetime),
        "state": state,
        "days": abs(days),
        "working_days": working_days,
        "tone": "error" if state == "overdue" else "urgent" if days <= 3 else "neutral",
    }


def _moment(when: datetime.date) -> datetime.datetime:
    """A date means its last minute, in local time."""
    if isinstance(when, datetime.datetime):
        return when if timezone.is_aware(when) else timezone.make_aware(when)
    return timezone.make_aware(datetime.datetime.combine(when, datetime.time(23, 59)))


def assignee(name: str = "", office: str = "") -> dict[str, Any]:
    return {"name": name, "office": office}


def figure(number: str, label: str) -> dict[str, Any]:
    """One honest number with what it counts."""
    return {"number": number, "label": label}


def han_lang(text: str) -> SafeString:
    """`lang="zh-Hans"` for Chinese content on an English page, so that it is read out in Chinese."""
    foreign = (get_language() or "").startswith("en") and any("一" <= letter <= "鿿" for letter in str(text))
    return mark_safe('lang="zh-Hans"' if foreign else "")
