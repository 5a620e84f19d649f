"""Free text of a change is read by three organisations: it names no person and no number that leads to one."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from publication.anonymise.gate import check

LEADS_TO_A_PERSON = {
    "resident_id",
    "passport",
    "mobile",
    "landline",
    "bank_card",
    "wechat",
    "qq",
    "email",
    "name",
    "gate_error",
    "input_error",
}


def checked(text: str, field: str) -> str:
    """The text itself. Places may be named, they are what the change is about; an error of the check refuses too."""
    if any(finding.type in LEADS_TO_A_PERSON for finding in check(text).findings):
        raise Refusal(_("请不要写姓名、电话、证件号等能认出个人的内容。"), field=field)
    return text
