"""What a change of use changes, term by term, in the reader's words."""

from typing import Any

from django.utils.translation import gettext as _

from common.money import Money
from common.regions.models import Region
from funds.models import Audience
from funds.purpose_changes import terms
from funds.purpose_changes.models import PurposeChange
from needs import criteria


def differences(change: PurposeChange) -> list[dict[str, Any]]:
    """Rows of `label`, `left` as it stood and `right` as it would be."""
    before, after = _words(change.before), _words(terms.as_data(change))
    labels = {
        "region": _("地区"),
        "audience": _("适用对象"),
        "purpose": _("用途"),
        "cap_fen": _("单户上限"),
        "rules": _("救助条件"),
    }
    return [{"label": label, "left": before[name], "right": after[name]} for name, label in labels.items()]


def sides(change: PurposeChange) -> list[dict[str, Any]]:
    """Who said yes and when, in the order of the turns; `now` is whose turn it is."""
    rows = [
        (_("企业同意（捐赠人）"), change.consented_by, change.consented_at, "requested"),
        (_("托管慈善组织同意"), change.agreed_by, change.agreed_at, "consented"),
        (_("民政部门批准"), change.approved_by, change.approved_at, "agreed"),
    ]
    return [{"label": label, "by": by, "at": at, "now": change.state == state} for label, by, at, state in rows]


def _words(data: dict[str, Any]) -> dict[str, str]:
    return {
        "region": Region.objects.get(pk=data["region"]).local_full_name,
        "audience": str(Audience(data["audience"]).label),
        "purpose": data["purpose"],
        "cap_fen": Money(data["cap_fen"]).text,
        "rules": criteria.in_words(data["rules"]),
    }
