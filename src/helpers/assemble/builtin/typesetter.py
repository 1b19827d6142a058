"""Typst from its wheel: source text in, PDF or PNG out, with the fonts of wheels only."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import typst

from helpers.errors import BookError


def fonts() -> typst.Fonts:
    """Return Source Sans Pro from its wheel and the fonts in Typst's own; never the system's, which differ by machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(files("font_source_sans_pro") / "files")])


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
        raise BookError(f"Das PDF ließ sich nicht setzen: {error.message}\n{error.diagnostic}") from error
    return made, [f"PDF: {warning.message}" for warning in warnings]


def png(source: str, root: Path, pixels_per_inch: int) -> bytes:
    """Return the only page of the source as PNG.

    Raises:
        BookError: Typst cannot set the source.
    """
    try:
        made: bytes = typst.compile(  # type: ignore[call-overload]  # as above
            source.encode(), root=str(root), format="png", ppi=pixels_per_inch, font_paths=fonts()
        )
    except typst.TypstError as error:
        raise BookError(f"Das Bild ließ sich nicht zeichnen: {error.message}\n{error.diagnostic}") from error
    return made
