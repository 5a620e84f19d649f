"""Exact days and exact ages. Public texts say months and bands (trust reference §2.4); festivals and decades pass."""

import re
from collections.abc import Iterator

from ..findings import BLOCK, WARN, Finding
from ..normalise import Forms

_N = r"[0-9〇零一二三四五六七八九十廿卅]"
_YEAR = r"(?:(?:19|20)?\d{2}|[一二][〇零○0-9一二三四五六七八九]{3})"
_DAY = r"(?:[12]?\d|3[01]|0\d|[初十廿卅]?[一二三四五六七八九十]{1,3})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九正冬腊])"
_PATTERNS = (
    re.compile(rf"(?:{_YEAR}\s?年\s?)?{_MONTH}\s?月\s?{_DAY}\s?[日号](?![楼栋院桌床室])"),
    re.compile(
        rf"(?:{_YEAR}\s?年\s?)?(?:农历|阴历)?{_MONTH}月(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|"
        rf"廿[一二三四五六七八九]|二十[一二三四五六七八九]?|三十)(?![多余几天人户名元岁万年])"
    ),
    re.compile(
        rf"(?:上个?|本|这个?|当|下个?|去年|今年|前年)\s?月?\s?(?:{_MONTH}\s?月\s?)?{_DAY}\s?[日号](?![楼栋院桌床室内])"
    ),
    re.compile(
        r"(?<![\d.])(?:19|20)\d{2}\s?[-/.·年]\s?(?:1[0-2]|0?[1-9])\s?[-/.·月]\s?(?:3[01]|[12]\d|0?[1-9])(?![\d.])日?"
    ),
    re.compile(r"(?<!\d)(?:19[3-9]\d|20[0-3]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(
        r"(?<![\d.])(?:1[0-2]|0?[1-9])(?:[./·](?:3[01]|[12]\d|0?[1-9])\s?[日号](?![楼栋院])|-(?:3[01]|[12]\d|"
        r"0?[1-9])\s?日)"
    ),
    re.compile(r"(?<![\d.])(?:3[01]|[12]\d|0?[1-9])[./-](?:1[0-2]|0?[1-9])[./-](?:19|20)\d{2}(?!\d)"),
    re.compile(r"(?<![\d.])(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])/(?:19|20)\d{2}(?!\d)"),
    re.compile(
        r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s\d{4})?(?!\d)|"
        r"\d{1,2}(?:st|nd|rd|th)?\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
    ),
)
_AGE = re.compile(
    rf"(?P<n>\d{{1,3}}|{_N}{{1,4}})\s?(?:周岁|岁|虚岁)(?P<after>以上|以下|及以上|以内|左右|至|到|—|-|~|多|出头)?"
    r"|(?:年龄|现年|年方|享年)[:：为是\s]{0,3}\d{1,3}(?!\d)|(?:aged?|Aged?)\s\d{1,3}|\d{1,3}[\s-]years?[\s-]old"
    r"|(?:19[3-9]\d|20[0-2]\d|(?<!\d)\d{2})\s?年\s?(?:\d{1,2}月)?(?:出生|生人|生于|生的)|(?:出生于|"
    r"生于)\s?(?:19|20)\d{2}"
    r"|[\d一二三四五六七八九十]{1,2}个多?月大"
)
_BAND_BEFORE = re.compile(r"(?:[—\-~至到、]|以上|未满|不满|年满|满|超过|不足|近|约)\s?\Z")


def detect(forms: Forms) -> Iterator[Finding]:
    light = forms.light
    for pattern in _PATTERNS:
        for match in pattern.finditer(light.text):
            yield Finding(*light.span(*match.span()), "date", BLOCK)
    for match in _AGE.finditer(light.text):
        if not match["after"] and not _BAND_BEFORE.search(light.text[max(0, match.start() - 4) : match.start()]):
            yield Finding(*light.span(*match.span()), "age", WARN)
