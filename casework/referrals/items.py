"""What a referral may carry, ticked one by one. Nothing is copied: each item is read from the file when it is opened."""

from django.utils.translation import gettext_lazy as _

from needs.models.consent import SHARED_FIELDS
from organisations.models import OrganisationKind as K

# Facts of the hardship without a person; who sends, ticks them like all others.
PLAIN = {
    "situation": _("困难类型、紧急程度和家庭人口"),
    "costs": _("需要的项目与缺口"),
    "verification": _("核实结论、核实人和日期"),
}
# Only for bodies that act under a law of their own: no consent names these, and no charity ever sees them.
OFFICIAL = {"id_no": _("身份证号"), "summary": _("情况说明")}
ITEMS = {**PLAIN, **SHARED_FIELDS, **OFFICIAL}

GOVERNMENT = (K.CIVIL_AFFAIRS, K.TOWNSHIP, K.DEPARTMENT)
RECIPIENTS = (K.DEPARTMENT, K.CIVIL_AFFAIRS, K.CHARITY, K.SERVICE_ORG)
HIDDEN_WHEN_SENSITIVE = frozenset({"address"})  # who fled must not be found through a form


def offered(case) -> dict:
    """The items that may be ticked for this case at all."""
    hidden = HIDDEN_WHEN_SENSITIVE if case.household.sensitive else frozenset()
    return {name: label for name, label in ITEMS.items() if name not in hidden}


def labels(names) -> list[str]:
    return [str(label) for name, label in ITEMS.items() if name in names]
