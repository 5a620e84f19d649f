"""Numbers that name people and bodies: check, mask, and make the invented ones.

Resident ID: GB 11643-1999. Unified social credit code (USCC): GB 32100-2015. The province prefix 99 is unassigned, so
the demo's numbers belong to nobody.
"""

import re
import secrets
import unicodedata
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
ID_SHAPE = re.compile(r"\d{17}[\dX]")
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LONG = 18
MOBILE = re.compile(r"1[3-9]\d{9}")
DEMO_PHONE = re.compile(r"000\d{8}")
DEMO_PROVINCE = "99"
STAR = "＊"
SLUG_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 1 i l o: people read these aloud


def random_slug() -> str:
    """Ten characters, ≈ 49 bits: it can be neither guessed nor counted."""
    return "".join(secrets.choice(SLUG_ALPHABET) for _unused in range(10))


class BadPhone(Refusal):
    """The text is not a mobile number of mainland China."""


def compact(text: str) -> str:
    """Full-width to half-width, without spaces and dashes, upper case: what people type as what the standard means."""
    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", text)).upper()


def resident_id_errors(text: str, today: date | None = None) -> list[str | Promise]:
    """What is wrong with a resident ID; an empty list when nothing is. `today` also refuses births in the future.

    The expected check digit is never told: whoever guesses numbers must not be helped.
    """
    number = compact(text)
    if len(number) != LONG:
        return [_("身份证号应为18位。")]
    if not (number.isascii() and ID_SHAPE.fullmatch(number)):
        return [_("身份证号只能是数字，最后一位可以是X。")]
    born = birth_date(number)
    if born is None or born.year < 1850 or (today is not None and born > today):
        return [_("身份证号中的出生日期不存在。")]
    if number[-1] != _id_check(number[:17]):
        return [_("身份证号的校验位不对，请逐位核对。")]
    return []


def uscc_errors(text: str) -> list[str | Promise]:
    """What is wrong with a unified social credit code; an empty list when nothing is."""
    code = compact(text)
    if len(code) != LONG:
        return [_("统一社会信用代码应为18位。")]
    if any(character not in USCC_ALPHABET for character in code):
        return [_("统一社会信用代码只能是数字和大写字母，且不含I、O、S、V、Z。")]
    if code[-1] != _uscc_check(code[:17]):
        return [_("统一社会信用代码的校验位不对，请逐位核对。")]
    return []


def birth_date(resident_id: str) -> date | None:
    """Digits 7–14 as a date; None when no such day exists."""
    digits = resident_id[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def is_male(resident_id: str) -> bool:
    """An odd 17th digit."""
    return int(resident_id[16]) % 2 == 1


def normalise_phone(text: str) -> str:
    """A mobile number as 11 digits, from `+86 138-1234-5678` or full-width digits; raises BadPhone.

    The demo's own numbers are `000` and 8 digits: no telephone can dial them.
    """
    number = compact(text)
    number = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", number)
    if not (number.isascii() and number.isdigit()):
        raise BadPhone(_("手机号只能是数字。"))
    if len(number) != 11:
        raise BadPhone(_("手机号应为11位。"))
    if not MOBILE.fullmatch(number) and not (settings.IS_DEMO and DEMO_PHONE.fullmatch(number)):
        raise BadPhone(_("这不是中国内地的手机号。"))
    return number


def mask_name(name: str) -> str:
    """`张三丰` → `张＊＊`: the first character, and always the same length, since a length narrows the search."""
    return f"{name[0]}{STAR * 2}" if name else ""


def mask_resident_id(number: str) -> str:
    """`9901**********001X`: the county's prefecture and the end, so that staff can tell two cards apart."""
    return _mask(number, 4, 4)


def mask_phone(number: str) -> str:
    """`000****0001`."""
    return _mask(number, 3, 4)


def mask_bank_account(number: str) -> str:
    """Stars and the last four digits."""
    return _mask(number, 0, 4)


def make_resident_id(region6: str, birth: date, sequence: int) -> str:
    """An invented ID with a valid check digit; `sequence` 0–999, odd for a man. Only on the unassigned prefix 99."""
    if not region6.startswith(DEMO_PROVINCE) or len(region6) != 6 or not 0 <= sequence <= 999:
        raise ValueError("Invented IDs take a six-digit region on prefix 99 and a sequence of 0 to 999.")
    body = f"{region6}{birth:%Y%m%d}{sequence:03}"
    return body + _id_check(body)


def make_uscc(prefix: str, n: int) -> str:
    """An invented code: `prefix` is registrar, kind and region on 99 (`53990100`), then `MJ` and a serial number."""
    start = prefix if len(prefix) > 8 else f"{prefix}MJ"
    body = f"{start}{n:0{17 - len(start)}}"
    if prefix[2:4] != DEMO_PROVINCE or len(body) != 17:
        raise ValueError("Invented codes take a prefix of eight or more characters on region 99.")
    return body + _uscc_check(body)


def _id_check(body: str) -> str:
    return ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True)) % 11]


def _uscc_check(body: str) -> str:
    # The second mod 31 matters: without it every code whose check character is 0 is refused.
    total = sum(USCC_ALPHABET.index(c) * weight for c, weight in zip(body, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def _mask(text: str, head: int, tail: int) -> str:
    """Too short to keep both ends: nothing is kept."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return f"{text[:head]}{'*' * (len(text) - head - tail)}{text[len(text) - tail :]}"
