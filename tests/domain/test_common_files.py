"""Private files: by content, cleaned, encrypted; each refusal with its sentence."""

import io
import zlib
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from common.crypto import CannotDecrypt
from common.files import services
from common.files.inspection import UnfitFile
from common.files.models import PrivateFile
from common.files.services import discard, path_of, read, rotate_files, store
from common.sealed import opened as text_of

AT = datetime(2025, 11, 24, 1, tzinfo=UTC)
CLERK = SimpleNamespace(pk=uuid4())
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
HIDDEN_LAUNCH = b"stream\n" + zlib.compress(b"<</S /Launch>>") + b"\nendstream\nxref"
BAD_PDF = "PDF文件带有脚本、附件、自动动作或密码，请另存为普通PDF后再传。"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_folder(settings, tmp_path) -> None:
    settings.PRIVATE_ROOT = tmp_path


def opened(file) -> io.BytesIO:
    return io.BytesIO(read(file))


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind, **options)
    return buffer.getvalue()


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    file = SimpleUploadedFile("x", content)
    file._name = name  # Django's own upload classes would clean the name first
    return file


def keep(content: bytes, name: str) -> PrivateFile:
    return store(upload(content, name), "id_card", CLERK, AT)


@pytest.mark.parametrize(
    ("kind", "name", "media_type"),
    [
        ("JPEG", "身份证.jpg", "image/jpeg"),
        ("JPEG", "a.JPEG", "image/jpeg"),
        ("PNG", "a.png", "image/png"),
        ("WEBP", "a.webp", "image/webp"),
    ],
)
def test_keeps_pictures(kind: str, name: str, media_type: str) -> None:
    file = PrivateFile.objects.get(pk=keep(picture(kind), name).pk)
    assert (file.media_type, text_of(file.original_name), file.uploaded_by_id) == (media_type, name, CLERK.pk)
    assert file.size == len(read(file))
    with Image.open(opened(file)) as image:
        assert (image.format, image.size) == (kind, (60, 40))


def test_keeps_a_pdf_as_it_is_also_from_a_visitor() -> None:
    file = store(upload(PDF, "病历.pdf"), "medical_paper", None, AT)
    assert (read(file), file.media_type, file.uploaded_by_id) == (PDF, "application/pdf", None)


def test_nothing_but_pixels_survives() -> None:
    exif = Image.Exif()
    exif[0x010E] = "CANARY-7Q"
    exif[0x0112] = 6  # lying on its side
    content = picture("JPEG", exif=exif, comment=b"CANARY-8Q", icc_profile=b"CANARY-9Q") + b"<script>CANARY-6Q"
    assert b"CANARY" in content
    kept = read(keep(content, "a.jpg"))
    assert b"CANARY" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (40, 60)
        assert not image.getexif()


