"""What an encrypted field yields: a text that prints as its mask.

A row's personal value is a `SealedText`, whether it was just typed or came from the database. Whatever turns a value
into text without thinking – a template, an f-string, `%`, a log line, an e-mail – gets the mask of its kind. Whatever
would need the words – `in`, `+`, `.strip()`, a comparison, JSON, a pickle – fails loudly. The words themselves are
handed out by `privacy.disclose` (to a person, by the policy) and `privacy.unseal` (to our own code, by a declared
purpose), and by nobody else: `tests/architecture/test_sealed_values.py`.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NoReturn

from common.ids import mask_bank_account, mask_name, mask_phone, mask_resident_id

HIDDEN = "＊＊＊"


class Masked(StrEnum):
    """How a value looks to those who may not read it (domain reference §4: 张＊＊, `9901**********001X`, last four)."""

    NAME = "name"
    ID_NO = "id_no"
    PHONE = "phone"
    CONTACT = "contact"  # a telephone number or an e-mail address
    ACCOUNT = "account"
    WHOLLY = "wholly"  # addresses and free words: any part of them may be the part that tells


class StillSealed(TypeError):
    """Somebody wanted the words of a sealed value without asking for them."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} is sealed: ask privacy.disclose for a person, privacy.unseal for our own code.")


class SealedText:
    """One value of one row. True when there is any text; nothing else about it shows, not even its length."""

    __slots__ = ("__masked", "__place", "__read", "__says_anything", "__stored")

    def __init__(self, stored: Any, *, read: Callable[[], str], filled: bool, masked: Callable[[str], str], place: str):
        """`stored` is what the row keeps (bytes, or text not yet saved); `place` names model, field and row."""
        self.__stored, self.__read, self.__says_anything = stored, read, filled
        self.__masked, self.__place = masked, place

    def __str__(self) -> str:
        return self.__masked(self.__read()) if self.__says_anything else ""

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __repr__(self) -> str:
        return "<sealed>"  # what tracebacks and logs print: not even a surname

    def __bool__(self) -> bool:
        return self.__says_anything

    def __eq__(self, other: object) -> bool:
        """Forms ask whether a value is empty, and that may be told. Equal words are found by blind index."""
        if isinstance(other, SealedText):
            return self is other or (self.__place, self.__stored) == (other.__place, other.__stored)
        if not other:
            return not self
        return self._refuse()

    __hash__ = None  # type: ignore[assignment]  # Python's own way to say: not hashable

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise StillSealed(self.__place)

    __contains__ = __iter__ = __len__ = __getitem__ = __add__ = __radd__ = __mod__ = __lt__ = __gt__ = _refuse
    __reduce_ex__ = _refuse


def opened(value: SealedText) -> str:
    """The raw opening. Called by `privacy` alone, and by what stands below it in the list of the architecture test."""
    return value._SealedText__read()  # type: ignore[attr-defined,no-any-return]  # hidden from everybody else


def stored(value: SealedText) -> Any:
    """What the row keeps: sealed bytes, or the text of a row that is not saved yet. For the field only."""
    return value._SealedText__stored  # type: ignore[attr-defined]  # as above


def place(value: SealedText) -> str:
    return value._SealedText__place  # type: ignore[attr-defined,no-any-return]  # as above


def mask(kind: Masked, text: str, *, tightly: bool = False) -> str:
    """The mask of a text. `tightly`: of somebody of whom nothing is shown in part either (SA 61, minors, violence)."""
    if not text:
        return ""
    if tightly and kind != Masked.WHOLLY:
        return HIDDEN  # not even the ends of a number: they tell one neighbour from another
    return _MASKS[kind](text)


def _contact(text: str) -> str:
    name, at, host = text.partition("@")
    return f"{name[:1]}{HIDDEN}{at}{host}" if at else mask_phone(text)


_MASKS: dict[Masked, Callable[[str], str]] = {
    Masked.NAME: mask_name,
    Masked.ID_NO: mask_resident_id,
    Masked.PHONE: mask_phone,
    Masked.CONTACT: _contact,
    Masked.ACCOUNT: mask_bank_account,
    Masked.WHOLLY: lambda _text: HIDDEN,
}
