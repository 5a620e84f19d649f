"""The code with which an unnamed complainant comes back. It is drawn from the form's token and stored only as an index."""

from uuid import UUID

from common.crypto import blind_index
from common.ids import compact

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 1 I L O: people copy these by hand
LENGTH = 10  # 49 bits, and five tries


def code_of(token: UUID) -> str:
    """The same sending has the same code, so that a form sent twice shows it again."""
    number = int(blind_index(token.hex, "complaints.token"), 16)
    letters = []
    for _place in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def code_index(code: str) -> str:
    return blind_index(compact(code), "complaints.code")


def grouped(code: str) -> str:
    """As it is shown: 2 × 5 letters."""
    return f"{code[:5]} {code[5:]}"
