"""The words around a chart: caption, alt text, source line, Lesebeispiel, notes, and its data as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

from helpers.facts.reading import lesebeispiel
from helpers.facts.series import SYMBOLS, Cell, Series, symbols_note
from helpers.figures.about import about
from helpers.figures.shown import Column, Shown, Value
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, period_label, periods, with_unit
from helpers.text.wording import is_ratio

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context
    from helpers.facts.finding import Finding

OVER_100 = (
    "Werte über 100 % sind möglich: Gezählt werden auch Personen, die nicht in der Kommune wohnen und "
    "deshalb in der Bezugszahl fehlen."
)


class Texts(TypedDict, total=False):
    """What an author may say instead of the catalogue: Markdown, except `alt`, which is plain text."""

    caption: str
    alt: str
    note: str
    reading: str
    label: str


class Data(TypedDict):
    """The data behind a figure: columns, typed rows, the same rows as German texts, and what is of another date (`Shown.dates`)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    display: tuple[tuple[str, ...], ...]
    dates: NotRequired[tuple[str, ...]]


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
    finding: Finding | None = None,
) -> Shown:
    """Return the finished figure or table; what the author says goes before what the catalogue says.

    Args:
        context: municipality and report year.
        chart: name of the chart type, the end of the label; empty for the usual view of an indicator.
        indicators: catalogue entries of the indicators shown.
        cells: the observations shown; source line and symbols come from them.
        data: the data behind the figure.
        texts: what the author says.
        caption: plain text.
        alt: plain text.
        svg: the picture of a figure.
        kind: see `Shown`.
        notes: plain text; the catalogue's and the sources' notes are added.
        computed: whether values were derived from the observations, to be marked as own calculation.
        reading: plain text; without it the catalogue's Lesebeispiel is used, for several indicators in a figure that of the
            first rate.
        cards: see `Shown`.
        finding: what it shows, for its title.
    """
    cells = list(cells)
    label = f"{'fig' if kind == 'figure' else 'tbl'}-{indicators[0].id}{'-' if chart else ''}{chart}"
    shown = {text for row in data["display"] for text in row}
    found = [
        *notes,
        *symbols_note(c for c in cells if SYMBOLS.get(c.status) in shown),
        *broken_notes(cells),
        *_notes(context, indicators, cells),
    ]
    own = [texts["note"]] if "note" in texts else []
    if reading is None and len(indicators) == 1:
        reading = _of_what_is_shown(context, indicators[0], cells)
    elif reading is None and kind == "figure":
        reading = _of_a_rate(context, indicators, cells)
    return Shown(
        kind=kind,
        caption=Markdown(texts.get("caption") or escape(caption)),
        alt=texts.get("alt") or alt,
        source=source_line(context, indicators, cells, computed),
        label=texts.get("label") or label,
        indicators=tuple(i.id for i in indicators),
        reading=texts.get("reading") or (escape(reading) if reading else None),
        notes=tuple(dict.fromkeys([*own, *map(escape, found)])),
        svg=svg,
        cards=cards,
        finding=finding if kind == "figure" else None,
        about=about(indicators, cells, context.store),
        **data,
    )


def source_line(
    context: Context, indicators: Sequence[Indicator], cells: Sequence[Cell], computed: bool = False
) -> Markdown:
    """Return the source line: sources in order of appearance, reference date, whether own calculation."""
    last = max((c.period for c in cells if c.value is not None), default="")
    stand = f"Stand: {period_label(last)}; " if last else ""
    computed = computed or any(i.computed for i in indicators)
    names = listed_sources(context, indicators, cells)
    return escape(f"Quelle: {names}; {stand}eigene {'Berechnung und ' if computed else ''}Darstellung.")


def listed_sources(context: Context, indicators: Sequence[Indicator], cells: Sequence[Cell]) -> str:
    """Return the sources of the cells with their tables and editions, plain text, each publisher and each publication once."""
    sources = context.store.catalogue.sources
    tables = {origin.source: origin.table for indicator in indicators for origin in indicator.sources}
    details: dict[str, dict[str, list[str]]] = {}
    for name in dict.fromkeys(part for c in cells for part in c.source.split("|") if part in sources):
        source = sources[name]
        table = source.table or (tables.get(name, "") if len(indicators) == 1 else "")
        table = f"Tabelle {table}" if table and not table.startswith("Tabelle") else table
        detail = ", ".join(part for part in (source.edition, table) if part)
        details.setdefault(source.publisher, {}).setdefault(source.short, []).append(detail)
    return "; ".join(
        f"{publisher}, " + ", ".join(", ".join([short, *filter(None, found)]) for short, found in of.items())
        for publisher, of in details.items()
    )


def _of_what_is_shown(context: Context, indicator: Indicator, cells: Sequence[Cell]) -> str | None:
    """Return the Lesebeispiel of the municipality's total at the latest date shown, None where there is none of that date."""
    numbers = [c for c in cells if c.value is not None]
    shown = [c.period for c in numbers if c.ags == context.ags] or [c.period for c in numbers]
    totals = {c.period: c for c in context.total(indicator.id).cells.values()}
    total = totals.get(max(shown, default=""))
    return lesebeispiel(context, indicator, total) if total else None


