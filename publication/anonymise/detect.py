"""The detectors in force. A missing one is a fault of the gate, not a text without findings."""

from collections.abc import Callable, Iterable
from typing import Any

from .detectors import accounts, contacts, dates, institutions, known, names, papers, phones, places, resident
from .findings import Finding
from .normalise import Forms

Detector = Callable[[Forms, Any], Iterable[Finding]]

#: What must run before a text may pass, written apart from the table below so that losing an entry there is noticed.
REQUIRED = frozenset(
    {"resident", "phones", "accounts", "contacts", "papers", "dates", "places", "institutions", "names", "known"}
)


class MissingDetector(Exception):
    """A detector is not installed; nothing may be published without it."""


def _text_only(detect: Callable[[Forms], Iterable[Finding]]) -> Detector:
    return lambda forms, _known: detect(forms)


DETECTORS: dict[str, Detector] = {
    "known": known.detect,
    "resident": _text_only(resident.detect),
    "phones": _text_only(phones.detect),
    "accounts": _text_only(accounts.detect),
    "contacts": _text_only(contacts.detect),
    "papers": _text_only(papers.detect),
    "dates": _text_only(dates.detect),
    "places": _text_only(places.detect),
    "institutions": _text_only(institutions.detect),
    "names": _text_only(names.detect),
}


def require_all() -> None:
    missing = sorted(name for name in REQUIRED if not callable(DETECTORS.get(name)))
    if missing or not DETECTORS:
        raise MissingDetector(", ".join(missing))
