"""One rule of rounding for all that readers see, and no text that shows how it was made."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import Report
from helpers.errors import NoData
from helpers.paths import project
from helpers.text.numbers import number, printed
from tests.figures.conftest import charts_of
from tests.town import town

GEOMETRY = {"axes.py", "cards.py", "map.py"}
"""Positions of ticks and points, and the index of a colour: no figures."""


def test_nothing_that_is_printed_is_rounded_by_pythons_round() -> None:
    """Python rounds halves to the even digit: 7.25 would be 7.2 in one place and 7,3 in another."""
    source = project().root / "src" / "helpers"
    found = {
        path.name
        for room in ("text", "facts", "figures", "report", "checking")
        for path in (source / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round"
    }
    assert found <= GEOMETRY


@given(st.decimals(-10_000, 10_000, places=3), st.integers(0, 2))
def test_what_is_compared_is_what_is_printed(value: object, decimals: int) -> None:
    kept = printed(float(str(value)), decimals)
    assert number(kept, decimals) == number(float(str(value)), decimals)


@pytest.mark.parametrize(
    ("then", "now", "told"), [(7.35, 7.25, "−0,1"), (7.25, 7.34, "±0,0"), (7.24, 7.25, "+0,1")]
)
def test_a_change_since_the_last_edition_is_that_of_the_printed_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: float, now: float, told: str
) -> None:
    rows = [("schuldnerquote", "", "2024", then), ("schuldnerquote", "", "2025", now)]
    shown = town(tmp_path, monkeypatch, {"amt": rows}).edition_changes(["schuldnerquote"])
    assert shown.display[0][4].startswith(told)


def test_no_difference_across_a_break_since_the_last_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {"alt": [("schuldnerquote", "", "2024", 7.0)], "neu": [("schuldnerquote", "", "2025", 9.0)]}
    shown = town(tmp_path, monkeypatch, rows).edition_changes(["schuldnerquote"])
    assert (shown.display[0][4], shown.rows[0][4]) == ("neue Grundlage", None)


@pytest.mark.parametrize("city", ["halle", "soemmerda"])
def test_texts_are_escaped_once(city: str) -> None:
    r"""`Halle \(Saale\)` is how Markdown shows „Halle (Saale)“; escaped twice it is printed with its backslashes."""
    for name, shown in charts_of(city).items():
        assert "\\" not in shown.alt, name
        assert not [text for row in shown.display for text in row if "\\" in text], name
        for text in (shown.caption, shown.source, shown.reading or "", *shown.notes):
            assert "\\\\" not in text, (name, text)


def test_messages_name_a_landkreis_in_the_right_case() -> None:
    report = Report("soemmerda", 2025)
    with pytest.raises(NoData, match=r"^Für den Landkreis Sömmerda liegen bis 2025 keine Zahlen vor zu"):
        report.line("vhs_kurse")
    with pytest.raises(NoData, match=r"^Für den Landkreis Sömmerda"):
        report.key_figures(["vhs_kurse"])
    nominative = re.compile(r"[Ff]ür (der |Landkreis|Kreis)")
    for path in (project().root / "src" / "helpers").rglob("*.py"):
        assert not re.search(r"[Ff]ür \{(report|self)\.name\}", path.read_text("utf-8")), path
    assert not nominative.search(report.for_city)


def test_a_reading_is_of_the_date_that_the_table_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Age groups come later than the total: the table shows 2023, the newest total is of 2024."""
    ages = [("bevoelkerung", f"alter={a}", "2023-12-31", 900) for a in ("unter 3", "3 bis unter 6")]
    totals = [("bevoelkerung", "", f"{y}-12-31", n) for y, n in ((2023, 48_000), (2024, 49_000))]
    report = town(tmp_path, monkeypatch, {"amt": [*ages, *totals]})
    reading = report.table("bevoelkerung", by="alter").reading
    assert reading is not None
    assert "31. Dezember 2023" in reading.replace("\u00a0", " ").replace("\\", "")
    assert "48.000" in reading.replace("\\", "")
    alone = town(tmp_path / "b", monkeypatch, {"amt": [*ages, totals[1]]})
    assert not alone.table("bevoelkerung", by="alter").reading, "no total of that date, no example"


def test_a_part_is_named_as_people_say_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("kinder", "alter=unter 3", str(y), 900 + 400 * (y - 2020)) for y in (2020, 2023)]
    told = town(tmp_path, monkeypatch, {"amt": rows}).change("kinder", alter="unter 3")
    assert "die Zahl der Kinder im Alter von unter 3 Jahren" in told.replace("Die", "die")
    assert "„" not in told


def test_a_remark_stands_wherever_its_figure_does() -> None:
    """INKAR 2021: child poverty in Germany falls from 14.2 to 11.8 % in 2019, while the Länder fell by far less."""
    report = Report("augsburg", 2025)
    shown = [
        report.line("kinderarmut"),
        report.key_figures(["kinderarmut", "schuldnerquote"]),
        report.compare_table(["kinderarmut", "schuldnerquote"]),
    ]
    for one in shown:
        assert any("auffällig unter dem von 2018" in note for note in one.notes), one.label
    assert "auffällig unter dem von 2018" in report.compare("kinderarmut")
    assert not any("auffällig" in note for note in report.line("kinderarmut", reference=False).notes)
    neumuenster = Report("neumuenster", 2025).line("plaetze_je_paedagogischer_vollzeitstelle")
    assert any("weit über denen der Jahre davor und danach" in note for note in neumuenster.notes)
