"""A word to look for in a squeezed text, and when finding it means something."""

import re
from dataclasses import dataclass

from ..findings import BLOCK
from ..normalise import Form, fold_character


@dataclass(frozen=True, slots=True)
class Needle:
    """``text`` is folded and squeezed. ``context`` must stand before a shape too short to mean anything alone."""

    text: str
    level: str = BLOCK
    context: re.Pattern[str] | None = None
    latin: bool = False  #: a whole word only
    digits: bool = False  #: sought among the digits alone
    not_before: str = ""  #: 「青屏」 of 青屏街道 is not meant in 青屏县
    after: str = ""  #: one of these must stand right before: 小伟, 阿伟

    def fits(self, hay: str, start: int, end: int) -> bool:
        if self.latin and (hay[start - 1 : start].isascii() and hay[start - 1 : start].isalpha()):
            return False
        if self.latin and (hay[end : end + 1].isascii() and hay[end : end + 1].isalpha()):
            return False
        if self.after and hay[start - 1 : start] not in set(self.after):
            return False
        return not (self.not_before and hay[end : end + 1] in set(self.not_before))

    def context_in(self, before: str) -> bool:
        return self.context is None or bool(self.context.search(before))


def squeeze(form: Form) -> Form:
    """Letters, digits and Chinese characters only, in lower case."""
    kept = [index for index, char in enumerate(form.text) if char.isalnum()]
    return Form(
        "".join(form.text[index].lower()[0] for index in kept),
        tuple(form.starts[index] for index in kept),
        tuple(form.ends[index] for index in kept),
    )


def fold(value: str) -> str:
    return "".join(part for char in value for part in fold_character(char).lower() if part.isalnum())
