"""The register of data sources: every indicator with figures in this report, its definition and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from helpers.pipeline.chapter.blocks import Block
from helpers.text.markdown import escape

if TYPE_CHECKING:
    from helpers.data import Catalogue, Store
    from helpers.data.models import Indicator, Source


def register(store: Store, areas: Iterable[str]) -> list[Block]:
    """Return the register: indicators by reporting area, then the sources they name.

    Args:
        store: the figures.
        areas: keys of the municipality and of all that it is compared with.
    """
    from helpers.data.models import REPORTING_AREAS

    catalogue = store.catalogue
    held = store.held(areas)
    shown = [indicator for name, indicator in catalogue.indicators.items() if name in held]
    blocks = []
    for area, title in REPORTING_AREAS.items():
        group = [indicator for indicator in shown if indicator.area == area]
        if group:
            blocks.append(Block("heading", f"## {escape(title)} {{.unnumbered}}"))
            blocks += [Block("text", _entry(indicator, catalogue)) for indicator in group]
    used = dict.fromkeys(name for indicator in shown for name in _source_names(indicator, catalogue))
    blocks.append(Block("heading", "## Veröffentlichungen und Lizenzen {.unnumbered}"))
    return blocks + [Block("text", _source(catalogue.sources[name])) for name in used]


def _entry(indicator: Indicator, catalogue: Catalogue) -> str:
    parts = [indicator.definition]
    if indicator.numerator and indicator.denominator:
        parts.append(f"Zähler: {_sentence(f'{indicator.numerator.text} ({indicator.numerator.at})')}")
        parts.append(f"Nenner: {_sentence(f'{indicator.denominator.text} ({indicator.denominator.at})')}")
    if indicator.formula:
        parts.append(f"Berechnung: {_sentence(indicator.formula)}")
    if indicator.unit:
        parts.append(f"Einheit: {_sentence(indicator.unit)}")
    if indicator.leitfaden:
        parts.append(f"Anwendungsleitfaden: {_sentence(indicator.leitfaden)}")
    origins = [_origin(name, indicator, catalogue) for name in _source_names(indicator, catalogue)]
    if origins:
        own = "Eigene Berechnung nach: " if indicator.computed else "Quelle: "
        parts.append(own + _sentence("; ".join(dict.fromkeys(origins))))
    if indicator.supplied_by:
        parts.append(f"Geliefert von: {_sentence(indicator.supplied_by)}")
    parts += [_sentence(note) for note in indicator.notes]
    return f"{_definition(indicator.name, parts)} Kennung: `{indicator.id}`"


def _definition(term: str, parts: list[str]) -> str:
    return f"{escape(term)}\n:   " + " ".join(escape(part) for part in parts if part)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _source_names(indicator: Indicator, catalogue: Catalogue) -> list[str]:
    """Return the sources of an indicator, or those of what it is computed from."""
    if indicator.computed:
        parts = [catalogue.indicators[name] for name in indicator.computed.indicators]
        return list(dict.fromkeys(name for part in parts for name in _source_names(part, catalogue)))
    return [origin.source for origin in indicator.sources]


def _origin(name: str, indicator: Indicator, catalogue: Catalogue) -> str:
    source = catalogue.sources[name]
    table = next((o.table for o in indicator.sources if o.source == name and o.table), source.table)
    return ", ".join(part for part in (source.short, _table(table) if table else source.edition) if part)


def _table(code: str) -> str:
    """Return the code of a table with the word before it, where it does not say so itself."""
    return code if not code or code.startswith("Tabelle") else f"Tabelle {code}"


def _source(source: Source) -> str:
    """Return a source with everything that its licence asks to be printed."""
    title = ", ".join(part for part in (source.title, source.edition, _table(source.table)) if part)
    parts = [_sentence(source.publisher), _sentence(f"Bezugszeit: {source.reference}")]
    if source.licence and source.licence not in source.attribution:
        parts.append(f"Lizenz: {_sentence(source.licence)}")
    parts.append(_sentence(source.attribution))
    parts += [_sentence(note) for note in source.notes]
    text = _definition(title, parts)
    if source.licence_url.startswith("https://"):
        text += f" [Text der Lizenz]({source.licence_url})"
    return text
