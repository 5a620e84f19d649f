"""Pinyin of a name, in every reading of its characters (a surname's own reading first)."""

from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin

_OWN_READING = {
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "盖": "ge",
    "任": "ren",
    "华": "hua",
    "朴": "piao",
    "翟": "zhai",
    "尉": "wei",
    "乐": "yue",
    "覃": "qin",
    "缪": "miao",
    "万": "wan",
    "燕": "yan",
    "洗": "xian",
    "冼": "xian",
    "黑": "he",
    "秘": "bi",
    "折": "she",
    "员": "yun",
    "祭": "zhai",
    "逄": "pang",
}
_MOST = 24  #: combinations of readings; a four-character name has no more in practice


@lru_cache(maxsize=4096)
def _readings(char: str) -> tuple[str, ...]:
    found = [_OWN_READING[char]] if char in _OWN_READING else []
    for reading in pinyin(char, style=Style.NORMAL, heteronym=True, v_to_u=False)[0]:
        for spelled in (reading, reading.replace("v", "u"), reading.replace("v", "yu")):
            if spelled not in found and spelled.isascii() and spelled.isalpha():
                found.append(spelled)
    return tuple(found)


def _joined(chars: str) -> list[str]:
    return ["".join(parts) for parts in islice(product(*map(_readings, chars)), _MOST)]


def spellings(surname: str, given: str) -> set[str]:
    """wangjianguo, jianguowang, and the given name alone when it has two characters."""
    first, last = _joined(surname), _joined(given)
    found = {a + b for a in first for b in last} | {b + a for a in first for b in last}
    return found | (set(last) if len(given) >= 2 else set())


def initials(surname: str, given: str) -> set[str]:
    """wjg, jgw."""
    first = {"".join(part[0] for part in parts) for parts in islice(product(*map(_readings, surname)), _MOST)}
    last = {"".join(part[0] for part in parts) for parts in islice(product(*map(_readings, given)), _MOST)}
    return {a + b for a in first for b in last} | {b + a for a in first for b in last}
