"""An SVG as PNG, for programs that show no SVG: drawn by Typst with the fonts of wheels only, so the same everywhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from helpers.look import vectors
from helpers.look.glyphs import font_folders

if TYPE_CHECKING:
    import typst

PIXELS_PER_INCH = 150
MAX_PIXELS = 6_000
"""Of the longer side: a picture whose view box counts in hundredths of a millimetre would fill the memory."""


@cache
def fonts() -> typst.Fonts:
    """Return the fonts of wheels and those in Typst's own; never the system's, which differ by machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=font_folders())


def png(svg: bytes) -> bytes:
    """Return a picture on white ground, 150 pixels per inch where it is no larger than a sheet.

    Raises:
        ValueError: this is no SVG, or one without size.
    """
    import typst

    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    try:
        drawn: bytes = typst.compile(
            page.encode(),
            format="png",
            ppi=min(PIXELS_PER_INCH, 96 * MAX_PIXELS / max(*vectors.extent(svg), 1)),
            font_paths=fonts(),
            sys_inputs={"svg": svg.decode("utf-8", "replace")},
        )
    except typst.TypstError as error:
        raise ValueError(error.message) from error
    return drawn
