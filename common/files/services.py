"""Keeping private files: checked, cleaned, encrypted, one per row."""

from __future__ import annotations

import os
import re
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.crypto import decrypt_bytes, encrypt_bytes, key_id_of, newest_key_id
from common.files.inspection import MOST_BYTES, PDF, UnfitFile, check_pdf, check_suffix, clean_image, media_type
from common.files.models import PrivateFile


def store(upload: File[bytes], kind: str, by: Any, at: datetime) -> PrivateFile:
    """Keep an upload. `by` is a user, a user's id, or None for a visitor. Raises UnfitFile with the reason."""
    content = _read_within_limit(upload)
    name = _base_name(upload.name or "")
    found = media_type(content)
    check_suffix(name, found)
    if found == PDF:
        check_pdf(content)
    else:
        content = clean_image(content)
    return _keep(content, name, found, kind, getattr(by, "pk", by), at)


def read(file: PrivateFile) -> bytes:
    """The content; raises CannotDecrypt when the stored bytes are not the ones that were stored for this row."""
    return decrypt_bytes(path_of(file).read_bytes(), _aad(file.pk))


def path_of(file: PrivateFile) -> Path:
    return Path(settings.PRIVATE_ROOT) / file.storage_name


@transaction.atomic
def discard(file: PrivateFile) -> None:
    """Remove row and content, as the retention rules ask."""
    path = path_of(file)
    file.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def rotate_files() -> int:
    """Re-encrypt every file under the newest key; the number of files written."""
    written = 0
    for file in PrivateFile.objects.order_by("pk").iterator(chunk_size=100):
        if key_id_of(path_of(file).read_bytes()[:12]) != newest_key_id():
            _write(path_of(file), encrypt_bytes(read(file), _aad(file.pk)))
            written += 1
    return written


def _read_within_limit(upload: File[bytes]) -> bytes:
    # The declared size is the sender's word: count what really arrives.
    upload.seek(0)
    content: bytes = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnfitFile(_("文件超过10 MB，请压缩后再传。"))
    if not content:
        raise UnfitFile(_("文件是空的。"))
    return content


def _base_name(name: str) -> str:
    """Without folders of any system and without control characters, since it returns in a response header."""
    base = re.split(r"[/\\]", name)[-1]
    return "".join(character for character in base if character.isprintable())[-120:]


def _keep(content: bytes, name: str, found: str, kind: str, by_id: UUID | None, at: datetime) -> PrivateFile:
    id_ = uuid4()
    file = PrivateFile(
        id=id_,
        kind=kind,
        media_type=found,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        original_name=name,
        uploaded_by_id=by_id,
        at=at,
        storage_name=f"{id_.hex[:2]}/{id_.hex}.sealed",
    )
    # Content first: a row without its file would be a lie, a file without its row is unreadable rubbish.
    _write(path_of(file), encrypt_bytes(content, _aad(id_)))
    file.save(force_insert=True)
    return file


def _write(path: Path, sealed: bytes) -> None:
    """Whole or not at all, and for this user's eyes only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{uuid4().hex}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(sealed)
        target.flush()
        os.fsync(target.fileno())
    draft.replace(path)


def _aad(id_: UUID) -> str:
    return f"files.PrivateFile.content|{id_}"
