"""An early sign 苗头性、倾向性问题, from the machine's finding to a named person's judgement (domain reference §3.9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import SYSTEM, Act, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

ANALYSTS = Silent("the analysts of the area have it in their list")


class FindingState(models.TextChoices):
    NEW = "new", _("待研判")
    LOOKED_AT = "looked_at", _("研判中")
    REPORTED = "reported", _("已起草专报")
    DISMISSED = "dismissed", _("已排除")


F = FindingState
FINDING = LifeCycle(
    name=_("苗头信息"),
    states=FindingState,
    initial=F.NEW,
    moves=[
        Move(
            "look",
            from_=(F.NEW,),
            to=F.LOOKED_AT,
            label=_("开始研判"),
            permission=P.ANALYSE_SIGNALS,
            audit="signal.looked_at",
            topic=ANALYSTS,
        ),
        Move(
            "report",
            from_=(F.LOOKED_AT,),
            to=F.REPORTED,
            label=_("起草专报"),
            permission=P.ANALYSE_SIGNALS,
            audit="signal.reported",
            topic=ANALYSTS,
        ),
        Move(
            "dismiss",
            from_=(F.NEW, F.LOOKED_AT),
            to=F.DISMISSED,
            label=_("排除"),
            permission=P.ANALYSE_SIGNALS,
            audit="signal.dismissed",
            topic=ANALYSTS,
        ),
    ],
    acts=[Act("find", permission=SYSTEM, audit="signal.found", topic="signal.found", new=True)],
)
OPEN_STATES = (F.NEW, F.LOOKED_AT)
