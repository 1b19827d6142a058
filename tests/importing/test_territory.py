"""Berlin and Hamburg under both keys; Kreise only while they exist."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from helpers.data.areas import Area, Areas
from helpers.importing.territory import existing, with_city_states

AREAS = Areas(
    [
        Area("16056", "Eisenach", "kreis", "16", None, dt.date(2021, 6, 30)),
        Area("06415", "Hanau", "kreis", "06", dt.date(2026, 1, 1), None),
        Area("16063", "Wartburgkreis", "kreis", "16"),
    ]
)


def rows(*cells: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["ags", "period", "value", "status"], dtype=object)


def test_a_table_that_names_only_the_land_gives_the_kreis_too() -> None:
    found = with_city_states(
        rows(("11", "2023", "5", ""), ("02000", "2023", "7", ""), ("09", "2023", "1", ""))
    )
    assert sorted(zip(found["ags"], found["value"], strict=True)) == [
        ("02", "7"),
        ("02000", "7"),
        ("09", "1"),
        ("11", "5"),
        ("11000", "5"),
    ]


def test_a_table_that_names_both_keeps_both() -> None:
    both = rows(("11", "2023", "5", ""), ("11000", "2023", "6", ""))
    assert with_city_states(both) is both


def test_a_dissolved_kreis_has_no_later_figure_and_keeps_its_earlier_ones() -> None:
    table = rows(
        ("16056", "2020", "9", ""), ("16056", "2024-12-31", "", "zero"), ("16063", "2024-12-31", "8", "")
    )
    kept, said = existing(table, AREAS)
    assert kept[["ags", "period"]].to_numpy().tolist() == [["16056", "2020"], ["16063", "2024-12-31"]]
    assert said == ["1 Angabe eines Kreises, den es zu dieser Zeit nicht gab, ausgelassen."]


def test_before_a_kreis_came_into_being_only_numbers_count() -> None:
    kept, _ = existing(rows(("06415", "2023", "", "zero"), ("06415", "2019", "12.5", "")), AREAS)
    assert kept["period"].tolist() == ["2019"]
    table = rows(("16063", "2023", "", "zero"))
    assert existing(table, AREAS) == (table, [])
