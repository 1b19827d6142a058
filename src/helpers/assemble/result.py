"""What assembling a book gives back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LABELS = {"html": "Webseite", "pdf": "PDF", "docx": "Word", "epub": "EPUB", "pptx": "PowerPoint"}


@dataclass(frozen=True)
class Download:
    """A file beside the web pages.

    Args:
        label: what it is called, `Kurzbericht`.
        href: where it lies, relative to the report's folder.
        series: what it is one of several of, `Profile der Sozialräume`; empty for a file that stands alone.
        lang: of the file, where it is not the report's.
    """

    label: str
    href: str
    series: str = ""
    lang: str = ""

    @property
    def format(self) -> str:
        """Its suffix: `pdf`."""
        return self.href.rpartition(".")[2]

    @property
    def kind(self) -> str:
        """What readers call such a file: `PDF`, `Word`."""
        return LABELS[self.format]


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
