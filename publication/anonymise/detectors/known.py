"""Known values: whatever the case file says about this household must not be in its public text (trust reference §2.3).

Both sides are folded the same way (script, width, case, accents, separators), so that 「王*建-国」, 「王建國」 and
"Wang Jian-guo" are the same words. Shapes of each secret come from ``secrets``.
"""

from collections.abc import Iterator
from typing import Any

from ..findings import Finding
from ..normalise import Form, Forms
from .needle import Needle, squeeze
from .secrets import needles

_REACH = 12  #: how many characters before a short needle are searched for its context


def detect(forms: Forms, known: Any) -> Iterator[Finding]:
    wanted = needles(known)
    if not wanted:
        return
    hay = squeeze(forms.light)
    dialled = squeeze(forms.heavy)
    digits = _digits_only(forms.heavy)
    for needle in wanted:
        for form in (digits,) if needle.digits else (hay, dialled):
            yield from _occurrences(needle, form, forms.light)


def _occurrences(needle: Needle, form: Form, light: Form) -> Iterator[Finding]:
    at = form.text.find(needle.text)
    while at >= 0:
        end = at + len(needle.text)
        span = form.span(at, end)
        if needle.fits(form.text, at, end) and needle.context_in(_before(light, span[0])):
            yield Finding(*span, "known", needle.level)
        at = form.text.find(needle.text, at + 1)


def _before(light: Form, start: int) -> str:
    """What the original says just before ``start``, in light spelling."""
    low, high = 0, len(light.starts)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if light.starts[middle] < start else (low, middle)
    return light.text[max(0, low - _REACH) : low]


def _digits_only(form: Form) -> Form:
    kept = [index for index, char in enumerate(form.text) if char.isdecimal() or char in "Xx"]
    return Form(
        "".join(form.text[index].lower() for index in kept),
        tuple(form.starts[index] for index in kept),
        tuple(form.ends[index] for index in kept),
    )
