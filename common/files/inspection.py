"""Is this upload what it says, and harmless? By content, never by name alone; each refusal has its own sentence."""

import io
import re
import zlib
from pathlib import PurePosixPath

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from common.errors import Refusal

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2000
IMAGE_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = "application/pdf"
SUFFIXES = {
    "image/jpeg": {".jpg", ".jpeg"},
    "image/png": {".png"},
    "image/webp": {".webp"},
    PDF: {".pdf"},
}
# Names that start programs, carry other files, or hide what a reader would do (ISO 32000-1, 7.5 and 12.6).
PDF_DANGERS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|XFA|RichMedia|Encrypt|OpenAction|AA)(?![A-Za-z])")
PDF_STREAM = re.compile(rb"stream\r?\n")
PDF_STREAM_BYTES = 20 * 1024 * 1024


class UnfitFile(Refusal):
    """The file is not stored."""


def media_type(content: bytes) -> str:
    """By the first bytes. SVG is text that can run scripts, and so is never accepted."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"PK\x03\x04")):
        raise UnfitFile(_("这是程序或压缩包，不是图片或PDF文件。"))
    if re.match(rb"\s*(\xef\xbb\xbf)?\s*(<\?xml|<svg|<!DOCTYPE svg)", content[:512], re.IGNORECASE):
        raise UnfitFile(_("不接受SVG图片，请改用JPEG或PNG。"))
    raise UnfitFile(_("只接受JPEG、PNG、WebP图片和PDF文件。"))


def check_suffix(name: str, found: str) -> None:
    """A name that promises something else is refused: somebody would later open it by that name."""
    if PurePosixPath(name).suffix.lower() not in SUFFIXES[found]:
        raise UnfitFile(_("文件扩展名与内容不符。"))


def clean_image(content: bytes) -> bytes:
    """The picture drawn anew: upright, at most 2000 pixels long, with nothing of the old file but its pixels."""
    try:
        with Image.open(io.BytesIO(content), formats=tuple(IMAGE_FORMATS)) as image:
            if image.width * image.height > MOST_PIXELS:  # known from the header, before any pixel is unpacked
                raise UnfitFile(_("图片超过5000万像素，请缩小后再传。"))
            kind = image.format or ""
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is unpacked at a fraction of its size
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _encoded(upright, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnfitFile(_("图片超过5000万像素，请缩小后再传。")) from error
    except (OSError, ValueError, SyntaxError, EOFError, zlib.error) as error:
        raise UnfitFile(_("图片已损坏，打不开。")) from error


SAVED_WITH: dict[str, dict[str, int | bool]] = {
    "JPEG": {"quality": 85},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 85},
}


def _encoded(image: Image.Image, kind: str) -> bytes:
    see_through = kind != "JPEG" and ("A" in image.getbands() or "transparency" in image.info)
    plain = image.convert("RGBA" if see_through else "RGB")
    plain.info.clear()  # colour profiles and comments would be carried over from here
    buffer = io.BytesIO()
    plain.save(buffer, format=kind, **SAVED_WITH[kind])
    return buffer.getvalue()


def check_pdf(content: bytes) -> None:
    """A whole PDF without scripts, attachments, actions at opening, or encryption. The file itself is not changed."""
    if b"%%EOF" not in content[-2048:] or b"startxref" not in content[-4096:]:
        raise UnfitFile(_("PDF文件已损坏或不完整。"))
    if _is_dangerous(content) or any(_is_dangerous(part) for part in _unpacked_streams(content)):
        raise UnfitFile(_("PDF文件带有脚本、附件、自动动作或密码，请另存为普通PDF后再传。"))


def _is_dangerous(content: bytes) -> bool:
    # `/J#53` is another spelling of `/JS` (ISO 32000-1, 7.3.5).
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), content)
    return PDF_DANGERS.search(plain) is not None


def _unpacked_streams(content: bytes) -> list[bytes]:
    """Object streams can hide a script: unpack what is deflated, within a total that a bomb cannot exceed."""
    parts, left = [], PDF_STREAM_BYTES
    for start in PDF_STREAM.finditer(content):
        try:
            part = zlib.decompressobj().decompress(content[start.end() :], max(left, 1))
        except zlib.error:
            continue
        if not part.isascii() and b"/" not in part:
            continue
        parts.append(part)
        left -= len(part)
        if left <= 0:
            raise UnfitFile(_("PDF文件展开后过大。"))
    return parts
