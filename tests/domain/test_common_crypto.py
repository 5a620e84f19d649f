"""Personal values at rest: bound to their row and field, unreadable without the key, never opened in bulk."""

from datetime import UTC, datetime
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.forms import modelform_factory

from common import crypto
from common.crypto import CannotDecrypt, Sealed, blind_index, decrypt, encrypt
from common.files.models import PrivateFile
from common.rotation import rotate
from common.sealed import opened

AT = datetime(2025, 11, 24, 1, tzinfo=UTC)
TWO_KEYS = {"k1": "11" * 32, "k2": "33" * 32}


def new_file(name: str = "身份证.jpg") -> PrivateFile:
    facts = {"kind": "id_card", "media_type": "image/jpeg", "size": 1, "sha256": "0" * 64, "at": AT}
    return PrivateFile(original_name=name, storage_name=str(uuid4()), **facts)


def stored(file: PrivateFile) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("select original_name from files_privatefile where id = %s", [file.pk])
        return bytes(cursor.fetchone()[0])


def plant(file: PrivateFile, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update files_privatefile set original_name = %s where id = %s", [value, file.pk])


@pytest.fixture
def file(db) -> PrivateFile:
    file = new_file()
    file.save()
    return file


@pytest.mark.parametrize("text", ["", "张三", "a" * 10_000])
def test_comes_back_as_it_went_in_and_never_twice_alike(text: str) -> None:
    assert decrypt(encrypt(text, "here"), "here") == text
    assert encrypt(text, "here") != encrypt(text, "here")


def test_another_place_another_key_and_any_flipped_bit_are_refused(settings) -> None:
    blob = encrypt("张三", "here")
    with pytest.raises(CannotDecrypt):
        decrypt(blob, "there")
    for index in range(len(blob)):
        changed = bytearray(blob)
        changed[index] ^= 1
        with pytest.raises(CannotDecrypt):
            decrypt(bytes(changed), "here")
    for plain in (b"", b"k1:", b"k1:short", "张三".encode()):
        with pytest.raises(CannotDecrypt):
            decrypt(plain, "here")
    settings.FIELD_KEYS = {"k1": "99" * 32}
    with pytest.raises(CannotDecrypt):
        decrypt(blob, "here")
    settings.FIELD_KEYS = {"k9": "11" * 32}
    with pytest.raises(CannotDecrypt):
        decrypt(blob, "here")


def test_the_error_names_the_place_but_not_the_value() -> None:
    with pytest.raises(CannotDecrypt) as refused:
        decrypt(b"k1:" + "张三".encode() * 10, "needs.Person.name|1")
    assert "needs.Person.name|1" in str(refused.value)
    assert "张三" not in str(refused.value)


def test_the_database_holds_no_text_and_the_row_shows_it(file: PrivateFile) -> None:
    assert stored(file).startswith(b"k1:")
    assert "身份证".encode() not in stored(file)
    assert opened(PrivateFile.objects.get().original_name) == "身份证.jpg"
    assert opened(PrivateFile.objects.defer("original_name").get().original_name) == "身份证.jpg"


def test_rows_open_only_when_read(file: PrivateFile, monkeypatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(crypto, "decrypt", lambda blob, aad: seen.append(aad) or "open")
    row = PrivateFile.objects.get()
    value = PrivateFile.objects.values_list("original_name", flat=True).get()
    assert (bool(row.original_name), seen, repr(value), str(value)) == (True, [], "<sealed>", "<sealed>")
    assert isinstance(value, Sealed)
    assert opened(row.original_name) == "open"
    assert seen == [f"files.PrivateFile.original_name|{file.pk}"]


def test_a_row_saved_again_keeps_its_bytes_until_the_text_is_set(file: PrivateFile) -> None:
    before = stored(file)
    row = PrivateFile.objects.get()
    row.save()
    assert stored(file) == before
    row.original_name = "户口本.jpg"
    row.save(update_fields=["original_name"])
    assert stored(file) != before
    row.refresh_from_db()
    assert opened(row.original_name) == "户口本.jpg"


def test_a_value_moved_to_another_row_does_not_open(file: PrivateFile) -> None:
    other = new_file("别人的.jpg")
    other.save()
    plant(other, stored(file))
    with pytest.raises(CannotDecrypt):
        opened(PrivateFile.objects.get(pk=other.pk).original_name)


def test_a_copied_instance_cannot_take_the_value_along(file: PrivateFile) -> None:
    copy = PrivateFile.objects.get()
    copy.pk, copy.storage_name = uuid4(), "copy"
    copy.save(force_insert=True)
    with pytest.raises(CannotDecrypt):
        opened(PrivateFile.objects.get(pk=copy.pk).original_name)


@pytest.mark.parametrize("planted", ["张三".encode(), b"k1:", b"", b"k1:too short", b"x" * 60])
def test_the_database_refuses_planted_text(file: PrivateFile, planted: bytes) -> None:
    with pytest.raises(IntegrityError, match="files_private_file_name_sealed"), transaction.atomic():
        plant(file, planted)


def test_the_database_refuses_a_missing_value(file: PrivateFile) -> None:
    with pytest.raises(IntegrityError, match="not-null"), transaction.atomic():
        plant(file, None)  # type: ignore[arg-type]


def test_bulk_create_seals_and_bulk_writes_and_searches_are_refused(db) -> None:
    PrivateFile.objects.bulk_create([new_file("一.jpg"), new_file("二.jpg")])
    rows = list(PrivateFile.objects.all())
    assert {opened(row.original_name) for row in rows} == {"一.jpg", "二.jpg"}
    with pytest.raises(TypeError, match="blind index"):
        PrivateFile.objects.update(original_name="三.jpg")
    with pytest.raises(TypeError, match="blind index"):
        PrivateFile.objects.bulk_update(rows, ["original_name"])
    with pytest.raises(TypeError, match="blind index"):
        PrivateFile.objects.filter(original_name="一.jpg").exists()


def test_takes_text_only() -> None:
    with pytest.raises(TypeError, match="takes text"):
        new_file(7)  # type: ignore[arg-type]


def test_dumps_carry_sealed_bytes(file: PrivateFile) -> None:
    dump = StringIO()
    call_command("dumpdata", "files", stdout=dump)
    assert stored(file).hex() in dump.getvalue()
    assert "\\u8eab" not in dump.getvalue()
    assert "身份证" not in dump.getvalue()


def test_a_form_made_from_the_model_is_refused_since_its_box_would_hold_the_mask() -> None:
    with pytest.raises(TypeError, match="privacy.disclose"):
        modelform_factory(PrivateFile, fields=["original_name"])


def test_blind_index_matches_spellings_of_one_value_within_one_field(settings) -> None:
    assert blind_index("001x", "a.B.c") == blind_index("００１Ｘ", "a.B.c")
    assert blind_index("001x", "a.B.c") != blind_index("001x", "a.B.d")
    assert len(blind_index("", "a.B.c")) == 64
    before = blind_index("001x", "a.B.c")
    settings.INDEX_KEY = "44" * 32
    assert blind_index("001x", "a.B.c") != before


def test_rotation_brings_every_row_to_the_newest_key(db, settings) -> None:
    files = [new_file(f"{n}.jpg") for n in range(5)]
    PrivateFile.objects.bulk_create(files[:3])
    settings.FIELD_KEYS = TWO_KEYS
    PrivateFile.objects.bulk_create(files[3:])
    field = PrivateFile._meta.get_field("original_name")
    assert rotate(PrivateFile, field) == 3
    assert rotate(PrivateFile, field) == 0
    settings.FIELD_KEYS = {"k2": TWO_KEYS["k2"]}
    assert {opened(row.original_name) for row in PrivateFile.objects.all()} == {f"{n}.jpg" for n in range(5)}
