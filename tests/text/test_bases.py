"""Where the base of a rate comes from, and which figures chance moves: what the catalogue says holds together."""

from __future__ import annotations

import re

import pytest

from helpers.data import open_store
from helpers.errors import NoData
from helpers.report import Report
from helpers.text.noise import UNKNOWN


def test_a_rate_without_counts_borrows_the_base_of_the_nearest_year() -> None:
    """INKAR gives the share of leavers without certificate since 1995, the Regionaldatenbank their number in 2023 (3,139)."""
    report = Report("augsburg", 2025)
    cells = report.total("abgaenge_ohne_hauptschulabschluss").cells
    assert {report.based(cell).base for cell in cells.values()} == {3139.0}
    women = report.total("abgaenge_ohne_hauptschulabschluss", within={"geschlecht": "weiblich"})
    base = report.based(women.last, {"geschlecht": "weiblich"}).base
    assert base is not None
    assert 0.4 * 3139 < base < 0.6 * 3139


def test_a_stock_has_no_base_and_a_part_that_is_not_counted_borrows_none() -> None:
    report = Report("augsburg", 2025)
    cell = report.total("kinderarmut").last
    assert report.bases(cell, cell) == UNKNOWN
    leavers = report.total("abgaenge_ohne_hauptschulabschluss").last
    assert report.based(leavers, {"alter": "unter 3"}).base is None


def test_small_changes_of_leavers_are_not_called_a_rise_anywhere() -> None:
    """Two standard errors of the difference, worked out here from the published counts."""
    checked = 0
    for city in ("augsburg", "halle", "jena", "kaiserslautern", "neumuenster", "offenbach", "soemmerda"):
        report = Report(city, 2025)
        name = "abgaenge_ohne_hauptschulabschluss"
        figures, _ = report._comparable(name, 2010, {})
        first, last = figures[0], figures[-1]
        base = report.total("abgaenge_allgemeinbildend").last.number
        error = 2 * sum(p / 100 * (1 - p / 100) / base for p in (first.number, last.number)) ** 0.5 * 100
        if 0.5 < abs(last.number - first.number) < error:
            assert not re.search("Anstieg|Rückgang", report.since(name, since=2010)), city
            checked += 1
    assert checked


def test_no_chance_is_computed_for_what_is_counted_in_full() -> None:
    with pytest.raises(NoData, match="vollständig gezählt"):
        Report("augsburg", 2025).uncertainty("schueler", schulart="Gymnasien")


def test_a_computed_rate_is_moved_by_chance_if_what_it_counts_is() -> None:
    catalogue = open_store().catalogue.indicators
    wrong = [
        name
        for name, entry in catalogue.items()
        if entry.computed
        and entry.chance != any(catalogue[cells.indicator].chance for cells in entry.computed.numerator)
    ]
    assert wrong == []
