"""Facilities: schools, day-care centres, libraries and so on by district, `data/<city>/einrichtungen/*.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.participation.handkept import Line, Problem, area_key
from helpers.data.steering.lists import Wrong, read_folder

if TYPE_CHECKING:
    from helpers.data.areas import Areas

FOLDER = "einrichtungen"
REQUIRED = ("name", "art", "gebiet")
OPTIONAL = ("traeger", "adresse")


@dataclass(frozen=True)
class Facility:
    """One facility: its name, what it is (`Grundschule`, `Kita`), and the key of its district."""

    name: str
    kind: str
    area: str


def parse_facilities(data: Path, city: str, home: str, areas: Areas) -> tuple[list[Facility], list[Wrong]]:
    """Return the facilities in the order of the files, and every mistake.

    Args:
        data: the project's data folder.
        city: folder of the municipality.
        home: its key.
        areas: all areas.
    """

    def entry(line: Line, _file: str, problems: list[Problem]) -> Facility | None:
        cells = line.cells
        area = area_key(line, "gebiet", home, areas)
        wrong = [area] if isinstance(area, Problem) else []
        for column, expected in (
            ("name", "der Name der Einrichtung"),
            ("art", "was für eine Einrichtung es ist"),
        ):
            if not cells[column]:
                wrong.append(Problem("typ", line.number, column, "nichts", expected))
        problems += wrong
        return None if wrong else Facility(cells["name"], cells["art"], str(area))

    return read_folder(data / city / FOLDER, f"data/{city}/{FOLDER}", (REQUIRED, OPTIONAL), entry)
