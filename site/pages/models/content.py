"""Editorial pages: policy, help, about, privacy, accessibility, and dated notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from pages.blocks import PageBody
from pages.models.base import PublicPage

LISTED_FROM = 3


class ContentPage(PublicPage):
    """A page that somebody looks after: it says when it was last read through."""

    lead = models.CharField(_("一句话说明"), max_length=200, blank=True)
    body = StreamField(PageBody(), verbose_name=_("正文"))
    reviewed_on = models.DateField(_("最近审阅日期"))

    template = "pages/content_page.html"
    parent_page_types = ["pages.HomePage", "pages.ContentPage"]
    subpage_types = ["pages.ContentPage"]
    content_panels = [*PublicPage.content_panels, "lead", "body", "reviewed_on"]
    promote_panels = ["slug", *PublicPage.promote_panels]

    class Meta:
        verbose_name = _("内容页")

    @property
    def has_parts(self) -> bool:
        """A list of contents helps from the third heading on."""
        headed = [block for block in self.body if block.block_type == "text" and block.value.get("heading")]
        return len(headed) >= LISTED_FROM


class NoticePage(PublicPage):
    """An announcement of the office: dated, and gone by itself where an expiry date is set."""

    issued_on = models.DateField(_("发布日期"))
    summary = models.CharField(_("摘要"), max_length=120, blank=True)
    body = StreamField(PageBody(), verbose_name=_("正文"))

    template = "pages/notice_page.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*PublicPage.content_panels, "issued_on", "summary", "body"]
    promote_panels = ["slug", *PublicPage.promote_panels]

    class Meta:
        verbose_name = _("公告")
