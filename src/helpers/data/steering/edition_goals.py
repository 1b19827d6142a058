"""The goals that an edition was published with: `data/<city>/veroeffentlicht/ziele/<year>.csv`, a copy of the staff's file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from helpers.data.observations import EDITIONS
from helpers.data.participation.handkept import read_table
from helpers.data.steering.goals import FILE, OPTIONAL, REQUIRED
from helpers.errors import DataError, OutputError, reason_for
from helpers.files import write_atomically

FOLDER = f"{EDITIONS}/ziele"


class Kept(NamedTuple):
    """A goal as an edition had it: the cells of its first row, as they stood there."""

    number: str
    text: str
    indicator: str
    start: str
    target: str
    until: str


def keep_goals(folder: Path, year: int) -> bool:
    """Keep the goals of an edition; return whether there was something to keep. A corrected version takes their place.

    Args:
        folder: `data/<city>`.
        year: report year.

    Raises:
        OutputError: the file cannot be written.
    """
    if not (folder / FILE).is_file():
        return False
    path = folder / FOLDER / f"{year}.csv"
    try:
        write_atomically(path, (folder / FILE).read_bytes())
    except OSError as problem:
        raise OutputError(f"{path} lässt sich nicht schreiben ({reason_for(problem)}).") from problem
    return True


def kept_years(folder: Path) -> list[int]:
    """Return the years of all editions that are kept in `data/<city>`, whether with counts or with goals."""
    files = [*(folder / EDITIONS).glob("*.csv"), *(folder / FOLDER).glob("*.csv")]
    return sorted({int(path.stem[:4]) for path in files if path.stem[:4].isdecimal()})


def kept_goals(folder: Path, year: int) -> list[Kept] | None:
    """Return the goals that the edition of a year had, in their order; None where they were not kept.

    The indicators of the time need not be known any more.

    Raises:
        DataError: the file cannot be read as the copy that it was.
    """
    path = folder / FOLDER / f"{year}.csv"
    if not path.is_file():
        return None
    lines, problems = read_table(path, REQUIRED, OPTIONAL)
    if problems:
        raise DataError(
            f"{problems[0].sentence(f'data/{folder.name}/{FOLDER}/{year}.csv')} Die Datei hält die Ziele einer veröffentlichten "
            "Ausgabe fest; bitte aus der Sicherung wiederherstellen oder löschen."
        )
    goals: dict[str, Kept] = {}
    for line in lines:
        cells = line.cells
        kept = Kept(
            *(cells[name] for name in ("nr", "ziel", "indikator", "startjahr", "zielwert", "zieljahr"))
        )
        if kept.text:
            goals.setdefault(kept.number, kept)
    return list(goals.values())
