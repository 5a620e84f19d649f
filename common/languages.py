"""Where a language lives in the address: the default one has no prefix."""

from django.conf import settings


def language_prefix(language: str) -> str:
    """`/needs/` is Chinese, `/en/needs/` English."""
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"
