"""C1 今日, for charities and enterprises alike: what has a date, the earliest first."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from funds.accounts import balances_of
from organisations import access
from organisations.notices import unread
from partners import todo
from partners.door import partner_required
from partners.frame import page
from programmes.access import own_programmes
from programmes.selectors import standing_blocker


@partner_required
def home(request: HttpRequest) -> HttpResponse:
    today = localdate()
    lines = todo.due(todo.waiting(request), today)
    context = {
        "lines": lines,
        "first": lines[0] if lines else None,
        "today": today,
        "notifications": unread(request.user)[:5],
    }
    return page(request, "home.html", {**context, **_charity(request.user, today), **_enterprise(request.user)})


def _charity(user, today) -> dict:
    """Balances of the programmes that run, and a warning where a certificate lapsed."""
    programmes = list(own_programmes(user).filter(state__in=["running", "full", "resting"]).select_related("charity"))
    balances = balances_of(programmes)
    charities = {one.charity_id: one.charity for one in programmes}
    return {
        "programmes": [(one, balances[one.pk]) for one in programmes],
        "blockers": [(one, blocker) for one in charities.values() if (blocker := standing_blocker(one, today))],
        "is_charity": any(one.organisation.kind in ("charity", "service_org") for one in access.memberships(user)),
    }


def _enterprise(user) -> dict:
    funds = list(todo.enterprise_funds(user).exclude(state="closed"))
    balances = balances_of(funds)
    return {
        "funds": [(one, balances[one.pk]) for one in funds],
        "is_enterprise": todo.works_in(user, "enterprise"),
    }
