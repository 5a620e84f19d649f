"""Small marks: icons, tags, deadlines."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

TONES = ("neutral", "urgent", "caution", "verified", "information", "sensitive", "error")


def icon(name: str, size: int = 0) -> SafeString:
    """`{% icon "flame" %}`: one drawing of the sprite. It says nothing to a screen reader, so words must stand beside it."""
    return format_html(
        '<svg class="icon{}" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" icon--{size}" if size else "",
        static("build/icons.svg"),
        name,
    )
