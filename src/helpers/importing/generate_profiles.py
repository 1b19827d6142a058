"""Profiles for all Kreise and kreisfreie Städte of an INKAR bulk file: `make profiles FILE=…`."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, pstdev

import yaml

from helpers.data.areas import COLUMNS
from helpers.data.catalogue import Catalogue, read_catalogue
from helpers.data.cities import list_cities
from helpers.data.grammar import Place, is_city, place
from helpers.data.keys import LAENDER, spelt_out
from helpers.errors import DataError, OutputError, reason_for
from helpers.files import write_atomically
from helpers.importing import register
from helpers.importing.mapping import Imports
from helpers.importing.recognise import read
from helpers.importing.service import import_file
from helpers.paths import Project
from helpers.safeyaml import safe_load

PEERS = 4
KNOWN_FOR = 0.95
"""Share of the Kreise that must have a figure for a year to be compared in it."""

Values = Mapping[str, float]


@dataclass(frozen=True)
class Condition:
    """An indicator by which municipalities are compared: its name, the year, and the figure of each Kreis."""

    name: str
    year: str
    values: Values


def generate_profiles(path: Path, project: Project) -> list[str]:
    """Import an INKAR bulk file and write a profile for each of its Kreise that has none; return the German log.

    Args:
        path: the bulk file (CSV).
        project: the checkout; `data/<folder>/profile.yml` and `data/gebiete/areas.csv` are written.

    Raises:
        DataError: the file is not an INKAR bulk file, or does not say which of its Kreise are cities.
        OutputError: `data/` cannot be written.
    """
    data = project.data
    raw = read(path, lambda code: Imports(data, read_catalogue(data)).symbols(code))
    if raw is None or raw.layout != "inkar":
        raise DataError(
            f"{path.name}: Das ist keine INKAR-Sammeldatei (Bereich;Indikator;Raumbezug;Kennziffer;Name;Zeitbezug;Wert)."
        )
    kreise = raw.frame[raw.frame["level"] == "kreis"].drop_duplicates("key")
    official = {str(key): str(name) for key, name in kreise[["key", "name"]].itertuples(index=False)}
    if not any(map(is_city, official.values())):
        raise DataError(
            f"{path.name}: Keiner der {len(official)} Kreise ist als Stadt gekennzeichnet („Kiel, Stadt“). "
            "Bitte die Datei unverändert aus INKAR herunterladen."
        )
    imported = import_file(path, project)
    places = {key: place(name, key) for key, name in sorted(official.items())}
    try:
        _name_areas(data, places)
        written, kept = _write(data, places, _conditions(imported.path, data, places), imported.edition)
    except OSError as problem:
        raise OutputError(f"Unter {data} lässt sich nicht schreiben ({reason_for(problem)}).") from problem
    return [
        *imported.log,
        f"{path.name}: {written} Profile angelegt, {kept} vorhandene unverändert gelassen.",
        "Berichte aller Kommunen: make reports; eines Landes: make reports LAND=09",
    ]


def folder_names(places: Mapping[str, Place], taken: Iterable[str]) -> dict[str, str]:
    """Return a folder name for each key: the bare name, with the kind before it where a city has that name.

    >>> folder_names({"09761": place("Augsburg, Stadt", "09761"), "09772": place("Augsburg", "09772")}, [])
    {'09761': 'augsburg', '09772': 'landkreis-augsburg'}
    """
    used, result = set(taken), {}
    cities_first = sorted(places, key=lambda key: ("Stadt" not in places[key].nominative, key))
    for key in cities_first:
        name = places[key].name
        candidates = [
            slug(name.removeprefix("Landkreis ").removeprefix("Kreis ")),
            slug(name),
            f"{slug(name)}-{key}",
        ]
        result[key] = next(c for c in candidates if c not in used)
        used.add(result[key])
    return result


def slug(name: str) -> str:
    """Return a name as a folder name.

    >>> slug("Mülheim an der Ruhr"), slug("St. Wendel")
    ('muelheim-an-der-ruhr', 'st-wendel')
    """
    text = unicodedata.normalize("NFKD", spelt_out(name))
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def nearest_peers(own: str, group: Iterable[str], conditions: Iterable[Condition]) -> list[str]:
    """Return the keys of the most similar municipalities of a group.

    Similarity: each condition is standardised over the group (distance from the mean in standard deviations); two
    municipalities are as far apart as the root of the mean squared difference over the conditions that both have
    (the standardised Euclidean distance). Of equal distances the lower key comes first.
    """
    members = sorted(group)
    scaled = [_standardised(condition.values, members) for condition in conditions]

    def distance(other: str) -> float:
        both = [(z[own], z[other]) for z in scaled if own in z and other in z]
        return fmean((a - b) ** 2 for a, b in both) if both else float("inf")

    found = sorted((distance(key), key) for key in members if key != own)
    return [key for far, key in found[:PEERS] if far < float("inf")]


def _standardised(values: Values, members: Iterable[str]) -> dict[str, float]:
    known = {key: values[key] for key in members if key in values}
    if len(known) < 2:
        return {}
    mean, spread = fmean(known.values()), pstdev(known.values())
    return {key: (value - mean) / spread if spread else 0.0 for key, value in known.items()}


def _conditions(observed: Path, data: Path, places: Mapping[str, Place]) -> list[Condition]:
    """Return the general conditions that the file holds: rates of that reporting area, in the latest year known for nearly all."""
    figures: dict[str, dict[str, dict[str, float]]] = {}
    with observed.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["ags"] in places and not row["breakdown"] and not row["status"] and row["value"]:
                years = figures.setdefault(row["indicator"], {})
                years.setdefault(row["period"], {})[row["ags"]] = float(row["value"])
    catalogue: Catalogue = read_catalogue(data)
    found = []
    for name in sorted(figures):
        entry = catalogue.indicators[name]
        full = [y for y, values in figures[name].items() if len(values) >= KNOWN_FOR * len(places)]
        if entry.area == "rahmenbedingungen" and entry.kind in ("rate", "share", "ratio") and full:
            found.append(Condition(entry.short, max(full), figures[name][max(full)]))
    return found


def _name_areas(data: Path, places: Mapping[str, Place]) -> None:
    """Give the areas that came with the file the names of their profiles: „Landkreis Ammerland“, not „Ammerland“."""
    path = register.file(data)
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if row["ags"] in places:
            row["name"] = places[row["ags"]].name
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(path, text.getvalue().encode())


def _write(
    data: Path, places: Mapping[str, Place], conditions: list[Condition], edition: str
) -> tuple[int, int]:
    """Write the profiles that are missing; return how many were written and how many were there."""
    present = {_ags(data / city / "profile.yml"): city for city in list_cities(data)}
    reserved = {p.name for p in data.iterdir()}
    new = {key: value for key, value in places.items() if key not in present}
    folders = {**folder_names(new, reserved), **{key: city for key, city in present.items() if key in places}}
    cities = {key for key, value in places.items() if value.kind in ("kreisfreie Stadt", "Stadtkreis")}
    for key, value in new.items():
        group = cities if key in cities else places.keys() - cities
        peers = [folders[peer] for peer in nearest_peers(key, group, conditions)]
        text = _profile(key, value, edition, peers, _reason(key in cities, conditions, edition))
        write_atomically(data / folders[key] / "profile.yml", text.encode())
    return len(new), len(places) - len(new)


def _ags(profile: Path) -> str:
    try:
        content = safe_load(profile.read_bytes())
    except (yaml.YAMLError, UnicodeDecodeError):
        return ""
    return str(content.get("ags", "")) if isinstance(content, dict) else ""


def _reason(city: bool, conditions: list[Condition], edition: str) -> str:
    group = "kreisfreien Städte" if city else "Kreise und Landkreise"
    by = " und ".join(f"{c.name} ({c.year})" for c in conditions)
    return (
        f"die {group} in Deutschland, deren Werte den eigenen am nächsten kamen: {by}, INKAR {edition} "
        "(Abstand der standardisierten Werte)"
    )


def _profile(key: str, value: Place, edition: str, peers: list[str], reason: str) -> str:
    def text(content: str) -> str:
        return str(yaml.safe_dump(content, allow_unicode=True, width=10**6)).splitlines()[0]

    compared = (
        f"\n# Vergleichskommunen (Ordnernamen) und warum gerade sie\npeers: [{', '.join(peers)}]\npeers_reason: {text(reason)}\n"
        if peers
        else ""
    )
    return f"""\
# {value.name}: Angaben zur Kommune, angelegt aus INKAR {edition}. Der Text in den Berichten richtet sich danach.
name: {text(value.name)}
ags: "{key}" # immer in Anführungszeichen, sonst geht die führende Null verloren
kind: {value.kind}
land: {LAENDER[key[:2]]}

# Wie der Name in Sätzen steht
nominative: {text(value.nominative)}
dative: {text(value.dative)}
in_city: {text(value.in_city)}
of_city: {text(value.of_city)}

# Berichtsjahr, wenn keines angegeben wird
year: {edition}
{compared}
# Fallzahlen unter diesem Wert werden nicht veröffentlicht
threshold: 5

# Notebooks, die nicht in den Bericht gehören
leave_out: []

# Noch einzutragen: publisher, contact, colours, logo (siehe Handbuch). Solange sie fehlen, sagt es der Bericht.
"""
