"""Whether every number of the figures' and tables' downloads is a figure, or follows from figures, of what its labels name."""

from __future__ import annotations

import csv
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from tests.audit.sources import Key, Sources, half_up

NUMBER = re.compile(r"-?\d+(,\d+)?")
PERIOD = re.compile(r"\d{4}(-\d\d-\d\d|/\d\d)?")
IN_TITLE = re.compile(r"\b\d\d\.\d\d\.\d{4}|\b(?:19|20)\d\d/\d\d\b|\b(?:19|20)\d\d\b")
UNIT = re.compile(r" \(([^()]*)\)$")
TIMES = {
    "Jahr",
    "Stand",
    "Zeit",
    "Tag",
    "Vergleich von",
    "Vergleich bis",
    "Start",
    "Zieljahr",
    "im Jahr",
    "Überprüfung",
}
NUMBERING = {"Nr.", "Ziel", "Typ"}


@dataclass(frozen=True)
class Cell:
    """One number of a download: where it stands and the words that say what it is."""

    file: Path
    row: int
    column: int
    value: float
    decimals: int

    def __str__(self) -> str:
        return f"{self.file.name}, Zeile {self.row + 2}, Spalte {self.column + 1}: {self.value}"


@dataclass
class Download:
    """A figure's or table's numbers, as its CSV file has them, and what the workbook beside it says about them."""

    path: Path
    header: list[str]
    rows: list[list[str]]
    title: str
    indicators: list[str]
    dates: str
    workbook: list[list[object]]

    @classmethod
    def read(cls, path: Path) -> Download:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file, delimiter=";")
        book = openpyxl.load_workbook(path.with_suffix(".xlsx"), read_only=False)
        about = [(str(row[0]), str(row[1])) for row in book["Angaben"].iter_rows(values_only=True)]
        table = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        names = [value for name, value in about if name == "Indikator"]
        dates = " ".join(value for name, value in about if name.startswith(("Stand", "Hinweis", "Titel")))
        return cls(path, header, rows, dict(about).get("Titel", ""), names, dates, table)

    def cells(self) -> Iterator[Cell]:
        for r, row in enumerate(self.rows):
            for c, text in enumerate(row):
                if NUMBER.fullmatch(text) and self.header[c] not in TIMES and self.header[c] not in NUMBERING:
                    yield Cell(self.path, r, c, float(text.replace(",", ".")), len(text.partition(",")[2]))

    def differs_from_workbook(self) -> list[str]:
        """Return the cells that are not the same in the CSV file and in the workbook."""
        found = []
        for r, (row, other) in enumerate(zip([self.header, *self.rows], self.workbook, strict=False)):
            for c, (text, cell) in enumerate(itertools.zip_longest(row, other)):
                if not _same(text or "", cell):
                    found.append(f"{self.path.name}, Zeile {r + 1}, Spalte {c + 1}: {text} ≠ {cell}")
        if len(self.workbook) != len(self.rows) + 1:
            found.append(
                f"{self.path.name}: {len(self.rows)} Zeilen in der CSV-Datei, {len(self.workbook) - 1} im Arbeitsblatt"
            )
        return found


def _same(text: str, cell: object) -> bool:
    if isinstance(cell, int | float) and NUMBER.fullmatch(text):
        return abs(float(text.replace(",", ".")) - cell) <= 1e-9 * max(1, abs(cell))
    if cell is None:
        return text == ""
    return str(cell).lstrip("'").split(" 00:00:00")[0] == text.lstrip("'")


