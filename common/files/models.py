import uuid

from django.db import models

from common.crypto import EncryptedTextField, known_key_check


class PrivateFile(models.Model):
    """Evidence and other papers, encrypted under PRIVATE_ROOT and never served but by an audited view of a workspace.

    `kind` is the owning package's word for it (`id_card`, `medical_paper`); size in bytes and sha256 are of the stored,
    re-encoded content; the name is as uploaded, without its folder.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    original_name = EncryptedTextField()
    uploaded_by_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    storage_name = models.CharField(max_length=60, unique=True)

    PERSONAL = frozenset({"original_name"})

    class Meta:
        constraints = [
            known_key_check("files_private_file_name", "original_name"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="files_private_file_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