def _of_a_rate(context: Context, indicators: Sequence[Indicator], cells: Sequence[Cell]) -> str | None:
    """Return a Lesebeispiel of the first rate whose latest figure here is the municipality's total, None without any."""
    for indicator in indicators:
        own = [
            c for c in cells if (c.ags, c.indicator) == (context.ags, indicator.id) and c.value is not None
        ]
        if own and is_ratio(indicator):
            last = max(own, key=lambda c: c.period)
            if last in context.total(indicator.id).cells.values():
                return lesebeispiel(context, indicator, last)
    return None


def _notes(context: Context, indicators: Sequence[Indicator], cells: Sequence[Cell]) -> list[str]:
    rates = {i.id for i in indicators if i.unit == "%"}
    over = [OVER_100] if any(c.indicator in rates and (c.value or 0) > 100 for c in cells) else []
    catalogue = [note for i in indicators for note in i.notes] if len(indicators) == 1 else []
    sources = context.store.catalogue.sources
    used = dict.fromkeys(part for c in cells for part in c.source.split("|") if part in sources)
    heads = {note: note.partition(": ")[0].split(", ") for name in used for note in sources[name].notes}
    land = [note for note, laender in heads.items() if context.land.name in laender]
    return [*over, *catalogue, *different(c.note for c in cells if c.status != "suppressed"), *land]


def broken_notes(cells: Sequence[Cell]) -> list[str]:
    """Return a note for each break within what is shown of an indicator and an area, in the order of time."""
    first: dict[tuple[str, str], str] = {}
    for cell in cells:
        key = cell.indicator, cell.ags
        first[key] = min(cell.period, first.get(key, cell.period))
    broken = {(c.period, c.broken) for c in cells if c.broken and c.period > first[c.indicator, c.ags]}
    return list(dict.fromkeys(f"Zeitreihenbruch: {reason}" for _, reason in sorted(broken)))


def different(notes: Iterable[str]) -> list[str]:
    """Return the notes of many figures, each statement once: a computed figure repeats what its parts say.

    >>> different(["Gerundet. Nicht berechenbar.", "Gerundet.", ""])
    ['Gerundet.', 'Nicht berechenbar.']
    """
    kept: list[str] = []
    for note in sorted(dict.fromkeys(notes), key=len):
        for known in kept:
            note = note.replace(known, "")
        if note := " ".join(note.split()):
            kept.append(note)
    return kept


def cell_text(cell: Cell | None, indicator: Indicator) -> str:
    """Return one cell of a table: the number, the symbol in its place, or an empty text."""
    if cell is None:
        return ""
    if cell.status:
        return SYMBOLS[cell.status]
    return number(cell.value, indicator.decimals) if cell.value is not None else ""


def years_table(series: Sequence[Series], indicator: Indicator) -> Data:
    """Return years as rows and series as columns."""
    years = sorted({y for s in series for y in s.cells})
    periods = {y: next(s.cells[y].period for s in series if y in s.cells) for y in years}
    return {
        "columns": (Column("Jahr"), *(Column(s.label, indicator.unit, number=True) for s in series)),
        "rows": tuple((periods[y], *(_value(s.cells.get(y)) for s in series)) for y in years),
        "display": tuple(
            (period_label(periods[y]), *(cell_text(s.cells.get(y), indicator) for s in series)) for y in years
        ),
    }


def rows_table(first: str, rows: Sequence[tuple[str, Cell]], heading: str, indicator: Indicator) -> Data:
    """Return one row per area or value of a dimension, with one number each."""
    return {
        "columns": (Column(first), Column(heading, indicator.unit, number=True)),
        "rows": tuple((label, _value(cell)) for label, cell in rows),
        "display": tuple((label, cell_text(cell, indicator)) for label, cell in rows),
    }


def span_of(cells: Iterable[Cell]) -> str:
    """Return the periods of the cells that have a number as a range: `2016–2019`."""
    ordered = sorted(c.period for c in cells if c.value is not None)
    return periods(ordered[0], ordered[-1])


def development(series: Series, indicator: Indicator) -> str:
    """Return a series in words for an alt text: `Augsburg: von 12,8 % (2016) auf 11,2 % (2019)`, each basis for itself."""

    def told(cell: Cell, *, dative: bool = False) -> str:
        return f"{with_unit(cell.number, indicator, dative=dative)} ({period_label(cell.period)})"

    known = [cell for _, cell in sorted(series.cells.items()) if cell.value is not None]
    based: list[list[Cell]] = [[]]
    for year, cell in sorted(series.cells.items()):
        if year in series.breaks and based[-1]:
            based.append([])
        based[-1] += [cell] if cell.value is not None else []
    spans = [
        told(cells[0]) if len(cells) == 1 else f"von {told(cells[0], dative=True)} auf {told(cells[-1])}"
        for cells in based
        if cells
    ]
    text = f"{series.label}: " + ", auf neuer Grundlage ".join(spans)
    high = max(known, key=lambda c: c.number)
    low = min(known, key=lambda c: c.number)
    ends = {number(c.number, indicator.decimals) for cells in based if cells for c in (cells[0], cells[-1])}
    between = [
        (word, c)
        for word, c in (("höchster", high), ("niedrigster", low))
        if number(c.number, indicator.decimals) not in ends
    ]
    return text + "".join(f", {word} Wert {told(c)}" for word, c in between)


def _value(cell: Cell | None) -> float | None:
    return None if cell is None else cell.value
