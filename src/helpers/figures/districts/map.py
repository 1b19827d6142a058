"""Choropleth maps: the districts coloured by the class of their figure or by their type."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.contrasts import across_areas
from helpers.facts.finding import Finding
from helpers.facts.reading import opening
from helpers.facts.series import SYMBOLS
from helpers.figures.describe import Texts, finish
from helpers.figures.districts.bydistrict import (
    Figures,
    borders,
    by_district,
    districts,
    social_index_of,
    types_of,
    word,
)
from helpers.figures.districts.mapdrawing import Group, draw
from helpers.figures.districts.pools import FEW, pools
from helpers.figures.shown import Column
from helpers.text.numbers import number, period_label, period_when, period_words, printed, with_unit
from helpers.text.wording import separated

if TYPE_CHECKING:
    from helpers.data import Area, Indicator
    from helpers.facts.context import Context
    from helpers.figures.shown import Shown

CLASSES = 5

SEQUENTIAL = ("#EEF3F8", "#BDD3E6", "#7FAACF", "#3A75AC", "#0B3A66")
"""From light to dark in one hue: the order is seen in greyscale and with any colour vision."""

MISSING, HIDDEN = "keine Angabe", "geheim gehalten"
HATCHES = {MISSING: "----", HIDDEN: "/////"}
"""Lines: a pattern of dots would be as large as the rest of the map three times."""


def map(report: Context, indicator: str, **texts: Unpack[Texts]) -> Shown:  # noqa: A001 - what authors call it
    """Draw the districts coloured by the class of their figure in the latest year for which most of them have one.

    The classes are natural breaks of the figures as printed: at most five groups whose
    members differ least. Districts without a number and protected ones are hatched.

    Args:
        report: municipality and report year.
        indicator: id from the catalogue.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: no district has a number, or there is no border file.
        DataError: the border file is not what it should be.
    """
    entry = report.indicator(indicator)
    found = by_district(report, indicator)
    areas = districts(report)
    shown = {ags: float(printed(value, entry.decimals)) for ags, value in found.numbers.items()}
    groups, member = _classes(shown, entry)
    groups, member = _with_gaps(groups, member, areas, found)
    said = [
        f"{group.text}: {separated([a.name for a in areas if member[a.ags] == i])}"
        for i, group in enumerate(groups)
        if any(m == i for m in member.values())
    ]
    whole = [f"{report.name} insgesamt: {with_unit(found.mean, entry)}."] if found.mean is not None else []
    return finish(
        report,
        "karte",
        [entry],
        [*found.cells.values(), *([found.whole] if found.whole else [])],
        {
            "columns": (
                Column("Nr."),
                Column(word(report, "singular")),
                Column(entry.short, entry.unit, number=True),
            ),
            "rows": tuple(
                (a.code, a.name, found.cells[a.ags].value if a.ags in found.cells else None) for a in areas
            ),
            "display": tuple((a.code, a.name, cell_words(found, a, entry)) for a in areas),
        },
        texts,
        caption=f"{entry.name} in den {word(report, 'dative')} {report.profile.in_city}, {period_label(found.period)}",
        alt=f"Karte: {entry.name}, {period_words(found.period)}. {' '.join(whole)} {'; '.join(said)}.".replace(
            "  ", " "
        ),
        svg=draw(borders(report), areas, groups, member, entry.short, _told(found, areas, entry)),
        notes=[" ".join([*whole, *_explained(groups)])],
        reading=_reading(entry, found, areas),
        finding=_finding(report, entry, found, areas),
    )


def _finding(report: Context, entry: Indicator, found: Figures, areas: Sequence[Area]) -> Finding | None:
    """Return from where to where the values reach; nothing where a rate is one of few people."""
    with contextlib.suppress(NoData):
        if any(pool.whole < FEW for pool in pools(report, entry.id).values()):
            return None
    return across_areas(report, entry, found.cells, {a.ags: a.name for a in areas})


def type_map(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Draw the districts coloured by their type, see `helpers.data.districts.typology`.

    Raises:
        NoData: there are too few districts for types, no social index, or no border file.
        DataError: the border file is not what it should be.
    """
    from helpers.data.districts import type_names

    index, figures = social_index_of(report)
    types = types_of(report)
    names = type_names(types)
    areas = districts(report)
    groups = [
        Group(f"Typ {n}: {text}", colour)
        for n, (text, colour) in enumerate(zip(names, shades(len(names)), strict=True), 1)
    ]
    member = {ags: kind - 1 for ags, kind in types.items()}
    if any(a.ags not in member for a in areas):
        groups.append(
            Group(
                "kein Index, weil Angaben fehlen oder zu wenige Menschen dort leben",
                "#FFFFFF",
                HATCHES[HIDDEN],
            )
        )
        member = {a.ags: member.get(a.ags, len(names)) for a in areas}
    said = [
        f"{group.text}: {separated([a.name for a in areas if member[a.ags] == i])}"
        for i, group in enumerate(groups)
    ]
    cells = [cell for found in figures.values() for cell in found.cells.values()]
    return finish(
        report,
        "typen",
        [report.indicator(name) for name in index.weights],
        cells,
        {
            "columns": (
                Column("Nr."),
                Column(word(report, "singular")),
                Column("Sozialindex", number=True),
                Column("Typ"),
            ),
            "rows": tuple(
                (
                    a.code,
                    a.name,
                    printed(index.values[a.ags], 3) if a.ags in index.values else None,
                    groups[member[a.ags]].text,
                )
                for a in areas
            ),
            "display": tuple(
                (
                    a.code,
                    a.name,
                    number(index.values[a.ags], 2) if a.ags in index.values else SYMBOLS["suppressed"],
                    groups[member[a.ags]].text,
                )
                for a in areas
            ),
        },
        texts,
        caption=f"Typen der {word(report)} {report.profile.in_city} nach ihrer sozialen Lage",
        alt=f"Karte: {'; '.join(said)}.",
        svg=draw(
            borders(report),
            areas,
            groups,
            member,
            "Soziale Lage",
            {a.ags: f"{a.name}: {groups[member[a.ags]].text}" for a in areas},
        ),
        notes=["Die Typen sind natürliche Klassen des Sozialindex nach Fisher und Jenks. Norden ist oben."],
        computed=True,
    )


