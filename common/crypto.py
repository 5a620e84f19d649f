"""Personal data at rest: AES-256-GCM per value, and a blind index for exact search.

A stored value is `<key id>:` | 12-byte random nonce | ciphertext with tag. What it belongs to (model, field, row) is
bound in as associated data, so a value copied to another row or column no longer opens. A wrong key or tag raises:
nothing ever falls back to showing the stored bytes.

Settings: FIELD_KEYS maps key id (`k1`, `k2` …) to 32 bytes in hex, newest last; INDEX_KEY is 32 bytes in hex and is
kept apart from the database and its backups: whoever holds it can guess identity numbers.
"""

import hmac
import os
import unicodedata
from functools import lru_cache
from hashlib import sha256
from typing import Any, NoReturn
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.query_utils import DeferredAttribute

from common.sealed import Masked, SealedText, mask, opened, place, stored

NONCE = 12
TAG = 16


class CannotDecrypt(Exception):
    """The key is unknown, or the value was changed or moved. Says where, never what."""


def newest_key_id() -> str:
    return str(list(settings.FIELD_KEYS)[-1])


def encrypt_bytes(content: bytes, aad: str) -> bytes:
    key_id, nonce = newest_key_id(), os.urandom(NONCE)
    return key_id.encode() + b":" + nonce + _cipher(key_id).encrypt(nonce, content, aad.encode())


