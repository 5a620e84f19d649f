"""What the policy must know of a thing before it lets anybody read it. Each room says it of its own models.

`privacy` stands below the rooms whose models it speaks of: their `disclosure.py` registers, for each model that can be
the subject of a disclosure, where it belongs (`about`) and how a person can stand to it (`relation`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from common.sealed import SealedText
from organisations import access
from organisations.permissions import Permission


@dataclass(frozen=True)
class About:
    """Where a subject belongs. A permission counts when it is held in one of `organisations`, or for an area that
    contains `region` (the code of the smallest region that is known), or anywhere for what belongs to no area. The
    rest is for the log."""

    region: str | None = None
    anywhere: bool = False
    organisations: frozenset[UUID | None] = frozenset()
    case_id: UUID | None = None
    county: str | None = None
    organisation_id: UUID | None = None


_ABOUT: dict[str, Callable[[Any], About]] = {}
_RELATIONS: dict[tuple[str, str], Callable[[Any, Any], bool]] = {}
_IDENTITY: dict[str, Callable[[Any], Iterable[SealedText]]] = {}


class UnknownSubject(LookupError):
    """A subject or relation that no room has registered: a mistake in our own code, and nothing is shown."""


def about(label: str) -> Callable[[Callable[[Any], About]], Callable[[Any], About]]:
    """`@about("needs.Clue")` above a function from a row to its About."""

    def register(function: Callable[[Any], About]) -> Callable[[Any], About]:
        _ABOUT[label] = function
        return function

    return register


def relation(label: str, name: str) -> Callable[[Callable[[Any, Any], bool]], Callable[[Any, Any], bool]]:
    """`@relation("needs.Clue", "owner")` above a function of the row and the viewer (None for a visitor)."""

    def register(function: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
        _RELATIONS[label, name] = function
        return function

    return register


def identity(label: str) -> Callable[[Callable[[Any], Iterable[SealedText]]], Callable[[Any], Iterable[SealedText]]]:
    """`@identity("needs.Clue")` above a function from a row to every value in its file that says who somebody is."""

    def register(function: Callable[[Any], Iterable[SealedText]]) -> Callable[[Any], Iterable[SealedText]]:
        _IDENTITY[label] = function
        return function

    return register


def identity_of(subject: models.Model) -> list[SealedText]:
    label = subject._meta.label
    if label not in _IDENTITY:
        raise UnknownSubject(f"No disclosure.py says what tells who {label} is about.")
    return [one for one in _IDENTITY[label](subject) if one]


def about_of(subject: models.Model) -> About:
    label = subject._meta.label
    if label not in _ABOUT:
        raise UnknownSubject(f"No disclosure.py says where {label} belongs.")
    return _ABOUT[label](subject)


def stands(subject: models.Model, viewer: Any, who: Permission | str) -> bool:
    """Does the viewer hold this permission for the subject, or stand to it in this relation?"""
    if isinstance(who, Permission):
        return viewer is not None and _holds(about_of(subject), viewer, who)
    key = subject._meta.label, who
    if key not in _RELATIONS:
        raise UnknownSubject(f"No disclosure.py says what {who!r} means for {key[0]}.")
    return _RELATIONS[key](subject, viewer)


def relations() -> set[tuple[str, str]]:
    return set(_RELATIONS)


def subjects() -> set[str]:
    return set(_ABOUT)


def _holds(where: About, viewer: Any, permission: Permission) -> bool:
    return any(
        where.anywhere
        or one.pk in where.organisations
        or bool(where.region and where.region.startswith(one.region.prefix))
        for one in access.organisations_with(viewer, permission)
    )
