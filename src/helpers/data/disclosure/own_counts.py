"""Protect a municipality's own counts before anything is computed from them, so that no page ever sees a small one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from helpers.data.cells import Figures
from helpers.data.disclosure.ages import made_up_of, overlapping
from helpers.data.disclosure.protect import DEFAULT_THRESHOLD, protect_linked
from helpers.data.disclosure.table import SUPPRESSED, CountTable
from helpers.data.keys import join_breakdown, split_breakdown
from helpers.data.models import Indicator
from helpers.data.observations import Row

if TYPE_CHECKING:
    from helpers.data.areas import Areas
    from helpers.data.catalogue import Catalogue

THINGS = frozenset(
    {"Plätze", "Klassen", "Kurse", "Unterrichtsstunden", "Schulen", "Einrichtungen", "Stellen"}
)
"""Units of counts that are not about people."""

TOTAL = ""


Key = tuple[str, str, str, str]
"""Indicator, area, breakdown, period."""

NOTE = "Nicht berechenbar, weil ein Bestandteil aus Datenschutzgründen nicht ausgewiesen wird."


def hide_small_counts(
    rows: Sequence[Row],
    catalogue: Catalogue,
    areas: Areas,
    thresholds: Mapping[str, int],
    editions: Sequence[Sequence[Row]] = (),
) -> list[Row]:
    """Return the figures with all small counts of people, and what they could be computed from, suppressed.

    All tables that can be made of these figures are protected together: every breakdown, every area and its parts, and
    counts that are a share of another count. Rates, changes and other figures computed from a suppressed count are
    suppressed with it, and so are supplied rates whose counts are in the store.

    Args:
        rows: all figures, those computed from others included.
        catalogue: what is declared about them.
        areas: all areas.
        thresholds: per municipality (five digits) the smallest count that may be published; 5 where it is not there.
        editions: the counts that earlier editions published, suppressed ones without value.

    Raises:
        DataError: when parts exceed their total.
    """
    own: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.value is not None and is_ours(row, catalogue.indicators[row.indicator]):
            own[row.ags[:5]].append(row)
    hidden: set[Key] = set()
    for city in sorted(own):
        hidden |= _hidden(own[city], catalogue, areas, thresholds.get(city, DEFAULT_THRESHOLD), editions)
    derived = _derived(rows, hidden, catalogue) if hidden else set()
    result = []
    for row in rows:
        if row.key in hidden:
            row = row._replace(value=None, status=SUPPRESSED)
        elif row.key in derived:
            row = row._replace(value=None, status=SUPPRESSED, note=f"{row.note} {NOTE}".strip())
        result.append(row)
    return result


def hide_earlier_editions(
    superseded: Sequence[Row], shown: Sequence[Row], catalogue: Catalogue, thresholds: Mapping[str, int]
) -> list[Row]:
    """Return the superseded figures without those that would give a suppressed one away.

    Args:
        superseded: figures in place of which others count.
        shown: the figures that count, after `hide_small_counts`.
        catalogue: what is declared about them.
        thresholds: as there.
    """
    hidden = {row.key for row in shown if row.status == SUPPRESSED}

    def small(row: Row) -> bool:
        threshold = thresholds.get(row.ags[:5], DEFAULT_THRESHOLD)
        return (
            row.value is not None
            and 0 < row.value < threshold
            and is_ours(row, catalogue.indicators[row.indicator])
        )

    def delivery(row: Row) -> tuple[str, str, str]:
        return row.indicator, row.ags[:5], row.period

    # The old total less the old parts is the old small count: what was delivered with one goes with it.
    with_small = {delivery(row) for row in superseded if small(row)}
    return [
        row._replace(value=None, status=SUPPRESSED)
        if row.key in hidden
        or (delivery(row) in with_small and is_ours(row, catalogue.indicators[row.indicator]))
        else row
        for row in superseded
    ]


def is_ours(row: Row, indicator: Indicator) -> bool:
    """Tell whether a figure is a count of people that no statistical office has protected before."""
    official = {origin.source for origin in indicator.sources}
    supplied = indicator.kind == "count" and not indicator.computed and indicator.unit not in THINGS
    return supplied and not set(row.source.split("|")) <= official


def _derived(rows: Sequence[Row], hidden: set[Key], catalogue: Catalogue) -> set[Key]:
    """Return the keys of everything that is made of a hidden count, at any distance."""
    gone = {"\t".join(key) for key in hidden}
    supplied = [row for row in rows if catalogue.indicators[row.indicator].checked_by]
    figures = Figures(rows) if supplied else Figures(())
    # Complements and sums over Sozialräume are counts of their own, and protected as such.
    computed = [row for row in rows if row.components and catalogue.indicators[row.indicator].computed]
    made_of = {row.key: row.components.split("\n") for row in computed}
    for row in supplied:
        how = catalogue.indicators[row.indicator].checked_by
        assert how is not None
        kept = split_breakdown(row.breakdown)
        sums = [
            figures.sum(cells, row.ags, row.period, kept)
            for cells in (how.numerator, how.denominator)
            if cells
        ]
        made_of[row.key] = ["\t".join(part.key) for found in sums if found for part in found.rows]
    derived: set[Key] = set()
    while new := {key for key, parts in made_of.items() if key not in derived and not gone.isdisjoint(parts)}:
        derived |= new
        gone |= {"\t".join(key) for key in new}
    return derived - hidden


def _hidden(
    rows: Sequence[Row], catalogue: Catalogue, areas: Areas, threshold: int, editions: Sequence[Sequence[Row]]
) -> set[Key]:
    """Return the keys of the figures of one municipality that are not to be published."""
    city = rows[0].ags[:5]
    tables = list(_count_tables(rows, catalogue, areas))
    previous = [
        table
        for edition in editions
        for table in _count_tables([row for row in edition if row.ags[:5] == city], catalogue, areas)
    ]
    hidden: set[Key] = set()
    results = protect_linked(tables, threshold=threshold, previous=previous)
    for table, result in zip(tables, results, strict=True):
        for cell in result.frame[result.suppressed].to_dict("records"):
            parts = {str(d): str(cell[d]) for d in table.dims[2:] if cell[d] != TOTAL}
            hidden.add((table.measure, cell["ags"], join_breakdown(parts), cell["period"]))
    return hidden


def _count_tables(rows: Sequence[Row], catalogue: Catalogue, areas: Areas) -> Iterator[CountTable]:
    """Yield the tables of all indicators among the rows."""
    import pandas as pd

    measures: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        measures[row.indicator].append(row)
    wholes = _wholes(catalogue)
    for name in sorted(measures):
        indicator = catalogue.indicators[name]
        parents = {row.ags: areas[row.ags].parent or TOTAL for row in measures[name]}
        for members, within in _tables(measures[name], indicator, catalogue):
            yield CountTable(
                pd.DataFrame([_cell(row, indicator) for row in members]),
                ("ags", "period", *indicator.dimensions),
                measure=name,
                total=TOTAL,
                hierarchy={"ags": parents, **within},
                part_of=wholes.get(name, ""),
            )


def _cell(row: Row, indicator: Indicator) -> dict[str, object]:
    parts = split_breakdown(row.breakdown)
    places = {dimension: parts.get(dimension, TOTAL) for dimension in indicator.dimensions}
    return {"ags": row.ags, "period": row.period, **places, "value": row.value, "status": row.status}


def _tables(
    rows: Sequence[Row], indicator: Indicator, catalogue: Catalogue
) -> Iterator[tuple[list[Row], dict[str, dict[str, str]]]]:
    """Yield the rows whose values are parts of their totals, then those of each value that overlaps with others.

    „darunter …“ and age groups across others are parts of the total too, but not next to the others. A wide age group is
    besides the sum of narrow ones, where they make it up: that comes as a hierarchy of the dimension.
    """
    extra = {
        (dimension, value)
        for dimension in indicator.dimensions
        for value in _overlapping(dimension, rows, catalogue)
    }
    places = [set(split_breakdown(row.breakdown).items()) for row in rows]
    yield [row for row, place in zip(rows, places, strict=True) if not place & extra], {}
    for one in sorted(extra):
        dimension, value = one
        yield (
            [
                row
                for row, place in zip(rows, places, strict=True)
                if place & extra <= {one} and (one in place or dimension not in dict(place))
            ],
            {},
        )
        used = {dict(place)[dimension] for place in places if dimension in dict(place)}
        if narrow := made_up_of(value, used):
            both = {value, *narrow}
            yield (
                [row for row, place in zip(rows, places, strict=True) if dict(place).get(dimension) in both],
                {dimension: dict.fromkeys(narrow, value)},
            )


def _overlapping(dimension: str, rows: Sequence[Row], catalogue: Catalogue) -> list[str]:
    """Return the values of a dimension that are contained in others."""
    used = {split_breakdown(row.breakdown).get(dimension, TOTAL) for row in rows} - {TOTAL}
    declared = catalogue.dimensions[dimension]
    if declared.part_of_total:
        return sorted(used - set(declared.parts(used)))
    return overlapping(used)


def _wholes(catalogue: Catalogue) -> dict[str, str]:
    """Return for each count the count it is a part of, where the catalogue computes a share of the two."""
    wholes: dict[str, str] = {}
    for indicator in catalogue.indicators.values():
        how = indicator.computed
        if indicator.kind == "share" and how and len(how.numerator) == len(how.denominator) == 1:
            over, under = how.numerator[0], how.denominator[0]
            if not over.where and not under.where and over.indicator != under.indicator:
                wholes.setdefault(over.indicator, under.indicator)
    return wholes
