"""Goals: indicator, target and date, measures, owner and review, `data/<city>/steuerung/ziele.csv`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.keys import split_breakdown
from helpers.data.participation.handkept import Line, Problem, area_key, day, read_table, workbooks
from helpers.data.steering.lists import Wrong, one_of
from helpers.errors import DataError, nearest

if TYPE_CHECKING:
    from helpers.data.areas import Areas
    from helpers.data.catalogue import Catalogue
    from helpers.data.models import Indicator

FILE = "steuerung/ziele.csv"
GOAL = ("ziel", "indikator", "richtung", "startjahr", "zielwert", "zieljahr")
REQUIRED = ("nr", *GOAL, "massnahme", "verantwortlich", "ueberpruefung")
OPTIONAL = ("leitziel", "gebiet", "merkmal")
DIRECTIONS = ("steigern", "senken")
_NUMBER = re.compile(r"-?\d{1,9}(,\d+|\.\d+)?|-?\d{1,3}(\.\d{3})+(,\d+)?")


@dataclass(frozen=True)
class Measure:
    """What is done for a goal, who answers for it, and when it is looked at again."""

    text: str
    owner: str
    review: dt.date


@dataclass(frozen=True, kw_only=True)
class Goal:
    """One goal.

    Args:
        number: as staff count them: `1`, `2a`.
        text: what is to be reached.
        indicator: id of the indicator that tells.
        within: fixed values of its dimensions.
        area: key of the district that it is about, of the municipality otherwise.
        up: whether the indicator is to rise.
        start: year from which on progress counts.
        target: number to be reached.
        until: year by which.
        measures: what is done for it.
        overall: the overall goal that it belongs to; may be empty.
        line: where it stands in the file.
    """

    number: str
    text: str
    indicator: str
    within: tuple[tuple[str, str], ...]
    area: str
    up: bool
    start: int
    target: float
    until: int
    measures: tuple[Measure, ...]
    overall: str
    line: int


def parse_goals(
    data: Path, city: str, home: str, areas: Areas, catalogue: Catalogue
) -> tuple[list[Goal], list[Wrong]]:
    """Return the goals in the order of the file, and every mistake.

    One row per measure: further measures of a goal repeat its number and may leave the cells of the goal empty.

    Args:
        data: the project's data folder.
        city: folder of the municipality.
        home: its key.
        areas: all areas.
        catalogue: indicators that a goal may name.
    """
    path = data / city / FILE
    if not path.is_file():
        unread = workbooks(path.parent, path.stem)
        return [], [Wrong(f"data/{city}/{FILE}", problem) for _, problem in unread]
    lines, problems = read_table(path, REQUIRED, OPTIONAL)
    goals: dict[str, Goal] = {}
    broken: set[str] = set()
    for line in lines:
        number = line.cells["nr"]
        measure, wrong = _measure(line)
        if not number:
            wrong.append(Problem("typ", line.number, "nr", "nichts", "die Nummer des Ziels"))
        elif number in goals:
            wrong += _repeated(line, goals[number], lines)
        elif number not in broken and not any(line.cells[column] for column in GOAL):
            expected = f"was erreicht werden soll; Ziel {number} steht in keiner Zeile davor"
            wrong.append(Problem("typ", line.number, "ziel", "nichts", expected))
            broken.add(number)
        elif number not in broken:
            goal, mistakes = _goal(line, home, areas, catalogue)
            wrong += mistakes
            if goal is None:
                broken.add(number)
            else:
                goals[number] = goal
        problems += wrong
        if not wrong and measure is not None and number in goals:
            before = goals[number]
            goals[number] = replace(before, measures=(*before.measures, measure))
    return list(goals.values()), [Wrong(f"data/{city}/{FILE}", problem) for problem in problems]


def _measure(line: Line) -> tuple[Measure | None, list[Problem]]:
    cells, review = line.cells, day(line.cells["ueberpruefung"])
    wrong = [
        Problem("typ", line.number, column, "nichts", expected)
        for column, expected in (("massnahme", "was getan wird"), ("verantwortlich", "wer dafür einsteht"))
        if not cells[column]
    ]
    if review is None:
        found = f"„{cells['ueberpruefung']}“" if cells["ueberpruefung"] else "nichts"
        wrong.append(
            Problem("typ", line.number, "ueberpruefung", found, "ein Tag wie 2026-06-30 oder 30.06.2026")
        )
    if wrong or review is None:
        return None, wrong
    return Measure(cells["massnahme"], cells["verantwortlich"], review), []


def _repeated(line: Line, goal: Goal, lines: list[Line]) -> list[Problem]:
    """Return what a further row of a goal says otherwise than the first."""
    first = next(other for other in lines if other.number == goal.line)
    return [
        Problem(
            "doppelt", line.number, column, f"„{line.cells[column]}“",
            f"leer oder wie in Zeile {goal.line}, wo Ziel {goal.number} schon steht",
        )
        for column in GOAL
        if line.cells[column] and line.cells[column] != first.cells[column]
    ]  # fmt: skip


def _goal(line: Line, home: str, areas: Areas, catalogue: Catalogue) -> tuple[Goal | None, list[Problem]]:
    cells, number = line.cells, line.number
    wrong: list[Problem] = []

    def bad(column: str, expected: str, rule: str = "typ") -> None:
        wrong.append(
            Problem(rule, number, column, f"„{cells[column]}“" if cells[column] else "nichts", expected)
        )

    if not cells["ziel"]:
        bad("ziel", "was erreicht werden soll")
    entry = _indicator(cells["indikator"], catalogue)
    if entry is None:
        known = [*catalogue.indicators, *(i.name for i in catalogue.indicators.values())]
        bad(
            "indikator",
            f"die Kennung oder der Name eines Indikators.{nearest(cells['indikator'], known)}",
            "unbekannt",
        )
    direction = one_of(line, "richtung", DIRECTIONS)
    if isinstance(direction, Problem):
        wrong.append(direction)
    elif entry is not None and entry.polarity and (direction == "steigern") != (entry.polarity > 0):
        better = "hoher" if entry.polarity > 0 else "niedriger"
        other = DIRECTIONS[entry.polarity < 0]
        bad("richtung", f"„{other}“, weil bei „{entry.name}“ ein {better} Wert günstig ist", "unmoeglich")
    years = {column: cells[column] for column in ("startjahr", "zieljahr")}
    for column, text in years.items():
        if not re.fullmatch(r"(19|20)[0-9]{2}", text):
            bad(column, "ein Jahr wie 2028")
    if not wrong and int(years["zieljahr"]) <= int(years["startjahr"]):
        bad("zieljahr", f"ein Jahr nach dem Startjahr {years['startjahr']}", "unmoeglich")
    if not _NUMBER.fullmatch(cells["zielwert"]):
        bad("zielwert", "eine Zahl wie 36 oder 36,5")
    elif entry is not None and entry.kind == "share" and not 0 <= value_of(cells["zielwert"]) <= 100:
        bad("zielwert", "ein Anteil von 0 bis 100", "unmoeglich")
    area: str | Problem = home
    if cells.get("gebiet"):
        area = area_key(line, "gebiet", home, areas)
        wrong += [area] if isinstance(area, Problem) else []
    within = _within(line, entry, catalogue, wrong)
    if wrong or entry is None:
        return None, wrong
    return (
        Goal(
            number=cells["nr"],
            text=cells["ziel"],
            indicator=entry.id,
            within=within,
            area=str(area),
            up=direction == "steigern",
            start=int(years["startjahr"]),
            target=value_of(cells["zielwert"]),
            until=int(years["zieljahr"]),
            measures=(),
            overall=cells.get("leitziel", ""),
            line=number,
        ),
        [],
    )


def _indicator(text: str, catalogue: Catalogue) -> Indicator | None:
    if text in catalogue.indicators:
        return catalogue.indicators[text]
    found = [i for i in catalogue.indicators.values() if text.casefold() == i.name.casefold()]
    return found[0] if len(found) == 1 else None


def _within(
    line: Line, entry: Indicator | None, catalogue: Catalogue, wrong: list[Problem]
) -> tuple[tuple[str, str], ...]:
    """Return the fixed values that the cell `merkmal` names, such as `geschlecht=weiblich`."""
    text = line.cells.get("merkmal", "")
    if not text or entry is None:
        return ()
    try:
        parts = split_breakdown(text)
    except DataError:
        parts = {}
    for name, value in parts.items():
        if name not in entry.dimensions or value not in catalogue.dimensions[name].values:
            parts = {}
            break
    if not parts:
        names = ", ".join(f"„{name}=…“" for name in entry.dimensions)
        known = (
            f"{names} mit einem Wert des Katalogs"
            if names
            else "nichts, denn der Indikator hat keine Merkmale"
        )
        wrong.append(Problem("unbekannt", line.number, "merkmal", f"„{text}“", known))
    return tuple(sorted(parts.items()))


def value_of(text: str) -> float:
    """Return the number that a cell means, written 36,5 or 36.5 or 1.200."""
    plain = (
        text.replace(".", "").replace(",", ".")
        if "," in text or re.fullmatch(r"-?\d{1,3}(\.\d{3})+", text)
        else text
    )
    return float(plain)
