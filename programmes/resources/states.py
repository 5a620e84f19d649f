"""The life of an offered resource, and how its stock moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import Act, ActTable, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

KEEPER = "keeper"  # the charity that keeps the stock
READ_BY_THE_NEXT_RUN = Silent("the next run reads the row")


class ResourceState(models.TextChoices):
    OFFERED = "offered", _("可提供")
    PAUSED = "paused", _("暂停提供")
    WITHDRAWN = "withdrawn", _("已撤下")


S = ResourceState
RESOURCE = LifeCycle(
    name=_("资源"),
    states=ResourceState,
    initial=S.OFFERED,
    moves=[
        Move(
            "pause",
            from_=(S.OFFERED,),
            to=S.PAUSED,
            label=_("暂停提供"),
            permission=P.MANAGE_RESOURCES,
            audit="resource.paused",
            topic=READ_BY_THE_NEXT_RUN,
        ),
        Move(
            "resume",
            from_=(S.PAUSED,),
            to=S.OFFERED,
            label=_("恢复提供"),
            permission=P.MANAGE_RESOURCES,
            audit="resource.resumed",
            topic=READ_BY_THE_NEXT_RUN,
        ),
        Move(
            "withdraw",
            from_=(S.OFFERED, S.PAUSED),
            to=S.WITHDRAWN,
            label=_("撤下"),
            permission=P.MANAGE_RESOURCES,
            audit="resource.withdrawn",
            topic=READ_BY_THE_NEXT_RUN,
        ),
    ],
    acts=[
        Act("list", permission=P.MANAGE_RESOURCES, audit="resource.listed", topic="resource.listed", new=True),
        Act("update", permission=P.MANAGE_RESOURCES, audit="resource.updated", topic=READ_BY_THE_NEXT_RUN),
        Act("set_rules", permission=P.MANAGE_RESOURCES, audit="resource.updated", topic=READ_BY_THE_NEXT_RUN),
        Act("refresh", permission=P.MANAGE_RESOURCES, audit="resource.refreshed", topic=READ_BY_THE_NEXT_RUN),
        Act("receive", permission=KEEPER, audit="stock.received", topic="stock.received"),
    ],
)


class MovementKind(models.TextChoices):
    """`reserved` waits for its end, `released` or `issued`; the others end by themselves."""

    RECEIVED = "received", _("入库")
    RESERVED = "reserved", _("预留")
    RELEASED = "released", _("取消预留")
    ISSUED = "issued", _("发放")
    WRITTEN_OFF = "written_off", _("报损核销")
    SOLD = "sold", _("转慈善义卖")


LOT = ActTable(
    [
        Act("write_off", permission=KEEPER, audit="stock.written_off", topic=READ_BY_THE_NEXT_RUN),
        Act("sell", permission=KEEPER, audit="stock.sold", topic=READ_BY_THE_NEXT_RUN),
    ]
)
