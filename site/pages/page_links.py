"""Which public page shows a need or a programme: both live below index pages of the CMS, in both languages."""

from functools import partial

from django.urls import get_script_prefix
from django.utils.translation import get_language

from common.links import Reader, register


def _below(index: str, slug: str) -> str:
    language = "en/" if (get_language() or "").startswith("en") else ""
    return f"{get_script_prefix()}{language}{index}/{slug}/"


register(Reader.VISITOR, {"need": partial(_below, "needs"), "programme": partial(_below, "programmes")})
