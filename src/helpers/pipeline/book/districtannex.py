"""The annex of a municipality with many districts: the newest figures of all of them, which chapters show in part."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from helpers.data.districts import MANY, districts_of
from helpers.facts.series import SYMBOLS
from helpers.pipeline.chapter.blocks import Block
from helpers.pipeline.chapter.pipetables import pipe_table
from helpers.text.markdown import escape
from helpers.text.numbers import number

if TYPE_CHECKING:
    from helpers.data import Profile, Store

COLUMNS = 5
"""So many key figures stand side by side."""

Cells = dict[str, tuple[float | None, str]]


def district_blocks(store: Store, profile: Profile, year: int) -> list[Block]:
    """Return tables of every rate of the districts, and how many people live there; nothing where the chapters show them all.

    Args:
        store: the figures.
        profile: the municipality.
        year: report year.
    """
    areas = districts_of(store.areas, profile.ags, year)
    if len(areas) <= MANY:
        return []
    found: defaultdict[str, defaultdict[int, Cells]] = defaultdict(lambda: defaultdict(dict))
    for area in areas:
        for indicator, at, value, status in store.totals(area.ags, year):
            found[indicator][at][area.ags] = value, status
    columns = []
    for entry in store.catalogue.indicators.values():
        if entry.id in found and (entry.kind != "count" or entry.id in PEOPLE):
            at, cells = _newest(found[entry.id])
            if all(value is None for value, _ in cells.values()):
                continue
            unit = f"{entry.unit}, " if entry.unit and entry.unit not in entry.short else ""
            columns.append((f"{entry.short} ({unit}{at})", entry.decimals, cells))
    blocks = [Block("heading", "## Sozialräume {.unnumbered}")]
    for i, start in enumerate(range(0, len(columns), COLUMNS), 1):
        part = columns[start : start + COLUMNS]
        rows = [
            [area.code, area.name, *(_text(cells.get(area.ags), decimals) for _, decimals, cells in part)]
            for area in areas
        ]
        heads = ["Nr.", "Name", *(head for head, *_ in part)]
        table = pipe_table(heads, rows, ["left", "left", *["right"] * len(part)])
        blocks += [
            Block("open", f"::: {{#tbl-anhang-sozialraeume-{i}}}"),
            Block("text", table),
            Block("text", f"Die {len(areas)} Gebiete {escape(profile.in_city)}, neueste Zahlen ({i})"),
            Block("close", ":::"),
        ]
    return blocks if columns else []


PEOPLE = ("bevoelkerung", "einwohner_melderegister")


def _newest(years: dict[int, Cells]) -> tuple[int, Cells]:
    """Return the latest year for which most districts have a number, and its cells."""
    held = {at: sum(value is not None for value, _ in cells.values()) for at, cells in years.items()}
    at = max(at for at, count in held.items() if count >= 0.8 * max(held.values()))
    return at, years[at]


def _text(figure: tuple[float | None, str] | None, decimals: int) -> str:
    if figure is None:
        return ""
    value, status = figure
    return SYMBOLS[status] if value is None else number(value, decimals)
