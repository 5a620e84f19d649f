"""Addresses. Chinese has no prefix, English lives under /en/; Wagtail's pages come last and take the rest."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import notifications
from config.workspace import pages_door, workspace

handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"


def robots(request) -> HttpResponse:
    """Needs and everything personal stay out of search engines (noindex is set on the pages as well)."""
    lines = [
        "User-agent: *",
        "Disallow: /needs/",
        "Disallow: /en/needs/",
        "Disallow: /notices/",
        "Disallow: /give/",
        "Disallow: /my/",
        "Disallow: /desk/",
        "Disallow: /partners/",
        "Disallow: /workspace/",
        "Disallow: /cms/",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")


urlpatterns = [
    path("robots.txt", robots, name="robots"),
    # one sign-in for every door: Wagtail's own login would know neither our limits nor our second factor
    path("cms/login/", pages_door),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("hooks/", include("donations.urls")),
]

urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("", include("config.frame_urls")),
    path("workspace/", workspace, name="workspace"),
    path("workspace/notifications/", notifications.index, name="notifications"),
    path("workspace/notifications/read/", notifications.read_all, name="notifications_read"),
    path("workspace/notifications/<uuid:pk>/", notifications.read, name="notification"),
    path("desk/", include("desk.urls")),
    path("partners/", include("partners.urls")),
    path("complaints/", include("portal.complaint_urls")),
    path("", include("portal.urls")),
    *([path("demo/", include("demo.urls"))] if settings.IS_DEMO else []),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
