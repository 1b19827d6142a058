"""What somebody asked for, checked before anything is started."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.assemble.choose import ASSEMBLERS
from helpers.data import load_profile
from helpers.errors import ReportError, nearest
from helpers.publish.formats import checked_formats

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Request:
    """One report to be made.

    Args:
        city: folder name of the municipality.
        year: report year; figures of later years are left out.
        formats: any of `formats.FORMATS`.
        assembler: `auto`, `builtin` or `quarto`.
    """

    city: str
    year: int
    formats: frozenset[str]
    assembler: str

    @classmethod
    def of(cls, city: str, year: str, format_: str, assembler: str) -> Request:
        """Check what was typed.

        Raises:
            ReportError: a value is not one of those that are possible; the message names them.
        """
        chosen = assembler.strip().lower() or "auto"
        if chosen not in ASSEMBLERS:
            raise ReportError(
                f"ASSEMBLER={assembler} gibt es nicht. Möglich sind: {', '.join(ASSEMBLERS)}.{nearest(assembler, ASSEMBLERS)}"
            )
        return cls(city, checked_year(year) or load_profile(city).year, checked_formats(format_), chosen)


def checked_year(year: str) -> int | None:
    """Return the report year, or None where none was given."""
    text = year.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise ReportError(f"YEAR={year} ist kein Berichtsjahr. Erwartet wird eine Jahreszahl wie 2025.")
    return int(text)
