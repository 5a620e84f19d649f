"""慈善项目: whose they are, what they do with the money, and one address per approved programme."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from pages import programme_facts
from pages.models.base import PublicPage

PER_PAGE = 12


class ProgrammeIndexPage(RoutablePageMixin, PublicPage):
    template = "pages/programme_index_page.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("慈善项目")

    @path("")
    def index(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(programme_facts.listed(), PER_PAGE).get_page(request.GET.get("page"))
        cards = [programme_facts.card_of(programme) for programme in page]
        return self.render(request, context_overrides={"page_obj": page, "programmes": cards})

    @path("<slug:slug>/")
    def programme(self, request: HttpRequest, slug: str) -> HttpResponse:
        programme = programme_facts.shown().filter(slug=slug).first()
        if programme is None:
            raise Http404
        facts = programme_facts.facts_of(programme, timezone.localdate())
        context = {"programme": programme, "facts": facts}
        return self.render(request, template="pages/programme.html", context_overrides=context)
