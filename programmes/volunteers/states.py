"""The life of a volunteer at one organisation: enrolled, checked by two people, valid for a time, renewed or gone."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.acts.tables import CONSEQUENCE, SYSTEM, Act, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

OWN_LIST = Silent("the organisation has its own list before it")


class VolunteerState(models.TextChoices):
    NEW = "new", _("待提交审核")
    SUBMITTED = "submitted", _("审核中")
    VETTED = "vetted", pgettext_lazy("volunteer", "审核通过")
    REFUSED = "refused", _("未通过")
    EXPIRED = "expired", _("审核已到期")
    LEFT = "left", _("已退出")


S = VolunteerState
VOLUNTEER = LifeCycle(
    name=_("志愿者"),
    states=VolunteerState,
    initial=S.NEW,
    moves=[
        Move(
            "submit",
            from_=(S.NEW, S.REFUSED, S.EXPIRED),
            to=S.SUBMITTED,
            label=_("提交审核"),
            permission=P.MANAGE_VOLUNTEERS,
            audit="volunteer.submitted",
            topic="volunteer.submitted",
        ),
        Move(
            "submit",
            from_=(S.VETTED,),
            to=S.VETTED,
            label=_("提交审核"),
            permission=P.MANAGE_VOLUNTEERS,
            audit="volunteer.submitted",
            topic="volunteer.submitted",
        ),  # renewed before it runs out
        Move(
            "vet",
            from_=(S.SUBMITTED, S.VETTED, S.EXPIRED),
            to=S.VETTED,
            label=_("审核通过"),
            permission=P.VET_VOLUNTEER,
            audit="volunteer.vetted",
            topic="volunteer.vetted",
            key="vetting:{row.pk}:decided",
        ),
        Move(
            "refuse",
            from_=(S.SUBMITTED, S.VETTED, S.EXPIRED),
            to=S.REFUSED,
            label=_("不予通过"),
            permission=P.VET_VOLUNTEER,
            audit="volunteer.refused",
            topic="volunteer.refused",
            key="vetting:{row.pk}:decided",
        ),
        Move(
            "expire",
            from_=(S.VETTED,),
            to=S.EXPIRED,
            label=_("审核到期"),
            permission=SYSTEM,
            audit="volunteer.expired",
            topic=Silent("the organisation reads the dates in its list"),
        ),
        Move(
            "leave",
            from_=(S.NEW, S.VETTED, S.REFUSED, S.EXPIRED),
            to=S.LEFT,
            label=_("退出"),
            permission=P.MANAGE_VOLUNTEERS,
            audit="volunteer.left",
            topic="volunteer.left",
            key="volunteer:{row.pk}:left:{moment}",
        ),
        Move(
            "come_back",
            from_=(S.LEFT,),
            to=S.NEW,
            label=_("重新加入"),
            permission=P.MANAGE_VOLUNTEERS,
            audit="volunteer.came_back",
            topic=OWN_LIST,
        ),
    ],
    acts=[
        Act("register", permission=P.MANAGE_VOLUNTEERS, audit="volunteer.registered", topic=OWN_LIST, new=True),
        Act("update", permission=P.MANAGE_VOLUNTEERS, audit="volunteer.updated", topic=OWN_LIST),
        Act("book_hours", permission=CONSEQUENCE, audit="volunteer.hours_booked", topic=OWN_LIST),
    ],
)
