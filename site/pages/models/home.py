"""The home page: sections that an editor can arrange, with figures that nobody can."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from pages.home_blocks import HomeBody
from pages.models.base import PublicPage
from pages.models.content import NoticePage


class HomePage(PublicPage):
    body = StreamField(HomeBody(), verbose_name=_("栏目"))

    template = "pages/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [*PublicPage.content_panels, "body"]

    class Meta:
        verbose_name = _("首页")

    @cached_property
    def hero(self):
        return next((block for block in self.body if block.block_type == "hero"), None)

    @cached_property
    def sections(self) -> list:
        return [block for block in self.body if block.block_type != "hero"]

    def latest_notices(self, count: int):
        return NoticePage.objects.child_of(self).live().order_by("-issued_on", "-pk")[:count]
