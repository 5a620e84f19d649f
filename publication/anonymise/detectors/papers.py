"""Passports, permits and the numbers of other papers (hospital, school, disability …), and licence plates."""

import re
from collections.abc import Iterator

from ..findings import BLOCK, Finding
from ..normalise import Forms

#: Passports E/EA/G/D/S/P/K, Hong Kong and Macau permits H/M/C/W, Taiwan permits.
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?:[EGDSPKCW][A-Z]?\s?\d{7,8}|[HM]\s?\d{8,10})(?![A-Za-z0-9])", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:护照|通行证|居留证|居住证|回乡证|台胞证|军官证|士兵证|警官证|残疾证|残疾人证|低保证|特困证|户口本|"
    r"户口簿|户籍|驾驶证|驾照|"
    r"出生证明?|出生医学证明|住院|门诊|病案|病历|就诊卡|医保卡|医保|社保卡?|学籍|学|准考证|考生|工|案件|房产证|"
    r"结婚证|离婚证|"
    r"证件|身份证|证书|保单|车架|统一社会信用代码)(?:的)?(?:号码?|编号|代码|ID)?\s{0,2}(?:号|为|是|[:：=第\-\s])\s{0,2}"
    r"(?P<id>[A-Za-z(（]?[-A-Za-z0-9()]*\d[-A-Za-z0-9 ]{3,24}[A-Za-z0-9])"
)
_MILITARY = re.compile(r"[军士文武政]字?第?\s?\d{6,10}号?")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]\s?[A-Za-z]"
    r"(?=(?:[\s·•・.\-—_]{0,3}[A-Za-z0-9]){0,5}[\s·•・.\-—_]{0,3}\d)(?:[\s·•・.\-—_]{0,3}[A-HJ-NP-Za-hj-np-z0-9]){4,6}(?![A-Za-z0-9])[挂学警港澳]?"
)


def detect(forms: Forms) -> Iterator[Finding]:
    for form in (forms.light, forms.heavy):
        for match in _PASSPORT.finditer(form.text):
            yield Finding(*form.span(*match.span()), "passport", BLOCK)
        for match in _NUMBER.finditer(form.text):
            yield Finding(*form.span(*match.span("id")), "passport", BLOCK)
        for match in _MILITARY.finditer(form.text):
            yield Finding(*form.span(*match.span()), "passport", BLOCK)
    for match in _PLATE.finditer(forms.light.text):
        yield Finding(*forms.light.span(*match.span()), "plate", BLOCK)
