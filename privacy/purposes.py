"""What personal values are opened for: shown to a person, or used by our own code without showing them to anybody."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Purpose(StrEnum):
    """Why a person is shown something. The policy says who may for which."""

    WORK = "work"  # the page of what somebody works on
    REVEAL = "reveal"  # asked for on top of that, with a reason
    DELIVER = "deliver"  # a partner who hands the help over, under the family's consent
    REFER = "refer"  # the recipient of a referral, for the ticked items
    OVERSEE = "oversee"  # the auditor
    OWN = "own"  # what somebody themselves brought or is


# Why somebody opens a full identity: chosen from a list, so that the log holds no free text.
REASONS = {
    "visit": _("入户或联系家庭"),
    "verify": _("核对证件"),
    "payment": _("核对收款信息"),
    "complaint": _("处理投诉"),
}


class Internal(StrEnum):
    KNOWN_VALUES = "known_values"
    BLIND_COMPARISON = "blind_comparison"
    TELL_THEM = "tell_them"
    AS_DONOR_CHOSE = "as_donor_chose"
    MASK_TO_PUBLISH = "mask_to_publish"
    SIGNALS = "signals"


@dataclass(frozen=True)
class Use:
    """`modules` may open for this purpose, nobody else: held by tests/architecture/test_sealed_values.py."""

    why: str
    modules: tuple[str, ...]


INTERNAL: dict[Internal, Use] = {
    Internal.KNOWN_VALUES: Use(
        "The publish gate looks for the case's own names and numbers in a text that is to be published.",
        ("publication.services.public_text",),
    ),
    Internal.BLIND_COMPARISON: Use(
        "Two records are compared by keyed digests; what comes out is yes or no.",
        (
            "needs.services.duplicates",
            "casework.conflicts_of_interest.selectors",
            "donations.access",
            "programmes.volunteers.services",
        ),
    ),
    Internal.TELL_THEM: Use(
        "A short message or mail to the person whose number or address it is.",
        (
            "casework.complaints.events",
            "matching.decisions.objections.events",
            "matching.delivery.deliveries",
            "matching.events",
            "needs.events",
            "portal.events",
        ),
    ),
    Internal.AS_DONOR_CHOSE: Use("A donor's name, as far as the donor chose to be named.", ("donations.models",)),
    Internal.MASK_TO_PUBLISH: Use(
        "A public notice carries the masked name, stored as it hung.", ("publication.notices.services.notices",)
    ),
    Internal.SIGNALS: Use(
        "Words and employers are counted over many clues and cases; only counts and keyed digests come out.",
        ("casework.early_warning.emerging_signals",),
    ),
}
