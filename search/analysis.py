"""Chinese text as both engines see it, and a query as people type it.

A run of Chinese characters becomes its pairs (助学贷款 → 助学 学贷 贷款), so that every word of two characters is found
inside a longer run without a dictionary; letters and digits stay whole. The pairs are stored separated by spaces, and
consecutive pairs are a phrase: both engines then answer alike. Single characters have a field of their own, since in
between they would break the phrases.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

VERSION = "1"  # part of the index's name: a change of analysis means an index of its own

MAX_QUERY = 60
MAX_TERMS = 5
_HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_HAN}]+|(?:(?![{_HAN}])[^\\W_])+")
_IS_HAN = re.compile(f"[{_HAN}]")
_BETWEEN_TERMS = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one script; `start` and `end` are places in the original text."""

    text: str
    start: int
    end: int

    @property
    def is_han(self) -> bool:
        return bool(_IS_HAN.match(self.text))


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query: tokens that must stand one after the other, and characters that must occur."""

    text: str
    phrase: tuple[str, ...]
    characters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """All terms must be found. `lists_all`: nothing was asked. Neither: signs only, which nothing contains."""

    terms: tuple[Term, ...] = ()
    lists_all: bool = True

    @property
    def finds_nothing(self) -> bool:
        return not self.terms and not self.lists_all


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    return unicodedata.normalize("NFKC", char).lower()


def folded(text: str) -> tuple[str, list[int]]:
    """One spelling per sign, and for each of its characters the place in the original (㎡ becomes two)."""
    pieces, places = [], []
    for place, char in enumerate(text):
        piece = _fold(char)
        pieces.append(piece)
        places += [place] * len(piece)
    return "".join(pieces), places


def runs(text: str) -> list[Run]:
    plain, places = folded(text)
    return [Run(one[0], places[one.start()], places[one.end() - 1] + 1) for one in _RUN.finditer(plain)]


def tokens(text: str) -> list[str]:
    """Words whole, Chinese runs as pairs, a run of one character as itself."""
    return [token for run in runs(text) for token in _tokens_of(run)]


def _tokens_of(run: Run) -> list[str]:
    if not run.is_han or len(run.text) == 1:
        return [run.text]
    return [run.text[at : at + 2] for at in range(len(run.text) - 1)]


def stored(*texts: str) -> str:
    """What an index keeps of these texts."""
    return " ".join(token for text in texts for token in tokens(text))


def stored_characters(*texts: str) -> str:
    """Each Chinese character once, for queries of one character."""
    return " ".join(dict.fromkeys(char for text in texts for run in runs(text) if run.is_han for char in run.text))


def parsed(q: str) -> Query:
    """The words of a query. Quotes, operators and tags are text like any other; long input is cut, not refused."""
    plain = folded(q.replace("\x00", ""))[0][:MAX_QUERY]
    words = list(dict.fromkeys(word for word in _BETWEEN_TERMS.split(plain) if word))[:MAX_TERMS]
    terms = tuple(term for word in words if (term := _term(word)) is not None)
    return Query(terms, lists_all=not words)


def _term(word: str) -> Term | None:
    """A single character at either end may be part of a longer run in the text, so it is asked for by itself."""
    found = runs(word)
    phrase, characters = list(found), []
    for end in (0, -1):
        if phrase and phrase[end].is_han and len(phrase[end].text) == 1:
            characters.append(phrase.pop(end).text)
    if not found:
        return None
    return Term(word, tuple(token for run in phrase for token in _tokens_of(run)), tuple(characters))


def highlights(text: str, query: Query) -> list[tuple[int, int]]:
    """Where the words of the query stand in the original text: places in order, none overlapping."""
    wanted = [run for term in query.terms for run in runs(term.text)]
    there = runs(text)
    return _joined(place for run in wanted for one in there for place in _occurrences(run, one, text))


def _occurrences(wanted: Run, there: Run, text: str) -> Iterable[tuple[int, int]]:
    if not wanted.is_han:
        if wanted.text == there.text:
            yield there.start, there.end
        return
    plain, places = folded(text[there.start : there.end])
    at = plain.find(wanted.text)
    while at >= 0:
        yield there.start + places[at], there.start + places[at + len(wanted.text) - 1] + 1
        at = plain.find(wanted.text, at + 1)


def _joined(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def pieces(text: str, places: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text cut at its highlights: `(piece, is it marked)`, for a template that escapes each piece itself."""
    cut, end = [], 0
    for start, stop in places:
        cut += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [(piece, marked) for piece, marked in [*cut, (text[end:], False)] if piece]
