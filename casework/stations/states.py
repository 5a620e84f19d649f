"""A stay at a relief station, from the door to the door (domain reference C35, 2003 办法)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import Act, ActTable, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

KEEPER = "keeper"  # who keeps the stays of that station
SENDING_STATION = "sending_station"  # who keeps those of the full one, that sends on
IN_THE_HOUSE = Silent("nobody outside the station waits for it")


class StayState(models.TextChoices):
    INTAKE = "intake", _("已登记入站")
    CARE = "care", _("照料中")
    CONTACTED = "contacted", _("已联系亲属或流出地")
    RETURNED = "returned", _("已返乡")
    REFERRED = "referred", _("已转介")
    LEFT = "left", _("自愿离站")
    MOVED = "moved", _("已转站")


S = StayState
STAY = LifeCycle(
    name=_("入站记录"),
    states=StayState,
    initial=S.INTAKE,
    moves=[
        Move(
            "admit",
            from_=(S.INTAKE,),
            to=S.CARE,
            label=_("安排照料"),
            permission=KEEPER,
            audit="stay.admitted",
            topic=IN_THE_HOUSE,
        ),
        # another keeper may take over while the guest stays
        Move(
            "admit",
            from_=(S.CARE,),
            to=S.CARE,
            label=_("安排照料"),
            permission=KEEPER,
            audit="stay.admitted",
            topic=IN_THE_HOUSE,
        ),
        Move(
            "admit",
            from_=(S.CONTACTED,),
            to=S.CONTACTED,
            label=_("安排照料"),
            permission=KEEPER,
            audit="stay.admitted",
            topic=IN_THE_HOUSE,
        ),
        Move(
            "contact",
            from_=(S.CARE,),
            to=S.CONTACTED,
            label=_("登记联系情况"),
            permission=KEEPER,
            audit="stay.contacted",
            topic=IN_THE_HOUSE,
        ),
        Move(
            "send_home",
            from_=(S.CARE, S.CONTACTED),
            to=S.RETURNED,
            label=_("返乡"),
            permission=KEEPER,
            audit="stay.returned",
            topic=IN_THE_HOUSE,
        ),
        Move(
            "refer",
            from_=(S.INTAKE, S.CARE, S.CONTACTED),
            to=S.REFERRED,
            label=_("转介"),
            permission=KEEPER,
            audit="stay.referred",
            topic=IN_THE_HOUSE,
        ),
        Move(
            "leave",
            from_=(S.INTAKE, S.CARE, S.CONTACTED),
            to=S.LEFT,
            label=_("自愿离站"),
            permission=KEEPER,
            audit="stay.left",
            topic=IN_THE_HOUSE,
        ),
        Move(
            "move",
            from_=(S.INTAKE, S.CARE, S.CONTACTED),
            to=S.MOVED,
            label=_("转站"),
            permission=KEEPER,
            audit="stay.moved",
            topic="stay.moved",
        ),
    ],
    acts=[
        Act("take_in", permission=KEEPER, audit="stay.taken_in", topic=IN_THE_HOUSE, new=True),
        Act("send_on", permission=SENDING_STATION, audit="stay.sent_on", topic="stay.sent_on", new=True),
    ],
)
PRESENT = (S.INTAKE, S.CARE, S.CONTACTED)

STATION = ActTable(
    [
        Act("open", permission=P.APPROVE_PROGRAMME, audit="station.opened", topic=IN_THE_HOUSE, new=True),
        Act("add_keeper", permission=P.APPROVE_PROGRAMME, audit="station.keeper_added", topic=IN_THE_HOUSE),
    ]
)
