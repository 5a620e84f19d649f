"""Addresses: anything below the county that is named or numbered. 「青屏县一户家庭」 passes, 「松坪村3组」 does not."""

import re
from collections.abc import Iterator

from ..data.generic_places import GENERIC_ANY, GENERIC_BEFORE, NOT_A_PLACE, PLACE_STOP, STILL_GENERIC
from ..data.surnames import FIRST, SECOND
from ..findings import BLOCK, WARN, Finding
from ..lexicon import words
from ..normalise import Forms

_N = r"[0-9一二三四五六七八九十百零〇]"
_H = r"[\u4e00-\u9fff]"
#: Kinds of named places below the county, and what may not follow for the kind to be meant.
_NAMED = re.compile(
    r"(?P<kind>街道办事处|街道办|街道|居民委员会|村民委员会|村委会|居委会|社区|小区|嘎查|苏木|大道|胡同|公寓|"
    r"花园|家园|花苑|新村|大队|工业园|产业园|科技园|开发区|"
    r"镇(?![静痛定压])|乡(?![愁亲音情里邻村镇土间])|村(?![落庄级镇社])|屯(?!粮)|寨|"
    r"湾(?=第?[0-9一二三四五六七八九十]+组)|路(?![途费程过灯])|街(?![道头])|巷|弄(?![不清丢得])|里弄|"
    r"苑(?![\u4e00-\u9fff]))"
)
_NUMBERED = re.compile(
    rf"(?:第?{_N}{{1,5}}|[A-Za-z甲乙丙丁]\d{{0,3}})\s?(?:号楼|号院|号房|号门|弄\d*号?|栋|幢|单元|室(?!外)|"
    rf"村民小组|居民小组|网格|号大院|号附\d+|号宿舍|号公寓|号铺|连排|期\d+栋)"
    rf"|(?<={_H}[路街巷弄道里村坊])\s?{_N}{{1,5}}(?:[-—之]\d+)?\s?号(?!线)"
    rf"|(?<={_H}[苑园区栋幢]){_N}{{1,4}}[-—]{_N}{{1,4}}(?:[-—]{_N}{{1,4}})?|"
    rf"\d{{1,4}}[-—#]\d{{1,4}}[-—#]\d{{2,4}}(?:室|号)|\d{{1,3}}#\s?楼?\d{{0,4}}"
    rf"|(?:村|社区|镇|乡|屯|寨|队|居委会)\s?第?{_N}{{1,3}}\s?(?:组|队|社|排|号)"
    rf"|(?<![0-9.])第?\d{{1,2}}\s?(?:组|社|队)(?=[的一村居,,。.、;:\s]|某|有|老|户|$)"
)
#: Hamlets and courtyards: kinds too common as words to be believed without a family's name or 「住在」 before them.
_HAMLET = re.compile(
    rf"(?:[{FIRST}{SECOND}]家|[{FIRST}{SECOND}][{FIRST}{SECOND}]?氏?)(?:大院|老屋|祠堂|坳|湾|坝|冲|沟|庄|屯|店|"
    rf"铺|塘|岭|畈|坪|垸|堡|营|岗|洼|塬|坡|台|桥|渡|圩|墩|宅)(?!主|员|子)"
    rf"|(?:住在?|家在|老家在?|位于|来自|地址|住址)[:\s]?(?P<hamlet>{_H}{{1,4}}?(?:坝|坳|沟|坡|岗|湾|塘|冲|岭|洼|"
    rf"塬|畈|垸|渡口|桥头|家属院|大院|宿舍|工棚))"
    rf"|{_N}{{1,3}}排{_N}{{0,3}}[号户]"
)
_POST = re.compile(
    r"邮编\D{0,3}\d{6}|(?:东经|北纬|经度|纬度|坐标)\D{0,4}\d{1,3}(?:\.\d+|[度°])|"
    r"\d{2,3}\.\d{3,}\s?[,;]\s?\d{2,3}\.\d{3,}"
)
_SITUATED = re.compile(
    r"(?:住在|家住|住址|地址|位于|现住|居住在|居住于|租住在?|租住于|老家在?|来自|落户|暂住|户籍地?|出门左转|"
    r"门牌)\D{0,14}\Z"
)


def detect(forms: Forms) -> Iterator[Finding]:
    for form in {id(form): form for form in (forms.light, forms.tight)}.values():
        for match in _NAMED.finditer(form.text):
            start = _name_start(form.text, match.start(), match["kind"])
            if start is not None:
                yield Finding(*form.span(start, match.end()), "address", _level(form.text, start, match))
    light = forms.light
    for match in _NUMBERED.finditer(light.text):
        yield Finding(*light.span(*match.span()), "address", BLOCK)
    for match in _HAMLET.finditer(light.text):
        yield Finding(*light.span(*match.span("hamlet" if match["hamlet"] else 0)), "address", BLOCK)
    for match in _POST.finditer(light.text):
        yield Finding(*light.span(*match.span()), "address", BLOCK)


def _level(text: str, start: int, match: re.Match[str]) -> str:
    """A road without a number, out of any 「住在」, may be a figure of speech."""
    if match["kind"] == "村" and text[match.end() : match.end() + 1] in set("民里内外医干组"):
        return WARN if text[start : match.start()] in words() else BLOCK
    if match["kind"] not in ("路", "街", "巷", "弄", "开发区", "里弄"):
        return BLOCK
    numbered = re.match(rf"\s?{_N}{{1,5}}", text[match.end() : match.end() + 6])
    joined = re.match(r"与|和|附近|口|东|西|南|北|旁|交叉|一带|段", text[match.end() : match.end() + 2])
    return BLOCK if numbered or joined or _SITUATED.search(text[:start][-16:]) or _below(text, start) else WARN


def _below(text: str, start: int) -> bool:
    return text[start - 1 : start] in ("市", "县", "区", "镇", "乡", "道")


def _name_start(text: str, end: int, kind: str) -> int | None:
    """Where the proper name before a place word begins; nothing if the word before is an ordinary one."""
    start = end
    while (
        start > 0 and end - start < 4 and "\u4e00" <= text[start - 1] <= "\u9fff" and text[start - 1] not in PLACE_STOP
    ):
        start -= 1
    before = text[start:end]
    if not before or before.endswith(NOT_A_PLACE) or _is_generic(before, kind):
        return None
    for admin in ("自治县", "县", "市", "区", "镇", "乡", "街道", "省", "州"):
        at = before.rfind(admin)
        if at >= 0 and len(before) - at - len(admin) >= 1:
            return start + at + len(admin)
    return start


def _is_generic(before: str, kind: str) -> bool:
    """「进村」「公路」; but 「前进村」「石门路」, where the last two characters are a word by themselves, are names."""
    if before[-1] not in GENERIC_BEFORE.get(kind, GENERIC_ANY):
        return False
    return len(before) == 1 or before[-2:] not in words() or before[-2:] in STILL_GENERIC
