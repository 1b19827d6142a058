"""What is printed below charts about rounding, protection and missing parts."""

from __future__ import annotations

import pytest

from helpers.figures.describe import different
from helpers.report import Report

ROUNDED = (
    "In Sachsen-Anhalt sind die Ergebnisse seit dem Schuljahr 2017/18 auf ein Vielfaches von 3 gerundet."
)


@pytest.mark.parametrize(
    ("city", "indicator", "note"),
    [
        # Footnotes of the tables 21111-02-06-4 and 21111-01-03-4
        ("halle", "anteil_ohne_hauptschulabschluss", ROUNDED),
        (
            "neumuenster",
            "anteil_auslaendische_schueler",
            "In Schleswig-Holstein sind alle Anzahlen aus Datenschutzgründen auf ein Vielfaches von 3 gerundet.",
        ),
        # Computed from two sources, of which one is protected with the cell-key method
        ("augsburg", "altenquotient", "mit der Cell-Key-Methode leicht verändert"),
    ],
)
def test_a_rate_of_rounded_or_protected_counts_says_so(city: str, indicator: str, note: str) -> None:
    assert any(note in found for found in Report(city, 2025).table(indicator).notes)


def test_figures_that_are_not_rounded_say_nothing_of_rounding() -> None:
    notes = Report("augsburg", 2025).table("abgaenge_allgemeinbildend").notes
    assert not any("gerundet" in note for note in notes)


def test_each_statement_is_made_once() -> None:
    assert different(["Gerundet. Nicht berechenbar.", "", "Gerundet.", "Gerundet."]) == [
        "Gerundet.",
        "Nicht berechenbar.",
    ]


@pytest.mark.parametrize(
    ("city", "said"), [("jena", True), ("halle", True), ("augsburg", False), ("kaiserslautern", False)]
)
def test_what_a_source_says_of_several_laender_is_said_in_each(city: str, said: bool) -> None:
    notes = " ".join(Report(city, 2025).bars("abgaenge_beruflich", by="abschluss").notes)
    assert ("Niedersachsen, Sachsen-Anhalt, Thüringen: mittlerer Abschluss" in notes) is said
