"""A profile of each district: its key figures beside the municipality's, and what the social index says of it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.series import Cell
from helpers.figures.describe import Texts, finish
from helpers.figures.districts.bydistrict import (
    Figures,
    district,
    districts,
    small_districts,
    social_index_of,
    types_of,
)
from helpers.figures.districts.districttables import found_of, whole_text
from helpers.figures.districts.map import cell_words
from helpers.figures.districts.there import district_places
from helpers.figures.districts.trends import district_trends
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import Markdown, escape
from helpers.text.noise import Direction, direction
from helpers.text.numbers import number, period_label, printed, signed

if TYPE_CHECKING:
    from helpers.data import Area, Indicator
    from helpers.facts.context import Context


def district_profile(report: Context, name: str, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Return one district's key figures beside the municipality's.

    Args:
        report: municipality and report year.
        name: the district's key or name.
        indicators: ids from the catalogue; those without a number for any district are left out.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: there is none left.
        DataError: there is no such district.
    """
    area = district(report, name)
    rows = found_of(report, indicators)
    cells = [cell for _, f in rows for cell in (f.cells.get(area.ags), f.whole) if cell is not None]

    def distance(found: Figures, entry: Indicator) -> float | None:
        own = _number(found.cells.get(area.ags))
        if entry.kind == "count" or own is None or found.mean is None:
            return None
        return printed(printed(own, entry.decimals) - printed(found.mean, entry.decimals), entry.decimals)

    def distance_text(found: Figures, entry: Indicator) -> str:
        gap = distance(found, entry)
        points = "\u00a0Pp." if entry.unit == "%" else ""
        return (
            ""
            if gap is None
            else signed(gap, entry.decimals) + points + ("\u00a0≈" if unsure(found, entry) else "")
        )

    def unsure(found: Figures, entry: Indicator) -> bool:
        own, whole = found.cells.get(area.ags), found.whole
        if entry.kind == "count" or own is None or whole is None or own.value is None or whole.value is None:
            return False
        return direction(whole.value, own.value, entry, bases=report.bases(whole, own)) is Direction.UNSURE

    told = [
        f"{entry.name} {cell_words(found, area, entry)} (insgesamt {whole_text(found, entry)})"
        for entry, found in rows
    ]
    return finish(
        report,
        f"profil-{area.code}",
        [entry for entry, _ in rows],
        cells,
        {
            "columns": (
                Column("Kennzahl"),
                Column("Einheit"),
                Column("Stand"),
                Column(area.name, number=True),
                Column(report.name, number=True),
                Column("Abstand", number=True),
            ),
            "rows": tuple(
                (
                    entry.short,
                    entry.unit,
                    found.period,
                    _number(found.cells.get(area.ags)),
                    _number(found.whole),
                    distance(found, entry),
                )
                for entry, found in rows
            ),
            "display": tuple(
                (
                    entry.short,
                    entry.unit,
                    period_label(found.period),
                    cell_words(found, area, entry),
                    whole_text(found, entry),
                    distance_text(found, entry),
                )
                for entry, found in rows
            ),
        },
        texts,
        caption=f"{area.name} im Profil",
        alt=f"Tabelle: {'; '.join(told)}.",
        kind="table",
        notes=[
            "Pp. = Prozentpunkte, Differenz der gerundeten Werte."
            + (" ≈ = nicht gesichert, kann auch Zufall sein." if any(unsure(f, e) for e, f in rows) else "")
        ],
        computed=True,
    )


def _number(cell: Cell | None) -> float | None:
    return None if cell is None else cell.value


def district_profiles(report: Context, indicators: Sequence[str], trends: Sequence[str] = ()) -> None:
    """Show each district in a notebook: situation, key figures, trends, facilities, offers, voices.

    A district begins a page; two share one where no more is known of them than their key figures.

    Args:
        report: municipality and report year.
        indicators: ids for the table of key figures.
        trends: ids for the small charts over time.
    """
    from IPython.display import display

    half = False
    for area in districts(report):
        more: list[Markdown | Shown] = []
        with contextlib.suppress(NoData):
            more.append(district_trends(report, area.ags, trends))
        if there := district_places(report, area):
            more.append(there)
        half = not half and not more
        page = "" if not half and not more else "{{< pagebreak >}}\n\n"
        head = f"{page}### {escape(area.name)} {{#sec-sozialraum-{area.code}}}\n\n{_situation(report, area)}"
        for part in (Markdown(head), district_profile(report, area.ags, indicators), *more):
            display(part)  # type: ignore[no-untyped-call]


def _situation(report: Context, area: Area) -> Markdown:
    """Return what the social index says of a district."""
    from helpers.data.districts import type_names

    try:
        index, _ = social_index_of(report)
    except NoData:
        return Markdown("")
    if area.ags not in index.values:
        small = area.ags in small_districts(report)
        why = "zu wenige Menschen dort leben" if small else "Angaben fehlen oder geheim sind"
        return escape(f"Für {area.name} (Nummer {area.code}) ist kein Sozialindex berechnet, weil {why}.")
    try:
        types = types_of(report)
    except NoData:
        types = {}
    kind = types.get(area.ags)
    rank, count = index.ranks[area.ags], len(index.values)
    text = (
        f"{area.name} (Nummer {area.code}) hat den Sozialindex {number(index.values[area.ags], 2)}: Rang {rank} von {count} "
        "(Rang 1 ist die angespannteste Lage)"
    )
    return escape(text + (f", Typ {kind} („{type_names(types)[kind - 1]}“)." if kind else "."))
