"""The annex: every key figure as a table of years, and what is known about the quality of the data."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from helpers.facts.series import SYMBOLS
from helpers.pipeline.chapter.blocks import Block
from helpers.pipeline.chapter.pipetables import pipe_table
from helpers.text.markdown import escape
from helpers.text.numbers import number, period_label

if TYPE_CHECKING:
    from helpers.data import Profile, Store
    from helpers.data.models import Indicator, Source

YEARS = 8
"""So many years stand side by side: more would not fit on a page."""
WITHOUT_NUMBER = frozenset({"unknown", "unreliable", "later"})

Figures = Mapping[int, tuple[float | None, str]]


def table_blocks(store: Store, profile: Profile, year: int) -> list[Block]:
    """Return one table per reporting area: the municipality's total of every indicator in the last years.

    An area whose figures are all zero has none, as it has no chapter: a Landkreis without a university.

    Args:
        store: the figures.
        profile: the municipality.
        year: report year.
    """
    from helpers.data.models import REPORTING_AREAS

    series: defaultdict[str, dict[int, tuple[float | None, str]]] = defaultdict(dict)
    for indicator, at, value, status in store.totals(profile.ags, year):
        series[indicator][at] = (value, status)
    held = {
        name: found for name, found in series.items() if any(value is not None for value, _ in found.values())
    }
    blocks = []
    for area, title in REPORTING_AREAS.items():
        entries = [i for i in store.catalogue.indicators.values() if i.area == area and i.id in held]
        if not any(value for entry in entries for value, _ in held[entry.id].values()):
            continue
        years = sorted({at for entry in entries for at in held[entry.id]})[-YEARS:]
        rows = [_row(entry, held[entry.id], years) for entry in entries]
        kept = [row for row in rows if any(row[1:])]
        if not kept:
            continue
        blocks += [
            Block("heading", f"## {escape(title)} {{.unnumbered}}"),
            Block("open", f"::: {{#tbl-anhang-{area}}}"),
            Block(
                "text", pipe_table(["Kennzahl", *map(str, years)], kept, ["left", *["right"] * len(years)])
            ),
            Block("text", f"{escape(title)} {escape(profile.in_city)}, {years[0]}–{years[-1]}"),
            Block("close", ":::"),
        ]
    return blocks or [Block("text", "Für diese Kommune liegen keine Kennzahlen vor.")]


def _row(entry: Indicator, found: Figures, years: Sequence[int]) -> list[str]:
    unit = entry.unit or "Anzahl"
    name = entry.name if unit.casefold() in entry.name.casefold() else f"{entry.name} ({unit})"
    return [name, *(_cell(found.get(year), entry.decimals) for year in years)]


def _cell(figure: tuple[float | None, str] | None, decimals: int) -> str:
    if figure is None:
        return ""
    value, status = figure
    return SYMBOLS[status] if status else number(value or 0.0, decimals)


def quality_blocks(
    store: Store, profile: Profile, year: int, findings: Mapping[str, Sequence[int]] | None
) -> list[Block]:
    """Return a table of the sources with what to mind of each, the findings of the check, and the breaks of series.

    Args:
        store: the figures.
        profile: the municipality.
        year: report year.
        findings: who supplied → how many findings are open and answered; None where the data have not been checked.
    """
    catalogue, areas = store.catalogue, store.areas
    parts = [profile.ags, *(area.ags for area in areas.children(profile.ags))]
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    editions: defaultdict[str, str] = defaultdict(str)
    for source, status, edition, figures in store.supplied(parts, year):
        counted[source][status] += figures
        editions[source] = max(editions[source], edition)
    rows = [
        _source_row(catalogue.sources[name], counted[name], editions[name], profile)
        for name in catalogue.sources
        if name in counted
    ]
    head = ["Quelle", "Stand", "Zahlen", "ohne Zahl", "geschützt", "Rundung"]
    blocks = [
        Block("open", "::: {#tbl-datenqualitaet}"),
        Block("text", pipe_table(head, rows, ["left", "left", "right", "right", "right", "left"])),
        Block("text", f"Zahlen {escape(profile.of_city)} nach Quelle"),
        Block("close", ":::"),
    ]
    return [*blocks, *_finding_blocks(findings), *_break_blocks(store, profile, year)]


def _source_row(source: Source, counts: Counter[str], edition: str, profile: Profile) -> list[str]:
    stand = source.edition or (
        period_label(edition) if edition else source.stand and period_label(source.stand)
    )
    rounded = any(not rule.land or rule.land == profile.land_ags for rule in source.rounding)
    how = "gerundet" if rounded else "–" if source.additive else "verändert, Summen weichen ab"
    name = source.short if source.short == source.publisher else f"{source.publisher}: {source.short}"
    missing = sum(n for status, n in counts.items() if status in WITHOUT_NUMBER)
    return [
        ", ".join(part for part in (name, f"Tabelle {source.table}" if source.table else "") if part),
        stand or "",
        number(sum(n for status, n in counts.items() if status in ("", "zero", "below_half"))),
        number(missing) if missing else "–",
        number(counts["suppressed"]) if counts["suppressed"] else "–",
        how,
    ]


def _finding_blocks(findings: Mapping[str, Sequence[int]] | None) -> list[Block]:
    heading = Block("heading", "## Befunde der Prüfung {.unnumbered}")
    if findings is None:
        return []
    if not findings:
        return [heading, Block("text", "Die Prüfung der Zahlen dieser Ausgabe ergab keine Befunde.")]
    rows = [
        [supplier, *(number(n) if n else "–" for n in counts)]
        for supplier, counts in sorted(findings.items())
    ]
    return [
        heading,
        Block(
            "text",
            "Ein Befund ist eine Zahl, die auffällt: ein Sprung, ein fehlendes Jahr, eine Quote über 100\u00a0%. Er ist kein Fehler. "
            "Beantwortet heißt, dass die liefernde Stelle die Zahl bestätigt hat.",
        ),
        Block("open", "::: {#tbl-befunde}"),
        Block(
            "text", pipe_table(["Geliefert von", "offen", "beantwortet"], rows, ["left", "right", "right"])
        ),
        Block("text", "Befunde der Prüfung nach liefernder Stelle"),
        Block("close", ":::"),
    ]


def _break_blocks(store: Store, profile: Profile, year: int) -> list[Block]:
    """Return which series change their basis, with the reason; those with the same reason together."""
    broken: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in store.rows_in([profile.ags], year):
        if row.broken:
            broken[row.indicator].add((row.period[:4], row.broken))
    affected: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in store.catalogue.indicators.values():
        for change in sorted(broken[entry.id]):
            affected[change].append(entry.name)
    if not affected:
        return []
    items = [
        f"- {escape(reason)} Das betrifft: {escape('; '.join(names))}."
        for (_, reason), names in sorted(affected.items())
    ]
    return [Block("heading", "## Brüche in Zeitreihen {.unnumbered}"), Block("text", "\n".join(items))]
