"""Everything that a published folder says about counts of people, read from its files alone."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.data.disclosure.reader import Reader

Places = frozenset[tuple[str, str]]
NOT_PLACES = {"ags", "gebiet", "zeitraum", "jahr", "wert", "zeichen", "quelle", "hinweis"}
THINGS = {"Plätze", "Klassen", "Kurse", "Unterrichtsstunden", "Schulen", "Einrichtungen", "Stellen"}
RATES = re.compile(r"^(%|je .+)$")
EXACT = 1e-6


@dataclass(frozen=True, order=True)
class Count:
    """What is counted: measure, area, period and the values of the other dimensions."""

    measure: str
    ags: str
    period: str
    places: Places = frozenset()

    def without(self, dimension: str) -> Count:
        return replace(self, places=frozenset(p for p in self.places if p[0] != dimension))

    def at(self, dimension: str) -> str:
        return dict(self.places).get(dimension, "")


@dataclass
class Published:
    """Figures of one edition; None where a symbol stands in place of one.

    Args:
        counts: of people.
        rates: everything else, with the digits that are printed.
        units: per measure.
        names: of areas.
        titles: of measures.
        fractions: per rate the counts it is made of and the base, where they are known and need not be found.
        unfinished: measures and dimensions of which a value is missing, whatever the sums of some lines look like.
    """

    counts: dict[Count, int | None] = field(default_factory=dict)
    rates: dict[Count, tuple[float, int]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    fractions: dict[str, list[tuple[Count, Count, float]]] | None = None
    unfinished: frozenset[tuple[str, str]] = frozenset()

    @property
    def hidden(self) -> list[Count]:
        return [cell for cell, value in self.counts.items() if value is None]


def read_data(report: Path) -> Published:
    """Read the data package of a report: the table that everything else is compared with."""
    package = json.loads((report / "datapackage.json").read_text("utf-8"))
    found = Published()
    for resource in package["resources"]:
        fields = {f["name"]: f for f in resource.get("schema", {}).get("fields", [])}
        if not {"ags", "zeitraum", "wert", "zeichen"} <= fields.keys():
            continue
        measure = resource["name"]
        title = fields["wert"].get("title", "")
        found.units[measure] = title.partition("(")[2].rstrip(")")
        found.titles[measure] = resource["title"]
        dims = [name for name in fields if name not in NOT_PLACES]
        with (report / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                places = frozenset((d, row[d]) for d in dims if row[d])
                add(found, Count(measure, row["ags"], row["zeitraum"], places), row["wert"], row["zeichen"])
                found.names[row["ags"]] = row["gebiet"]
    return found


def add(found: Published, cell: Count, value: str, symbol: str) -> None:
    """Add one figure: a count of people where the unit says so and every figure is whole, else a rate."""
    unit = found.units[cell.measure]
    whole = not RATES.match(unit) and unit not in THINGS
    if whole and symbol == "suppressed":
        found.counts[cell] = None
    elif whole and (symbol == "zero" or re.fullmatch(r"\d+", value)):
        found.counts[cell] = int(value or 0)
    elif value:
        found.rates[cell] = (float(value), len(value.partition(".")[2]))


def knowledge(editions: list[Published], whole: Mapping[str, str] | None = None) -> Reader:
    """Return what a reader of all editions knows; today's is the last one.

    A count that was not revised is the same in all of them; what one shows, the other cannot hide.

    Args:
        editions: in order.
        whole: per area the one it is a part of; districts of a municipality where it is not given.
    """
    reader = Reader()
    today = editions[-1]
    names: dict[tuple[int, Count], Count] = {}
    for number, edition in enumerate(editions):
        for cell, value in edition.counts.items():
            now = today.counts.get(cell)
            revised = edition is not today and None not in (value, now) and value != now
            name = replace(cell, period=f"{cell.period} (Ausgabe {number + 1})") if revised else cell
            names[number, cell] = name
            if value is not None:
                reader.shown[name] = value
            elif name not in reader.shown:
                reader.hide(name)
    for cell in reader.shown:
        reader.limits.pop(cell, None)
    for number, edition in enumerate(editions):
        for total, parts, rest in _sums(edition, whole):
            reader.sum(names[number, total], [names[number, part] for part in parts], rest=rest)
        for rate, digits, over, under in _fractions(edition):
            half = 0.5 * 10.0**-digits + EXACT
            over, under = names[number, over], names[number, under]
            per, value = rate
            reader.lines.append(({over: per, under: -(value - half)}, 0.0, float("inf")))
            reader.lines.append(({over: per, under: -(value + half)}, -float("inf"), 0.0))
        for part, total in shares(edition):
            reader.sum(names[number, total], [names[number, part]], rest=True)
    return reader


def _sums(edition: Published, whole: Mapping[str, str] | None) -> Iterator[tuple[Count, list[Count], bool]]:
    """Yield totals, their parts, and whether the parts leave a rest: where all are printed, one sees it."""
    lines: defaultdict[tuple[str, str], dict[Count, list[Count]]] = defaultdict(dict)
    for cell in edition.counts:
        for dimension, _ in cell.places:
            lines[cell.measure, dimension].setdefault(cell.without(dimension), []).append(cell)
        above = (whole or {}).get(cell.ags) or (cell.ags[:5] if "-" in cell.ags else "")
        if above:
            lines[cell.measure, "ags"].setdefault(replace(cell, ags=above), []).append(cell)
    for (measure, dimension), totals in sorted(lines.items()):
        if dimension == "ags":
            yield from _agreeing(edition, totals) or []
            continue
        values = {part.at(dimension) for parts in totals.values() for part in parts}
        rest = (measure, dimension) in edition.unfinished
        for cut in _cuts(values):
            chosen = {t: [p for p in parts if p.at(dimension) in cut] for t, parts in totals.items()}
            agreed = _agreeing(edition, chosen, rest)
            if agreed is None:  # cut in different ways: each a part, but not all parts of one whole
                for value in sorted(cut):
                    alone = {t: [p for p in parts if p.at(dimension) == value] for t, parts in totals.items()}
                    yield from _agreeing(edition, alone, rest) or []
            else:
                yield from agreed
        if len(_spans(values)) == len(values):
            for wide, inside in _nested(values):
                chosen = {}
                for parts in totals.values():
                    by_value = {p.at(dimension): p for p in parts}
                    if wide in by_value and all(v in by_value for v in inside):
                        chosen[by_value[wide]] = [by_value[v] for v in inside]
                yield from _agreeing(edition, chosen) or []


def _agreeing(
    edition: Published, totals: Mapping[Count, list[Count]], rest: bool = False
) -> list[tuple[Count, list[Count], bool]] | None:
    """Return the sums, with or without a rest as what is printed shows; None where parts exceed a total."""
    chosen = {total: parts for total, parts in totals.items() if total in edition.counts and parts}
    rests = set()
    for total, parts in chosen.items():
        values = [value for cell in (total, *parts) if (value := edition.counts[cell]) is not None]
        if len(values) == 1 + len(parts):
            rests.add(values[0] - sum(values[1:]))
    if any(rest < 0 for rest in rests):
        return None
    return [(total, parts, rest or rests != {0}) for total, parts in chosen.items()]


AGES = re.compile(r"unter (?P<below>\d+)|(?P<low>\d+) bis unter (?P<high>\d+)|(?P<above>\d+) und mehr")


def _cuts(values: set[str]) -> list[set[str]]:
    """Return how a dimension is cut: into all its values, or into age groups that do not overlap, and each wider one alone."""
    spans = _spans(values)
    if len(spans) < len(values):
        return [values]
    finest: set[str] = set()
    for value in sorted(spans, key=lambda v: (spans[v][1] - spans[v][0], spans[v])):
        low, high = spans[value]
        if all(spans[other][1] <= low or high <= spans[other][0] for other in finest):
            finest.add(value)
    return [finest, *({v} for v in sorted(values - finest))]


def _spans(values: set[str]) -> dict[str, tuple[int, int]]:
    matches = {v: AGES.fullmatch(v) for v in values}
    return {
        v: (int(m["low"] or m["above"] or 0), int(m["high"] or m["below"] or 999))
        for v, m in matches.items()
        if m
    }


def _nested(values: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield age groups with the narrower ones that make them up."""
    finest, *wider = _cuts(values)
    spans = _spans(values)
    for (wide,) in wider:
        low, high = spans[wide]
        inside = sorted(
            (v for v in finest if low <= spans[v][0] and spans[v][1] <= high), key=spans.__getitem__
        )
        if inside and sum(spans[v][1] - spans[v][0] for v in inside) == high - low:
            yield wide, inside


