"""The words a new site starts with, in both languages. They are written once; afterwards editors own them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PageText:
    """A page of one language: parts are pairs of a heading and rich text."""

    title: str
    lead: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True)
class StartingPage:
    slug: str
    zh: PageText
    en: PageText
