"""What people of Musterstadt said: the voices that its staff entered by hand, all of them made up."""

from __future__ import annotations

import csv
from pathlib import Path

from helpers.data.participation.voices import FILE, OPTIONAL, REQUIRED

MARK = "fiktiv"
SMALL = "Uns fragt sonst nie jemand, wir sind ja nur zu dritt."
"""Said by three people: must not appear anywhere."""

VOICES = (
    # chapter, group, day, n, kind, words, district
    ("rahmenbedingungen", "Seniorenbeirat", "2025-02-18", 12, "zitat",
     "Wer die Stadt in zwanzig Jahren tragen soll, sitzt heute in der Grundschule.", ""),
    ("fruehkindliche-bildung", "Eltern von Kita-Kindern", "2025-03-12", 23, "zitat",
     "Wir haben einen Platz bekommen, aber am anderen Ende der Stadt.", "03"),
    ("fruehkindliche-bildung", "Gesamtelternbeirat Kita", "2025-03-12", 14, "ergebnis",
     "11 von 14 Mitgliedern wünschen sich längere Öffnungszeiten am Nachmittag.", ""),
    ("fruehkindliche-bildung", "Alleinerziehende", "2025-03-12", 3, "zitat", SMALL, "24"),
    ("allgemeinbildende-schulen", "Stadtschülerrat", "2025-05-12", 31, "zitat",
     'In meiner Klasse sagen viele "das schaffst du sowieso nicht" – und meinen sich selbst.', ""),
    ("allgemeinbildende-schulen", "Lehrkräfte an Grundschulen", "2025-05-20", 18, "ergebnis",
     "Am häufigsten genannt: mehr Zeit für Sprachförderung (16 von 18).", ""),
    ("uebergaenge-und-abschluesse", "Schulabgängerinnen und Schulabgänger", "2025-06-24", 27, "zitat",
     "Das Praktikum hat mir mehr gezeigt als alle Broschüren zusammen.", ""),
    ("ganztag", "Kinder der dritten und vierten Klassen", "2025-06-11", 42, "ergebnis",
     "Am liebsten bleiben 29 von 42 Kindern, wenn draußen gespielt wird.", ""),
    ("ganztag", "Eltern an Grundschulen", "2025-06-18", 37, "zitat",
     "Ohne den Nachmittag könnte ich nicht arbeiten, aber in den Ferien stehe ich allein da.", "13"),
    ("foerderbedarf-und-inklusion", "Beirat für Menschen mit Behinderung", "2025-04-08", 11, "zitat",
     "Dabei sein heißt nicht, in der letzten Reihe zu sitzen.", ""),
    ("berufliche-bildung", "Auszubildende im zweiten Lehrjahr", "2025-07-02", 24, "zitat",
     "Die Ausbildung ist gut, nur der Weg dorthin dauert anderthalb Stunden.", ""),
    ("weiterbildung", "Teilnehmende eines Grundbildungskurses", "2025-11-05", 9, "zitat",
     "Jetzt lese ich meinen Kindern abends selbst vor.", ""),
    ("non-formale-bildung", "Kinderforum zum Ferienprogramm", "2025-08-14", 33, "ergebnis",
     "21 von 33 Kindern haben erst von Freundinnen und Freunden vom Programm erfahren.", ""),
    ("soziale-lage", "Runder Tisch Kinderarmut", "2025-03-27", 16, "zitat",
     "Die Familien kennen ihre Ansprüche nicht, und das Formular hat acht Seiten.", ""),
    ("integration", "Eltern im Sprachcafé", "2025-10-22", 13, "zitat",
     "Mein Sohn übersetzt beim Elternabend. Das sollte er nicht müssen.", "16"),
    ("sozialraeume", "Stadtteilkonferenz", "2025-09-30", 46, "zitat",
     "Bei uns gibt es Angebote, nur weiß kaum jemand davon.", "23"),
    ("sozialraeume", "Jugendliche aus dem Jugendzentrum", "2025-10-02", 19, "zitat",
     "Der letzte Bus fährt um acht, danach ist der Abend zu Ende.", "16"),
)  # fmt: skip


def write_voices(city: Path) -> None:
    """Write the file as an editor of tables would; each group says that it is made up."""
    columns = ("kapitel", "gruppe", "datum", "n", "art", "text", "gebiet")
    assert set(columns) == {*REQUIRED, *OPTIONAL}
    with (city / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([chapter, f"{group} ({MARK})", *rest] for chapter, group, *rest in VOICES)
