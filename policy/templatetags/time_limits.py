"""Sentences on pages say the limit that holds, not one that somebody once typed."""

from django import template
from django.utils import timezone

from common.regions.models import Region
from policy.clocks import Clock
from policy.selectors import length

register = template.Library()


@register.simple_tag
def time_limit(clock: str, county: Region | str | None = "", urgency: str = "") -> str:
    """`{% time_limit "complaint.answer" complaint.county_id as t %}`: “15 天” today, there and for that urgency."""
    return str(length(Clock(clock), urgency, timezone.now(), county or ""))
