"""For Wagtail's previews, where `PublicNeed` brings its own context and knows nothing of pages."""

from django import template
from django.utils import timezone

from pages.need_facts import NeedFacts, facts_of
from publication.models import PublicNeed

register = template.Library()


@register.simple_tag
def need_facts(need: PublicNeed) -> NeedFacts:
    return facts_of(need, timezone.localdate())
