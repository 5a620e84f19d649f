"""Words that can be stored and read in any language: a message id with its parameters instead of a sentence.

    said(_("限%(region)s"), region=Named("青屏县", "Qingping County"))

`str()` of it is the sentence in the reader's language; `stored()` is JSON, and `shown()` makes words of that JSON again.
What a person wrote is kept as it is, a plain string.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override

from common.money import Money


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the catalogue; `parts` are strings, numbers, or words of this module."""

    message: str | Promise
    parts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        words = str(self.message) if isinstance(self.message, Promise) else gettext(self.message)
        return words % {name: str(part) for name, part in self.parts.items()} if self.parts else words

    def stored(self) -> dict[str, Any]:
        with override("zh-hans"):  # message ids are the Chinese sentences themselves
            message = str(self.message)
        return {"id": message, **({"with": {k: stored(v) for k, v in self.parts.items()}} if self.parts else {})}


@dataclass(frozen=True, slots=True)
class Fen:
    """An amount of money."""

    fen: int

    def __str__(self) -> str:
        return Money(self.fen).text

    def stored(self) -> dict[str, Any]:
        return {"fen": self.fen}


@dataclass(frozen=True, slots=True)
class Named:
    """A name with its English form, where there is one."""

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return self.en if self.en and (get_language() or "").startswith("en") else self.zh

    def stored(self) -> dict[str, Any]:
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class Listed:
    """Several words with a joint between them, which is a message too (、 is a comma in English)."""

    parts: tuple[Any, ...]
    joint: str | Promise = "、"

    def __str__(self) -> str:
        return str(Said(self.joint)).join(str(part) for part in self.parts)

    def stored(self) -> dict[str, Any]:
        return {"list": [stored(part) for part in self.parts], "joint": Said(self.joint).stored()["id"]}


Words = Said | Fen | Named | Listed | str


def said(message: str | Promise, **parts: Any) -> Said:
    return Said(message, parts)


def named(row: Any) -> Named:
    """Anything with `name` and perhaps `name_en`: a region, an organisation, a fund."""
    return Named(row.name, getattr(row, "name_en", "") or "")


def listed(parts: Iterable[Any], joint: str | Promise = "、") -> Listed:
    return Listed(tuple(parts), joint)


def stored(words: Any) -> Any:
    """The JSON of words; a lazy translation counts as its message."""
    if isinstance(words, Promise):
        return Said(words).stored()
    return words.stored() if hasattr(words, "stored") else words


def shown(data: Any) -> Words:
    """Words again from their JSON."""
    if not isinstance(data, dict):
        return str(data)
    if "id" in data:
        return Said(data["id"], {name: shown(part) for name, part in data.get("with", {}).items()})
    if "fen" in data:
        return Fen(data["fen"])
    if "zh" in data:
        return Named(data["zh"], data.get("en", ""))
    return Listed(tuple(shown(part) for part in data["list"]), data["joint"])
