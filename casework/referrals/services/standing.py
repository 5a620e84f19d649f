"""On what ground may this organisation learn these things of this case: consent, a duty by law, or nothing yet."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from casework.referrals.items import GOVERNMENT, OFFICIAL, PLAIN, labels, offered
from casework.referrals.models import Basis
from common.errors import Refusal
from needs.access import in_area
from needs.models import Case, Consent
from needs.services.consents import live_sharing_consent
from organisations.models import Organisation, User
from organisations.permissions import Permission as P


class NoConsent(Refusal):
    def __init__(self, recipient: Organisation, missing: list[str]) -> None:
        if missing:
            sentence = _("家庭没有同意向%(who)s提供：%(what)s。请少选，或先登记同意。") % {
                "who": recipient.local_name,
                "what": "、".join(missing),
            }
        else:
            sentence = _("家庭还没有同意向%(who)s提供资料，不能发出转介。请先登记同意。") % {
                "who": recipient.local_name
            }
        super().__init__(sentence, field="recipient")


class FamilyNotTold(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("请先告知家庭：转给谁、为什么、提供了什么，再发出。红色个案可以先转、事后补告知。"), field="told"
        )


@dataclass(frozen=True)
class Standing:
    """`basis` is empty while nothing allows it; `missing` names what the consent at hand leaves out."""

    basis: str
    consent: Consent | None = None
    missing: list[str] = field(default_factory=list)


def standing(case: Case, recipient: Organisation, items: list[str], at: datetime) -> Standing:
    """Bodies of government act under a duty by law (PIPL 13(3), 34); everybody else needs the family's live consent."""
    if recipient.kind in GOVERNMENT:
        return Standing(Basis.DUTY)
    consent = live_sharing_consent(case, recipient, at)
    if consent is None:
        return Standing("")
    uncovered = [name for name in items if name not in PLAIN and name not in consent.fields]
    return Standing("" if uncovered else Basis.CONSENT, consent, labels(uncovered))


def require_standing(
    case: Case, recipient: Organisation, items: list[str], *, told: bool, override_reason: str, by: User, at: datetime
) -> dict:
    """The fields of a referral that say on what ground it goes; refuses what has none."""
    _check_items(case, recipient, items)
    found = standing(case, recipient, items, at)
    if found.basis == Basis.DUTY and not told and case.urgency != "red":
        raise FamilyNotTold
    if found.basis:
        return {"basis": found.basis, "consent": found.consent, "override_by": None, "override_reason": ""}
    if not override_reason.strip():
        raise NoConsent(recipient, found.missing)
    if not in_area(by, case, P.OVERRIDE_CONSENT):
        raise PermissionDenied
    return {
        "basis": Basis.OVERRIDE,
        "consent": None,
        "override_by": by,
        "override_reason": override_reason.strip()[:400],
    }


def _check_items(case: Case, recipient: Organisation, items: list[str]) -> None:
    if not items:
        raise Refusal(_("请至少勾选一项要提供的内容。"), field="items")
    if set(items) - set(offered(case)):
        raise Refusal(_("有不能提供的内容。"), field="items")
    if recipient.kind not in GOVERNMENT and (closed := [name for name in items if name in OFFICIAL]):
        raise Refusal(_("只能提供给政府部门：%(what)s。") % {"what": "、".join(labels(closed))}, field="items")
