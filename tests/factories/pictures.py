"""Small real pictures."""

import io

from PIL import Image


def jpeg(size: tuple[int, int] = (60, 40)) -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", size, (31, 95, 91)).save(picture, "JPEG")
    return picture.getvalue()
