"""What a county sets for decisions about matches, each from a day on."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt
from common.regions.models import Level, Region
from desk.forms.decisions import LimitsForm
from desk.frame import page
from desk.views.door import staff_only
from organisations import access
from organisations.permissions import Permission as P
from policy.limits import services
from policy.limits.models import LocalLimits
from policy.limits.selectors import limits_of
from workspace.door import SignedIn


@staff_only
def index(request: SignedIn):
    access.require(request.user, P.APPROVE_MATCH)
    inside = access.within_regions(access.region_prefixes(request.user, P.APPROVE_MATCH), "code")
    counties = Region.objects.filter(inside, level=Level.COUNTY).order_by("code")
    form = LimitsForm(request.POST or None, regions=counties, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and attempt(
        request,
        form,
        lambda data: services.set_limits(
            **{**data, "region": get_object_or_404(counties, pk=data["region"])}, by=request.user, at=timezone.now()
        ),
        _("已设定。"),
    ):
        return redirect("desk:limits")
    return page(
        request,
        "limits.html",
        {
            "form": form,
            "now_in_force": [(one, limits_of(one, timezone.localdate())) for one in counties],
            "rows": LocalLimits.objects.filter(region__in=counties).select_related("region", "set_by"),
        },
        status=422 if form.errors else 200,
    )
