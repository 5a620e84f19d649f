"""Resident IDs, phones and cards in every spelling a person or a clever form-filler would use."""

import random

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHINESE, _FINANCIAL, _MILITARY = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "洞幺两三四五六拐八九"
_FULL, _ARABIC, _CIRCLED, _BOLD = "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "⓪①②③④⑤⑥⑦⑧⑨", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"
_FILLED = "⓿❶❷❸❹❺❻❼❽❾"


def _table(signs: str):
    return lambda number, rng: "".join(signs[int(c)] if c.isdigit() else c for c in number)


def _between(sign: str):
    return lambda number, rng: sign.join(number)


def _grouped(sign: str):
    def spell(number: str, rng: random.Random) -> str:
        sizes = (3, 4, 4) if len(number) == 11 else (6, 4, 4, 4) if len(number) == 18 else (4, 4, 4, 4, 3)
        parts, at = [], 0
        for size in sizes:
            parts.append(number[at : at + size])
            at += size
        return sign.join(part for part in parts if part)

    return spell


def _mixed(number: str, rng: random.Random) -> str:
    return "".join(
        rng.choice((c, _CHINESE[int(c)], _FINANCIAL[int(c)], _FULL[int(c)])) if c.isdigit() else c for c in number
    )


def _letters(number: str, rng: random.Random) -> str:
    return (
        number.replace("0", rng.choice("Oo")).replace("1", rng.choice("lI1"))
        if sum(c not in "01" for c in number) >= 4
        else number
    )


def _inserted(sign: str):
    def spell(number: str, rng: random.Random) -> str:
        at = rng.randrange(2, len(number) - 1)
        return number[:at] + sign + number[at:]

    return spell


SPELLINGS = {
    "plain": lambda number, rng: number,
    "full-width": _table(_FULL),
    "arabic-indic": _table(_ARABIC),
    "circled": _table(_CIRCLED),
    "filled": _table(_FILLED),
    "bold": _table(_BOLD),
    "chinese": _table(_CHINESE),
    "financial": _table(_FINANCIAL),
    "military": _table(_MILITARY),
    "mixed": _mixed,
    "letters": _letters,
    "keycaps": lambda number, rng: "".join(c + "\ufe0f\u20e3" if c.isdigit() else c for c in number),
    "spaces": _between(" "),
    "dots": _between("."),
    "enumerated": _between("、"),
    "slashes": _between("/"),
    "stars": _between("*"),
    "emoji": _between("👉"),
    "chinese spaced": lambda number, rng: " ".join(_table(_CHINESE)(number, rng)),
    "plus word": _between("加"),
    "zero-width": _between("\u200b"),
    "soft hyphen": _between("\u00ad"),
    "mongolian": _between("\u180e"),
    "variation": _between("\ufe01"),
    "combining": _between("\u0336"),
    "groups space": _grouped(" "),
    "groups dash": _grouped("-"),
    "groups em dash": _grouped("——"),
    "groups comma": _grouped("，"),
    "groups 、": _grouped("、"),
    "groups slash": _grouped("/"),
    "groups newline": _grouped("\n"),
    "groups ideographic space": _grouped("\u3000"),
    "groups dot": _grouped("·"),
    "groups tab": _grouped(" \t"),
    "one space": _inserted(" "),
    "line break": _inserted("\r\n"),
    "one comma": _inserted("，"),
    "one ellipsis": _inserted("…"),
    "brackets": _inserted(")("),
}


def resident_id(rng: random.Random) -> str:
    area = rng.choice(("110101", "990121", "990102", "320583", "440305", "510104"))
    body = f"{area}{rng.randint(1930, 2020)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(1, 999):03}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, _WEIGHTS, strict=True)) % 11]


def mobile(rng: random.Random) -> str:
    if rng.random() < 0.2:
        return f"000{rng.randrange(10**8):08}"
    return f"1{rng.choice('3456789')}{rng.randrange(10**9):09}"


def card(rng: random.Random) -> str:
    """Half of them fail Luhn, like the demonstration's."""
    return rng.choice(("6222", "6217", "6228", "4367")) + f"{rng.randrange(10**15):015}"[: rng.choice((12, 15))]


FRAMES = (
    "{n}",
    "联系电话{n}。",
    "身份证号：{n}，急需帮助。",
    "请打{n}联系家属",
    "（{n}）",
    "号码是{n}谢谢",
    "户主{n}家庭困难，缺口5000元。",
    "青屏县一户家庭，{n}，缺口约5000—10000元。",
    "一家3口，{n}，需要2床棉被。",
    "需透析费。{n}",
    "自付31000元；{n}；三口之家",
    "请汇到{n}，多谢",
)
KINDS = {"resident_id": resident_id, "mobile": mobile, "bank_card": card}


def number_text(kind: str, spelling: str, rng: random.Random) -> tuple[str, int, int]:
    number = SPELLINGS[spelling](KINDS[kind](rng), rng)
    frame = rng.choice(FRAMES)
    start = frame.index("{n}")
    return frame.replace("{n}", number), start, start + len(number)
