"""Cases with twenty secrets each, and the ways in which a secret leaks into a text."""

import random

from pypinyin import lazy_pinyin

from .names import name
from .numbers import SPELLINGS, card, mobile, resident_id
from .places import STEMS

PLAIN = (
    "{x}",
    "青屏县一户家庭，{x}，急需帮助。",
    "联系{x}谢谢",
    "经核实{x}情况属实，缺口5000元。",
    "（{x}）急需棉被",
    "一家3口；{x}；自付31000元",
)


def case(rng: random.Random) -> dict[str, list[str]]:
    """Twenty known values in the fields that a case keeps private."""
    stems = rng.sample(STEMS, 5)
    return {
        "names": [name(rng) for _ in range(4)],
        "ids": [resident_id(rng) for _ in range(3)],
        "phones": [mobile(rng) for _ in range(3)],
        "accounts": [card(rng) for _ in range(2)],
        "places": [f"{stems[0]}村", f"青屏县{stems[1]}镇{stems[2]}村3组"],
        "schools": [f"青屏县{stems[3]}中学"],
        "hospitals": [f"{stems[4]}仁和医院"],
        "employers": [f"{stems[0]}鑫源制衣有限公司"],
        "other": [f"case-{rng.randrange(16**8):08x}", f"ZJ{rng.randrange(10**9):09}", f"canary{rng.randrange(36**6)}"],
    }


def _separated(value: str, rng: random.Random) -> str:
    return rng.choice("*-·_ 、/　\u200b.").join(value)


def _name_ways(value: str, rng: random.Random) -> list[str]:
    spelled = lazy_pinyin(value)
    ways = [
        value,
        _separated(value, rng),
        "".join(spelled),
        " ".join(spelled),
        " ".join(spelled).title(),
        f"姓名缩写{''.join(s[0] for s in spelled).upper()}" if len(value) >= 3 else value,
    ]
    return ways + ([value[-2:]] if len(value) == 3 else [])


def leaks(kind: str, value: str, rng: random.Random) -> list[str]:
    """Spellings of one secret, each of which the gate must refuse."""
    if kind == "names":
        return _name_ways(value, rng)
    if kind in ("ids", "phones", "accounts"):
        spelling = SPELLINGS[rng.choice(list(SPELLINGS))]
        return [value, spelling(value, rng), value[-8:], value[-6:], f"尾号{value[-4:]}"]
    if kind == "places":
        stem = value.removesuffix("村")
        return [value, _separated(value, rng)] + ([stem] if stem != value else [])
    return [value, _separated(value, rng)] + ([value.upper()] if kind == "other" else [])


def leaking_text(leak: str, rng: random.Random) -> str:
    return rng.choice(PLAIN).replace("{x}", leak)
