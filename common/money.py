"""Money is a whole number of fen (0.01 yuan): no float, no rounding, no fen lost."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import total_ordering

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

MOST_FEN = 10**13  # 100 billion yuan: above any relief budget, far below the column's 9.2 × 10^18
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "兆")
PLAIN = re.compile(r"\d+(\.\d*)?|\.\d+")
GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")


class NotAnAmount(Refusal):
    """The text does not name an amount of money that this platform books."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in fen. It may be negative as a difference; `parse` never returns a negative one."""

    fen: int = 0

    def __post_init__(self) -> None:
        if type(self.fen) is not int:  # bool and float would pass silently and be wrong
            raise TypeError(f"Money takes whole fen as int, not {type(self.fen).__name__}.")

    @classmethod
    def yuan(cls, yuan: int) -> "Money":
        return cls(yuan * 100)

    @classmethod
    def parse(cls, text: str) -> "Money":
        """What a person typed: `4700`, `４，７００．５０`, `¥4,700元`. Raises NotAnAmount with the reason."""
        plain = "".join(unicodedata.normalize("NFKC", text).split())  # ，→ , ．→ . ￥→ ¥
        plain = plain.removeprefix("¥").removesuffix("元").removesuffix("yuan").replace("。", ".").replace("、", ",")
        if not plain:
            raise NotAnAmount(_("请填写金额。"))
        if plain[0] in "-−" and _is_number(plain[1:].removeprefix("¥")):
            raise NotAnAmount(_("金额不能是负数。"))
        if not _is_number(plain):
            raise NotAnAmount(_("金额只能写数字，例如“4,700”或“4700.50”。"))
        whole, _dot, part = plain.replace(",", "").partition(".")
        if len(part) > 2:
            raise NotAnAmount(_("金额最多到分，小数点后不能超过两位。"))
        whole = whole.lstrip("0")
        fen = int(f"{whole or 0}{part:0<2}") if len(whole) < 16 else MOST_FEN + 1  # int() of a huge text is slow
        if fen > MOST_FEN:
            raise NotAnAmount(_("金额太大，请核对是否多写了数字。"))
        return cls(fen)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __mul__(self, times: int) -> "Money":
        return Money(self.fen * times) if type(times) is int else NotImplemented

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __lt__(self, other: "Money") -> bool:
        return self.fen < other.fen if isinstance(other, Money) else NotImplemented

    def __bool__(self) -> bool:
        return self.fen != 0

    def allocate(self, parts: Sequence[int]) -> list["Money"]:
        """Shares in proportion to whole weights; the shares add up to the fen (largest remainder, first wins a tie)."""
        total = sum(parts)
        if total <= 0 or any(type(part) is not int or part < 0 for part in parts):
            raise ValueError("Weights are whole numbers, none negative, not all zero.")
        sign = -1 if self.fen < 0 else 1
        exact = [divmod(abs(self.fen) * part, total) for part in parts]
        shares = [floor for floor, _rest in exact]
        by_rest = sorted(range(len(parts)), key=lambda index: -exact[index][1])
        for index in by_rest[: abs(self.fen) - sum(shares)]:
            shares[index] += 1
        return [Money(sign * share) for share in shares]

    @property
    def amount(self) -> str:
        """`4,700.00`: for tables and files."""
        yuan, fen = divmod(abs(self.fen), 100)
        return f"{'-' if self.fen < 0 else ''}{yuan:,}.{fen:02}"

    @property
    def text(self) -> str:
        """`4,700 元`, in English `4,700 yuan`; fen are shown only where there are any."""
        return gettext("%(amount)s 元") % {"amount": self.amount.removesuffix(".00")}

    @property
    def capitals(self) -> str:
        """大写 for receipts and agreements, as 《会计基础工作规范》 art. 52 asks: 4,700 yuan is 肆仟柒佰元整."""
        yuan, fen = divmod(abs(self.fen), 100)
        jiao, fen = divmod(fen, 10)
        words = f"{_whole_capitals(yuan)}元" if yuan or not (jiao or fen) else ""
        if jiao:
            words += f"{DIGITS[jiao]}角"
        elif fen and yuan:
            words += "零"
        words += f"{DIGITS[fen]}分" if fen else "整"
        return f"负{words}" if self.fen < 0 else words

    def __str__(self) -> str:
        return self.text


def total(amounts: Sequence[Money]) -> Money:
    """The sum; of nothing it is zero."""
    return Money(sum(amount.fen for amount in amounts))


def _is_number(text: str) -> bool:
    """Separators must stand where thousands stand: `4,70` is a slip of the finger, not 470."""
    return text.isascii() and bool(PLAIN.fullmatch(text) or GROUPED.fullmatch(text))


def _whole_capitals(number: int) -> str:
    """A whole number in formal numerals; one 零 stands for any run of zeros inside it."""
    if number == 0:
        return DIGITS[0]
    words, gap = "", False
    text = str(number)
    for index, character in enumerate(text):
        place = len(text) - index - 1
        digit = int(character)
        if digit:
            words += ("零" if gap else "") + DIGITS[digit] + PLACES[place % 4]
            gap = False
        else:
            gap = bool(words)
        if place % 4 == 0 and place and int(text[: index + 1][-4:]):
            words += GROUPS[place // 4]
    return words
