"""Bank cards and other long account numbers.

The demonstration's cards fail Luhn on purpose (domain reference §7.5) and a mistyped card still names its owner, so every
unbroken run of 12 digits or more is refused: no honest public text needs one.
"""

import re
from collections.abc import Iterator

from ..findings import BLOCK, WARN, Finding
from ..normalise import Forms
from .phones import is_phone
from .runs import Run, runs

_CARD_GROUPS = re.compile(r"4444(?:[1-4])?\Z|4{3}[3-7]\Z|6(?:13|9|11|12|10)\Z")
_ACCOUNT = re.compile(
    r"(?:卡号|账号|帐号|账户|帐户|银行卡|存折|一卡通|社保卡|储蓄卡|农行|工行|建行|中行|邮储|信用社|农商行|转账|"
    r"汇款|打款|收款)\D{0,12}\Z"
)
_MASKED = re.compile(
    r"(?:卡号|账号|帐号|账户|银行卡|卡)\D{0,6}\d{0,6}[*●•xX]{2,12}\d{2,6}|(?:卡号|账号|账户|"
    r"银行卡)\D{0,4}(?:尾号|后四位)\D{0,3}\d{4}"
)


def detect(forms: Forms) -> Iterator[Finding]:
    for form in (forms.light, forms.heavy):
        for run in runs(form, 8):
            yield from _in_run(run)
    for match in _MASKED.finditer(forms.light.text):
        yield Finding(*forms.light.span(*match.span()), "bank_card", BLOCK)


def _in_run(run: Run) -> Iterator[Finding]:
    introduced = bool(_ACCOUNT.search(run.before(16)))
    if introduced and not run.is_listing() and not is_phone(run.digits):
        yield Finding(*run.span(), "bank_card", BLOCK)
        return
    if not run.broken:
        # 12–14 digits that are a mobile with its country code are left to the phones.
        if len(run.digits) >= 12 and not (len(run.digits) < 16 and is_phone(run.digits)):
            yield Finding(*run.span(), "bank_card", BLOCK)
        return
    if run.is_listing():
        return
    sizes = "".join(str(len(group)) for group in run.groups)
    regular = bool(_CARD_GROUPS.match(sizes)) or set(sizes) == {"1"}
    for start, end in run.aligned():
        window = run.digits[start:end]
        if not 16 <= len(window) <= 19:
            continue
        certain = window == run.digits or regular or luhn(window) or window.startswith("62")
        yield Finding(*run.span(start, end), "bank_card", BLOCK if certain else WARN)


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 check digit."""
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
