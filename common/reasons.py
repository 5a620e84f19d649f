"""The reason that every refusal, return and override asks for; it goes into the audit."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("请写明理由。"), field="reason")


def require_reason(text: str, *, most: int, missing: type[Refusal] = ReasonMissing) -> str:
    """The reason without blanks around it. Refused when there is none, or more than `most` characters of it."""
    text = (text or "").strip()
    if not text:
        raise missing
    if len(text) > most:
        raise Refusal(_("理由请控制在 %(most)d 字以内。") % {"most": most}, field="reason")
    return text
