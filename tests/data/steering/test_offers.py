"""Offers and facilities: what staff write is read, and every mistake is said with its row, column and what is expected."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from helpers.data.areas import Area, Areas
from helpers.data.steering import facilities, offers
from helpers.data.steering.facilities import Facility, parse_facilities
from helpers.data.steering.offers import Offer, parse_offers

HOME = "99999"
AREAS = Areas(
    [
        Area("DG", "Deutschland", "staat", ""),
        Area("99", "Beispielland", "land", "DG"),
        Area(HOME, "Beispiel", "kreis", "99"),
        Area(f"{HOME}-01", "Nord", "sozialraum", HOME),
    ]
)
ROW = ["Lesepaten", "Nord", "Kinder", "Kita – Grundschule", "16", "01.03.2025", "Verein"]


def parse(folder: Path, *rows: list[str]) -> tuple[list[Offer], list[str]]:
    path = folder / "beispiel" / offers.FOLDER / "angebote.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = [*offers.REQUIRED, "traeger"]
    path.write_text("\n".join(";".join(row) for row in (head, *rows)) + "\n", "utf-8")
    found, wrong = parse_offers(folder, "beispiel", HOME, AREAS)
    return found, [one.sentence for one in wrong]


def changed(column: str, text: str) -> list[str]:
    return [
        text if name == column else cell
        for name, cell in zip([*offers.REQUIRED, "traeger"], ROW, strict=True)
    ]


def test_an_offer_is_read(tmp_path: Path) -> None:
    (offer,), wrong = parse(tmp_path, ROW)
    assert not wrong
    assert (offer.name, offer.area, offer.group, offer.transition) == (
        "Lesepaten",
        f"{HOME}-01",
        "Kinder",
        ROW[3],
    )
    assert (offer.places, offer.checked, offer.provider, offer.line) == (16, dt.date(2025, 3, 1), "Verein", 2)


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("angebot", "", "der Name des Angebots"),
        ("zielgruppe", "", "für wen das Angebot ist"),
        ("gebiet", "Süd", "Süd"),
        ("uebergang", "Kita – Rente", "Kita – Rente"),
        ("plaetze", "viele", "viele"),
        ("geprueft_am", "", "nichts"),
        ("geprueft_am", "März", "„März“"),
    ],
)
def test_a_mistake_is_said_and_the_offer_left_out(tmp_path: Path, column: str, text: str, said: str) -> None:
    found, (wrong,) = parse(tmp_path, changed(column, text))
    assert not found
    assert said in wrong
    assert column in wrong


def test_an_offer_stands_once_in_a_district_and_at_a_transition(tmp_path: Path) -> None:
    other = [
        changed("gebiet", "Beispiel"),
        changed("uebergang", "Familie – Kita"),
        changed("angebot", "Lesekreis"),
    ]
    found, wrong = parse(tmp_path, ROW, *other)
    assert (len(found), wrong) == (4, [])
    found, (said,) = parse(tmp_path, ROW, ROW)
    assert len(found) == 1
    assert "jedes Angebot einmal (siehe Zeile 2)" in said


@pytest.mark.parametrize(
    ("checked", "stale"), [("2024-12-31", False), ("2024-12-30", True), ("2025-12-31", False)]
)
def test_an_offer_is_stale_after_a_year(tmp_path: Path, checked: str, stale: bool) -> None:
    (offer,), _ = parse(tmp_path, changed("geprueft_am", checked))
    assert offer.stale(2025) is stale


def test_facilities_are_read_and_what_is_missing_is_said(tmp_path: Path) -> None:
    path = tmp_path / "beispiel" / facilities.FOLDER / "einrichtungen.csv"
    path.parent.mkdir(parents=True)
    path.write_text("name;art;gebiet\nSonne;Kita;Nord\n;Kita;Nord\nMond;;Nord\nStern;Kita;Süd\n", "utf-8")
    found, wrong = parse_facilities(tmp_path, "beispiel", HOME, AREAS)
    assert found == [Facility("Sonne", "Kita", f"{HOME}-01")]
    texts = ("der Name der Einrichtung", "was für eine Einrichtung es ist", "Süd")
    assert [text in one.sentence for one, text in zip(wrong, texts, strict=True)] == [True] * 3
