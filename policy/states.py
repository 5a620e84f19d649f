"""A dated rule is entered by one person and confirmed by another; until then nothing goes by it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from common.acts.tables import Act, LifeCycle, Move, Silent
from organisations.permissions import Permission as P


class RuleState(TextChoices):
    PROPOSED = "proposed", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    REFUSED = "refused", _("未采用")


NO_NEWS = Silent("rules are looked up where they are needed; whoever may confirm sees them on the page")

RULE = LifeCycle(
    _("地方规则"),
    RuleState,
    initial=(RuleState.PROPOSED, RuleState.CONFIRMED),  # the defaults of a release come confirmed
    moves=(
        Move(
            "confirm",
            permission=P.CONFIRM_LOCAL_RULES,
            audit="policy.confirmed",
            topic=NO_NEWS,
            not_by=("entered_by",),
            from_=(RuleState.PROPOSED,),
            to=RuleState.CONFIRMED,
            label=_("确认规定"),
        ),
        Move(
            "refuse",
            permission=P.CONFIRM_LOCAL_RULES,
            audit="policy.refused",
            topic=NO_NEWS,
            not_by=("entered_by",),
            from_=(RuleState.PROPOSED,),
            to=RuleState.REFUSED,
            label=_("不采用"),
        ),
    ),
    acts=(Act("propose", permission=P.SET_LOCAL_RULES, audit="policy.proposed", topic=NO_NEWS, new=True),),
)