def decrypt_bytes(blob: bytes, aad: str) -> bytes:
    key_id = key_id_of(blob)
    if key_id not in settings.FIELD_KEYS:
        raise CannotDecrypt(f"No key for {aad}.")
    start = len(key_id) + 1
    try:
        return _cipher(key_id).decrypt(blob[start : start + NONCE], blob[start + NONCE :], aad.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotDecrypt(f"The value of {aad} was changed, moved or sealed with another key.") from error


def encrypt(text: str, aad: str) -> bytes:
    return encrypt_bytes(text.encode(), aad)


def decrypt(blob: bytes, aad: str) -> str:
    return decrypt_bytes(blob, aad).decode()


def key_id_of(blob: bytes) -> str:
    """The id before the first colon; of a value that has none, something that is no key's id."""
    return blob[:12].partition(b":")[0].decode("ascii", "replace")


def blind_index(value: str, field: str) -> str:
    """Hex HMAC-SHA256 for exact search in one field (`needs.Person.id_no`): equal values match within it, not across.

    Not for values with few possibilities (sex, village): those can be counted out.
    """
    plain = unicodedata.normalize("NFKC", value).upper()
    return hmac.new(_index_key(settings.INDEX_KEY, field), plain.encode(), sha256).hexdigest()


@lru_cache(maxsize=256)
def _index_key(master: str, field: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=field.encode()).derive(bytes.fromhex(master))


def _cipher(key_id: str) -> AESGCM:
    return AESGCM(bytes.fromhex(settings.FIELD_KEYS[key_id]))


class Sealed(bytes):
    """A stored value, still encrypted. Querysets' `values()` return these; it never prints its content."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


OVERHEAD = len(":") + NONCE + TAG


class _SealedAttribute(DeferredAttribute):
    """A row's attribute is a SealedText: decrypted when somebody who may asks for it, not when rows are loaded."""

    field: "EncryptedTextField"

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        return value if instance is None or value is None else self.field.sealed_text(instance, value)

    def __set__(self, instance: Any, value: str | Sealed | SealedText | None) -> None:
        if isinstance(value, SealedText):  # of this row: its bytes as they are; of another: sealed anew for this one
            value = stored(value) if place(value) == self.field.place(instance) else opened(value)
        if value is not None and not isinstance(value, (str, Sealed)):
            # A lazy translation or a number would be a slip of the pen here: personal data are texts.
            raise TypeError(f"{self.field} takes text, not {type(value).__name__}.")
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.Field):
    """Text that the database sees only encrypted, bound to its model, field and row; in Python a `SealedText`.

    `masked` says how it looks to those who may not read it. A model whose rows must not even show a surname has a
    property `sealed_tightly`. The row's primary key is a UUID known before the first save. Works with instances and
    `bulk_create`; refuses `filter(field="…")`, `update()` and `bulk_update()`, which cannot know the row: search by
    `blind_index`. A form that edits it gets its initial text from `privacy.disclose`. A later `AddField` to a filled
    table needs `null=True`, and renaming the model or field needs re-encryption.
    """

    descriptor_class = _SealedAttribute
    # what the type checker's Django plugin reads: the types of the attribute
    _pyi_private_set_type: str | Sealed | SealedText | Combinable
    _pyi_private_get_type: SealedText

    def __init__(self, *args: Any, masked: Masked = Masked.WHOLLY, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.masked = masked  # not a matter of the database: `deconstruct` leaves it out, migrations never hold it

    def sealed_text(self, instance: models.Model, value: str | Sealed) -> SealedText:
        return SealedText(
            value,
            read=lambda: value if isinstance(value, str) else decrypt(value, self.aad(instance)),
            filled=bool(value) if isinstance(value, str) else len(value) > len(key_id_of(value)) + OVERHEAD,
            masked=lambda text: mask(self.masked, text, tightly=getattr(instance, "sealed_tightly", False)),
            place=self.place(instance),
        )

    def place(self, instance: models.Model) -> str:
        return f"{self.model._meta.label}.{self.name}|{instance.pk}"

    def get_internal_type(self) -> str:
        return "BinaryField"

    def aad(self, instance: models.Model) -> str:
        if not isinstance(instance.pk, (UUID, str)):
            raise TypeError(f"{self} needs a row with a UUID primary key.")
        return f"{self.model._meta.label}.{self.name}|{UUID(str(instance.pk))}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(encrypt(value, self.aad(model_instance)))

    def get_prep_value(self, value: Any) -> Sealed | None:
        if value is None or isinstance(value, Sealed):
            return value
        raise TypeError(f"{self} is written through its row and searched through its blind index.")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        return value if value is None else connection.Database.Binary(bytes(value))

    def from_db_value(self, value: bytes | None, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, (Sealed, SealedText)) else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        """What `dumpdata` writes: the sealed bytes in hex, never the text."""
        sealed = self.pre_save(obj, add=False)
        return "" if sealed is None else sealed.hex()

    def formfield(self, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self} is edited by a form of our own, whose initial text privacy.disclose hands out.")


@EncryptedTextField.register_lookup
class IsSealed(models.Lookup):
    """`field__sealed=True`: NULL, or bytes of the right shape. The tag, checked on reading, is the real proof."""

    lookup_name = "sealed"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        shape = f"(encode(substring({column} from 1 for 12), 'escape') ~ '^k[0-9]+:' and length({column}) >= %s)"
        return f"({column} is null or {shape})", (*params, *params, *params, len("k1:") + NONCE + TAG)


@EncryptedTextField.register_lookup
class SealedWith(models.Lookup):
    """`field__sealed_with="k1"`: rows whose value was written under this key."""

    lookup_name = "sealed_with"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        prefix = f"{self.rhs}:".encode()
        return f"substring({column} from 1 for {len(prefix)}) = %s", (*params, prefix)


class KnownKeyCheck(models.CheckConstraint):
    """A CHECK in the database only: forms hold the text before it is sealed and have nothing to check here."""

    def validate(self, *args: Any, **kwargs: Any) -> None:
        return


def known_key_check(table_column: str, column: str) -> KnownKeyCheck:
    """For `Meta.constraints`: refuses text planted in clear. `known_key_check("needs_person_name", "name")`."""
    return KnownKeyCheck(condition=models.Q(**{f"{column}__sealed": True}), name=f"{table_column}_sealed")