def _fractions(edition: Published) -> Iterator[tuple[tuple[float, float], int, Count, Count]]:
    """Yield rates that are printed with the two counts they are made of, wherever one of these is not printed."""
    for cell, (value, digits) in edition.rates.items():
        for over, under, per in fractions_of(edition).get(cell.measure, []):
            a, b = _like(over, cell), _like(under, cell)
            if a in edition.counts and b in edition.counts and None in (edition.counts[a], edition.counts[b]):
                yield (per, value), min(digits, 9), a, b


def shares(edition: Published) -> Iterator[tuple[Count, Count]]:
    """Yield counts and the counts they are a part of, as the shares say that are made of the two."""
    for measure, found in fractions_of(edition).items():
        of_measure = [value for cell, (value, _) in edition.rates.items() if cell.measure == measure]
        if edition.units.get(measure) != "%" or max(of_measure, default=0) > 100:
            continue
        for over, under, _ in found:
            for cell in edition.counts:
                if cell.measure == over.measure and over.places <= cell.places:
                    whole = replace(
                        cell, measure=under.measure, places=(cell.places - over.places) | under.places
                    )
                    if whole in edition.counts and whole != cell:
                        yield cell, whole


def _like(cell: Count, at: Count) -> Count:
    return replace(at, measure=cell.measure, places=at.places | cell.places)


