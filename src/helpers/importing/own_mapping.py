"""The mapping `data/<city>/import/<name>.yml` that says how a department's table is read."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from helpers.data.areas import read_areas
from helpers.data.catalogue import read_catalogue
from helpers.data.profile import load_profile
from helpers.data.yamlfile import YamlFile
from helpers.errors import DataError
from helpers.importing.proposal import propose
from helpers.importing.timing import NEWEST


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Spalte(_Entry):
    """One column: `ist` says what it holds; a `wert` names its indicator."""

    spalte: str
    ist: Literal["gebiet", "zeit", "merkmal", "wert", "auslassen"]
    merkmal: str = ""
    indikator: str = ""
    merkmale: dict[str, str] = {}
    zeit: str = ""


class Datenbank(_Entry):
    """A table from a database; `$NAME` in the URL comes from the environment: no password in the file."""

    url: str
    abfrage: str


class Zuordnung(_Entry):
    """How a department's table is read; the German keys are what its staff correct."""

    datei: str = ""
    datenbank: Datenbank | None = None
    geprueft: bool
    quelle: str
    stand: str = Field(default=NEWEST, pattern=rf"^(\d{{4}}(-\d{{2}}(-\d{{2}})?)?|{NEWEST})$")
    blatt: str = ""
    kopfzeile: int | tuple[int, ...] = 1
    letzte_zeile: int | None = None
    spalten: tuple[Spalte, ...] = Field(min_length=1)
    zeit: str = ""
    gebiet: str = ""
    werte: dict[str, str] = {}
    gebiete: dict[str, str] = {}
    auspraegungen: dict[str, dict[str, str]] = {}
    zeilen_auslassen: tuple[str, ...] = ()


def find_mapping(path: Path, data: Path, city: str) -> Zuordnung | None:
    """Return the mapping whose `datei` fits the file's name (`kita_*.xlsx` fits every year), or None.

    Raises:
        DataError: the mapping is not valid or not yet marked as checked.
    """
    if path.suffix in (".yml", ".yaml"):
        return _load(path, data)
    named = {
        candidate: str(YamlFile(candidate, candidate.name, DataError).data.get("datei", ""))
        for candidate in sorted((data / city / "import").glob("*.yml"))
    }
    name = path.name.casefold()
    fitting = [c for c, pattern in named.items() if pattern.casefold() == name] or [
        c for c, pattern in named.items() if fnmatchcase(name, pattern.casefold())
    ]
    if len(fitting) > 1:
        listed = " und ".join(f"{c.name} („datei: {named[c]}“)" for c in fitting)
        raise DataError(
            f"{path.name}: Zu dieser Datei passen mehrere Zuordnungen in data/{city}/import/: {listed}. "
            "Bitte „datei“ so ändern, dass genau eine passt."
        )
    return _load(fitting[0], data) if fitting else None


def _load(path: Path, data: Path) -> Zuordnung:
    name = path.relative_to(data.parent).as_posix() if path.is_relative_to(data.parent) else path.name
    file = YamlFile(path, name, DataError)
    mapping = file.check(Zuordnung, file.data)
    if not mapping.geprueft:
        raise DataError(
            f"{name}: Die Zuordnung ist noch nicht geprüft. Bitte durchsehen, „?“ ersetzen und „geprueft: "
            "true“ setzen."
        )
    if "?" in (
        mapping.quelle,
        *(s.indikator for s in mapping.spalten),
        *(s.merkmal for s in mapping.spalten),
        *mapping.werte.values(),
    ):
        raise DataError(
            f"{name}: Es steht noch ein „?“ in der Zuordnung. Bitte jedes durch die richtige Angabe "
            "ersetzen oder die Spalte auslassen."
        )
    for i, column in enumerate(mapping.spalten):
        if column.ist == "wert" and not column.indikator:
            raise DataError(f"{file.place('spalten', i)}: Zur Spalte „{column.spalte}“ fehlt „indikator“.")
        if column.ist == "merkmal" and not column.merkmal:
            raise DataError(f"{file.place('spalten', i)}: Zur Spalte „{column.spalte}“ fehlt „merkmal“.")
    return mapping


def write_proposal(path: Path, data: Path, city: str) -> Path:
    """Write a mapping proposed from the file's content; an existing file is never overwritten.

    Raises:
        DataError: the file holds no table.
    """
    catalogue, areas = read_catalogue(data), read_areas(data)
    text = propose(path, catalogue, areas, load_profile(city, data).ags)
    folder = data / city / "import"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{path.stem}.yml"
    if target.exists():
        raise DataError(
            f"{path.name}: {target.relative_to(data.parent).as_posix()} gibt es schon, beschreibt aber eine "
            "andere Datei („datei: …“). "
            "Bitte dort den Dateinamen anpassen oder die Datei umbenennen."
        )
    target.write_text(text, encoding="utf-8")
    return target
