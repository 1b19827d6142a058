"""Typst from its wheel: source text in, PDF out, with the fonts of wheels only."""

from __future__ import annotations

import re
from pathlib import Path

import typst

from helpers.errors import BookError
from helpers.look.glyphs import described
from helpers.look.raster import fonts


def pdf(source: str, root: Path, timestamp: int) -> tuple[bytes, list[str]]:
    """Return an accessible (PDF/UA-1) and archivable (PDF/A-2a) PDF, and Typst's warnings.

    Raises:
        BookError: Typst cannot set the source; the message holds its diagnosis.
    """
    try:
        made, warnings = typst.compile_with_warnings(  # type: ignore[type-var]  # stubs want root of the source's own type
            source.encode(),
            root=str(root),
            font_paths=fonts(),
            pdf_standards=["ua-1", "a-2a"],
            timestamp=timestamp,
        )
    except typst.TypstError as error:
        raise BookError(_sentence(str(error.message))) from error
    return made, [f"PDF: {warning.message}" for warning in warnings]


def _sentence(message: str) -> str:
    """Return what Typst says as a German sentence, without the lines of its own source that nobody has written."""
    if found := re.search(r'the text `"(.+?)"` could not be displayed', message):
        signs = ", ".join(map(described, found[1][:3]))
        return f"Das PDF ließ sich nicht setzen: Für {signs} gibt es keine Schrift. Bitte umschreiben oder weglassen."
    if "image" in message or "SVG" in message or "decode" in message:
        return f"Das PDF ließ sich nicht setzen: Ein Bild ist beschädigt oder keines, das Typst liest ({message.splitlines()[0][:200]})."
    return f"Das PDF ließ sich nicht setzen. Typst meldet: {message.splitlines()[0][:300]}"
