"""States, times and numbers of a report in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from common.presence import present
from common.regions.models import Level, Region
from needs.models import Clue
from needs.states import ClueState
from privacy.services import Disclosed


@dataclass(frozen=True)
class Standing:
    """How a report stands: a word, its colour, and what it means to the one who reported."""

    label: str
    tone: str
    meaning: str


def standing(clue: Clue | Disclosed) -> Standing:
    """Only the report's own fate; nothing of the household, of another report or of the case behind it."""
    meanings = {
        ClueState.RECEIVED: ("caution", _("街道（乡镇）还没有人接手。")),
        ClueState.TAKEN: ("information", _("有人接手了，正在联系和了解。")),
        ClueState.OPENED: ("verified", _("已经立案，正在核实和办理。")),
        ClueState.MERGED: ("plain", _("这户已在办理，您的上报已并入。")),
        ClueState.RETURNED: ("plain", _("没有立案，原因如下。")),
    }
    tone, meaning = meanings[ClueState(clue.state)]
    return Standing(clue.get_state_display(), tone, meaning)


def by_when(due: datetime, now: datetime) -> str:
    """The promise of a first contact, as one would say it."""
    due, now = localtime(due), localtime(now)
    time, day = f"{due:%H:%M}", date_format(due, "MONTH_DAY_FORMAT")
    if now < due <= now + timedelta(hours=1):
        minutes = -((now - due) // timedelta(minutes=1))  # rounded up
        return _("%(minutes)d 分钟内（%(time)s 前）") % {"minutes": minutes, "time": time}
    days = (localdate(due) - localdate(now)).days
    if days == 0:
        return _("今天 %(time)s 前") % {"time": time}
    if days == 1:
        return _("明天（%(day)s）%(time)s 前") % {"day": day, "time": time}
    return _("%(day)s %(time)s 前") % {"day": day, "time": time}


def place(region: Region) -> str:
    """A community with its township before it."""
    if region.level == Level.VILLAGE:
        return f"{present(region.parent).local_name} · {region.local_name}"
    return region.local_name


def answers(draft: dict[str, str], change: Callable[[str], str]) -> list[dict[str, str]]:
    """The rows of the last page before sending; `change(step)` is where an answer is corrected."""
    danger = _("有") if draft["life_danger"] == "yes" else _("没有")
    return [
        {"label": _("生命危险"), "value": danger, "url": change("danger")},
        {"label": _("发生了什么"), "value": draft["category"], "url": change("what")},
        {"label": _("在哪里"), "value": draft["region"], "url": change("place")},
        {"label": _("求助人"), "value": draft["household_name"] or _("暂不知道"), "url": change("place")},
        {"label": _("电话"), "value": draft["household_phone"], "url": change("place")},
        {"label": _("情况说明"), "value": draft["words"], "url": change("words")},
        {"label": _("照片"), "value": draft["photos"], "url": change("words")},
        {"label": _("本人同意"), "value": draft["oral_consent"], "url": change("words")},
    ]
