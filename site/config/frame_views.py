"""Pages that belong to the frame itself: the display switch and the pattern page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from config.display import COOKIE, YEAR, Display, display_of
from config.patterns import rail, sample


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Keep the choice of text size or contrast and go back to where the visitor was.

    A plain link does it (GET), so it works without JavaScript, a session or a CSRF cookie: nothing is at stake.
    """
    data = request.POST if request.method == "POST" else request.GET
    before = display_of(request)
    after = Display(
        large=data["size"] == "large" if "size" in data else before.large,
        high=data["contrast"] == "high" if "contrast" in data else before.high,
        from_query=False,
        back="",
    )
    target = data.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(COOKIE, after.cookie, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


def patterns(request: HttpRequest) -> HttpResponse:
    """Every component on one page, with invented data: for designers, for axe, and for whoever builds the next page."""
    return render(request, "patterns.html", sample())


def workspace_patterns(request: HttpRequest) -> HttpResponse:
    """The same parts in a workspace: denser, with the rail."""
    return render(request, "patterns_workspace.html", {**sample(), **rail()})
