"""What Musterstadt's staff keep for steering: amounts to be distributed, offers, facilities, goals. All of it is made up."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import yaml

from examples.musterstadt import figures
from examples.musterstadt.deliveries import FICTIONAL
from examples.musterstadt.leisure import apportioned
from examples.musterstadt.truth import NAME, YEARS, District, districts, noise
from helpers.data.steering import allocation, facilities, goals, offers

LAST = YEARS[-1]


def write_steering(city: Path) -> None:
    """Write the files that staff keep by hand.

    Args:
        city: `data/musterstadt`.
    """
    _plans(city / allocation.FILE)
    _table(city / goals.FILE, (*goals.REQUIRED, *goals.OPTIONAL), goal_rows())
    _table(city / offers.FOLDER / "angebote.csv", (*offers.REQUIRED, *offers.OPTIONAL), offer_rows())
    _table(
        city / facilities.FOLDER / "einrichtungen.csv",
        (*facilities.REQUIRED, *facilities.OPTIONAL),
        facility_rows(),
    )


def _plans(path: Path) -> None:
    children = {d: figures.all_day(d, LAST)[0] for d in districts()}
    posts = apportioned(84, {d: n * noise("posts", d.number).uniform(0.6, 1.4) for d, n in children.items()})
    plans = {
        "schulsozialarbeit": {
            "name": "Schulsozialarbeit an Grundschulen",
            "einheit": "Stellen",
            "menge": 42,
            "schritt": 0.5,
            "mindestens": 0.5,
            "hoechstens": 5,
            "grundlage": "grundschulkinder",
            "faktor": 3,
            "heute": {d.code: count / 2 for d, count in posts.items()},
        },
        "sprachfoerderung": {
            "name": "Zusätzliche Sprachförderung vor der Einschulung",
            "einheit": "Wochenstunden",
            "menge": 240,
            "schritt": 1,
            "mindestens": 2,
            "hoechstens": 30,
            "grundlage": "seu_untersuchte_kinder",
            "faktor": 4,
            "heute": {d.code: 10 for d in districts()},
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(plans, sort_keys=False, allow_unicode=True)
    path.write_text(f"# {FICTIONAL}\n{text}", "utf-8")


def _table(path: Path, head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Write a list as Excel saves it here: semicolons, CRLF, a mark at the start of UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows([head, *rows])


KINDS = (
    # name, whom it is for, transition, provider, usual places, how likely a district has it
    ("Elterncafé", "Familien mit Kindern unter drei Jahren", 0, "Familienbildungsstätte (fiktiv)", 18, 0.42),
    ("Lotsendienst Kita-Anmeldung", "Familien ohne Kita-Platz", 0, "Jugendamt (fiktiv)", 30, 0.30),
    ("Vorlesepatenschaften", "Kinder im letzten Kita-Jahr", 1, "Freiwilligenzentrum (fiktiv)", 16, 0.52),
    ("Rucksack-Gruppe", "Familien mit mehreren Sprachen", 1, "Volkshochschule (fiktiv)", 24, 0.38),
    ("Lernwerkstatt", "Kinder der vierten Klassen", 2, "Kinderschutzverein (fiktiv)", 20, 0.36),
    ("Übergangsberatung", "Eltern von Viertklässlerinnen und Viertklässlern", 2, "Schulamt (fiktiv)", 36, 0.24),
    ("Berufswegebegleitung", "Jugendliche ab Klasse acht", 3, "Jugendwerkstatt (fiktiv)", 22, 0.34),
)  # fmt: skip

UNSERVED = frozenset({3, 22})
"""Districts under strain where nobody offers anything for the transition from Kita to school."""


def offer_rows() -> list[tuple[object, ...]]:
    """Return about sixty offers; every eighth has not been looked at for long, one is open to the whole city."""
    rows: list[tuple[object, ...]] = []
    for district in districts():
        for name, group, transition, provider, places, chance in KINDS:
            random = noise("offer", name, district.number)
            if random.random() > chance or (district.number in UNSERVED and transition == 1):
                continue
            count = max(6, round(places * random.uniform(0.6, 1.5)))
            rows.append(
                (
                    f"{name} {district.name}",
                    district.name,
                    group,
                    offers.TRANSITIONS[transition],
                    count,
                    _checked(district, name),
                    provider,
                    "",
                    "",
                )
            )
    rows.append(
        (
            "Ausbildungsmesse",
            "Musterstadt",
            "Jugendliche ab Klasse neun",
            offers.TRANSITIONS[3],
            400,
            "2025-10-14",
            "Bildungsbüro (fiktiv)",
            "",
            FICTIONAL,
        )
    )
    return rows


def _checked(district: District, name: str) -> str:
    random = noise("checked", name, district.number)
    year = LAST - 2 if random.random() < 0.13 else LAST
    return f"{year}-{random.randint(2, 11):02d}-{random.randint(1, 28):02d}"


def facility_rows() -> list[tuple[object, ...]]:
    """Return schools, day-care centres and places to meet, about as many as the children of a district need."""
    rows: list[tuple[object, ...]] = []
    for d in districts():
        whole = figures.all_day(d, LAST)[0]
        small = sum(figures.in_day_care(d, LAST, age) for age in ("unter 3", "3 bis unter 6"))
        names = (
            ("Grundschule", "Grundschule", max(0, round(whole / 240))),
            ("Kita", "Kindertageseinrichtung", max(1, round(small / 85))),
            ("Jugendtreff", "Jugendtreff", 1 if noise("club", d.number).random() < 0.6 else 0),
            ("Stadtteilbibliothek", "Bibliothek", 1 if noise("library", d.number).random() < 0.3 else 0),
        )
        for word, kind, count in names:
            for number in range(1, count + 1):
                own = f"{word} {d.name}" + (
                    f" {'I' * number}" if 1 < count <= 3 else f" {number}" if count > 3 else ""
                )
                rows.append((own, kind, d.name, f"Stadt {NAME} (fiktiv)", ""))
    return rows


class Aim(NamedTuple):
    """A goal of Musterstadt, and what is done for it: measure, owner, day of the review."""

    overall: str
    text: str
    indicator: str
    way: str
    start: int
    target: str
    until: int
    measures: tuple[tuple[str, str, str], ...]
    district: str = ""


AIMS = (
    Aim(
        "Gut beginnen",
        "Mehr Kinder unter drei Jahren finden einen Platz",
        "betreuungsquote_u3", "steigern", 2019, "37", 2028,
        (("Zwei neue Kitas im Westen", "Jugendamt", "30.06.2026"), ("Tagespflege werben und vertreten", "Jugendamt", "31.03.2026"),),
    ),
    Aim(
        "Gut beginnen",
        "Vor der Schule gehen fast alle Kinder in eine Kita",
        "betreuungsquote_3_bis_6", "steigern", 2021, "95", 2028,
        (("Elternbegleitung bei der Anmeldung", "Jugendamt", "31.10.2025"),),
    ),
    Aim(
        "Gut beginnen",
        "Weniger Kinder brauchen vor der Einschulung Hilfe in der Sprache",
        "anteil_sprachfoerderbedarf", "senken", 2021, "22", 2029,
        (("Sprachbildung in allen Kitas mit hohem Bedarf", "Bildungsbüro", "30.09.2026"),),
    ),
    Aim(
        "Niemanden verlieren",
        "Weniger Jugendliche gehen ohne Abschluss ab",
        "abgaenge_ohne_hauptschulabschluss", "senken", 2022, "5,5", 2029,
        (
            ("Lernlotsen an Schulen mit vielen Abgängen", "Schulverwaltungsamt", "31.07.2026"),
            ("Frühwarnung bei Fehlzeiten", "Schulamt", "28.02.2026"),
        ),
    ),
    Aim(
        "Niemanden verlieren",
        "Weniger Jugendliche landen im Übergangssektor",
        "uebergangssektor_anteil", "senken", 2023, "19", 2030,
        (("Jugendberufsagentur mit festen Ansprechpersonen", "Jobcenter", "30.11.2026"),),
    ),
    Aim(
        "Zeit und Raum geben",
        "Drei von vier Grundschulkindern können den ganzen Tag bleiben",
        "ganztagsquote_grundschule", "steigern", 2020, "75", 2029,
        (("Ausbau nach Stadtbezirken mit Mensen", "Schulverwaltungsamt", "31.12.2026"),),
    ),
    Aim(
        "Zeit und Raum geben",
        "Bibliotheken erreichen mehr Kinder",
        "bibliothek_reichweite_kinder", "steigern", 2021, "30", 2026,
        (("Bibliotheksbus an Grundschulen", "Kulturamt", "30.04.2026"),),
    ),
    Aim(
        "Gerecht verteilen",
        "Das Ferienprogramm erreicht Kinder mit Anspruch auf Ermäßigung",
        "ferienprogramm_reichweite_ermaessigt", "steigern", 2022, "36", 2027,
        (("Anmeldung ohne Antrag für Familien im Leistungsbezug", "Jugendamt", "31.01.2026"),),
    ),
    Aim(
        "Gerecht verteilen",
        "Im Beispielviertel kommt das Ferienprogramm an",
        "ferienprogramm_reichweite_ermaessigt", "steigern", 2022, "25", 2027,
        (("Stadtteilmütter werben in vier Sprachen", "Bildungsbüro", "30.11.2025"),),
        "03",
    ),
    Aim(
        "Gerecht verteilen",
        "Mehr Schulsozialarbeit",
        "schulsozialarbeit_stellen", "steigern", 2020, "46", 2028,
        (("Verteilung nach Sozialindex", "Schulverwaltungsamt", "30.06.2026"),),
    ),
)  # fmt: skip


def goal_rows() -> list[tuple[object, ...]]:
    """Return one row per measure; further measures of a goal repeat its number only."""
    rows: list[tuple[object, ...]] = []
    for number, aim in enumerate(AIMS, 1):
        for place, (measure, owner, review) in enumerate(aim.measures):
            told = (aim.text, aim.indicator, aim.way, aim.start, aim.target, aim.until)
            end = (f"{aim.overall} (fiktiv)", aim.district, "")
            first = place == 0
            rows.append(
                (
                    number,
                    *(told if first else ("",) * 6),
                    measure,
                    owner,
                    review,
                    *(end if first else ("",) * 3),
                )
            )
    return rows
