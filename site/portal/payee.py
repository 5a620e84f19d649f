"""What is shown about the payee before anybody pays (慈善法 25): the same facts on each page of the way."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from programmes.models import Programme
from programmes.selectors import certificate


def payee_of(programme: Programme, on: date) -> dict[str, Any]:
    charity = programme.charity
    paper = certificate(charity, on)
    return {
        "name": charity.local_name,
        "uscc": charity.uscc,
        "programme": programme.title,
        "certificate_no": paper.number if paper else "",
        "certificate_to": paper.valid_to if paper else None,
        "filing_no": programme.filing_no,
        "filed_to": programme.filed_to,
        "founded_on": charity.founded_on,
        "last_report_on": programme.last_report_on,
        "surplus": programme.surplus_text,
        "refund": refund_rule(),
        "receipt": _("可向慈善组织申请公益事业捐赠统一票据"),
        "phone": charity.contact_phone,
    }


def refund_rule() -> str:
    return _("款项由慈善组织退还；已拨付给家庭的部分不再退。请拨打慈善组织电话申请。")
