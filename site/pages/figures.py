"""The three figures of the home page. They are counted when the page is drawn; small numbers are not given away.

They look past `public_needs()`: a page leaves thirty days after closing, and the totals stay (product reference §1.8).
Only a count and a median of hours come out, never anything of one need; withdrawn needs are left out altogether.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Min, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publication.models import PublicNeed, PublicStep
from publication.states import PublicState

SMALLEST = 10  # fewer than this is not shown as a number (trust reference §2.5)
ROUNDED_TO = 5
LOOK_BACK = timedelta(days=365)


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) within group (order by %(expressions)s)"
    output_field = DurationField()


def honest_figures(at: datetime) -> list[dict[str, Any]]:
    return [
        {"number": _hours(at), "label": _("从上报到首次核实（近一年中位数）")},
        {"number": _households(at), "label": _("今年救助已交付的家庭")},
        {"number": _("0 元"), "label": _("平台服务费")},
    ]


def _hours(at: datetime) -> str:
    reported = Min("steps__at", filter=Q(steps__kind="reported"))
    verified = Min("steps__at", filter=Q(steps__kind="verified"))
    needs = (
        PublicNeed.objects.exclude(state=PublicState.WITHDRAWN)
        .filter(approved_at__gte=at - LOOK_BACK)
        .annotate(reported=reported, verified=verified)
        .filter(reported__isnull=False, verified__isnull=False)
        .annotate(took=ExpressionWrapper(F("verified") - F("reported"), output_field=DurationField()))
    )
    found = needs.aggregate(n=Count("pk"), median=Median("took"))
    if found["n"] < SMALLEST:
        return gettext("暂不统计")  # a median of a few says more about them than about us
    hours = -(-int(found["median"].total_seconds()) // 3600)  # rounded up: never faster than it was
    return gettext("%(hours)d 小时") % {"hours": hours}


def _households(at: datetime) -> str:
    year = localtime(at).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    delivered = PublicStep.objects.filter(kind__in=["delivered", "confirmed"], at__gte=year, at__lte=at)
    count = delivered.exclude(public_need__state=PublicState.WITHDRAWN).values("public_need").distinct().count()
    if count < SMALLEST:
        return gettext("少于 10 户")
    return gettext("约 %(count)s 户") % {"count": f"{round(count / ROUNDED_TO) * ROUNDED_TO:,}"}
