"""The reason that every refusal, return and override asks for; it goes into the audit, which holds no personal values."""

import re

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.ids import resident_id_errors

TELEPHONE = re.compile(r"(?<!\d)(?:1[ -]?[3-9]|00[ -]?0)(?:[ -]?\d){8,9}(?!\d)", re.ASCII)
ID_LIKE = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])", re.ASCII)


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
    if TELEPHONE.search(text) or any(not resident_id_errors(found) for found in ID_LIKE.findall(text)):
        raise Refusal(_("理由会一直留在记录里，请不要写电话和证件号码。"), field="reason")
    return text
