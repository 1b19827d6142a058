"""An SVG as PNG, for programs that show no SVG: drawn by Typst with the fonts of wheels only, so the same everywhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from helpers.look.glyphs import font_folders

if TYPE_CHECKING:
    import typst

PIXELS_PER_INCH = 150


@cache
def fonts() -> typst.Fonts:
    """Return the fonts of wheels and those in Typst's own; never the system's, which differ by machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=font_folders())


def png(svg: bytes) -> bytes:
    """Return a picture on white ground, 150 pixels per inch.

    Raises:
        ValueError: this is no SVG, or one without size.
    """
    import typst

    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    try:
        drawn: bytes = typst.compile(
            page.encode(),
            format="png",
            ppi=PIXELS_PER_INCH,
            font_paths=fonts(),
            sys_inputs={"svg": svg.decode("utf-8", "replace")},
        )
    except typst.TypstError as error:
        raise ValueError(error.message) from error
    return drawn
