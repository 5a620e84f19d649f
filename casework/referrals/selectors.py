"""What other verbs of the case ask about its referrals."""

from django.utils.translation import gettext_lazy as _

from casework.referrals.models import Referral
from casework.referrals.states import NOBODY_HAS_IT
from common.errors import Refusal


class StillReferred(Refusal):
    def __init__(self, referral: Referral) -> None:
        super().__init__(
            _("转介 %(number)s 还没有单位接收，首问责任没有转出，暂时不能结束个案。请等对方接收，或先撤回转介并说明。")
            % {"number": referral.number},
            field="reason",
        )


def require_nothing_pending(case) -> None:
    """首问负责 (domain reference C18): whoever was asked first is released when the case is handled, referred *and
    accepted*, or explained – not while a referral lies with nobody."""
    if pending := Referral.objects.filter(case=case, state__in=NOBODY_HAS_IT).order_by("sent_at").first():
        raise StillReferred(pending)
