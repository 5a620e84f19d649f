"""Names of people: each stretch of Chinese is read as words and names, whichever is likelier (a Viterbi search).

A name that wins clearly, or wins with a title, a kin word or an illness beside it, blocks; a narrow win warns, as do
a surname with a title (「王女士」) and a masked one (「李某」).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..data.name_context import LONG_TITLES
from ..data.surnames import COMPOUND, SHARE
from ..findings import BLOCK, WARN, Finding
from ..lexicon import LONGEST, name_score, word_score
from ..normalise import Form, Forms
from . import name_shapes
from .name_context import bonus_after, bonus_before

_HAN = re.compile(r"[\u3400-\u9fff]+")
CLEAR = 1.0  #: nats by which the name reading must win to block without context; tuned on tests/privacy/corpus


@dataclass(frozen=True, slots=True)
class Candidate:
    start: int
    end: int
    score: float
    context: float


def detect(forms: Forms) -> Iterator[Finding]:
    for form in {id(form): form for form in (forms.light, forms.tight)}.values():
        yield from _in_form(form)
    yield from name_shapes.detect(forms)


def _in_form(form: Form) -> Iterator[Finding]:
    for run in _HAN.finditer(form.text):
        for name in _best_names(form.text, run.start(), run.end()):
            margin = name.score + name.context - _as_words(form.text, name.start, name.end)
            level = BLOCK if margin >= CLEAR or name.context >= 6 else WARN
            yield Finding(*form.span(name.start, name.end), "name", level)


def _candidates(text: str, start: int, stop: int) -> Iterator[Candidate]:
    """Names that could begin at ``start``: surname of one or two characters, given name of one or two."""
    for head in (2, 1):
        surname = text[start : start + head]
        if surname not in SHARE or (head == 2 and surname not in COMPOUND):
            continue
        if text.startswith(LONG_TITLES, start + head):
            return  # 「王大爷」 is a surname with a title
        before = bonus_before(text, start)
        for length in (2, 1):
            end = start + head + length
            if end <= stop:
                score = name_score(surname, text[start + head : end])
                if score is not None:
                    yield Candidate(start, end, score, before + bonus_after(text, end))


def _best_names(text: str, start: int, stop: int) -> list[Candidate]:
    best = [0.0] + [float("-inf")] * (stop - start)
    via: list[Candidate | int] = [0] * (stop - start + 1)
    for at in range(start, stop):
        here = best[at - start]
        for end in range(at + 1, min(at + LONGEST, stop) + 1):
            score = word_score(text[at:end])
            if score is not None and here + score > best[end - start]:
                best[end - start], via[end - start] = here + score, at
        for name in _candidates(text, at, stop):
            if here + name.score + name.context > best[name.end - start]:
                best[name.end - start], via[name.end - start] = here + name.score + name.context, name
    found: list[Candidate] = []
    at = stop
    while at > start:
        step = via[at - start]
        if isinstance(step, Candidate):
            found.append(step)
            at = step.start
        else:
            at = step
    return found


def _as_words(text: str, start: int, stop: int) -> float:
    """The likeliest reading of the same characters without a name."""
    best = [0.0] + [float("-inf")] * (stop - start)
    for at in range(start, stop):
        for end in range(at + 1, min(at + LONGEST, stop) + 1):
            score = word_score(text[at:end])
            if score is not None:
                best[end - start] = max(best[end - start], best[at - start] + score)
    return best[-1]
