"""Typst from its wheel: source text in, PDF out, with the fonts of wheels only."""

from __future__ import annotations

from pathlib import Path

import typst

from helpers.errors import BookError
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
        raise BookError(f"Das PDF ließ sich nicht setzen: {error.message}\n{error.diagnostic}") from error
    return made, [f"PDF: {warning.message}" for warning in warnings]
