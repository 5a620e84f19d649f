"""办理时限: what holds in a county and since when; one person enters a change with its basis, another confirms it."""

from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from common.regions.models import Level, Region
from desk.forms.time_limits import OrderForm, TimeLimitForm
from desk.frame import page
from desk.views.door import staff_only
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from policy import services
from policy.models import TimeLimit, UrgencyOrder
from policy.overview import history, overview, waiting
from policy.selectors import order
from policy.wording import named_rule
from workspace.door import SignedIn
from workspace.paging import paged

KINDS = {"limit": TimeLimit, "order": UrgencyOrder}
VERBS = {"confirm": services.confirm, "refuse": services.refuse}


def areas_of(user: User, permission: P):
    """The counties, and the city, for which this person may do this."""
    inside = access.within_regions(access.region_prefixes(user, permission), "code")
    return Region.objects.filter(inside, level__in=[Level.CITY, Level.COUNTY]).order_by("code")


@staff_only
def index(request: SignedIn):
    counties = Region.objects.filter(parent=settings.CITY_REGION, valid_to__isnull=True).order_by("code")
    county = (
        counties.filter(pk=request.GET.get("county", "")).first() or _own(request.user, counties) or counties.first()
    )
    if county is None:
        raise Http404
    forms = _forms(request, county)
    if request.method == "POST" and _proposed(request, forms):
        return redirect(f"{reverse('desk:time_limits')}?county={county.pk}")
    failed = any(form.errors for form in forms.values())
    return page(request, "time_limits.html", _context(request, counties, county, forms), status=422 if failed else 200)


def _own(user: User, counties) -> Region | None:
    """Whoever works for one county looks at its rules, and proposes with its figures in view."""
    inside = counties.filter(access.within_regions(access.region_prefixes(user, P.SEE_CASES), "code"))
    home = user.memberships.filter(ended_at__isnull=True).values_list("organisation__region_id", flat=True).first()
    return inside.first() or next((one for one in counties if home and home.startswith(one.prefix)), None)


def _forms(request: SignedIn, county: Region) -> dict:
    regions = areas_of(request.user, P.SET_LOCAL_RULES)
    if not access.has_permission(request.user, P.SET_LOCAL_RULES):
        return {}
    verb, start = request.POST.get("kind"), {"region": county.pk}
    return {
        "limit": TimeLimitForm(request.POST if verb == "limit" else None, regions=regions, initial=start),
        "order": OrderForm(
            request.POST if verb == "order" else None,
            regions=regions,
            initial=start,
            levels=order(county, timezone.localdate()).levels,
        ),
    }


def _proposed(request: SignedIn, forms: dict) -> bool:
    kind = request.POST.get("kind", "")
    if kind not in forms:
        access.require(request.user, P.SET_LOCAL_RULES)
        return False
    regions = areas_of(request.user, P.SET_LOCAL_RULES)

    def propose(data: dict) -> None:
        common = {name: data[name] for name in ("valid_from", "basis", "basis_en")}
        common |= {"region": get_object_or_404(regions, pk=data["region"]), "by": request.user, "at": timezone.now()}
        if kind == "order":
            services.propose_order(levels=forms["order"].levels(), **common)
        else:
            own = {name: data[name] for name in ("clock", "urgency", "amount", "unit")}
            services.propose_time_limit(**own, **common)

    return attempt(request, forms[kind], propose, _("已提出，待另一人确认。"))


def _context(request: SignedIn, counties, county: Region, forms: dict) -> dict:
    today = timezone.localdate()
    mine = areas_of(request.user, P.SET_LOCAL_RULES) | areas_of(request.user, P.CONFIRM_LOCAL_RULES)
    may_confirm = access.has_permission(request.user, P.CONFIRM_LOCAL_RULES)
    past = [*history(TimeLimit, county), *history(UrgencyOrder, county)]
    shown = paged(request, sorted(past, key=lambda row: (row.valid_from, str(row.pk)), reverse=True), name="past")
    in_force = order(county, today)
    return {
        "counties": counties,
        "county": county,
        "chapters": overview(county, today),
        "order": in_force,
        "forms": forms,
        "waiting": [
            (row, named_rule(row), _kind(row), may_confirm and row.entered_by_id != request.user.pk)
            for row in waiting(mine.distinct())
        ],
        "past": shown,
        "past_rows": [(row, named_rule(row)) for row in shown],
    }


def _kind(row) -> str:
    return next(name for name, kind in KINDS.items() if isinstance(row, kind))


@staff_only
@require_POST
def decide(request: SignedIn, kind: str, pk: UUID, verb: str):
    access.require(request.user, P.CONFIRM_LOCAL_RULES)
    if kind not in KINDS or verb not in VERBS:
        raise Http404
    row = get_object_or_404(KINDS[kind], pk=pk, region__in=areas_of(request.user, P.CONFIRM_LOCAL_RULES))
    done = _("已确认，到生效日期起执行。") if verb == "confirm" else _("未采用。")
    attempt_plain(request, lambda: VERBS[verb](row=row, by=request.user, at=timezone.now()), done)
    return redirect(f"{reverse('desk:time_limits')}?county={row.region_id}")
