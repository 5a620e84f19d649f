"""Sentences that depend on a state or a channel, in one place."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.components.marks import han_lang
from donations.models import Channel

Text = str | Promise


@dataclass(frozen=True, slots=True)
class ChannelWords:
    label: Text
    explanation: Text
    action: Text
    icon: str


CHANNELS = {
    Channel.SANDBOX: ChannelWords(
        _("演示付款"), _("打开一个模拟的付款页，不会真实扣款。"), _("去演示付款"), "credit-card"
    ),
    Channel.STRIPE: ChannelWords(
        _("在线支付"), _("银行卡、支付宝或微信支付，款项直接进入慈善组织的账户。"), _("去付款"), "credit-card"
    ),
    Channel.BANK: ChannelWords(
        _("银行转账"),
        _("在您的银行转到慈善组织的对公账户，附言写参考码。到账由慈善组织确认，一般 1 至 3 个工作日。"),
        _("查看账户和参考码"),
        "landmark",
    ),
    Channel.HAND_OFF: ChannelWords(
        _("慈善组织自有捐赠页"),
        _("到慈善组织自己的捐赠页付款，附言写参考码。到账由慈善组织确认。"),
        _("前往捐赠页"),
        "external-link",
    ),
}

FAILURES: dict[str, Text] = {
    "expired": _("付款页超过 30 分钟没有完成，已经关闭，没有扣款。"),
    "failed": _("支付机构没有完成这次付款，没有扣款。可以重试，或换一种付款方式。"),
    "gateway_down": _("支付渠道当时没有响应，没有扣款。"),
    "taken_back": _("您取消了这次付款，没有扣款。"),
}


def channel_words(channel: str) -> ChannelWords:
    return CHANNELS[Channel(channel)]


def failure_words(code: str) -> Text:
    return FAILURES.get(code, _("这次付款没有完成，没有扣款。"))


def in_own_language(text: str) -> SafeString:
    """Marked as Chinese where it stands on an English page."""
    return format_html("<span{}>{}</span>", han_lang(text), text)
