"""How much room texts take, measured once per process: matplotlib measures anew for each figure, from the font's file."""

from __future__ import annotations

import io
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font

FONT = "Source Sans Pro"
FACES = {
    ("normal", "normal"): "Regular",
    ("normal", "italic"): "It",
    ("semibold", "normal"): "Semibold",
    ("bold", "normal"): "Bold",
}
"""Weight and style, and the end of the file's name."""

SCALE = (
    100  # the size in points in which matplotlib measures, too: the results are the same to the last digit
)

Measures = tuple[float, float, float]


def face_file(face: str) -> str:
    """Return the path of a face of Source Sans Pro in its wheel."""
    return str(files("font_source_sans_pro") / "files" / f"SourceSansPro-{face}.ttf")


def measures(text: str, size: float, weight: str | int = "normal", slant: str = "normal") -> Measures | None:
    """Return width, height and descent of a line of text in Source Sans Pro, in points.

    Args:
        text: a line.
        size: in points.
        weight: `normal`, `semibold` or `bold`.
        slant: `normal` or `italic`.

    Returns:
        None when the font has no such face or lacks one of the characters.
    """
    face = FACES.get((str(weight), slant))
    found = _measures(text, face) if face else None
    if found is None:
        return None
    scale = size / SCALE
    return found[0] * scale, found[1] * scale, found[2] * scale


def measures_of(text: str, font: FontProperties) -> Measures | None:
    """Return what `measures` does for matplotlib's description of a font; None also when that is another font."""
    if font.get_family() != [FONT] or font.get_stretch() != "normal" or font.get_variant() != "normal":
        return None
    return measures(text, font.get_size_in_points(), font.get_weight(), font.get_style())


@cache
def _font(face: str) -> tuple[FT2Font, frozenset[int]]:
    from pathlib import Path

    from matplotlib.ft2font import FT2Font

    # From memory: FreeType would ask Python for a few bytes of the file with every glyph, which takes twice as long.
    font = FT2Font(io.BytesIO(Path(face_file(face)).read_bytes()))
    font.set_size(SCALE, 72)
    return font, frozenset(font.get_charmap())


@lru_cache(maxsize=8192)
def _measures(text: str, face: str) -> Measures | None:
    from matplotlib.ft2font import LoadFlags

    font, known = _font(face)
    if not known.issuperset(map(ord, text)):
        return None
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = font.get_width_height()
    return width / 64, height / 64, font.get_descent() / 64
