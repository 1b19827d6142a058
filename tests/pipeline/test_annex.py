"""The annex says what the store holds: no other number, none that is protected, and what is known about its quality."""

from __future__ import annotations

import re

import pytest

from helpers.data import list_cities, load_profile, open_store
from helpers.pipeline.book.annex import quality_blocks, table_blocks
from helpers.pipeline.chapter.blocks import join


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.parametrize("city", list_cities())
def test_every_cell_is_a_figure_of_the_store(city: str) -> None:
    profile = load_profile(city)
    with open_store() as store:
        text = join(table_blocks(store, profile, 2025))
        totals = {(i, year): value for i, year, value, _ in store.totals(profile.ags, 2025)}
        names: dict[str, list[str]] = {}
        for entry in store.catalogue.indicators.values():
            names.setdefault(re.sub(r"[^\w ]", "", entry.name), []).append(entry.id)
        decimals = {entry.id: entry.decimals for entry in store.catalogue.indicators.values()}
    assert not re.search(r"\bnan\b", text)
    checked = 0
    years: list[int] = []
    for line in text.splitlines():
        if line.startswith("| Kennzahl"):
            years = [int(cell) for cell in cells(line)[1:]]
            assert years == sorted(years)
            assert len(years) <= 8
        elif line.startswith("| "):
            name, *found = cells(line)
            plain = re.sub(r"[^\w ]", "", re.sub(r" \\\([^()]*\\\)$", "", name).replace("\\", ""))
            for year, cell in zip(years, found, strict=True):
                if re.fullmatch(r"−?[\d.]+(,\d+)?", cell) and cell not in (".", "0") and plain in names:
                    number = float(cell.replace("−", "-").replace(".", "").replace(",", "."))
                    values = [totals[i, year] for i in names[plain] if totals.get((i, year)) is not None]
                    assert any(
                        round(abs(number - value), 6) <= 0.5000001 * 10 ** -decimals[i]
                        for value, i in zip(values, names[plain], strict=False)
                    ), (line, year)
                    checked += 1
    assert checked > 30


def test_an_area_whose_figures_are_all_zero_has_no_table() -> None:
    with open_store() as store:
        texts = {
            city: join(table_blocks(store, load_profile(city), 2025)) for city in ("soemmerda", "augsburg")
        }
    assert {city: "## Hochschulen" in text for city, text in texts.items()} == {
        "soemmerda": False,
        "augsburg": True,
    }


def test_quality_counts_what_departments_supplied() -> None:
    profile = load_profile("musterstadt")
    with open_store() as store:
        text = join(quality_blocks(store, profile, 2025, {"Jugend|amt": [2, 0]}))
        keys = [profile.ags, *(area.ags for area in store.areas.children(profile.ags))]
        rows = [
            row
            for row in store.rows_in(keys, 2025)
            if row.source == "musterstadt-umfragen" and not row.components
        ]
    line = next(line for line in text.splitlines() if "Umfragen des Bildungsbüros" in line)
    assert cells(line)[2:5] == [
        str(sum(row.value is not None for row in rows)),
        "–",
        str(sum(row.status == "suppressed" for row in rows)),
    ]
    assert "| Jugend\\|amt | 2 | – |" in text


def test_without_a_check_there_are_no_findings_and_breaks_have_a_reason() -> None:
    profile = load_profile("augsburg")
    with open_store() as store:
        text = join(quality_blocks(store, profile, 2025, None))
    assert "Befunde" not in text
    assert re.search(r"^- .*Zensus.*Das betrifft: ", text, re.MULTILINE)
    with open_store() as store:
        assert "ergab keine Befunde" in join(quality_blocks(store, profile, 2025, {}))
