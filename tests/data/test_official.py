"""Official figures of the nine municipalities with a profile: known values, sources, tables. All Kreise: `test_kreise.py`."""

from __future__ import annotations

import pytest

from helpers.data import Store

# (ags, indicator, breakdown, period, value), read in the published tables.
KNOWN = [
    ("09761", "bevoelkerung", "", "2025-12-31", 301786),
    ("09761", "abgaenge_allgemeinbildend", "", "2023", 3139),
    ("09761", "abgaenge_allgemeinbildend", "abschluss=ohne Hauptschulabschluss", "2023", 162),
    ("15002", "abgaenge_allgemeinbildend", "", "2023", 2202),
    ("15002", "abgaenge_allgemeinbildend", "abschluss=ohne Hauptschulabschluss", "2023", 324),
    ("16053", "betreuungsquote_3_bis_6", "", "2020", 105.19),
    ("09761", "betreuungsquote_u3", "", "2020", 25.58),
    ("09761", "kinderarmut", "", "2019", 11.24),
    ("DG", "abgaenge_allgemeinbildend", "", "2023", 782423),
    ("01", "arbeitslose", "", "2025", 95886),
    ("09761", "kinder_in_einrichtungen", "alter=3 bis unter 6", "2017-03-15", 6406),
    ("09761", "kinder", "alter=3 bis unter 6", "2016-03-15", 7171),
    ("DG", "schueler", "schulart=Vorschulbereich", "2023/24", 28808),
]

NINE = {"01004", "06412", "06413", "07312", "08222", "09761", "15002", "16053", "16068"}


@pytest.mark.parametrize(("ags", "indicator", "breakdown", "period", "value"), KNOWN)
def test_known_value(
    store: Store, ags: str, indicator: str, breakdown: str, period: str, value: float
) -> None:
    assert store.lineage(indicator, ags, period, breakdown).value == value


def test_every_municipality_has_population_of_2025(store: Store) -> None:
    found = store.observations("bevoelkerung", sorted(NINE), until=2025).groupby("ags")["period"].max()
    assert found.to_dict() == dict.fromkeys(NINE, "2025-12-31")


def test_every_source_has_licence_or_owner_and_attribution(store: Store) -> None:
    for source in store.catalogue.sources.values():
        assert source.attribution
        assert source.licence or source.publisher == "Stadt Augsburg", source.id


def test_inkar_figures_without_their_file_name_their_table(store: Store) -> None:
    assert store.lineage("berufsschueler_je_1000_einwohner", "09761", "2019").table == "Tabelle 192"
    girls = store.lineage("abgaenge_ohne_hauptschulabschluss", "09761", "2019", "geschlecht=weiblich")
    boys = store.lineage("abgaenge_ohne_hauptschulabschluss", "09761", "2019", "geschlecht=männlich")
    assert {girls.table, boys.table} == {"Tabelle 220", "Tabelle 221"}
