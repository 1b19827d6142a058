"""No official figure is lost or changed: counts per file, per indicator and known values."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from helpers.data import Store
from helpers.paths import project

FILES = {
    "augsburg-bildungsbericht-2020": 88,
    "inkar-2021": 6386,
    "inkar-2024": 1332,
    "regionaldatenbank-12411-01-01-4": 72,
    "regionaldatenbank-12411-02-03-4": 522,
    "regionaldatenbank-13211-02-05-4": 136,
    "regionaldatenbank-21111-01-03-4": 816,
    "regionaldatenbank-21111-02-06-4": 238,
    "regionaldatenbank-22543-03-01-4-b": 9,
}

INDICATORS = {
    "abgaenge_allgemeinbildend": 238,
    "abgaenge_hauptschulabschluss": 425,
    "abgaenge_hochschulreife": 452,
    "abgaenge_mittlerer_abschluss": 68,
    "abgaenge_ohne_hauptschulabschluss": 1302,
    "anteil_65_und_aelter": 252,
    "arbeitslose": 34,
    "arbeitslosenquote": 284,
    "auslaenderanteil": 252,
    "auslaendische_schueler": 425,
    "auszubildende_je_100_15_bis_25": 197,
    "bedarfsgemeinschaften_mit_kindern": 221,
    "berufsschueler_je_1000_einwohner": 419,
    "betreute_kinder_u3": 9,
    "betreuungsquote_3_bis_6": 247,
    "betreuungsquote_gedruckt": 22,
    "betreuungsquote_u3": 247,
    "bevoelkerung": 594,
    "ganztagsquote_3_bis_6": 204,
    "ganztagsquote_u3": 204,
    "haushaltseinkommen": 198,
    "integrative_kitas": 221,
    "jugendarbeitslosenquote": 152,
    "kinder": 22,
    "kinder_in_einrichtungen": 22,
    "kinder_in_tagespflege": 22,
    "kinderarmut": 68,
    "kita_kinder_auslaendischer_herkunft": 170,
    "langzeitarbeitslose": 17,
    "plaetze_je_paedagogischer_vollzeitstelle": 170,
    "schueler": 612,
    "schueler_je_100_einwohner": 425,
    "schuldnerquote": 162,
    "schulen": 204,
    "sgb2_quote": 170,
    "studierende_je_1000_einwohner": 425,
    "studierende_je_100_18_bis_25": 443,
}

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


def original() -> list[dict[str, str]]:
    """The figures as they were converted, without what an import may add to other areas or periods."""
    rows = []
    for name in FILES:
        with (project().data / "official" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file))
    return rows


def test_no_figure_is_missing() -> None:
    per_source = Counter(row["source"] for row in original())
    per_indicator = Counter(row["indicator"] for row in original())
    assert sum(FILES.values()) == sum(INDICATORS.values()) == 9599
    assert {name: per_source[name] for name in FILES} == FILES
    assert per_indicator == INDICATORS


def test_symbols_became_statuses() -> None:
    statuses = Counter((row["indicator"], row["status"]) for row in original() if row["status"])
    assert statuses == {
        ("abgaenge_allgemeinbildend", "zero"): 20,
        ("abgaenge_allgemeinbildend", "not_applicable"): 6,
        ("schueler", "zero"): 150,
        ("schueler", "not_applicable"): 9,
        ("schulen", "zero"): 50,
        ("schulen", "not_applicable"): 20,
    }


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


def test_every_inkar_figure_names_its_table(store: Store) -> None:
    tables = {row["table"] for row in original() if row["source"] == "inkar-2021"}
    assert len(tables) == 22
    assert store.lineage("kinderarmut", "09761", "2019").table == "Tabelle 324"
    girls = store.lineage("abgaenge_ohne_hauptschulabschluss", "09761", "2019", "geschlecht=weiblich")
    boys = store.lineage("abgaenge_ohne_hauptschulabschluss", "09761", "2019", "geschlecht=männlich")
    assert {girls.table, boys.table} == {"Tabelle 220", "Tabelle 221"}
