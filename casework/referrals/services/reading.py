"""Opening the ticked items: read from the file at that moment, only while the ground still stands, each time logged."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.referrals.models import Referral
from casework.referrals.package import readable, rows
from casework.referrals.services.guards import locked, require_recipient
from common.errors import Refusal
from organisations.models import User


class Closed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("现在不能打开资料：转介还没有接收、已经办结，或家庭撤回了同意。"))


@transaction.atomic
def open_package(*, referral: Referral, by: User, at: datetime) -> list[dict]:
    """The values of what may be read now, in a fixed order."""
    referral = locked(referral)
    require_recipient(by, referral)
    names = readable(referral, at)
    if not names:
        raise Closed
    return rows(referral, names, by, at)
