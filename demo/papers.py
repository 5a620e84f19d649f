"""Small drawn papers where a file is needed: a slip with lines and a stamp, no photograph of anybody."""

import io

from PIL import Image, ImageDraw

PAPER, INK, STAMP, LINE = (250, 247, 240), (60, 72, 70), (172, 58, 44), (214, 208, 196)


def slip(seed: str) -> bytes:
    """A JPEG of a form with ruled lines; the seed moves the stamp, so that two slips differ."""
    picture = Image.new("RGB", (420, 560), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((24, 24, 396, 536), outline=INK, width=2)
    pen.rectangle((140, 48, 280, 66), fill=INK)
    for row in range(9):
        top = 110 + row * 40
        pen.line((48, top, 372, top), fill=LINE, width=2)
        pen.rectangle((56, top - 18, 130 + sum(seed.encode()) * (row + 3) % 170, top - 10), fill=INK)
    left = 220 + sum(seed.encode()) % 60
    pen.ellipse((left, 410, left + 96, 506), outline=STAMP, width=5)
    pen.line((left + 24, 458, left + 72, 458), fill=STAMP, width=5)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=82)
    return made.getvalue()
