"""What all public pages share: each leads to its equivalent in the other language."""

from django.http import HttpRequest
from wagtail.models import Page

HOMES = {"en": "/", "zh-hans": "/en/"}  # where the other language begins, for a page that has no equivalent


def counterpart_url(page: Page, request: HttpRequest) -> str:
    """The same page in the other language, with what follows its own address: a need's slug, filters, page number."""
    other = page.get_translations().live().select_related("locale").first()
    if other is None:
        return HOMES.get(page.locale.language_code, "/")
    own, path = page.get_url(request) or "", request.get_full_path()
    rest = path.removeprefix(own) if own and path.startswith(own) else ""
    return f"{other.get_url(request)}{rest}"


class PublicPage(Page):
    """Base of every page type here. `alternate_url` is what the language switch of the frame uses."""

    # slugs are addresses that other packages and printed posters rely on: editors change titles, not slugs
    promote_panels = ["seo_title", "search_description"]

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return {**context, "alternate_url": counterpart_url(self, request)}
