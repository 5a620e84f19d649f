"""Who did what, in the person's own area; values of personal fields are never in the log, so there is nothing to mask."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.utils.translation import gettext as _

from casework.complaints.access import hidden_from
from casework.complaints.models import Complaint
from common.audit.models import AuditEvent, Kind
from common.audit.registry import describe
from desk.frame import page
from desk.views.door import staff_only
from organisations import access
from organisations.actors import actor_names
from organisations.models import User
from organisations.permissions import Permission as P
from privacy.purposes import REASONS
from workspace.door import SignedIn
from workspace.paging import paged


@staff_only
def index(request: SignedIn):
    access.require(request.user, P.SEE_AUDIT)
    events = AuditEvent.objects.filter(
        access.within_regions(access.region_prefixes(request.user, P.SEE_AUDIT), "county")
    )
    events = events.exclude(subject_type=Complaint._meta.label_lower, subject_id__in=_hidden(request.user))
    if request.GET.get("kind") in ("act", "read"):
        events = events.filter(kind=request.GET["kind"])
    found = paged(request, events.order_by("-id"))
    names, numbers = actor_names(found), _numbers(found)
    rows = [
        {
            "at": event.at,
            "who": names.get(event.actor_id) or _("系统"),
            "what": describe(event),
            "number": event.data.get("number") or numbers.get((event.subject_type, event.subject_id), ""),
            "why": REASONS.get(event.data.get("reason", ""), "") if event.kind == Kind.READ else "",
        }
        for event in found
    ]
    return page(request, "audit.html", {"events": found, "rows": rows, "kind": request.GET.get("kind", "")})


def _numbers(events: Iterable[AuditEvent]) -> dict[tuple[str, str], str]:
    """What the things are called whose log rows do not say it: by kind and id, one question for each kind."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if not event.data.get("number") and event.subject_id:
            wanted[event.subject_type].add(event.subject_id)
    found: dict[tuple[str, str], str] = {}
    for label, ids in wanted.items():
        model = apps.get_model(label)
        if any(field.name == "number" for field in model._meta.concrete_fields):
            rows = model._default_manager.filter(pk__in=ids).values_list("pk", "number")
            found |= {(label, str(pk)): number for pk, number in rows}
    return found


def _hidden(user: User) -> list[str]:
    """A complaint about oneself leaves no trace here either; its respondents are few, so are these."""
    return [str(pk) for pk in hidden_from(user).values_list("pk", flat=True)]
