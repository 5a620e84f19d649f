"""What one page of a complaint shows, and what this person may do with it now."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.forms import Form
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.complaints import offices
from casework.complaints.access import holds
from casework.complaints.models import Complaint
from casework.complaints.states import COMPLAINT, OPEN_STATES
from common.audit.models import AuditEvent
from common.audit.registry import describe
from desk.forms.clues import ReasonForm
from desk.forms.complaints import AnswerForm, AssignForm, RespondentsForm
from organisations.actors import actor_names
from organisations.models import Membership, Organisation, User
from organisations.permissions import Permission as P
from privacy.responses import shown
from privacy.services import Disclosed
from workspace.door import SignedIn

FIELDS = "about words name phone facts reply review_note refusal"


@dataclass(frozen=True)
class Act:
    """One thing to do: `form` is None for a plain button; `fold` keeps the rarer ones out of the way."""

    verb: str
    label: str | Promise
    form: Form | None
    variant: str = "secondary"
    fold: bool = True


def read(request: SignedIn, complaint: Complaint) -> Disclosed:
    return shown(request, complaint, complaint, FIELDS)[0]


def acts_for(
    complaint: Complaint, user: User, read: Disclosed | None, verb: str = "", data: Any = None
) -> dict[str, Act]:
    """In the order in which they are needed. `read`: the complaint as this person reads it, when they are about to go on
    writing its answer; `verb`: the one that was sent, with its `data`."""
    assigns, approves = holds(user, complaint, P.ASSIGN_COMPLAINT), holds(user, complaint, P.APPROVE_COMPLAINT)
    mine, state = complaint.handler_id == user.pk, complaint.state

    def sent(name: str) -> Any:
        return data if name == verb else None

    found: list[Act] = []
    if mine and COMPLAINT.allows(state, "start"):
        found.append(Act("start", _("开始办理"), None, "primary", fold=False))
    if mine and COMPLAINT.allows(state, "submit"):
        initial = {name: getattr(read, name) for name in ("facts", "outcome", "reply", "administrative") if read}
        found.append(Act("submit", _("提交答复"), AnswerForm(sent("submit"), initial=initial), "primary", fold=False))
    if approves and not mine and COMPLAINT.allows(state, "close"):
        found.append(Act("close", _("批准答复"), None, "primary", fold=False))
        found.append(Act("send_back", _("退回修改"), ReasonForm(sent("send_back"))))
    if assigns and COMPLAINT.allows(state, "assign"):
        first = state == "new"
        form = AssignForm(sent("assign"), handlers=_handlers(complaint), initial={"sensitive": complaint.sensitive})
        found.append(
            Act(
                "assign",
                _("受理并分派") if first else _("改派他人"),
                form,
                "primary" if first else "secondary",
                fold=not first,
            )
        )
    if assigns and state in OPEN_STATES:
        found.append(Act("name", _("指明被投诉人"), RespondentsForm(sent("name"), staff=staff_of(complaint))))
    if assigns and COMPLAINT.allows(state, "refuse"):
        found.append(Act("refuse", _("不予受理"), ReasonForm(sent("refuse")), "danger"))
    return {act.verb: act for act in found}


def context(complaint: Complaint, user: User, read: Disclosed, acts: dict[str, Act] | None = None) -> dict[str, Any]:
    acts = acts if acts is not None else acts_for(complaint, user, read)
    failed = next((act.form for act in acts.values() if act.form is not None and act.form.errors), None)
    events = AuditEvent.objects.filter(
        kind="act", subject_type=Complaint._meta.label_lower, subject_id=str(complaint.pk)
    ).order_by("id")
    names = actor_names(events)
    return {
        "complaint": read,
        "acts": acts.values(),
        "failed": failed,
        "mine": complaint.handler_id == user.pk,
        "respondents": complaint.respondents.select_related("user").order_by("named_at"),
        "events": [
            {
                "when": f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}",
                "text": describe(one),
                "detail": names.get(one.actor_id, ""),
            }
            for one in events
        ],
    }


def staff_of(complaint: Complaint):
    """Who may be meant: people who work in the county, or in the office that deals with it."""
    here = Organisation.objects.filter(kind__in=("civil_affairs", "township", "village")).filter(
        Q(region__code__startswith=complaint.county.prefix) | Q(region=complaint.office_id)
    )
    working = Membership.objects.filter(organisation__in=here, ended_at__isnull=True)
    return User.objects.filter(pk__in=working.values("user"))


def _handlers(complaint: Complaint):
    out = complaint.respondents.values("user")
    return (
        User.objects.filter(pk__in=offices.people_of(complaint.office_id, P.HANDLE_COMPLAINT))
        .exclude(pk__in=out)
        .order_by("display_name")
    )
