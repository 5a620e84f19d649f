"""What is optional in a column and certain in a state.

An offer that was answered has its `answered_at`, a match of a fund its `fund`: CHECKs of the tables say so, and a type
cannot. `present` says it where such a value is read.
"""

from typing import TypeVar

T = TypeVar("T")


class Absent(LookupError):
    """A row does not hold what its state promises: our own mistake, not something to tell a user."""


def present(value: T | None) -> T:
    """The value, which a constraint or a question asked before promises."""
    if value is None:
        raise Absent("A value is missing that the state of its row promises.")
    return value
