"""How many people's identities one person may open: by the hour and by the day, counted in the log itself.

A household that was opened within the window counts once, however often its page is looked at again. The figures stand
in the settings (`DISCLOSURE_LIMITS`): they are a matter of the installation, not of a county's law.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.audit.models import AuditEvent, Kind
from common.errors import Refusal

WINDOWS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
SENTENCES: dict[str, Promise] = {
    "hour": _("一小时内查看次数已达上限，请稍后再试或联系管理员。"),
    "day": _("今天查看次数已达上限，请明天再试或联系管理员。"),
}


class LimitReached(Refusal):
    """Nothing was shown. The page answers 429."""

    def __init__(self, window: str) -> None:
        super().__init__(SENTENCES[window])


def take_turn(viewer: Any) -> None:
    """One disclosure of a person after the other: two at once would both still be the thirtieth. Held until commit."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('privacy.disclose'), hashtext(%s))", [str(viewer.pk)])


def used_up(viewer: Any, subject: models.Model, at: datetime) -> str:
    """The window whose limit another subject would exceed; empty while there is room, or for one already opened."""
    for window, length in WINDOWS.items():
        opened = opened_since(viewer, at - length, limited=True)
        if (subject._meta.label_lower, str(subject.pk)) in opened:
            continue
        if len(opened) >= settings.DISCLOSURE_LIMITS[window]:
            return window
    return ""


def opened_since(viewer: Any, since: datetime, *, limited: bool) -> set[tuple[str, str]]:
    """The subjects of which this person was shown something since then."""
    read = AuditEvent.objects.filter(actor_id=viewer.pk, kind=Kind.READ, at__gt=since).exclude(subject_id="")
    if limited:
        read = read.filter(data__limited=True)
    return set(read.values_list("subject_type", "subject_id").distinct())
