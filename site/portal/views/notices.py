"""公示: what hangs on the board now, each with a way to object; gone with its end, never in a search engine."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.errors import Refusal
from portal.forms.notices import ObjectionForm
from portal.limits import address, within
from portal.refusals import show
from publication.notices import services
from publication.notices.access import current_notices
from publication.notices.models import NoticeObjection

PER_PAGE = 20
OBJECTIONS_PER_HOUR = 5


@never_cache
def board(request: HttpRequest) -> HttpResponse:
    notices = Paginator(current_notices().order_by("ends_at", "slug"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/notices/board.html", {"notices": notices})


@never_cache
def notice(request: HttpRequest, slug: str) -> HttpResponse:
    """One notice and the form beneath it; contact is the objector's own choice."""
    one = get_object_or_404(current_notices(), slug=slug)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.looks_like_a_machine:
        return redirect("portal:notices")  # it gets a page it expects, and nothing is kept
    if form.is_valid():
        try:
            _limit(request)
            clean = form.cleaned_data
            made = services.object_to_notice(
                notice=one, words=clean["words"], contact=clean["contact"], token=clean["token"], at=timezone.now()
            )
            return redirect("portal:notice_objection", made.pk)
        except Refusal as refusal:
            show(form, refusal)
    return render(
        request, "portal/notices/notice.html", {"notice": one, "form": form}, status=422 if form.errors else 200
    )


@never_cache
def objection(request: HttpRequest, token) -> HttpResponse:
    """The objector's own page, by a token that only this browser was told: its number, where it stands, the answer."""
    one = get_object_or_404(NoticeObjection.objects.select_related("notice"), pk=token, channel="online")
    return render(request, "portal/notices/objection.html", {"objection": one, "now": timezone.now()})


def _limit(request: HttpRequest) -> None:
    if not within("objection", address(request), OBJECTIONS_PER_HOUR, 3600):
        raise Refusal(_("这台设备一小时内提交得太多了。请稍后再试，或拨打 %(phone)s。") % {"phone": settings.HOTLINE})
