"""Flow chart: how many of a group go which way from stage to stage, such as a cohort through school."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.series import Cell, Series
from helpers.figures.describe import Texts, cell_text, finish
from helpers.figures.flows.flowdrawing import draw
from helpers.figures.flows.flowlayout import Flows
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, percent, period_label, printed, with_unit

if TYPE_CHECKING:
    from helpers.facts.context import Context


def flow(
    report: Context, indicator: str, *, through: Sequence[str], start: str, **texts: Unpack[Texts]
) -> Shown:
    """Draw how a group spreads over the values of some dimensions, one after the other; bands are as wide as numbers are large.

    Args:
        report: municipality and report year.
        indicator: id of a count that has figures for each of the dimensions and for each pair of neighbours.
        through: dimensions in the order of time.
        start: what all have in common before the first, such as „Grundschule“.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has no such figures.
    """
    entry = report.indicator(indicator)
    found = flows_of(report, indicator, through)
    names = [report.dimension(d).name for d in through]
    when = period_label(found.whole.period)
    rows = list(_rows(found, start, names))
    first = max(found.stages[0], key=lambda name: found.stages[0][name].value or 0)
    said = [f"{name}: {_shares(stage, found.whole)}" for name, stage in zip(names, found.stages, strict=True)]
    return finish(
        report,
        "fluss",
        [entry],
        [found.whole, *(cell for stage in found.stages for cell in stage.values())]
        + [cell for step in found.steps for cell in step.values()],
        {
            "columns": (
                Column("Stufe"),
                Column("von"),
                Column("nächste Stufe"),
                Column("nach"),
                Column("Anzahl", entry.unit, number=True),
                Column("Anteil an „von“", "%", number=True),
            ),
            "rows": tuple(
                (*place, cell.value, None if part is None else printed(part, 4)) for place, cell, part in rows
            ),
            "display": tuple(
                (*place, cell_text(cell, entry), "" if part is None else number(part, 1))
                for place, cell, part in rows
            ),
        },
        texts,
        caption=f"{entry.name} {report.profile.in_city}, {when}",
        alt=f"Flussdiagramm: {with_unit(found.whole.number, entry)} von „{start}“ bis „{names[-1]}“, {when}. "
        f"{'. '.join(said)}. Die größten Ströme: {_largest(found)}.",
        svg=draw(report, found, through, start),
        computed=True,
        reading=f"Lesebeispiel: Von {with_unit(found.whole.number, entry)} eines Jahrgangs entfallen in der Stufe "
        f"„{names[0]}“ {number(found.stages[0][first].value or 0)} auf „{first}“.",
    )


def flow_share(report: Context, indicator: str, *, source: str, target: str, of: str, to: str) -> Markdown:
    """Return how many of a value of one stage came to a value of the next: `61,8 % (von 854)`.

    Args:
        report: municipality and report year.
        indicator: as for `flow`.
        source: dimension of the earlier stage.
        target: dimension of the next.
        of: value of the earlier stage.
        to: value of the next.

    Raises:
        NoData: there is no such figure, or it is not published.
    """
    found = flows_of(report, indicator, (source, target))
    part, whole = found.steps[0].get((of, to)), found.stages[0].get(of)
    if part is None or part.value is None or whole is None or not whole.value:
        raise report.no_data(indicator, source)
    return escape(f"{percent(part.value / whole.value * 100)} (von {number(whole.value)})")


def flows_of(report: Context, indicator: str, through: Sequence[str]) -> Flows:
    """Return the numbers of the latest year that has all of them."""
    first, *_ = [report.over_values(indicator, d, symbols=True) for d in through]
    year = max(y for series in first for y in series.points)
    whole = report.total(indicator).cells.get(year)
    if whole is None or not whole.value:
        raise NoData(f"Für {report.for_city} fehlt zu „{report.indicator(indicator).name}“ die Gesamtzahl.")
    stages = [
        {s.label: s.cells[year] for s in report.over_values(indicator, d, symbols=True) if year in s.cells}
        for d in through
    ]
    steps: list[dict[tuple[str, str], Cell]] = []
    for before, after, stage in zip(through, through[1:], stages, strict=False):
        step = {}
        for source in stage:
            for series in _onward(report, indicator, after, {before: source}):
                if year in series.cells and series.cells[year].status != "zero":
                    step[source, series.label] = series.cells[year]
        if not step:
            raise report.no_data(indicator, after)
        steps.append(step)
    return Flows(whole, stages, steps)


def _onward(report: Context, indicator: str, by: str, within: Mapping[str, str]) -> list[Series]:
    try:
        return report.over_values(indicator, by, within=within, symbols=True)
    except NoData:
        return []


def _rows(
    found: Flows, start: str, names: Sequence[str]
) -> Iterator[tuple[tuple[str, str, str, str], Cell, float | None]]:
    """Yield the table's rows: stages and values of a flow, its number, and its share of where it comes from."""
    for name, cell in found.stages[0].items():
        yield ("", start, names[0], name), cell, _percent(cell, found.whole)
    for i, step in enumerate(found.steps):
        for (source, target), cell in step.items():
            yield (names[i], source, names[i + 1], target), cell, _percent(cell, found.stages[i][source])


def _percent(part: Cell, whole: Cell) -> float | None:
    return part.value / whole.value * 100 if part.value is not None and whole.value else None


def _shares(stage: Mapping[str, Cell], whole: Cell) -> str:
    known = [(name, part) for name, cell in stage.items() if (part := _percent(cell, whole)) is not None]
    return ", ".join(f"{name} {percent(part)}" for name, part in known)


def _largest(found: Flows) -> str:
    """Return the three largest flows of each step in words."""
    return "; ".join(
        ", ".join(
            f"von „{source}“ nach „{target}“ {number(cell.number)}"
            for (source, target), cell in sorted(
                ((edge, cell) for edge, cell in step.items() if cell.value), key=lambda item: -item[1].number
            )[:3]
        )
        for step in found.steps
    )
