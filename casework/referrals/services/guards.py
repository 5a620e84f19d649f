"""Words that every answer needs."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

LONGEST = 400


def require_words(text: str, field: str = "reason") -> str:
    text = (text or "").strip()
    if not text:
        raise Refusal(_("请写明理由。") if field == "reason" else _("请写下说明。"), field=field)
    if len(text) > LONGEST:
        raise Refusal(_("请控制在 400 字以内。"), field=field)
    return text
