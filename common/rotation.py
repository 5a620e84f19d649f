"""Re-encryption under the newest key, in small batches, while the platform runs."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from common.crypto import EncryptedTextField, Sealed, decrypt, encrypt, newest_key_id

BATCH = 200


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[EncryptedTextField]]]:
    """Every model with encrypted columns of its own table."""
    for model in apps.get_models():
        fields = [field for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]
        if fields and not model._meta.proxy:
            yield model, fields


def rotate(model: type[models.Model], field: EncryptedTextField) -> int:
    """Bring one column to the newest key; the number of rows written. A second run finds nothing to do."""
    written = 0
    while count := _rotate_batch(model, field):
        written += count
    return written


@transaction.atomic
def _rotate_batch(model: type[models.Model], field: EncryptedTextField) -> int:
    old = Q(**{f"{field.name}__isnull": False}) & ~Q(**{f"{field.name}__sealed_with": newest_key_id()})
    rows = model._base_manager.filter(old).select_for_update(of=("self",)).order_by("pk").only("pk", field.name)[:BATCH]
    for row in rows:
        aad = field.aad(row)
        sealed = Sealed(encrypt(decrypt(row.__dict__[field.attname], aad), aad))
        model._base_manager.filter(pk=row.pk).update(**{field.name: sealed})
    return len(rows)
