"""Where the base of a rate comes from, and which figures chance moves: what the catalogue says holds together."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from helpers.data import open_store
from helpers.errors import NoData
from helpers.report import Report
from helpers.text.noise import UNKNOWN
from helpers.text.sentences import change


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
    """From year to year; two standard errors of the difference, worked out here from the published counts."""
    checked = 0
    for city in ("augsburg", "halle", "jena", "kaiserslautern", "neumuenster", "offenbach", "soemmerda"):
        report = Report(city, 2025)
        name = "abgaenge_ohne_hauptschulabschluss"
        base = report.total("abgaenge_allgemeinbildend").last.number
        cells = [
            report.based(cell)
            for _, cell in sorted(report.total(name).cells.items())
            if cell.value is not None
        ]
        for first, last in pairwise(cells):
            error = 200 * sum(c.number / 100 * (1 - c.number / 100) / base for c in (first, last)) ** 0.5
            if 0.5 < abs(last.number - first.number) < error - 0.1:
                told = change(report.indicator(name), report.place, first, last)
                assert re.search("nicht gesichert verändert|praktisch unverändert", told), (city, told)
                checked += 1
    assert checked > 10


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
