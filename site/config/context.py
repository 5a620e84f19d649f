"""What surrounds every page: names, navigation, language and display mode. No query is made here."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.languages import language_prefix
from config.display import display_of

# (label, URL name or None, path when there is no such name). Wagtail pages have no URL names, so they are paths; an
# entry whose name is unknown and that has no path is left out.
NAVIGATION = [
    (_("首页"), None, "/"),
    (_("正在求助"), None, "/needs/"),
    (_("慈善项目"), None, "/programmes/"),
    (_("资金公示"), "disclosure", None),
    (_("我要上报"), None, "/report/"),
]


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """The `frame` of every template; pages may override `alternate_url` in their own context."""
    language = get_language() or settings.LANGUAGE_CODE
    prefix = language_prefix(language)
    return {
        "frame": {
            "is_demo": settings.IS_DEMO,
            "hotline": settings.HOTLINE,
            "office": settings.OFFICE_NAME_EN if language.startswith("en") else settings.OFFICE_NAME,
            "language": "en" if language.startswith("en") else "zh-Hans",
            "prefix": prefix,
            "home_url": f"{prefix}/",
            "search_url": f"{prefix}/needs/",
            "progress_url": f"{prefix}/progress/",
            "complaint_url": first_url("complaint"),
            "account_url": f"{prefix}/my/",
            "workspace_url": settings.LOGIN_REDIRECT_URL,
            "login_url": f"{prefix}/accounts/login/",
            "logout_url": f"{prefix}/accounts/logout/",
            "nav": navigation(request.path, prefix),
            "alternate_url": alternate_url(request, language),
            "display": display_of(request),
            "path": request.get_full_path(),
        }
    }


def navigation(path: str, prefix: str) -> list[dict[str, Any]]:
    """Links of the masthead; the one whose part of the site we are in is marked as current."""
    links = []
    for label, name, fixed in NAVIGATION:
        url = first_url(name) if name else f"{prefix}{fixed}"
        if url:
            current = path == url if fixed == "/" else path.startswith(url)
            links.append({"label": label, "url": url, "current": current})
    return links


def first_url(name: str) -> str | None:
    """The URL of a named page in the active language, or None if no such page is installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def alternate_url(request: HttpRequest, language: str) -> str:
    """The same page in the other language, filters included; a page whose address differs sets its own.

    The answer to a form may stand at an address that only takes forms: then it is the page on which the form stood.
    """
    other = settings.LANGUAGE_CODE if language != settings.LANGUAGE_CODE else "en"
    path = request.get_full_path()
    if (
        request.method == "POST"
        and (sent_from := urlsplit(request.headers.get("Referer", ""))).netloc == request.get_host()
    ):
        path = sent_from.path + (f"?{sent_from.query}" if sent_from.query else "")
    url = translate_url(path, other)
    return url if url != path else _swapped_prefix(path, other)


@lru_cache(maxsize=512)
def _swapped_prefix(path: str, other: str) -> str:
    """For addresses no URL pattern knows, such as those of error pages."""
    bare = path.removeprefix("/en") if path.startswith("/en/") else path
    return f"{language_prefix(other)}{bare}"
