"""Sections of the home page. Each reads its own data when it is drawn, so a section that is taken out costs nothing."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages import figures, money, selectors
from pages.blocks import STEP_ICONS, LinksBlock, NoticeBlock, TextBlock
from pages.cards import need_cards


class SectionBlock(blocks.StructBlock):
    """A heading and a line of text above data that nobody types in."""

    heading = blocks.CharBlock(label=_("标题"), max_length=40)
    intro = blocks.CharBlock(label=_("说明"), max_length=160, required=False)

    def data(self) -> dict[str, Any]:
        raise NotImplementedError

    def get_context(self, value, parent_context=None):
        return {**super().get_context(value, parent_context), **self.data()}


class HeroBlock(blocks.StructBlock):
    """The promise in one sentence, the main action, and three figures that are counted, never typed."""

    promise = blocks.ListBlock(
        blocks.CharBlock(max_length=30),
        label=_("承诺"),
        min_num=1,
        max_num=4,
        help_text=_("一句话，按意群分段：换行只会发生在两段之间。"),
    )
    lead = blocks.TextBlock(label=_("说明"), max_length=160)

    class Meta:
        template = "pages/blocks/hero.html"
        icon = "home"
        label = _("开篇：承诺与三个数字")

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        return {**context, "figures": figures.honest_figures(timezone.now())}


class UrgentBlock(SectionBlock):
    class Meta:
        template = "pages/blocks/urgent.html"
        icon = "time"
        label = _("此刻最急（三条）")

    def data(self) -> dict[str, Any]:
        return {"needs": need_cards(selectors.most_urgent(3)), "total": selectors.open_needs().count()}


class StepBlock(blocks.StructBlock):
    icon = blocks.ChoiceBlock(label=_("图标"), choices=STEP_ICONS, default="flag")
    title = blocks.CharBlock(label=_("标题"), max_length=20)
    text = blocks.CharBlock(label=_("说明"), max_length=120)


class VerificationBlock(blocks.StructBlock):
    """How a need is verified, in four steps."""

    heading = blocks.CharBlock(label=_("标题"), max_length=40)
    steps = blocks.ListBlock(StepBlock(), label=_("步骤"), min_num=2, max_num=5)

    class Meta:
        template = "pages/blocks/verification.html"
        icon = "list-ol"
        label = _("怎样核实")


class CompletedBlock(SectionBlock):
    class Meta:
        template = "pages/blocks/completed.html"
        icon = "success"
        label = _("最近完成的救助")

    def data(self) -> dict[str, Any]:
        return {"stories": selectors.latest_completed(3)}


class MoneyBlock(SectionBlock):
    class Meta:
        template = "pages/blocks/money.html"
        icon = "table"
        label = _("钱在哪里")

    def data(self) -> dict[str, Any]:
        return {"holders": money.holders(limit=5)}


class NewsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("标题"), max_length=40)

    class Meta:
        template = "pages/blocks/news.html"
        icon = "doc-full"
        label = _("最新公告")

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        page = context.get("page")  # absent where Wagtail shows the block by itself
        return {**context, "notices": page.latest_notices(3) if page else []}


class HomeBody(blocks.StreamBlock):
    hero = HeroBlock()
    urgent = UrgentBlock()
    verification = VerificationBlock()
    completed = CompletedBlock()
    money = MoneyBlock()
    news = NewsBlock()
    text = TextBlock()
    notice = NoticeBlock()
    links = LinksBlock()

    class Meta:
        block_counts = {"hero": {"min_num": 1, "max_num": 1}}
