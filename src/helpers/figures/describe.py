"""The words around a chart: caption, alt text, source line, Lesebeispiel, notes, and its data as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from helpers.figures.context import SYMBOLS, Cell, Context, Series, symbols_note
from helpers.figures.shown import Column, Shown, Value, plain
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, period_label, period_when, periods, with_unit

if TYPE_CHECKING:
    from helpers.data import Indicator


OVER_100 = (
    "Werte über 100 % sind möglich, weil im Zähler auch Personen gezählt werden, die nicht in der Kommune wohnen "
    "und deshalb im Nenner fehlen; sie werden nicht gekappt."
)


class Texts(TypedDict, total=False):
    """What an author may say instead of the catalogue: Markdown, except `alt`, which is plain text."""

    caption: str
    alt: str
    note: str
    reading: str
    label: str


class Data(TypedDict):
    """The data behind a figure: columns, typed rows, and the same rows as German texts."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    display: tuple[tuple[str, ...], ...]


def finish(
    context: Context,
    chart: str,
    indicators: Sequence[Indicator],
    cells: Iterable[Cell],
    data: Data,
    texts: Texts,
    *,
    caption: str,
    alt: str,
    svg: str | None = None,
    kind: Literal["figure", "table", "cards"] = "figure",
    notes: Sequence[str] = (),
    computed: bool = False,
    reading: str | None = None,
    cards: tuple[dict[str, str], ...] = (),
) -> Shown:
    """Return the finished figure or table; what the author says goes before what the catalogue says.

    Args:
        chart: name of the chart type, part of the label where an indicator has several.
        cells: the observations shown; source line and symbols come from them.
        caption: plain text.
        notes: plain text.
        computed: whether values were derived from the observations, to be marked as own calculation.
        reading: plain text; without it the catalogue's Lesebeispiel is used for single indicators.
    """
    cells = list(cells)
    suffix = "" if chart in ("line", "table") else f"-{chart}"
    prefix = "fig" if kind == "figure" else "tbl"
    notes = [*notes, *symbols_note(cells), *_catalogue_notes(indicators, cells)]
    if texts.get("note"):
        notes = [texts["note"], *map(escape, notes)]
    else:
        notes = list(map(escape, notes))
    if reading is None and len(indicators) == 1:
        reading = lesebeispiel(context, indicators[0])
    return Shown(
        kind=kind,
        caption=Markdown(texts.get("caption") or escape(caption)),
        alt=texts.get("alt") or alt,
        source=source_line(context, cells, computed),
        label=texts.get("label") or f"{prefix}-{indicators[0].id}{suffix}",
        indicators=tuple(i.id for i in indicators),
        reading=texts.get("reading") or (escape(reading) if reading else None),
        notes=tuple(dict.fromkeys(notes)),
        svg=svg,
        cards=cards,
        **data,
    )


def source_line(context: Context, cells: Sequence[Cell], computed: bool) -> Markdown:
    """Return the source line: sources in order of appearance, reference date, own calculation or presentation."""
    sources = context.store.catalogue.sources
    used = [sources[name] for name in dict.fromkeys(c.source for c in cells if c.source)]
    names = "; ".join(dict.fromkeys(f"{s.publisher}, {s.short}" for s in used))
    last = max((c.period for c in cells if c.value is not None), default="")
    stand = f" Stand: {period_label(last)};" if last else ";"
    return escape(
        f"Quelle: {names}.{stand} {'eigene Berechnung und Darstellung' if computed else 'eigene Darstellung'}."
    )


def lesebeispiel(context: Context, indicator: Indicator, cell: Cell | None = None) -> str | None:
    """Return the catalogue's Lesebeispiel with the municipality's latest value (or that of `cell`), or None."""
    latest = cell or context.store.latest(indicator.id, context.ags, until=context.year)
    if latest is None or latest.value is None:
        return None
    opening = period_when(latest.period)
    words = indicator.reading.format(
        value=number(latest.value, indicator.decimals),
        period=opening[0].upper() + opening[1:],
        city=context.name,
        in_city=context.located,
        of_city=f"von {plain(context.place.dative)}",
    )
    return f"Lesebeispiel: {words}"


def _catalogue_notes(indicators: Sequence[Indicator], cells: Sequence[Cell]) -> list[str]:
    notes = [note for indicator in indicators for note in indicator.notes]
    for indicator in indicators:
        if indicator.unit == "%" and any(c.value is not None and c.value > 100 for c in cells):
            notes.append(OVER_100)
    return notes


def cell_text(value: Cell | None, indicator: Indicator) -> str:
    """Return one cell of a table: the number, the symbol in its place, or an empty text."""
    if value is None:
        return ""
    if value.status:
        return SYMBOLS[value.status]
    return number(value.value, indicator.decimals) if value.value is not None else ""


def years_table(series: Sequence[Series], indicator: Indicator) -> Data:
    """Return years as rows and series as columns."""
    years = sorted({y for s in series for y in s.cells})
    label = {y: period_label(next(s.cells[y].period for s in series if y in s.cells)) for y in years}
    return {
        "columns": (Column("Jahr"), *(Column(s.label, indicator.unit, number=True) for s in series)),
        "rows": tuple((label[y], *(_value(s.cells.get(y)) for s in series)) for y in years),
        "display": tuple((label[y], *(cell_text(s.cells.get(y), indicator) for s in series)) for y in years),
    }


def values_table(first: str, rows: Sequence[tuple[str, Cell]], heading: str, indicator: Indicator) -> Data:
    """Return one row per area or value with one number each."""
    return {
        "columns": (Column(first), Column(heading, indicator.unit, number=True)),
        "rows": tuple((label, _value(cell)) for label, cell in rows),
        "display": tuple((label, cell_text(cell, indicator)) for label, cell in rows),
    }


def span_of(cells: Iterable[Cell]) -> str:
    """Return the periods of the cells as a range: `2016–2019`."""
    ordered = sorted(c.period for c in cells if c.value is not None)
    return periods(ordered[0], ordered[-1])


def development(series: Series, indicator: Indicator) -> str:
    """Return a series in words for an alt text: `Augsburg: 14,2 % (2016), 11,2 % (2019)`."""
    first, last = series.first, series.last
    parts = [
        f"{with_unit(c.value, indicator)} ({period_label(c.period)})"
        for c in (first, last)
        if c.value is not None
    ]
    return f"{series.label}: {', dann '.join(dict.fromkeys(parts))}"


def _value(cell: Any) -> float | None:
    return None if cell is None else cell.value