def shades(count: int) -> Sequence[str]:
    """Return so many colours from light to dark, as far apart as there are."""
    return [SEQUENTIAL[round(i * (CLASSES - 1) / max(count - 1, 1))] for i in range(count)]


def _told(found: Figures, areas: Sequence[Area], entry: Indicator) -> dict[str, str]:
    """Return what each district says when it is pointed at."""
    return {
        a.ags: f"{a.name}: {with_unit(found.numbers[a.ags], entry) if a.ags in found.numbers else _why_not(found, a)}"
        for a in areas
    }


def _why_not(found: Figures, area: Area) -> str:
    cell = found.cells.get(area.ags)
    return HIDDEN if cell is not None and cell.status == "suppressed" else MISSING


def cell_words(found: Figures, area: Area, entry: Indicator) -> str:
    """Return a district's figure as a text of a table: a number, or the symbol in its place."""
    cell = found.cells.get(area.ags)
    if cell is None:
        return ""
    return SYMBOLS[cell.status] if cell.value is None else number(cell.value, entry.decimals)


def _classes(values: Mapping[str, float], entry: Indicator) -> tuple[list[Group], dict[str, int]]:
    """Return the classes with their bounds as printed, and the class of each district with a number."""
    from helpers.data.districts import natural_breaks

    member = dict(zip(values, natural_breaks(list(values.values()), CLASSES, fewest=2), strict=True))
    count = max(member.values()) + 1
    unit = "\u00a0%" if entry.unit == "%" else ""
    texts = []
    for i in range(count):
        inside = [values[ags] for ags, m in member.items() if m == i]
        low, high = number(min(inside), entry.decimals), number(max(inside), entry.decimals)
        texts.append(f"{low}{unit}" if low == high else f"{low} bis {high}{unit}")
    return [Group(text, colour) for text, colour in zip(texts, shades(count), strict=True)], member


def _with_gaps(
    groups: list[Group], member: dict[str, int], areas: Sequence[Area], found: Figures
) -> tuple[list[Group], dict[str, int]]:
    """Add the classes of districts without a number, where there are any."""
    groups, member = list(groups), dict(member)
    for area in areas:
        if area.ags in member:
            continue
        text = _why_not(found, area)
        group = Group(text, "#FFFFFF", HATCHES[text])
        if group not in groups:
            groups.append(group)
        member[area.ags] = groups.index(group)
    return groups, member


def _explained(groups: Sequence[Group]) -> list[str]:
    text = "Natürliche Klassen nach Fisher und Jenks: Innerhalb einer Klasse unterscheiden sich die Werte möglichst wenig. "
    hidden = "Schraffierte Gebiete haben keinen Wert. " if any(g.hatch for g in groups) else ""
    return [f"{text}{hidden}Norden ist oben."]


def _reading(entry: Indicator, found: Figures, areas: Sequence[Area]) -> str | None:
    """Return a Lesebeispiel about the district with the highest figure."""
    top = max((a for a in areas if a.ags in found.numbers), key=lambda a: (found.numbers[a.ags], a.ags))
    words = entry.reading.format(
        value=number(found.numbers[top.ags], entry.decimals),
        period=opening(period_when(found.period)),
        city=top.name,
        in_city=f"in {top.name}",
        of_city=f"von {top.name}",
    )
    return f"Lesebeispiel: {words}"