def test_big_pictures_shrink_and_see_through_ones_stay_so() -> None:
    with Image.open(opened(keep(picture(size=(4000, 1000)), "a.jpg"))) as image:
        assert image.size == (2000, 500)
    buffer = io.BytesIO()
    Image.new("RGBA", (5, 5), (1, 2, 3, 4)).save(buffer, "PNG")
    with Image.open(opened(keep(buffer.getvalue(), "a.png"))) as image:
        assert image.getpixel((0, 0)) == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.jpg", "文件是空的。"),
        (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "a.jpg", "文件超过10 MB，请压缩后再传。"),
        (b"MZ\x90\x00program", "a.jpg", "这是程序或压缩包，不是图片或PDF文件。"),
        (b"PK\x03\x04zip", "a.pdf", "这是程序或压缩包，不是图片或PDF文件。"),
        (b"<svg onload='x'/>", "a.jpg", "不接受SVG图片，请改用JPEG或PNG。"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", "a.svg", "不接受SVG图片，请改用JPEG或PNG。"),
        (b"GIF89a", "a.gif", "只接受JPEG、PNG、WebP图片和PDF文件。"),
        (b"<html><script>", "a.jpg", "只接受JPEG、PNG、WebP图片和PDF文件。"),
        (picture("PNG"), "a.jpg", "文件扩展名与内容不符。"),
        (picture("JPEG"), "a.jpg.exe", "文件扩展名与内容不符。"),
        (picture("JPEG"), "", "文件扩展名与内容不符。"),
        (picture("JPEG")[:200], "a.jpg", "图片已损坏，打不开。"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.png", "图片已损坏，打不开。"),
        (b"RIFF\x00\x00\x00\x00WEBPjunk", "a.webp", "图片已损坏，打不开。"),
        (b"%PDF-1.4\ncut", "a.pdf", "PDF文件已损坏或不完整。"),
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(x)>>"), "a.pdf", BAD_PDF),
        (PDF.replace(b"/Catalog", b"/Catalog/A<</S/J#61vaScript>>"), "a.pdf", BAD_PDF),
        (PDF.replace(b"/Catalog", b"/Catalog/Names<</EmbeddedFiles 2 0 R>>"), "a.pdf", BAD_PDF),
        (PDF.replace(b"trailer<<", b"trailer<</Encrypt 5 0 R"), "a.pdf", BAD_PDF),
        (PDF.replace(b"xref", HIDDEN_LAUNCH, 1), "a.pdf", BAD_PDF),
    ],
)
def test_refuses_with_the_reason_and_keeps_nothing(content: bytes, name: str, sentence: str, tmp_path) -> None:
    with pytest.raises(UnfitFile) as refused:
        keep(content, name)
    assert str(refused.value) == sentence
    assert PrivateFile.objects.count() == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_refuses_pixel_bombs_by_their_header() -> None:
    for width in (10_000, 30_000):  # the second is beyond what Pillow itself opens
        header = b"IHDR" + width.to_bytes(4, "big") + width.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
        chunk = b"\x00\x00\x00\x0d" + header + zlib.crc32(header).to_bytes(4, "big")
        with pytest.raises(UnfitFile, match="5000万像素"):
            keep(b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e", "a.png")


def test_refuses_pdf_bombs(monkeypatch) -> None:
    monkeypatch.setattr("common.files.inspection.PDF_STREAM_BYTES", 1000)
    packed = zlib.compress(b"/A " * 10_000)
    with pytest.raises(UnfitFile, match="展开后过大"):
        keep(PDF.replace(b"xref", b"stream\n" + packed + b"\nendstream\nxref", 1), "a.pdf")


def test_names_lose_folders_and_control_characters() -> None:
    assert text_of(keep(picture(), "C:\\secret\\..\\a.jpg").original_name) == "a.jpg"
    assert text_of(keep(picture(), "../../etc/a.jpg").original_name) == "a.jpg"
    assert text_of(keep(picture(), "a\r\nX-Evil: 1\x00.jpg").original_name) == "aX-Evil: 1.jpg"


def test_the_disk_holds_no_content_and_a_swapped_file_does_not_open() -> None:
    first, second = keep(PDF, "a.pdf"), keep(picture(), "b.jpg")
    sealed = path_of(first).read_bytes()
    assert b"PDF" not in sealed
    assert path_of(first).stat().st_mode & 0o077 == 0
    path_of(second).write_bytes(sealed)
    with pytest.raises(CannotDecrypt):
        read(second)


def test_rotation_and_removal(settings, django_capture_on_commit_callbacks) -> None:
    file = keep(PDF, "a.pdf")
    settings.FIELD_KEYS = {"k1": "11" * 32, "k2": "33" * 32}
    assert (rotate_files(), rotate_files()) == (1, 0)
    settings.FIELD_KEYS = {"k2": "33" * 32}
    assert read(file) == PDF
    path = path_of(file)
    with django_capture_on_commit_callbacks(execute=True):
        discard(file)
    assert not path.exists()
    assert PrivateFile.objects.count() == 0


def test_the_declared_size_is_not_believed(monkeypatch) -> None:
    monkeypatch.setattr(services, "MOST_BYTES", 100)
    liar = upload(picture(), "a.jpg")
    liar.size = 1
    with pytest.raises(UnfitFile, match="10 MB"):
        store(liar, "id_card", CLERK, AT)
