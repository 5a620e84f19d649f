"""正在求助: the list with its facets and search, and one address per published need."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path

from pages import browse, selectors
from pages.models.base import PublicPage
from pages.need_facts import facts_of

SLUG = r"^(?P<slug>[2-9a-hj-kmnp-z]{10})/$"


class NeedIndexPage(RoutablePageMixin, PublicPage):
    """Nothing below this page is for search engines: a need leaves the site, and must not stay behind elsewhere."""

    template = "pages/need_index_page.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("正在求助")

    @path("")
    def index(self, request: HttpRequest) -> HttpResponse:
        context = {**browse.listing(request.GET), "page_url": self.get_url(request)}
        return _unindexed(self.render(request, context_overrides=context))

    @path("pick/")
    def pick(self, request: HttpRequest) -> HttpResponse:
        """帮我选一个: the most urgent open need that can be given to."""
        need = selectors.most_urgent_to_give(timezone.localdate())
        target = f"{need.slug}/" if need else ""
        return redirect(f"{self.get_url(request)}{target}")

    @re_path(SLUG)
    def need(self, request: HttpRequest, slug: str) -> HttpResponse:
        """A published, covered or closed need; whatever else once stood here is as if it had never been."""
        need = selectors.shown_needs().filter(slug=slug).first()
        if need is None:
            raise Http404
        facts = facts_of(need, timezone.localdate())
        return _unindexed(
            self.render(request, template="pages/need.html", context_overrides={"need": need, "facts": facts})
        )

    def get_sitemap_urls(self, request=None) -> list:
        return []


def _unindexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