def fractions_of(edition: Published) -> dict[str, list[tuple[Count, Count, float]]]:
    """Return per rate the counts that it is made of, found by trying: whatever agrees wherever all three are printed."""
    if edition.fractions is None:
        edition.fractions = _find_fractions(edition)
    return edition.fractions


def _find_fractions(edition: Published) -> dict[str, list[tuple[Count, Count, float]]]:
    by_place: defaultdict[tuple[str, str], list[tuple[Count, int]]] = defaultdict(list)
    for cell, count in edition.counts.items():
        if count:
            by_place[cell.ags, cell.period].append((cell, count))
    rates: defaultdict[str, list[tuple[Count, float]]] = defaultdict(list)
    for cell, (value, _) in edition.rates.items():
        if value and not cell.places and RATES.match(edition.units[cell.measure]):
            rates[cell.measure].append((cell, value))
    found = {}
    for measure, rows in sorted(rates.items()):
        numbers = re.findall(r"\d+", edition.units[measure].replace(".", ""))
        per = float(numbers[0]) if numbers else 100.0
        rows = [row for row in rows if "-" in row[0].ags] or rows
        picked = rows[:: max(1, len(rows) // 12)]
        candidates: set[tuple[Count, Count]] | None = None
        for cell, value in picked:
            here = by_place[cell.ags, cell.period]
            wanted = defaultdict(list)
            for under, count in here:
                wanted[count].append(under)
            fits = {
                (_bare(over), _bare(under))
                for over, count in here
                if abs((implied := per * count / value) - round(implied)) < 1e-4 * max(1, implied * 1e-3)
                for under in wanted.get(round(implied), [])
                if over != under
            }
            candidates = fits if candidates is None else candidates & fits
            if not candidates:
                break
        if candidates and len(picked) >= 3:
            found[measure] = [(over, under, per) for over, under in sorted(candidates, key=repr)]
    return found


def _bare(cell: Count) -> Count:
    return Count(cell.measure, "", "", cell.places)
