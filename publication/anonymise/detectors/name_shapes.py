"""Names that a surname table does not find: masked, with a title, nicknames, with a dot, other peoples', in pinyin."""

import re
from collections.abc import Iterator

from ..data.name_context import BEFORE_STRONG, ELSEWHERE, LONG_TITLES, TITLES
from ..data.surnames import COMPOUND, FIRST, PINYIN, RARE, SECOND, THIRD
from ..findings import BLOCK, WARN, Finding
from ..lexicon import words
from ..normalise import Form, Forms

_SURNAME = f"(?:{'|'.join(sorted(COMPOUND))}|[{FIRST}{SECOND}{THIRD}{RARE}])"
_COMMON = f"(?:{'|'.join(sorted(COMPOUND))}|[{FIRST}{SECOND}])"
_MASKED = re.compile(rf"(?<!华){_SURNAME}(?:某某?(?![市县省区镇村乡地院校厂])|[*○〇●□XxＸ]{{1,2}}(?![0-9A-Za-z]))")
_TITLED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?![和从由时那阿银]){_SURNAME}(?:{'|'.join(TITLES)})"
    rf"|{_COMMON}(?:{'|'.join(LONG_TITLES)})"
)
_OLD = re.compile(rf"(?<![养变大中])[老小]{_COMMON}(?![路街镇乡村区县])")
_KIN = "|".join(sorted(BEFORE_STRONG, key=len, reverse=True))
_NICK = re.compile(
    rf"(?P<kin>{_KIN}|叫)?(?P<nick>[小阿](?P<char>[\u4e00-\u9fff])|(?P<double>[\u4e00-\u9fff])(?P=double))"
    rf"(?P<kins>(?:的|他|她)?(?:{_KIN}|爸|妈|奶奶|爷爷)|同学|小朋友)?"
)
_DOTTED = re.compile(r"[\u4e00-\u9fff]{2,6}[·•・‧∙⋅][\u4e00-\u9fff]{2,8}")
_OTHER = re.compile(rf"(?:{'|'.join(ELSEWHERE)}){{1,4}}(?:江|汗|别克|罕|姆)?")
_SPELT_OUT = re.compile(rf"姓{_SURNAME}[,，]?名(?:叫)?[\u4e00-\u9fff]{{1,2}}")
_LATIN = re.compile(
    r"\b(?P<a>[A-Z][a-z]{1,6})\s(?P<b>[A-Z][a-z]{1,11}(?:[-'][A-Za-z]?[a-z]{1,6}| [A-Z][a-z]{1,6})?)\b"
    r"(?!\s(?:County|City|District|Province|Town|Village|Township|Road|Street))"
)
_NICK_CHARS = frozenset(
    "明红芳丽强军伟刚燕霞玲娟敏静梅兰英华勇杰涛超雪婷莉萍琴莲凤珍翠云"
    "宝贝龙虎虹娜慧颖琳佳欣怡雨彤轩宇浩涵诺乐辉斌亮鹏飞磊洋波峰林森鑫芬芝秀桂香菊妹娣鸣琪萱雯梦"
)
_REDUPLICATED = frozenset("明丽芳娜婷婷乐欢萌豆甜笑佳欣怡涵轩晨阳雪冰莉琳玲静敏红兰燕露媛妞毛圆团诺贝宝宁航洋彤菲瑶")


def detect(forms: Forms) -> Iterator[Finding]:
    light = forms.light
    for pattern in (_MASKED, _TITLED, _OLD):
        for match in pattern.finditer(light.text):
            yield Finding(*light.span(*match.span()), "name", WARN)
    yield from _nicknames(light)
    for match in _DOTTED.finditer(light.text):
        yield Finding(*light.span(*match.span()), "name", BLOCK)
    for pattern in (_OTHER, _SPELT_OUT):
        for match in pattern.finditer(light.text):
            yield Finding(*light.span(*match.span()), "name", BLOCK)
    yield from _latin(light)


def _nicknames(form: Form) -> Iterator[Finding]:
    for match in _NICK.finditer(form.text):
        word, char, kin = match["nick"], match["char"], match["kin"]
        if char is not None:
            named = char in _NICK_CHARS and (kin or word not in words())
        else:
            named = (kin or match["kins"]) and match["double"] in _REDUPLICATED
        if named:
            yield Finding(*form.span(*match.span("nick")), "name", BLOCK)


def _latin(form: Form) -> Iterator[Finding]:
    for match in _LATIN.finditer(form.text):
        a, b = match["a"].lower(), re.sub(r"[^a-z]", "", match["b"].lower())
        if (a in PINYIN and _is_pinyin(b)) or (b in PINYIN and _is_pinyin(a)):
            yield Finding(*form.span(*match.span()), "name", BLOCK)


_SYLLABLE = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v)){1,2}\Z"
)


def _is_pinyin(word: str) -> bool:
    return bool(_SYLLABLE.match(word))
