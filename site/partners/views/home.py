"""C1 今日, for charities and enterprises alike: what has a date, the earliest first."""

from django.http import HttpResponse

from funds.accounts import balances_of
from organisations import access
from organisations.models import User
from organisations.notices import unread
from partners.door import partner_required
from partners.frame import page
from partners.sections import RAIL
from partners.sections.funds import enterprise_funds
from programmes.access import own_programmes
from programmes.selectors import standing_blocker
from workspace.door import SignedIn
from workspace.frame import viewer_of
from workspace.today import today

NEWEST = 5  # on the first page; the rail says how many there are


@partner_required
def home(request: SignedIn) -> HttpResponse:
    viewer = viewer_of(request)
    waiting = today(RAIL, viewer, request.GET.get("page"))
    context = {"waiting": waiting, "first": waiting.first, "notifications": unread(request.user)[:NEWEST]}
    return page(request, "home.html", {**context, **_charity(request.user, viewer.today), **_enterprise(request.user)})


def _charity(user: User, on) -> dict:
    """Balances of the programmes that run, and a warning where a certificate lapsed."""
    programmes = list(own_programmes(user).filter(state__in=["running", "full", "resting"]).select_related("charity"))
    balances = balances_of(programmes)
    charities = {one.charity_id: one.charity for one in programmes}
    return {
        "programmes": [(one, balances[one.pk]) for one in programmes],
        "blockers": [(one, blocker) for one in charities.values() if (blocker := standing_blocker(one, on))],
        "is_charity": any(one.organisation.kind in ("charity", "service_org") for one in access.memberships(user)),
    }


def _enterprise(user: User) -> dict:
    funds = list(enterprise_funds(user).exclude(state="closed"))
    balances = balances_of(funds)
    return {
        "funds": [(one, balances[one.pk]) for one in funds],
        "is_enterprise": any(one.organisation.kind == "enterprise" for one in access.memberships(user)),
    }
