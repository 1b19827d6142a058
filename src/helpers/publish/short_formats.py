"""The short formats of a report: from its book project to files in the folder that is about to be published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from helpers.assemble import Download, assemble_short
from helpers.publish.formats import SHORT


@dataclass(frozen=True)
class Made:
    """The short formats of one report.

    Args:
        files: by name of the format, what was made.
        downloads: what the web pages offer; no draft of the administration's.
        absent: by name of the format, a German sentence why there is nothing.
        warnings: German sentences for the person who made the report.
    """

    files: dict[str, list[Path]]
    downloads: tuple[Download, ...]
    absent: dict[str, str]
    warnings: tuple[str, ...]


def make_short(book: Path, out: Path, formats: frozenset[str]) -> Made:
    """Make the short formats among `formats`.

    Args:
        book: the report's book project, `_build/<city>/book`.
        out: the report's folder.
        formats: any formats; those of the whole report are passed over.

    Raises:
        ReportError: one of them cannot be made.
    """
    from helpers.pipeline.extracts import Material, write_extract

    material = Material(book, with_pages="html" in formats)
    files: dict[str, list[Path]] = {}
    downloads: list[Download] = []
    absent: dict[str, str] = {}
    warnings: tuple[str, ...] = ()
    for name in (name for name in SHORT if name in formats):
        project = write_extract(name, material, book.parent / "formate")
        if isinstance(project, str):
            absent[name] = project
            continue
        made, found, said = assemble_short(project, out)
        files[name], warnings = made, warnings + said
        downloads += found
    return Made(files, tuple(downloads), absent, warnings)
