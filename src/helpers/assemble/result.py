"""What assembling a book gives back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Assembled:
    """The files of a report and how they were made.

    Args:
        files: the published files by format: `html` is the start page, `pdf`, `docx` and `epub` one file each.
        assembler: `builtin` or `quarto`.
        version: versions of the tools that did the work, as text for the colophon.
        reason: German sentence: which assembler was taken, and why.
        warnings: German sentences for the person who made the report.
    """

    files: dict[str, Path]
    assembler: str
    version: str
    reason: str
    warnings: tuple[str, ...] = ()
