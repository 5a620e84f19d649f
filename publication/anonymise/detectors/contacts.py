"""Ways to reach a person on the net: WeChat, QQ and other messengers, e-mail, web addresses."""

import re
from collections.abc import Iterator

from ..findings import BLOCK, WARN, Finding
from ..normalise import Forms

_FILL = r"(?:号码?|账号|帐号|搜索?|联系|同号|id|ID|是|为|叫|我|的|：|[\s:：=\-—,，.。、()（）\[\]【】]){0,8}"
_WECHAT = re.compile(
    r"(?:[微薇威徽维]\W{0,2}[信芯]|卫星|[➕+加]\s?[微薇威V]\s?信?|微x|(?<![A-Za-z])(?:v\s?x|w\s?x|v信|v号|"
    r"wei\s?xin|we\s?chat)"
    r"|抖音|快手|小红书|微博|支付宝|钉钉|陌陌|贴吧|telegram)"
    + _FILL
    + r"(?P<id>[A-Za-z][-_A-Za-z0-9]{4,30}|[-_A-Za-z0-9]*\d[-_A-Za-z0-9]{4,30}"
    r"|(?:[A-Za-z0-9_][ ·.\-]){5,20}[A-Za-z0-9_])",
    re.IGNORECASE,
)
_WXID = re.compile(r"wxid_[a-z0-9]{4,}|(?:微博|weibo|抖音|快手)?\s?(?<![\w\])])@[\w\-]{2,20}", re.IGNORECASE)
_CONTACT = re.compile(r"微信同号|加微信|加V|加微|扫码加|二维码", re.IGNORECASE)
_QQ = re.compile(
    r"(?:(?<![A-Za-z])[Qq]\s?[Qq]?(?:\s?号|群)?|扣扣|抠抠|企鹅|球球|秋秋|㋡)"
    + _FILL
    + r"(?P<id>\d(?:[\s\-.·]{0,2}\d){4,11})(?!\d)"
)
_AT = r"\s{0,2}(?:@|\[\s?at\s?\]|\(\s?at\s?\)|\{at\}|<at>|【at】|\s(?:at|AT)\s|艾特|圈a|#)\s{0,2}"
_DOT = r"\s{0,2}(?:\.|。|点|\[dot\]|\(dot\)|\[\.\]|\(\.\)|\sdot\s|丶|·)\s{0,2}"
_TLD = (
    r"(?:com|cn|net|org|edu|gov|info|top|xyz|vip|cc|me|io|app|site|online|shop|club|tech|tv|co|hk|tw|ren|wang|"
    r"link|store|live)"
)
_EMAIL = re.compile(
    rf"[A-Za-z0-9][\w.+\-]{{0,40}}{_AT}[A-Za-z0-9][\w\-]{{0,30}}(?:{_DOT}[A-Za-z]{{2,12}}){{1,3}}",
    re.IGNORECASE | re.ASCII,
)
_MAIL_WORD = re.compile(
    r"(?:邮箱|电邮|e-?mail)" + _FILL + r"(?P<id>[A-Za-z0-9][\w.+\-]{3,40})", re.IGNORECASE | re.ASCII
)
_URL = re.compile(
    rf"(?:https?|ftp|hxxps?)\s?[:：]\s?/\s?/\s?[^\s\u3000-\u9fff]+|(?<![A-Za-z0-9])www(?:{_DOT}[A-Za-z0-9\-]+)+"
    rf"|(?<![A-Za-z0-9@.])(?:[A-Za-z0-9][A-Za-z0-9\-]{{0,40}}{_DOT}){{1,4}}{_TLD}(?![A-Za-z])(?:/[^\s\u3000-\u9fff]*)?"
    rf"|(?<!\d)(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?!\d)",
    re.IGNORECASE,
)


def detect(forms: Forms) -> Iterator[Finding]:
    light = forms.light
    for form in (light, forms.heavy):
        for match in _QQ.finditer(form.text):
            yield Finding(*form.span(*match.span("id")), "qq", BLOCK)
        for match in _WECHAT.finditer(form.text):
            yield Finding(*form.span(*match.span("id")), "wechat", BLOCK)
    for match in _WXID.finditer(light.text):
        yield Finding(*light.span(*match.span()), "wechat", BLOCK)
    for match in _CONTACT.finditer(light.text):
        yield Finding(*light.span(*match.span()), "wechat", WARN)
    for pattern, kind in ((_EMAIL, "email"), (_URL, "url")):
        for match in pattern.finditer(light.text):
            yield Finding(*light.span(*match.span()), kind, BLOCK)
    for match in _MAIL_WORD.finditer(light.text):
        yield Finding(*light.span(*match.span("id")), "email", BLOCK)
