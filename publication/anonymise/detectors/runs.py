"""A number as written: its digits, the groups it was broken into, and what stands around it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from ..normalise import Form

_DIGITS = re.compile(r"\d+")
#: What follows a list of amounts or counts, never a phone number.
_UNIT = re.compile(
    r"\s{0,2}[余多几]?(?:元|万|块|户|人|名|岁|年|月|天|个|公里|千米|次|厘米|米|平方|亩|件|斤|公斤|吨|袋|桶|套|"
    r"间|头|只|%|度|分|小时|里|笔)"
)


#: No identifier is longer; it keeps the number of windows in proportion to the text.
LONGEST = 20


class Run:
    def __init__(self, form: Form, start: int, end: int) -> None:
        self.form, self.start, self.end = form, start, end
        self.digits = form.text[start:end]
        inner = [at - start for at in range(start + 1, end) if at in form.joints] if form.joints else []
        self.cuts = [0, *inner, end - start]
        self.groups = [self.digits[a:b] for a, b in pairwise(self.cuts)]

    @property
    def broken(self) -> bool:
        return len(self.groups) > 1

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        return self.form.span(self.start + start, self.start + (len(self.digits) if end is None else end))

    def before(self, reach: int = 10) -> str:
        return self.form.text[max(0, self.start - reach) : self.start]

    def is_listing(self) -> bool:
        """「150、3000、2000元」: amounts in a row. A group that opens with 0 is no amount."""
        if not self.broken or any(len(group) > 6 or (group[0] == "0" and len(group) > 1) for group in self.groups):
            return False
        return max(map(len, self.groups)) > 1 and bool(_UNIT.match(self.form.text, self.end))

    def aligned(self) -> Iterator[tuple[int, int]]:
        """Windows that begin and end where the writer began and ended a group."""
        for index, start in enumerate(self.cuts):
            for end in self.cuts[index + 1 : index + 1 + LONGEST]:
                if end - start <= LONGEST:
                    yield start, end


def runs(form: Form, at_least: int) -> Iterator[Run]:
    for match in _DIGITS.finditer(form.text):
        if match.end() - match.start() >= at_least:
            yield Run(form, match.start(), match.end())
