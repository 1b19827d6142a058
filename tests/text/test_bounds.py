"""Bounds, tried from both sides: where a rule begins, where values tie, where parts belong together."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import Report
from helpers.data.disclosure.ages import overlapping
from helpers.errors import NoData
from helpers.facts.series import Cell, Series
from helpers.figures.draw.axes import is_cut
from helpers.text.comparison import rank
from helpers.text.noise import Direction, direction, tolerance
from helpers.text.uncertainty import uncertainty
from tests.text.test_sentences import AUGSBURG, BAYERN, COUNT, DEUTSCHLAND, JENA, RATE, SOEMMERDA, Figure
from tests.town import town

RULE = """\
  rounding:
    - land: "06"
      since: {since}
      until: "{until}"
      base: 5
      text: Gerundet auf Vielfache von 5.
      confirmed_by: Test
"""
SCHOOL = [("schueler", "", f"{y}/{(y + 1) % 100:02d}", 9000 + y) for y in range(2018, 2023)]


def rounded_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, since: str, until: str = "") -> Report:
    return town(tmp_path, monkeypatch, {"amt": SCHOOL}, RULE.format(since=since, until=until))


@pytest.mark.parametrize("since", ["2020/21", '"2020"'])
def test_a_rule_of_rounding_holds_from_its_first_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, since: str
) -> None:
    report = rounded_from(tmp_path, monkeypatch, since)
    notes = {year: cell.note for year, cell in report.total("schueler").cells.items()}
    assert [year for year, note in notes.items() if note] == [2020, 2021, 2022]
    assert "Vielfache von fünf" in report.rounding("schueler")
    for year, told in ((2020, True), (2019, False)):
        before = Report("probestadt", year)
        if told:
            assert "Vielfache von fünf" in before.rounding("schueler")
        else:
            with pytest.raises(NoData):
                before.rounding("schueler")


def test_a_rule_of_rounding_holds_to_its_last_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = rounded_from(tmp_path, monkeypatch, '"2019"', until="2021")
    assert [y for y, c in report.total("schueler").cells.items() if c.note] == [2019, 2020, 2021]
    with pytest.raises(NoData):
        report.rounding("schueler")
    assert Report("probestadt", 2021).rounding("schueler")


@pytest.mark.parametrize(
    ("second", "way"),
    [(105, Direction.ALIKE), (106, Direction.UP), (95, Direction.ALIKE), (94, Direction.DOWN)],
)
def test_counts_that_the_source_rounds_differ_by_more_than_its_multiple(second: int, way: Direction) -> None:
    assert direction(100, second, COUNT, rounding=5) is way
    assert tolerance(100, second, COUNT, rounding=5) == 5
    assert direction(100, 102, COUNT, rounding=1) is Direction.UP


@pytest.mark.parametrize(
    ("peers", "told"),
    [
        ((12.0, 9.0, 8.0, 7.0), "zweithöchsten"),
        ((10.0, 10.0, 8.0, 7.0), "gemeinsam mit"),
        ((10.04, 9.0, 8.0, 7.0), "gemeinsam mit Bayern den höchsten"),  # equal as printed
        ((9.96, 9.0, 8.0, 7.0), "gemeinsam mit Bayern den höchsten"),
        ((10.06, 9.0, 8.0, 7.0), "zweithöchsten"),
        ((12.0, 11.0, 8.0, 7.0), "den mittleren Wert"),
        ((12.0, 10.0, 8.0, 7.0), "gemeinsam mit Deutschland den zweithöchsten"),
        ((12.0, 10.0, 10.0, 7.0), "zweithöchsten"),
        ((12.0, 11.0, 10.5, 10.0), "gemeinsam mit Jena den niedrigsten"),
    ],
)
def test_ties_share_a_rank(peers: tuple[float, ...], told: str) -> None:
    others = [
        (at, Figure("2020", value))
        for at, value in zip((BAYERN, DEUTSCHLAND, SOEMMERDA, JENA), peers, strict=True)
    ]
    assert told in rank(RATE, AUGSBURG, Figure("2020", 10.0), others)


def test_the_year_of_a_break_is_the_first_that_is_kept() -> None:
    cells = {y: Cell(str(y), float(y), broken="Neu." if y == 2015 else "") for y in range(2012, 2019)}
    series = Series("x", "city", cells)
    assert list(series.comparable()) == [2015, 2016, 2017, 2018]
    assert list(series.comparable(2015)) == [2015]
    assert list(series.comparable(2014)) == [2012, 2013, 2014]


def test_parts_of_different_dates_are_no_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        ("vhs_belegungen", "programmbereich=Sprachen", "2024", 300.0),
        ("vhs_belegungen", "programmbereich=Gesundheit", "2023", 200.0),
        ("vhs_belegungen", "", "2023", 1000.0),
        ("vhs_belegungen", "", "2024", 1100.0),
    ]
    report = town(tmp_path, monkeypatch, {"vhs": rows})
    with pytest.raises(NoData, match="gelten für verschiedene Zeitpunkte"):
        report.share("vhs_belegungen", programmbereich=["Sprachen", "Gesundheit"])
    assert report.share("vhs_belegungen", programmbereich="Sprachen").startswith("27,3"), (
        "of the whole of 2024"
    )


@pytest.mark.parametrize(
    ("values", "unit", "cut"),
    [
        ([70.0, 99.0], "%", True),
        ([69.9, 99.0], "%", False),
        ([50.1, 100.0], "je 100", True),
        ([50.0, 100.0], "je 100", False),
    ],
)
def test_an_axis_is_cut_from_70_per_cent_or_half_on(values: list[float], unit: str, cut: bool) -> None:
    assert is_cut(values, unit) is cut


@pytest.mark.parametrize(("part", "small"), [(19, True), (20, False), (21, False)])
def test_below_twenty_little_can_be_read(part: int, small: bool) -> None:
    assert ("kaum zu deuten" in uncertainty(part, 900)) is small


@pytest.mark.parametrize(
    ("ages", "extra"),
    [
        (["15 bis unter 18", "18 bis unter 20"], []),  # they touch
        (["18 bis unter 20", "15 bis unter 18", "unter 15", "75 und mehr"], []),
        (["15 bis unter 18", "17 bis unter 20"], ["17 bis unter 20"]),
        (["50 bis unter 65", "65 bis unter 75", "65 und mehr"], ["65 und mehr"]),
        (["unter 3", "3 bis unter 6", "unter 6"], ["unter 6"]),
    ],
)
def test_touching_ages_do_not_overlap(ages: list[str], extra: list[str]) -> None:
    assert overlapping(ages) == extra
