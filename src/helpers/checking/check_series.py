"""Figures that stand out: against the year before, against other municipalities, or by not being there."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from itertools import pairwise
from typing import NamedTuple

from helpers.checking.findings import Finding
from helpers.checking.phrases import describe, key_of, period_text, place_of, stored, supplier_of, with_unit
from helpers.checking.seen import Seen
from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.keys import parse_period
from helpers.data.observations import Row

JUMP = 5.0
"""So many times the usual spread a change must be to count as a jump."""

FLOOR = 0.02
"""Changes of two per cent of the level are never a jump."""

OUTLIER = 5.0
"""So many times the usual spread from the median a figure must lie to count as an outlier."""

TWINS = 0.2
"""Two sources for the same fit when they differ by at most this share: a year may lie between them."""

PEERS = 5
"""Fewer areas than these are no comparison."""

MAD = 1.4826
"""Makes the median absolute deviation comparable with a standard deviation (normal distribution)."""

Series = tuple[str, str, str]
"""Indicator, area, breakdown."""


class Step(NamedTuple):
    """A figure and the one of the year before."""

    before: Row
    row: Row

    @property
    def relative(self) -> float:
        """Change relative to the mean level of the two; scale-free and defined for a zero on one side."""
        assert self.before.value is not None
        assert self.row.value is not None
        level = (abs(self.before.value) + abs(self.row.value)) / 2
        return (self.row.value - self.before.value) / level if level else 0.0


def in_order(rows: Iterable[Row]) -> dict[Series, list[Row]]:
    """Return the figures by series, each in order of time."""
    series: defaultdict[Series, list[Row]] = defaultdict(list)
    for row in rows:
        series[row.indicator, row.ags, row.breakdown].append(row)
    return {key: sorted(series[key], key=lambda r: parse_period(r.period).date) for key in sorted(series)}


def jumps(
    series: dict[Series, list[Row]], ours: Set[str], catalogue: Catalogue, areas: Areas
) -> Iterator[Finding]:
    """Yield a finding for each change against the year before that its size does not allow.

    A change is a jump when it is more than `JUMP` times as large as is usual. The variance has two parts: chance, which
    for a count is its own size (Poisson: before + after), and the usual relative change of the indicator over all areas
    and years, or of the series itself where that is larger (scaled median of absolute relative changes). Small counts
    may thus change more than large ones. Changes across a break (`data.breaks`) are not looked at.
    """
    steps = {key: list(_steps(rows)) for key, rows in series.items()}
    usual: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for (indicator, _, breakdown), found in steps.items():
        usual[indicator, breakdown] += [step.relative for step in found]
    for (indicator, ags, breakdown), found in steps.items():
        if ags not in ours:
            continue
        spread = max(_usual(usual[indicator, breakdown]), _usual([step.relative for step in found]))
        for step in found:
            if _is_jump(step, spread, catalogue.indicators[indicator].kind == "count"):
                yield _jump(step, catalogue, areas)


def _steps(rows: list[Row]) -> Iterator[Step]:
    for before, row in pairwise(rows):
        old, new = parse_period(before.period), parse_period(row.period)
        if new.year - old.year != 1 or before.value is None or row.value is None or row.broken:
            continue
        yield Step(before, row)


def _spread(values: list[float]) -> tuple[float, float]:
    """Return median and scaled median absolute deviation, zero with too few values to tell."""
    if len(values) < PEERS:
        return 0.0, 0.0
    middle = statistics.median(values)
    return middle, MAD * statistics.median(abs(value - middle) for value in values)


def _usual(changes: list[float]) -> float:
    """Return the scaled median of absolute relative changes, zero with too few to tell."""
    return MAD * statistics.median(map(abs, changes)) if len(changes) >= PEERS else 0.0


def _is_jump(step: Step, spread: float, is_count: bool) -> bool:
    assert step.before.value is not None
    assert step.row.value is not None
    level = (abs(step.before.value) + abs(step.row.value)) / 2
    chance = abs(step.before.value) + abs(step.row.value) if is_count else 0.0
    deviation = abs(step.row.value - step.before.value)
    return deviation > max(JUMP * math.sqrt(chance + (spread * level) ** 2), FLOOR * level)


def _jump(step: Step, catalogue: Catalogue, areas: Areas) -> Finding:
    indicator, row = catalogue.indicators[step.row.indicator], step.row
    what = describe(row, catalogue, areas)
    now, then = (with_unit(r.value, indicator.unit) for r in (row, step.before))
    return Finding(
        "sprung", "finding", supplier_of(row, catalogue), what, place_of(row), now, f"etwa {then} wie im Vorjahr",
        f"{what}: {now} nach {then} im Vorjahr ({period_text(step.before.period)}) ist ein größerer Sprung, als sonst vorkommt; "
        "bitte prüfen.",
        key_of("sprung", row), f"{stored(step.before.value)}|{stored(row.value)}",
    )  # fmt: skip


def outliers(
    series: dict[Series, list[Row]], ours: Set[str], catalogue: Catalogue, areas: Areas
) -> Iterator[Finding]:
    """Yield a finding where the newest figure of a series lies far from those of the other areas of its kind.

    Counts depend on the size of an area and are not compared. Far is `OUTLIER` times the scaled median absolute
    deviation from the median.
    """
    values: defaultdict[tuple[str, str, str, str], dict[str, Row]] = defaultdict(dict)
    for (indicator, ags, breakdown), rows in series.items():
        if catalogue.indicators[indicator].kind != "count":
            for row in rows:
                if row.value is not None:
                    values[indicator, breakdown, row.period, areas[ags].kind][ags] = row
    for (indicator, ags, breakdown), rows in series.items():
        numbers = [row for row in rows if row.value is not None]
        if ags not in ours or not numbers:
            continue
        row = numbers[-1]
        peers = [
            r.value
            for r in values[indicator, breakdown, row.period, areas[ags].kind].values()
            if r.ags != ags
        ]
        known = [value for value in peers if value is not None]
        middle, spread = _spread(known)
        assert row.value is not None
        if (
            len(known) >= PEERS
            and abs(row.value - middle) > max(OUTLIER * spread, FLOOR * abs(middle))
            and spread
        ):
            yield _outlier(row, middle, len(known), catalogue, areas)


def _outlier(row: Row, middle: float, n: int, catalogue: Catalogue, areas: Areas) -> Finding:
    indicator = catalogue.indicators[row.indicator]
    what = describe(row, catalogue, areas)
    found, usual = (with_unit(v, indicator.unit, indicator.decimals) for v in (row.value, middle))
    return Finding(
        "ausreisser", "finding", supplier_of(row, catalogue), what, place_of(row), found,
        f"in der Größenordnung von {usual} (Median von {n} Vergleichsgebieten)",
        f"{what}: {found} liegt weit vom Median der {n} Vergleichsgebiete ({usual}) entfernt; bitte prüfen.",
        key_of("ausreisser", row), stored(row.value),
    )  # fmt: skip


def gaps(
    series: dict[Series, list[Row]], ours: Set[str], catalogue: Catalogue, areas: Areas
) -> Iterator[Finding]:
    """Yield a finding for each total with years missing between its first and its last that other areas have.

    Where no other area has the indicator, every missing year of a yearly series counts.
    """
    years: defaultdict[str, dict[str, set[int]]] = defaultdict(dict)
    for (indicator, ags, breakdown), rows in series.items():
        if not breakdown:
            years[indicator][ags] = {parse_period(row.period).year for row in rows}
    for (indicator, ags, breakdown), rows in series.items():
        if ags not in ours or breakdown:
            continue
        have = years[indicator][ags]
        others = [found for other, found in years[indicator].items() if other != ags]
        within = [year for year in range(min(have), max(have)) if year not in have]
        yearly = len(have) > len(within)
        missing = [
            year
            for year in within
            if sum(year in o for o in others) * 2 > len(others) or (not others and yearly)
        ]
        if missing:
            row = rows[-1]
            what = describe(row, catalogue, areas, "")
            text = ", ".join(map(str, missing))
            yield Finding(
                "luecke", "finding", supplier_of(row, catalogue), what, place_of(row), f"keine Angabe für {text}",
                f"Angaben für jedes Jahr von {min(have)} bis {max(have)}",
                f"{what}: Es fehlen Angaben für {text}; bitte nachliefern oder begründen.",
                key_of("luecke", row, period=False), text,
            )  # fmt: skip


def splices(
    series: dict[Series, list[Row]], ours: Set[str], catalogue: Catalogue, areas: Areas
) -> Iterator[Finding]:
    """Yield a finding for each total (or first part of one without) whose source changes without a year that proves the two alike."""
    told: set[tuple[str, str, str]] = set()
    for (indicator, ags, _), rows in series.items():
        for before, row in pairwise(rows) if ags in ours else ():
            place = (indicator, ags, row.period)
            if not row.broken or before.source == row.source or place in told:
                continue
            told.add(place)
            what = describe(row, catalogue, areas)
            yield Finding(
                "bruch", "finding", supplier_of(row, catalogue), what, place_of(row), row.source,
                f"ein Jahr, das auch in {before.source} steht",
                f"{what}: {row.broken} Der Bericht vergleicht nicht darüber hinweg.",
                key_of("bruch", row), f"{before.source}|{row.source}",
            )  # fmt: skip


def contradictions(
    rows: Iterable[Row], ours: Set[str], catalogue: Catalogue, areas: Areas
) -> Iterator[Finding]:
    """Yield a finding where two sources for the same (`Indicator.twin`) give totals that do not fit, at most a year apart.

    They do not fit when they differ by more than `TWINS` of the larger one; of each pair of series the newest such figures are told.
    """
    totals: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.ags in ours and not row.breakdown and row.value is not None:
            totals[row.indicator, row.ags].append(row)
    for (name, ags), found in sorted(totals.items()):
        twin = catalogue.indicators[name].twin
        others = totals.get((twin.indicator, ags), []) if twin else []
        pairs = [
            (parse_period(one.period).date, one, other)
            for one in found
            for other in others
            if abs(parse_period(one.period).year - parse_period(other.period).year) <= 1
        ]
        if not pairs:
            continue
        _, one, other = max(pairs, key=lambda pair: (pair[0], parse_period(pair[2].period).date))
        assert one.value is not None
        assert other.value is not None
        if abs(one.value - other.value) <= TWINS * max(abs(one.value), abs(other.value)):
            continue
        entry = catalogue.indicators[name]
        what = describe(one, catalogue, areas)
        first, second = (with_unit(r.value, entry.unit, entry.decimals) for r in (one, other))
        yield Finding(
            "widerspruch", "finding", supplier_of(one, catalogue), what, place_of(one), first, f"etwa {second}",
            f"{what}: {first}; „{catalogue.indicators[other.indicator].name}“ nennt {second} ({period_text(other.period)}). Bitte klären, "
            "welche Quelle gilt.",
            key_of("widerspruch", one), f"{stored(one.value)}|{stored(other.value)}",
        )  # fmt: skip


def look(seen: Seen) -> Iterator[Finding]:
    """Yield what this file finds."""
    yield from contradictions(seen.figures, seen.ours, seen.catalogue, seen.areas)
    series = in_order(seen.rows)
    for find in (jumps, outliers, gaps, splices):
        yield from find(series, seen.ours, seen.catalogue, seen.areas)
