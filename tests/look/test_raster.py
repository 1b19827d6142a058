"""An SVG becomes a PNG that shows it."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from helpers.look import raster


def svg(content: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt" viewBox="0 0 72 36">{content}</svg>'.encode()


def test_size_and_colours() -> None:
    picture = Image.open(io.BytesIO(raster.png(svg('<rect width="36" height="36" fill="#1c4e6e"/>'))))
    assert picture.size == (150, 75)  # 1 × ½ inch
    shown = picture.convert("RGB")
    assert (shown.getpixel((15, 37)), shown.getpixel((135, 37))) == ((0x1C, 0x4E, 0x6E), (255, 255, 255))


def test_text_is_drawn_in_the_font_of_the_report() -> None:
    text = '<text x="4" y="20" font-size="12" font-family="{}">Schülerzahl</text>'
    drawn = raster.png(svg(text.format("Source Sans Pro, sans-serif")))
    assert drawn != raster.png(svg(""))
    assert drawn != raster.png(svg(text.format("DejaVu Sans Mono")))
    assert drawn == raster.png(svg(text.format("Source Sans Pro, sans-serif")))


def test_what_is_no_picture() -> None:
    with pytest.raises(ValueError, match="SVG"):
        raster.png(b"Kein Bild")
