"""定向捐赠: what donors gave for one need is due with the need: that day stands on the donor's page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.messages import Fen
from organisations.permissions import Permission as P
from partners import earmarked
from workspace.sections import Section, Task, TaskKind, Viewer


def _task(claim: earmarked.Summed, _viewer: Viewer) -> Task:
    if claim.waiting_count:
        what, url, action = _("定向捐赠待拨付"), reverse("partners:gift_pay", args=[claim.pk]), _("登记拨付")
    else:
        what, action = _("拨付后待登记交付"), _("登记交付")
        url = reverse("partners:gift_report", args=[claim.to_report])
    amount = Fen(claim.waiting_fen or claim.paid_fen - claim.reported_fen)
    return Task(what, claim.public_need.slug, url, action, amount=amount)


SECTION = Section(
    "partners:gifts",
    _("定向捐赠"),
    "gift",
    (P.RECORD_DELIVERY,),
    tasks=(
        TaskKind(
            (P.RECORD_DELIVERY,),
            rows=lambda viewer: earmarked.to_do(viewer.user),
            task=_task,
            due="public_need__deadline_on",
            number="public_need__slug",
        ),
    ),
)
