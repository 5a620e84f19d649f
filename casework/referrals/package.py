"""What the recipient reads: values of the case for the ticked items, worked out anew at each opening."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from casework.referrals.items import ITEMS, PLAIN
from casework.referrals.models import Basis, Referral
from casework.referrals.states import READABLE
from common.money import Money
from common.presence import present
from needs.causes import CATEGORY_OF, Cause
from organisations.models import User
from privacy.policy import Ground
from privacy.purposes import Purpose
from privacy.services import disclose_rows


def readable(referral: Referral, at: datetime) -> list[str]:
    """Names of the items that are open now; none once the consent is withdrawn or has run out."""
    if referral.state not in READABLE:
        return []
    if referral.basis != Basis.CONSENT:
        return [name for name in ITEMS if name in referral.items]
    consent = present(referral.consent)
    if not consent.is_live(at):
        return []
    return [name for name in ITEMS if name in referral.items and (name in PLAIN or name in consent.fields)]


def rows(referral: Referral, names: list[str], by: User, at: datetime) -> list[dict]:
    """Label and value of each, disclosed to `by` and logged by its name: what was not ticked is not even opened."""
    case = referral.case
    home = case.household
    people = home.people.filter(is_head=True)
    opened = disclose_rows(
        subject=case,
        rows=[case, home, *people],
        fields=names,
        viewer=by,
        purpose=Purpose.REFER,
        ground=Ground.PACKAGE,
        note=referral.number,
        beside=names,
        reader_id=referral.recipient_id,
        at=at,
    )
    sealed = {name: getattr(row, name) for row in opened for name in row.opened_fields}
    values = {
        "situation": lambda: _situation(case),
        "costs": lambda: _costs(case),
        "verification": lambda: _verification(case),
        "cost_papers": lambda: _("请向经办人索取"),
    }
    return [
        {"label": ITEMS[name], "value": (values[name]() if name in values else sealed.get(name)) or _("未登记")}
        for name in names
    ]


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
