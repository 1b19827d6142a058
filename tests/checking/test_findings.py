"""What is worth a look."""

from __future__ import annotations

import re

import pytest

from helpers.checking import run_check
from helpers.paths import Project


def rules(result):
    return sorted(f.rule for f in result.open_findings)


def test_printed_rates_of_augsburg_are_divided_by_the_year_before(official, check):
    # 3. Bildungsbericht Augsburg 2020: 2017, ages 3 to 5, 6,406 of 7,637 children are 83.9 %, printed is 89.3 % = 6,406 / 7,171
    official("augsburg-bildungsbericht-2020")
    found = [
        f
        for f in check().open_findings
        if f.rule == "quote" and f.key.endswith("alter=3 bis unter 6/vorjahr")
    ]
    (finding,) = found
    assert (
        "9 von 11 Quoten sind durch „Kinder im Alter der Kindertagesbetreuung“ des Vorjahres geteilt"
        in finding.message
    )
    assert (
        "2017 ist 89,3\u00a0% gedruckt = 6.406 / 7.171 (2016); 6.406 von 7.637 sind 83,9\u00a0%."
        in finding.message
    )
    assert ("2017: 6.406 von 7.637 (2016: 7.171)", "89,3\u00a0%", "83,9\u00a0%") in finding.details


def test_a_rate_that_matches_its_counts_is_no_finding(supply, check):
    supply(
        "kinder,alter=unter 3,2024-03-01,400",
        "kinder_in_einrichtungen,alter=unter 3,2024-03-01,100",
        "betreuungsquote_gedruckt,alter=unter 3,2024-03-01,25",
    )
    assert "quote" not in rules(check())


def test_a_rate_that_matches_no_denominator(supply, check):
    supply(
        "kinder,alter=unter 3,2024-03-01,400",
        "kinder_in_einrichtungen,alter=unter 3,2024-03-01,100",
        "betreuungsquote_gedruckt,alter=unter 3,2024-03-01,31",
    )
    (finding,) = [f for f in check().open_findings if f.rule == "quote"]
    assert (
        "1 von 1 Quoten passt nicht zu den Anzahlen: 2024 ist 31,0\u00a0% gedruckt; 100 von 400 sind 25,0\u00a0%."
        in finding.message
    )


def test_a_rate_over_a_hundred_is_a_finding_and_no_error(supply, check):
    supply("betreuungsquote_3_bis_6,,2020,105.19")
    result = check()
    assert not result.errors
    assert rules(result) == ["ueber-100"]


def series(indicator, *values, first=2010):
    return [f"{indicator},,{year},{value}" for year, value in enumerate(values, start=first)]


def test_a_jump_beyond_what_its_size_allows(supply, check):
    supply(*series("vhs_belegungen", 10000, 10200, 10100, 9900, 10050, 9950, 15000))
    (finding,) = check().open_findings
    assert (finding.rule, finding.found) == ("sprung", "15.000\u00a0Belegungen")


def test_a_small_count_may_jump(supply, check):
    supply(*series("bildungsberatung_gespraeche", 12, 9, 14, 10, 13, 9, 18))
    assert rules(check()) == []


def test_a_series_that_varies_much_may_go_on_varying(supply, check):
    supply(*series("vhs_belegungen", 10000, 14000, 9000, 13000, 8000, 12500, 9000, 13500))
    assert rules(check()) == []


def test_changes_over_more_than_a_year_are_no_jumps(supply, check):
    supply("vhs_belegungen,,2010,10000", "vhs_belegungen,,2020,20000")
    assert "sprung" not in rules(check())


def test_the_double_leaving_class_in_bavaria_stands_out(official, check):
    # INKAR 2021: Augsburg 33.54 % (2010), 48.76 % (2011), 32.71 % (2012) leave school with Hochschulreife
    official("inkar-2021")
    found = [
        f.found for f in check().open_findings if f.rule == "sprung" and "abgaenge_hochschulreife" in f.key
    ]
    assert found == ["48,76\u00a0%", "32,71\u00a0%"]


def test_jena_stands_out_among_its_kind(root, official):
    # INKAR 2024: 105.19 per 100 children aged 3 to 5 living in Jena in 2020, more than anywhere else in the data
    official("inkar-2021")
    official("inkar-2024")
    folder = root / "data" / "jena"
    folder.mkdir()
    text = (root / "data" / "augsburg" / "profile.yml").read_text(encoding="utf-8")
    text = text.replace("09761", "16053").replace("Augsburg", "Jena").replace("Bayern", "Thüringen")
    (folder / "profile.yml").write_text(text, encoding="utf-8")
    result = run_check("jena", Project(root))
    assert any(f.rule == "ausreisser" and "betreuungsquote_3_bis_6" in f.key for f in result.open_findings)
    assert not any("09761" in f.key for f in result.open_findings), "another municipality's figures"


