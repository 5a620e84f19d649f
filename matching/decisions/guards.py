"""What a decision asks of the match besides its life cycle: is it alone, is it still what was shown, is there a reason."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from common import reasons
from common.errors import Refusal
from matching.models import Match


class Stale(Refusal):
    """Somebody else was faster: the sentence says who, the page shows what they did."""


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("请写明理由，理由会写入审计记录。"), field="reason")


def require_alone(match: Match) -> None:
    """What was proposed together is decided together (`matching.runs.pools`)."""
    if match.pool_id is not None:
        raise Refusal(_("这是个人承诺合集中的一份，请对整个合集作决定。"))


def require_fresh(match: Match, version: int | None) -> None:
    if version is not None and version != match.version:
        who = match.answered_by or match.decided_by
        raise Stale(
            _("这笔对接刚刚由%(name)s处理过（%(state)s），请看最新情况。")
            % {"name": who.display_name if who else _("系统"), "state": match.get_state_display()}
        )


require_reason = partial(reasons.require_reason, most=400, missing=ReasonMissing)
