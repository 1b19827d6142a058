"""What the workbook beside a figure says about its numbers: definitions, sources, licences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from helpers.facts.series import Cell
from helpers.text.numbers import period_label

if TYPE_CHECKING:
    from helpers.data import Indicator, Store
    from helpers.data.models import Source


def about(
    indicators: Sequence[Indicator], cells: Sequence[Cell], store: Store
) -> tuple[tuple[str, str], ...]:
    """Return label and text of each line, plain text.

    Args:
        indicators: catalogue entries of the indicators shown.
        cells: the observations shown.
        store: where they come from.
    """
    sources = store.catalogue.sources
    used = dict.fromkeys(part for cell in cells for part in cell.source.split("|") if part in sources)
    last = max((cell.period for cell in cells if cell.value is not None), default="")
    lines = [line for indicator in indicators for line in _definition(indicator)]
    if last:
        lines.append(("Stand der Zahlen", period_label(last)))
    origins = store.origins([i.id for i in indicators], [cell.ags for cell in cells]) if used else []
    for name in used:
        lines += _origin(sources[name])
        lines += [("Herkunft", told) for source, told in origins if source == name]
    return tuple(lines)


def _definition(indicator: Indicator) -> Iterator[tuple[str, str]]:
    yield "Indikator", indicator.name
    yield "Definition", indicator.definition
    if indicator.unit:
        yield "Einheit", indicator.unit
    if indicator.numerator and indicator.denominator:
        yield "Zähler", f"{indicator.numerator.text} ({indicator.numerator.at})"
        yield "Nenner", f"{indicator.denominator.text} ({indicator.denominator.at})"
    if indicator.formula:
        yield "Berechnung", indicator.formula


def _origin(source: Source) -> Iterator[tuple[str, str]]:
    parts = (source.publisher, source.title, source.edition, source.table)
    yield "Quelle", ", ".join(part for part in parts if part)
    yield "Bezugszeit", source.reference
    if source.licence:
        yield "Lizenz", ", ".join(part for part in (source.licence, source.licence_url) if part)
    yield "Quellenvermerk", source.attribution
