"""Where a subject has its page. The rooms below know what somebody should look at, never at which address.

    tell(users=..., about=for_office("case", case.number), ...)        # a room below
    register(Reader.OFFICE, {"case": "desk:case"})                      # <site app>/page_links.py

A subject is kept as data; its address is made when it is opened, in the language of whoever opens it. The same subject
may have a page for the office and another for a partner, so it says in which capacity it is read.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from django.urls import reverse


class Reader(StrEnum):
    """In which capacity somebody reads; a person may have several."""

    OFFICE = "office"
    PARTNER = "partner"
    GIVER = "giver"
    VISITOR = "visitor"


class Subject(NamedTuple):
    """What a page is about: `kind` is a name such as `case` or `case.objections`, `key` its number or id, or empty."""

    kind: str
    key: str
    reader: Reader


class NoPage(LookupError):
    """Nobody registered a page for this kind of subject and reader."""


Page = str | Callable[[str], str]
_pages: dict[tuple[Reader, str], Page] = {}


def for_office(kind: str, key: object = "") -> Subject:
    return Subject(kind, str(key), Reader.OFFICE)


def for_partner(kind: str, key: object = "") -> Subject:
    return Subject(kind, str(key), Reader.PARTNER)


def for_visitor(kind: str, key: object = "") -> Subject:
    return Subject(kind, str(key), Reader.VISITOR)


def for_giver(kind: str, key: object = "") -> Subject:
    return Subject(kind, str(key), Reader.GIVER)


def register(reader: Reader, pages: Mapping[str, Page]) -> None:
    """`pages` names the view of each kind, which gets the key as its only argument where there is one.

    Pages that are rows of the CMS have no view of their own: there a function makes the path of the key.
    """
    for kind, page in pages.items():
        if (reader, kind) in _pages:
            raise ValueError(f"Two pages for {kind} as {reader}.")
        _pages[reader, kind] = page


def address_of(subject: Subject) -> str:
    """The path of its page in the active language. NoPage where the site has none."""
    try:
        page = _pages[subject.reader, subject.kind]
    except KeyError:
        raise NoPage(f"{subject.kind} as {subject.reader}") from None
    if callable(page):
        return page(subject.key)
    return reverse(page, args=[subject.key] if subject.key else [])
