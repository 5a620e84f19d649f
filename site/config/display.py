"""大字版 and high contrast: a visitor's choice, kept in a cookie and nowhere else."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

COOKIE = "display"  # "large", "high", "large.high" or ""
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Display:
    """How this visitor wants the pages: `large` text, `high` contrast; the URLs switch one and return to the page."""

    large: bool
    high: bool
    from_query: bool
    back: str

    @property
    def html_class(self) -> str:
        return " ".join(name for name, on in (("size-large", self.large), ("contrast-high", self.high)) if on)

    @property
    def cookie(self) -> str:
        return ".".join(name for name, on in (("large", self.large), ("high", self.high)) if on)

    @property
    def toggle_size_url(self) -> str:
        return self._url(size="normal" if self.large else "large")

    @property
    def toggle_contrast_url(self) -> str:
        return self._url(contrast="normal" if self.high else "high")

    def _url(self, **change: str) -> str:
        try:
            return f"{reverse('display')}?{urlencode({**change, 'next': self.back})}"
        except NoReverseMatch:
            return "?size=large"


def display_of(request: HttpRequest) -> Display:
    """The cookie's choice; `?size=large` on a poster's link wins for that page."""
    chosen = set(request.COOKIES.get(COOKIE, "").split("."))
    query = request.GET.get("size")
    return Display(
        large="large" in chosen if query not in ("large", "normal") else query == "large",
        high="high" in chosen,
        from_query=query in ("large", "normal"),
        back=_without_size(request),
    )


def _without_size(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("size", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
