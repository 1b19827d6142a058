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
