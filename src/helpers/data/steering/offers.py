"""Offers: who offers what where, for which transition and how many, `data/<city>/angebote/*.csv`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.participation.handkept import Line, Problem, area_key, day
from helpers.data.steering.lists import Wrong, one_of, read_folder, whole_number

if TYPE_CHECKING:
    from helpers.data.areas import Areas

FOLDER = "angebote"
REQUIRED = ("angebot", "gebiet", "zielgruppe", "uebergang", "plaetze", "geprueft_am")
OPTIONAL = ("traeger", "ort", "hinweis")

TRANSITIONS = (
    "Familie – Kita",
    "Kita – Grundschule",
    "Grundschule – weiterführende Schule",
    "Schule – Beruf",
)
"""The transitions along the life course that an offer may help with."""

STALE_AFTER = 365
"""Days after which an offer is to be looked at again."""


@dataclass(frozen=True)
class Offer:
    """One offer.

    Args:
        name: what it is called.
        area: key of the district where it takes place, of the municipality where it is open to all.
        group: whom it is for.
        transition: one of `TRANSITIONS`.
        places: how many can take part in a year.
        checked: day on which somebody last made sure that it is right.
        provider: who offers it; may be empty.
        file, line: where it stands.
    """

    name: str
    area: str
    group: str
    transition: str
    places: int
    checked: dt.date
    provider: str
    file: str
    line: int

    def stale(self, year: int) -> bool:
        """Tell whether it has to be looked at again, at the end of a report year (not today: same in, same out)."""
        return (dt.date(year, 12, 31) - self.checked).days > STALE_AFTER


def parse_offers(data: Path, city: str, home: str, areas: Areas) -> tuple[list[Offer], list[Wrong]]:
    """Return the offers in the order of the files, and every mistake.

    Args:
        data: the project's data folder.
        city: folder of the municipality.
        home: its key.
        areas: all areas.
    """
    seen: dict[tuple[str, str, str], str] = {}

    def entry(line: Line, file: str, problems: list[Problem]) -> Offer | None:
        cells = line.cells
        area = area_key(line, "gebiet", home, areas)
        transition, places = (
            one_of(line, "uebergang", TRANSITIONS),
            whole_number(line, "plaetze", "Plätze im Jahr"),
        )
        checked = day(cells["geprueft_am"])
        wrong = [part for part in (area, transition, places) if isinstance(part, Problem)]
        for column, expected in (
            ("angebot", "der Name des Angebots"),
            ("zielgruppe", "für wen das Angebot ist"),
        ):
            if not cells[column]:
                wrong.append(Problem("typ", line.number, column, "nichts", expected))
        if checked is None:
            found = f"„{cells['geprueft_am']}“" if cells["geprueft_am"] else "nichts"
            wrong.append(
                Problem("typ", line.number, "geprueft_am", found, "ein Tag wie 2025-03-01 oder 01.03.2025")
            )
        key = (cells["angebot"], str(area), str(transition))
        if not wrong and key in seen:
            expected = f"jedes Angebot einmal (siehe {seen[key]})"
            wrong.append(
                Problem("doppelt", line.number, "angebot", f"„{cells['angebot']}“ noch einmal", expected)
            )
        problems += wrong
        if wrong or checked is None:
            return None
        seen[key] = f"Zeile {line.number}"
        assert isinstance(places, int)
        return Offer(
            cells["angebot"],
            str(area),
            cells["zielgruppe"],
            str(transition),
            places,
            checked,
            cells.get("traeger", ""),
            file,
            line.number,
        )

    return read_folder(data / city / FOLDER, f"data/{city}/{FOLDER}", (REQUIRED, OPTIONAL), entry)