def test_a_missing_year_in_an_own_series(supply, check):
    supply(*(row for row in series("vhs_kurse", 700, 710, 705, 690, 700) if ",2012," not in row))
    (finding,) = check().open_findings
    assert (finding.rule, finding.found) == ("luecke", "keine Angabe für 2012")


HEADER = "angebot,gebiet,zielgruppe,uebergang,plaetze,geprueft_am"


def offers(root, *rows, header=HEADER):
    folder = root / "data" / "augsburg" / "angebote"
    folder.mkdir()
    (folder / "liste.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def test_a_stale_offer(root, check):
    offers(
        root,
        "Erfundene Lesepaten,Augsburg,Kinder,Kita – Grundschule,12,2024-06-30",
        "Erfundener Elterntreff,09761,Eltern,familie-kita,20,01.02.2025",
    )
    (finding,) = check().open_findings
    assert (finding.what, finding.found) == ("Erfundene Lesepaten", "zuletzt geprüft am 30.06.2024")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "A,Augsburg,Kinder,Schule – Beruf,12,gestern",
            "Spalte „geprueft_am“: „gestern“; erwartet: ein Tag wie",
        ),
        (
            "A,Augsburg,Kinder,Schule – Beruf,viele,2025-03-01",
            "„viele“; erwartet: Plätze im Jahr als ganze Zahl",
        ),
        ("A,Augsburg,Kinder,Kita – Grundschul,12,2025-03-01", "Meinten Sie „Kita – Grundschule“"),
        (
            "A,Augsbrug,Kinder,Schule – Beruf,12,2025-03-01",
            "„Augsbrug“; erwartet: ein Gebiet aus areas.csv.*Meinten Sie „Augsburg“",
        ),
        ("A,Bayern,Kinder,Schule – Beruf,12,2025-03-01", "„Bayern“; erwartet: ein Gebiet aus areas.csv"),
        ("A,Augsburg,,Schule – Beruf,12,2025-03-01", "Spalte „zielgruppe“: nichts; erwartet: für wen"),
    ],
)
def test_a_mistake_in_an_offer_is_an_error(root, check, row, said):
    offers(root, row)
    (error,) = check().errors
    assert error.message.startswith("data/augsburg/angebote/liste.csv, Zeile 2")
    assert re.search(said, error.message), error.message


def test_offers_without_a_column_or_twice_are_errors(root, check):
    offers(root, "A,x", header="angebot,stand")
    assert any("die Spalte „gebiet“ fehlt" in error.message for error in check().errors)


def test_the_same_offer_twice_is_an_error(root, check):
    row = "A,Augsburg,Kinder,Schule – Beruf,12,2025-03-01"
    offers(root, row, row)
    (error,) = check().errors
    assert "Zeile 3" in error.message
    assert "siehe Zeile 2" in error.message


def test_a_facility_in_an_unknown_place_is_an_error(root, check):
    folder = root / "data" / "augsburg" / "einrichtungen"
    folder.mkdir()
    (folder / "kitas.csv").write_text(
        "name;art;gebiet\r\nErfundene Kita;Kita;Nirgendwo\r\n", encoding="cp1252"
    )
    (error,) = check().errors
    assert "kitas.csv, Zeile 2, Spalte „gebiet“: „Nirgendwo“" in error.message


def test_an_offer_checked_in_the_future_is_a_mistake(root, check):
    offers(root, "Lesepaten,Augsburg,Kinder,Kita – Grundschule,16,12.05.2031")
    (error,) = check().errors
    assert error.message == (
        "data/augsburg/angebote/liste.csv, Zeile 2, Spalte „geprueft_am“: „12.05.2031“; erwartet: ein Tag bis zum 31.12.2026, "
        "denn das Berichtsjahr im Profil ist 2025."
    )


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("steuerung/verteilung.yml", "probe:\n  menge: 1,5\n", "verteilung.yml, Zeile 1: Der Schlüssel „probe.name“ fehlt."),
        ("grenzen.geojson", "keine Karte", "grenzen.geojson: Die Datei lässt sich nicht als GeoJSON lesen."),
        ("import/umfrage.yml", "umfrage: Probe\ngeprueft: vielleicht\n", "import/umfrage.yml, Zeile "),
    ],
)  # fmt: skip
def test_files_that_charts_read_are_checked_before(root, check, file, text, said):
    """Otherwise the report stops late, and once for each chapter."""
    path = root / "data" / "augsburg" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    result = check()
    (error,) = result.errors
    assert error.message.startswith(f"data/augsburg/{said}" if "import" in file else "data/augsburg/")
    assert said in error.message
    page = next(p for p in result.pages if p.name != "index.html").read_text("utf-8")
    assert "Datei lässt sich nicht verwenden" in page
    assert "Erwartet" not in page
