"""What the recipient reads: values of the case for the ticked items, worked out anew at each opening."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from casework.referrals.items import ITEMS, PLAIN
from casework.referrals.models import Basis, Referral
from casework.referrals.states import READABLE
from common.money import Money
from needs.causes import CATEGORY_OF, Cause


def readable(referral: Referral, at: datetime) -> list[str]:
    """Names of the items that are open now; none once the consent is withdrawn or has run out."""
    if referral.state not in READABLE:
        return []
    if referral.basis != Basis.CONSENT:
        return [name for name in ITEMS if name in referral.items]
    if not referral.consent.is_live(at):
        return []
    return [name for name in ITEMS if name in referral.items and (name in PLAIN or name in referral.consent.fields)]


def rows(referral: Referral, names: list[str]) -> list[dict]:
    values = _values(referral.case)
    return [{"label": ITEMS[name], "value": values[name]() or _("未登记")} for name in names]


def _values(case) -> dict:
    """Each value as a function: what was not ticked is not even decrypted."""
    home = case.household
    return {
        "situation": lambda: _situation(case),
        "costs": lambda: _costs(case),
        "verification": lambda: _verification(case),
        "name": lambda: _of_head(home, "name"),
        "phone": lambda: _of_head(home, "phone"),
        "address": lambda: home.address,
        "bank_account": lambda: _of_head(home, "bank_account"),
        "cost_papers": lambda: _("请向经办人索取"),
        "id_no": lambda: _of_head(home, "id_no"),
        "summary": lambda: case.summary,
    }


def _of_head(home, field: str) -> str:
    person = home.people.filter(is_head=True).only(field).first()
    return getattr(person, field) if person else ""


def _situation(case) -> str:
    home = case.household
    return _("%(kind)s · %(urgency)s · %(n)d 人，其中未成年 %(minors)d、老年 %(elderly)d") % {
        "kind": CATEGORY_OF[Cause(case.cause)].label,
        "urgency": case.get_urgency_display(),
        "n": home.size,
        "minors": home.minors,
        "elderly": home.elderly,
    }


def _costs(case) -> str:
    parts = [
        _("%(what)s 还差 %(gap)s") % {"what": item.get_category_display(), "gap": Money(item.remaining_fen).text}
        if item.kind == "cash"
        else f"{item.get_category_display()} × {item.remaining_quantity}"
        for item in case.items.all()
    ]
    return _("；").join(parts)


def _verification(case) -> str:
    """The second signature makes it a verification; the names are those of officials (PIPL 13, domain reference §4.1)."""
    signed = case.verifications.filter(second_by__isnull=False).select_related("first_by", "second_by").first()
    if signed is None:
        return _("还没有两人签字的核实")
    return _("%(day)s %(how)s，%(first)s、%(second)s签字") % {
        "day": localdate(signed.second_at).isoformat(),
        "how": signed.get_method_display(),
        "first": signed.first_by.display_name,
        "second": signed.second_by.display_name,
    }
