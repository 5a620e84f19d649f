"""Blocks that editors arrange: text for every page, and for the home page sections that read their own data."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_FEATURES = ["h3", "bold", "ol", "ul", "link"]
STEP_ICONS = [
    ("flag", _("上报")),
    ("clipboard-check", _("入户核实")),
    ("signature", _("签字")),
    ("badge-check", _("批准公开")),
    ("landmark", _("政府救助")),
    ("heart-handshake", _("慈善组织")),
]


class TextBlock(blocks.StructBlock):
    """A part of a page: a heading, which becomes an anchor, and what belongs under it."""

    heading = blocks.CharBlock(label=_("小标题"), max_length=60, required=False)
    text = blocks.RichTextBlock(label=_("文字"), features=TEXT_FEATURES)

    class Meta:
        template = "pages/blocks/text.html"
        icon = "pilcrow"
        label = _("文字")


class NoticeBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("样式"),
        default="info",
        choices=[("info", _("说明")), ("caution", _("请注意")), ("privacy", _("隐私")), ("success", _("已办好"))],
    )
    title = blocks.CharBlock(label=_("标题"), max_length=40, required=False)
    text = blocks.TextBlock(label=_("文字"))

    class Meta:
        template = "pages/blocks/notice.html"
        icon = "warning"
        label = _("提示框")


class LinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("标题"), max_length=40)
    text = blocks.CharBlock(label=_("说明"), max_length=100, required=False)
    page = blocks.PageChooserBlock(label=_("站内页面"), required=False)
    address = blocks.CharBlock(label=_("或网址"), max_length=200, required=False, help_text=_("以 / 或 https:// 开头"))

    def clean(self, value):
        value = super().clean(value)
        address = value.get("address") or ""
        if not value.get("page") and not address.startswith(("/", "https://", "tel:")):
            wrong = ValidationError(_("请选择站内页面，或填写以 / 或 https:// 开头的网址。"))
            raise blocks.StructBlockValidationError(block_errors={"address": wrong})
        return value


class LinksBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("小标题"), max_length=60, required=False)
    links = blocks.ListBlock(LinkBlock(), label=_("链接"))

    class Meta:
        template = "pages/blocks/links.html"
        icon = "link"
        label = _("链接列表")


class PageBody(blocks.StreamBlock):
    text = TextBlock()
    notice = NoticeBlock()
    links = LinksBlock()