class Tracer:
    """Find where the numbers of downloads come from."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.by_place: defaultdict[tuple[str, str], dict[Key, float]] = defaultdict(dict)
        for key, figure in sources.figures.items():
            if figure.value is not None:
                self.by_place[key.indicator, key.ags][key] = figure.value
        self.values = {v for entry in sources.dimensions.values() for v in entry.get("values", ())}
        self.values |= {v for key in sources.figures for _, v in key.places}
        self.area_of = {name: ags for ags, name in sources.names().items() if ags in sources.compared}
        own = sources.areas[sources.areas["ags"].str.startswith(f"{sources.ags}-")]
        self.area_of.update(dict(zip(own["name"], own["ags"], strict=True)))
        self.indicator_of: defaultdict[str, list[str]] = defaultdict(list)
        for name, entry in sources.indicators.items():
            for text in dict.fromkeys((entry["name"], entry["short"])):
                self.indicator_of[text].append(name)

    def explain(self, download: Download, cell: Cell) -> str:
        """Return how a number follows from the figures that its labels name; empty where it does not."""
        row, head = download.rows[cell.row], download.header[cell.column]
        if MODELLED.search(f"{cell.file.stem}/{head}"):
            return "model"
        labels = self._labels(row, head)
        areas = [self.area_of[t] for t in labels if t in self.area_of] or self._areas(download)
        places = {t for t in labels if t in self.values and t not in self.indicator_of}
        if "insgesamt" in labels:
            places = set()
        for indicators in self._indicators(download, labels):
            for periods in self._periods(download, row, head):
                here = [self._figures(name, ags, periods) for name in indicators for ags in areas]
                if how := _follows(cell, head, here, places):
                    return how
        return self._from_neighbours(download, cell)

    def _labels(self, row: Sequence[str], head: str) -> list[str]:
        short = UNIT.sub("", head)
        texts = [*(t for t in row if t and not NUMBER.fullmatch(t)), head, short, *short.split(" je ")]
        texts += [t.removeprefix("Anteil ") for t in texts]
        return list(dict.fromkeys([*texts, *(re.sub(r",? \d{4}(/\d\d)?$", "", t) for t in texts)]))

    def _indicators(self, download: Download, labels: Sequence[str]) -> Iterator[list[str]]:
        """Yield the indicators that a cell may be of: those its labels name, then those of the whole download."""
        if by_label := [name for text in labels for name in self.indicator_of.get(text, ())]:
            yield by_label
        named = [name for text in download.indicators for name in self.indicator_of.get(text, ())]
        yield [*named, *(part for name in named for part in self._parts(name))]

    def _parts(self, indicator: str) -> list[str]:
        how = self.sources.indicators[indicator].get("computed") or {}
        return [c["indicator"] for part in ("numerator", "denominator") for c in how.get(part, ())]

    def _areas(self, download: Download) -> list[str]:
        return [ags for name, ags in self.area_of.items() if name in download.title and "-" in ags] or [
            self.sources.ags
        ]

    def _periods(self, download: Download, row: Sequence[str], head: str) -> Iterator[set[str]]:
        """Yield the periods that a cell may be of: those beside it, those of the title, those the workbook names."""
        if "Anderer Stand" in download.header:
            other = dict(
                t.rsplit(" ", 1) for t in row[download.header.index("Anderer Stand")].split("; ") if t
            )
            if head in other:
                yield {day_first(other[head])}
                return
        beside = {
            day_first(t) for c, t in enumerate(row) if download.header[c] in TIMES and IN_TITLE.fullmatch(t)
        }
        beside |= {t for c, t in enumerate(row) if download.header[c] in TIMES and PERIOD.fullmatch(t)}
        beside = beside or {
            day_first(t)
            for text in (head, *row)
            if not NUMBER.fullmatch(text)
            for t in IN_TITLE.findall(text)
        }
        yield from (
            [beside] if beside else [{day_first(t) for t in IN_TITLE.findall(download.title)} or {"?"}]
        )
        yield {day_first(t) for t in IN_TITLE.findall(download.dates)} or {"?"}

    def _figures(self, indicator: str, ags: str, periods: set[str]) -> dict[Key, float]:
        return {
            key: value
            for key, value in self.by_place[indicator, ags].items()
            if periods & {key.period, key.period[:4], key.period.partition(" ")[0]}
        }

    def _from_neighbours(self, download: Download, cell: Cell) -> str:
        """Return how a number follows from others of its row or column."""
        row, head = download.rows[cell.row], download.header[cell.column]
        numbers = [_number(t) for c, t in enumerate(row) if NUMBER.fullmatch(t) and c != cell.column]
        for a, b in itertools.permutations(numbers, 2):
            printed = half_up(a, cell.decimals) - half_up(b, cell.decimals)
            if agree(cell, a - b) or agree(cell, printed):
                return "difference"
            if b and "(" in head and agree(cell, _per(head) * a / b):
                return "ratio"
        width = _width(row[0]) if "je Altersjahr" in head else 0
        if width and any(agree(cell, n / width) for n in numbers):
            return "ratio"
        if head == "übrige und ohne Angabe (%)" and abs(cell.value + sum(numbers[1:]) - 100) < 5e-4 * len(
            numbers
        ):
            return "rest"  # the row's whole is a count and stands first
        column = [r[cell.column] for i, r in enumerate(download.rows) if i != cell.row]
        others = [_number(t) for t in column if NUMBER.fullmatch(t)]
        if (cell.decimals == 0 and row[0] in ("Übrige", "25 bis unter 65")) or row[0].startswith("Typ "):
            return self._rest(download, cell, others)
        return ""

    def _rest(self, download: Download, cell: Cell, others: Sequence[float]) -> str:
        """Return whether a number and all others of its column make up a figure."""
        if others and agree(cell, max(others) - (sum(others) - max(others))):
            return "rest"
        wanted = cell.value + sum(others)
        for indicators in self._indicators(download, [download.header[cell.column]]):
            for name in indicators:
                for key, value in self.by_place[name, self.sources.ags].items():
                    if len(key.places) <= 1 and abs(value - wanted) < 0.5:
                        return "part of a total"
        return ""


def _follows(cell: Cell, head: str, here: Sequence[Mapping[Key, float]], labels: set[str]) -> str:
    """Return how a number follows from figures: it is one, a share of one, or a sum of some."""
    for figures in here:
        fits = {k: v for k, v in figures.items() if labels <= {value for _, value in k.places}}
        if any(agree(cell, value) for value in fits.values()):
            return "figure"
        groups: defaultdict[tuple[str, frozenset[str]], list[float]] = defaultdict(list)
        for key, value in fits.items():
            groups[key.period, frozenset(d for d, _ in key.places)].append(value)
        sums = [sum(values) for values in groups.values() if len(values) > 1]
        if cell.decimals == 0 and any(agree(cell, value) for value in sums):
            return "sum"
        if "%" not in head:
            continue
        for key, value in fits.items():
            for other, whole in figures.items():
                if (
                    whole
                    and other.period == key.period
                    and other.places < key.places
                    and agree(cell, 100 * value / whole)
                ):
                    return "share"
            wholes: defaultdict[str, float] = defaultdict(float)
            for other, part in figures.items():
                if other.period == key.period and {d for d, _ in other.places} == {d for d, _ in key.places}:
                    for dimension, _ in key.places:
                        if {p for p in other.places if p[0] != dimension} == {
                            p for p in key.places if p[0] != dimension
                        }:
                            wholes[dimension] += part
            if any(whole and agree(cell, 100 * value / whole) for whole in wholes.values()):
                return "share"
    return ""


MODELLED = re.compile(
    r"vorausberechnung|verteilung|sozialindex|reichweite/(Erwartet|Rang)|luecken|tbl-angebote|karte-typen"
    r"|ziele/(Auf dem Weg erwartet|Zielwert|Start|Wert)|typen/[^(]*$|tbl-typen|-gruppen-|Ausgabe \d{4}$"
    r"|± Spanne|/Ziel$|/Sozialräume$|schulverlauf|schulartwechsel"
)
"""Numbers of models, types of districts, earlier editions, and set by people: the tests of these recompute them."""


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _per(head: str) -> float:
    return {"je 1.000": 1000.0, "%": 100.0, "je 100": 100.0}.get((UNIT.search(head) or ["", ""])[1], 1.0)


def _width(label: str) -> float:
    """Return how many years of age a group has, 0 where it is none; the oldest is drawn to 90."""
    if match := re.fullmatch(r"(\d+) bis unter (\d+)", label):
        return int(match[2]) - int(match[1])
    if match := re.fullmatch(r"unter (\d+)|(\d+) und mehr", label):
        return int(match[1]) if match[1] else 90 - int(match[2])
    return 0.0


def agree(cell: Cell, value: float) -> bool:
    """Tell whether a printed number is a value, rounded to the decimals that it is printed with."""
    if cell.decimals >= 6:
        return abs(cell.value - value) <= 1e-9 * max(1.0, abs(value))
    return abs(cell.value - half_up(value, cell.decimals)) < 10.0 ** -(cell.decimals + 2)


def day_first(text: str) -> str:
    """Return a period as the data have it: `31.12.2024` → `2024-12-31`."""
    parts = text.split(".")
    return "-".join(reversed(parts)) if len(parts) == 3 else text
