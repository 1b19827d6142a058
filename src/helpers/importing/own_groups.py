"""One figure of several rows: sums, counts and means per area, time and attributes."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from helpers.data.catalogue import Catalogue
from helpers.importing.own_mapping import Bedeutung

DAY = re.compile(r"\d{4}-\d\d-\d\d")
"""A period that is a day."""

_WORDS = {"summe": "Summe", "anzahl": "Anzahl", "mittel": "Mittelwert"}


@dataclass(frozen=True)
class Figure:
    """One figure of a table.

    Args:
        area: its key.
        meaning: what the mapping says about it.
        parts: dimension → value; none for totals.
        given: dimensions that columns of the table give.
        time: period.
        number: its value.
        status: why there is none.
        sheet, rows, column: where it stands; `4–27` for a figure of several rows.
        note: how it came about.
        percent: whether its cell shows a percentage.
    """

    area: str
    meaning: Bedeutung
    parts: dict[str, str]
    given: tuple[str, ...]
    time: str
    number: float
    status: str
    sheet: str
    rows: str
    column: str
    note: str = ""
    percent: bool = False


def summed_up(
    figures: Sequence[Figure], catalogue: Catalogue, threshold: int
) -> tuple[list[Figure], list[str]]:
    """Return the figures with those of several rows summed up, counted or averaged, and German sentences about it.

    Sums and counts are made for every group of attributes and over all of them, unless the table has rows of totals itself.
    What an indicator counts over a year is summed up over it, whatever day a row names (the beginning of a course).
    A mean, and a sum of anything but a count, is hidden where fewer rows than the threshold stand behind it: whoever knows the
    others would know the one. Counts are protected when they are published, like all others.

    Args:
        figures: as they stand in the rows.
        catalogue: kinds of the indicators.
        threshold: smallest number of rows that a mean may be made of.
    """
    done = [_rounded(figure) for figure in figures if not figure.meaning.zusammenfassen]
    several = [_of_its_year(figure, catalogue) for figure in figures if figure.meaning.zusammenfassen]
    totals = {(f.column, f.meaning.indikator, d) for f in several for d in f.given if d not in f.parts}
    groups: defaultdict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in several:
        for parts in _groups(figure, totals):
            key = (figure.column, figure.meaning.indikator, figure.area, figure.time, *sorted(parts.items()))
            groups[key].append(replace(figure, parts=parts))
    made = [_one(group, catalogue, threshold) for group in groups.values()]
    remarks = []
    for how, word in _WORDS.items():
        rows = sum(f.meaning.zusammenfassen == how for f in several)
        if rows:
            count = sum(f.meaning.zusammenfassen == how for f in made)
            remarks.append(
                f"{word}: aus {rows} {'Zeile' if rows == 1 else 'Zeilen'} {count} {'Zahl' if count == 1 else 'Zahlen'}."
            )
    if hidden := sum(figure.status == "suppressed" for figure in made):
        remarks.append(
            f"{hidden} {'Zahl' if hidden == 1 else 'Zahlen'} aus weniger als {threshold} Zeilen nicht übernommen (kleine Zahlen)."
        )
    return done + made, remarks


def _of_its_year(figure: Figure, catalogue: Catalogue) -> Figure:
    yearly = catalogue.indicators[figure.meaning.indikator].period_kind == "jahr"
    return replace(figure, time=figure.time[:4]) if yearly and DAY.fullmatch(figure.time) else figure


def _groups(figure: Figure, totals: set[tuple[str, str, str]]) -> Iterator[dict[str, str]]:
    """Yield the attributes of a row, and each choice of them over which nothing else is known."""
    free = [
        d for d in figure.given if d in figure.parts and d not in figure.meaning.merkmale
        and (figure.column, figure.meaning.indikator, d) not in totals
    ]  # fmt: skip
    for n in range(len(free) + 1):
        for dropped in combinations(free, n):
            yield {d: v for d, v in figure.parts.items() if d not in dropped}


def _one(group: Sequence[Figure], catalogue: Catalogue, threshold: int) -> Figure:
    """Return the figure of a group of rows."""
    first = group[0]
    how = first.meaning.zusammenfassen
    known = [figure.number for figure in group if not math.isnan(figure.number)]
    status = next((figure.status for figure in group if math.isnan(figure.number)), "")
    number = math.fsum(known)
    if how == "mittel" and known:
        number, status = float(f"{number / len(known):.12g}"), ""
    elif how == "summe":
        number = float(f"{number:.12g}")
    protects = how == "mittel" or (
        how == "summe" and catalogue.indicators[first.meaning.indikator].kind != "count"
    )
    behind = len(known) if how == "mittel" else len(group)
    if protects and behind < threshold:
        status = "suppressed"
    numbers = sorted({int(figure.rows) for figure in group})
    rows = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
    count = f"{behind} {'Zeile' if behind == 1 else 'Zeilen'}"
    if len(known) < len(group):
        count += f" von {len(group)}" if how == "mittel" else f", davon {len(group) - len(known)} ohne Zahl"
    sheet = first.sheet if all(figure.sheet == first.sheet for figure in group) else ""
    return _rounded(
        replace(first, number=float("nan") if status else number, status=status, sheet=sheet, rows=rows,
                note=f"{_WORDS[how]} aus {count}.")
    )  # fmt: skip


def _rounded(figure: Figure) -> Figure:
    """Return a figure with the note of its rounding."""
    base = figure.meaning.gerundet
    if not base.isdigit():
        return figure
    return replace(
        figure, note=" ".join(filter(None, (figure.note, f"Auf ein Vielfaches von {base} gerundet.")))
    )
