"""Opening the ticked items: read from the file at that moment, only while the ground still stands, each time logged."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.referrals.access import is_recipient
from casework.referrals.act_subjects import REFERRALS
from casework.referrals.models import Referral
from casework.referrals.package import readable, rows
from common.errors import Refusal
from organisations.models import User
from privacy.limits import LimitReached


class Closed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("现在不能打开资料：转介还没有接收、已经办结，或家庭撤回了同意。"))


def open_package(*, referral: Referral, by: User, at: datetime) -> list[dict]:
    """The values of what may be read now, in a fixed order. Raises Closed and LimitReached."""
    with transaction.atomic():
        referral = REFERRALS.lock(referral)
        if not is_recipient(by, referral):
            raise PermissionDenied
        names = readable(referral, at)
        if not names:
            raise Closed
        try:
            return rows(referral, names, by, at)
        except LimitReached as refusal:
            stopped = refusal
    raise stopped  # only now: the log keeps that it was asked for
