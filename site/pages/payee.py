"""Who receives the money: what has to stand before any pay button (慈善法 25; product reference §1.1)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext

from programmes.models import Programme
from programmes.selectors import certificate


def payee_of(programme: Programme, on: date) -> dict[str, Any]:
    """For the `payee_panel` component. A lapsed certificate is not shown as if it were one."""
    charity = programme.charity
    valid = certificate(charity, on)
    return {
        "name": charity.local_name,
        "uscc": charity.uscc,
        "certificate_no": valid.number if valid else "",
        "certificate_to": valid.valid_to if valid else None,
        "programme": programme.title,
        "filing_no": programme.filing_no,
        "filed_to": programme.filed_to,
        "founded_on": charity.founded_on,
        "last_report_on": programme.last_report_on,
        "surplus": programme.surplus_text,
        "receipt": gettext("可向这家慈善组织索取公益事业捐赠统一票据"),
        "phone": charity.contact_phone,
    }
