"""A municipality's own folder: `make new CITY=Ulm`, with a profile whose facts are filled in."""

from __future__ import annotations

from pathlib import Path

import yaml

from helpers.data.cities import all_cities, find_city, has_profile
from helpers.data.kreise import CITIES, Kreis, peers_reason, read_kreise
from helpers.errors import DataError, OutputError, reason_for
from helpers.files import write_atomically

PLACES = ("angebote", "einrichtungen", "lieferungen", "steuerung")
"""Folders for what the municipality's offices know, empty at first."""


def new_profile(name: str, data: Path) -> list[str]:
    """Make the folder of a municipality and return what was made and what to do next, as German lines.

    Args:
        name: folder name, German name or AGS.
        data: the data folder.

    Raises:
        UnknownCity: no Kreis and no kreisfreie Stadt has that name.
        DataError: it has a profile.
        OutputError: `data/` cannot be written.
    """
    city = find_city(name, data)
    if has_profile(city, data):
        raise DataError(
            f"data/{city}/profile.yml gibt es schon; es bleibt, wie es ist. Den Bericht erstellt: make report CITY={city}"
        )
    kreise = read_kreise(data)
    kreis = kreise[city]
    _write(kreis, kreise, data)
    peers = ", ".join(kreise[peer].name for peer in kreis.peers)
    return [
        f"Angelegt: data/{city}/profile.yml für {kreis.name} ({kreis.ags}, {kreis.land}), Berichtsjahr {kreis.year}.",
        f"Vergleichskommunen: {peers}.",
        "So geht es weiter:",
        f"  1. make report CITY={city}: der Bericht aus dem, was mitgeliefert ist.",
        f"  2. In data/{city}/profile.yml Herausgeber, Kontakt und Farben eintragen.",
        f"  3. Eigene Tabellen einlesen: make import FILE=… CITY={city}. Was wohin gehört, steht in data/{city}/LIESMICH.md.",
    ]


def new_profiles(land: str, data: Path) -> list[str]:
    """Make the folders of all Kreise of a Land that have no profile; return German lines.

    Args:
        land: key of the Land, two digits.
        data: the data folder.

    Raises:
        OutputError: `data/` cannot be written.
    """
    kreise = read_kreise(data)
    here = [city for city, ags in all_cities(data).items() if ags[:2] == land]
    new = [city for city in here if not has_profile(city, data)]
    for city in new:
        _write(kreise[city], kreise, data)
    kept = len(here) - len(new)
    return [
        f"{len(new)} Profile angelegt, {kept} vorhandene unverändert gelassen.",
        f"Berichte: make reports LAND={land}",
    ]


def _write(kreis: Kreis, kreise: dict[str, Kreis], data: Path) -> None:
    folder = data / kreis.city
    try:
        for place in PLACES:
            (folder / place).mkdir(parents=True, exist_ok=True)
        write_atomically(folder / "LIESMICH.md", _guide(kreis).encode())
        write_atomically(folder / "profile.yml", _profile(kreis, kreise).encode())
    except OSError as problem:
        raise OutputError(f"data/{kreis.city} lässt sich nicht anlegen ({reason_for(problem)}).") from problem


def _text(content: str) -> str:
    return str(yaml.safe_dump(content, allow_unicode=True, width=10**6)).splitlines()[0]


def _profile(kreis: Kreis, kreise: dict[str, Kreis]) -> str:
    return f"""\
# {kreis.name}: Angaben zur Kommune. Der Text in den Berichten richtet sich danach.
name: {_text(kreis.name)}
ags: "{kreis.ags}" # immer in Anführungszeichen, sonst geht die führende Null verloren
kind: {kreis.kind}
land: {kreis.land}

# Wie der Name in Sätzen steht
nominative: {_text(kreis.nominative)}
dative: {_text(kreis.dative)}
in_city: {_text(kreis.in_city)}
of_city: {_text(kreis.of_city)}

# Berichtsjahr, wenn keines angegeben wird: das neueste, für das Zahlen mitgeliefert sind
year: {kreis.year}

# Vergleichskommunen (Namen aus „make cities“) und warum gerade sie. Wer andere wählt, begründet sie hier.
peers: [{", ".join(kreis.peers)}]
peers_reason: {_text(peers_reason(kreis, kreise))}

# Fallzahlen unter diesem Wert werden nicht veröffentlicht
threshold: 5

# Notebooks, die nicht in den Bericht gehören, zum Beispiel [09-hochschule]
leave_out: []

# Noch einzutragen; solange etwas fehlt, sagt es der Bericht. Zum Eintragen das „# “ am Anfang der Zeilen löschen.
# publisher:
#   name: {f"Stadt {kreis.name}" if kreis.kind in CITIES else kreis.name}
#   address: Straße 1, 12345 Ort
#   responsible: Vorname Nachname
#   url: https://www.example.org
# contact:
#   name: Bildungsbüro
#   email: bildungsbuero@example.org
#   phone: 01234 567890
# colours:
#   primary: "#1a4f72"
# logo: logo.svg # Datei in diesem Ordner
# logo_alt: Wappen
"""


def _guide(kreis: Kreis) -> str:
    return f"""\
# {kreis.name}: was in diesen Ordner gehört

| Ort | Was |
|---|---|
| `profile.yml` | Angaben zur Kommune, Herausgeber, Kontakt, Farben |
| `lieferungen/` | Tabellen der Ämter, wie sie geliefert wurden |
| `areas.csv`, `grenzen.geojson` | Stadtteile oder Gemeinden und ihre Grenzen |
| `angebote/`, `einrichtungen/` | Listen von Angeboten und Einrichtungen (CSV) |
| `steuerung/` | Ziele und Maßnahmen (`ziele.csv`), Mittel (`verteilung.yml`) |
| `stimmen.csv` | Stimmen aus der Beteiligung |

Als Nächstes:

1. `make report CITY={kreis.city}` erstellt den Bericht aus dem, was mitgeliefert ist.
2. In `profile.yml` Herausgeber, Kontakt und Farben eintragen.
3. Tabellen der Ämter in `lieferungen/` legen und einlesen: `make import FILE=data/{kreis.city}/lieferungen CITY={kreis.city}`.
4. `make check CITY={kreis.city}` prüft alles und nennt, was veraltet ist.

Das Handbuch (`docs/handbuch/`) beschreibt jeden Schritt.
"""
