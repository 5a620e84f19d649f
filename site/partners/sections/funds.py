"""E5 企业基金: changes of use to consent to, and funds that fell below their warning line."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funds.access import own_funds
from funds.low_balance.services import low_funds
from funds.models import Fund
from funds.purpose_changes.access import to_consent
from funds.purpose_changes.models import PurposeChange
from organisations.models import User
from organisations.permissions import Permission as P
from workspace.sections import Section, Task, TaskKind, Viewer

# everybody who works for the enterprise: its finance sees the fund, too
ENTERPRISE = (P.MANAGE_FUND, P.ANSWER_GRANT, P.SEE_STATEMENT)


def enterprise_funds(user: User) -> QuerySet[Fund]:
    return own_funds(user).select_related("custodian", "region", "enterprise").order_by("-created_at")


def answer_change(one: PurposeChange, _viewer: Viewer) -> Task:
    return Task(_("变更用途待答复"), one.number, reverse("partners:change", args=[one.number]), _("答复"))


def _top_up(one: Fund, _viewer: Viewer) -> Task:
    url = reverse("partners:top_up_new", args=[one.pk])
    return Task(_("余额低于提醒线"), one.title, url, _("追加资金"))


SECTION = Section(
    "partners:funds",
    _("企业基金"),
    "landmark",
    ENTERPRISE,
    kinds=("enterprise",),
    tasks=(
        TaskKind((P.MANAGE_FUND,), rows=lambda viewer: to_consent(viewer.user), task=answer_change),
        TaskKind(ENTERPRISE, rows=lambda viewer: low_funds(viewer.user), task=_top_up, number="name"),
    ),
    pages=("partners:fund", "partners:top_up", "partners:change"),
)
