"""The mapping `data/<city>/import/<name>.yml` that says how a department's table is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from helpers.data.yamlfile import YamlFile
from helpers.errors import DataError
from helpers.importing.stated import NEWEST

LEAVE_OUT = "auslassen"
"""What is said of entries, measures and rows that are not taken."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Bedeutung(_Entry):
    """What figures mean: indicator, fixed values of dimensions, time, and what entries of theirs say.

    Args:
        indikator: id in the catalogue.
        merkmale: dimension → value.
        zeit: where it is the same for all.
        zusammenfassen: how several rows become one figure.
        werte: entry → meaning, before the mapping's own `werte`.
        gerundet: the multiple that the figures are rounded to, or `nein`.
        einheit: what the numbers count in where a heading speaks of thousands or millions; `eins` where they are whole all the same.
    """

    indikator: str = ""
    merkmale: dict[str, str] = {}
    zeit: str = ""
    zusammenfassen: Literal["", "?", "summe", "anzahl", "mittel"] = ""
    werte: dict[str, str] = {}
    gerundet: str = Field(default="", pattern=r"^(\d+|nein|)$")
    einheit: Literal["", "?", "eins", "Tsd.", "Mio."] = ""


class Spalte(Bedeutung):
    """One column: `ist` says what it holds; a `wert` names its indicator, unless a `kennzahl` beside it does."""

    spalte: str
    ist: Literal["gebiet", "zeit", "merkmal", "kennzahl", "wert", "auslassen"]
    merkmal: str = ""


class Datenbank(_Entry):
    """A table from a database; `$NAME` in the URL comes from the environment: no password in the file."""

    url: str
    abfrage: str


def _rows(entry: object) -> object:
    """Return the rows that a number or range means as a range of numbers; a text stays the text of a cell."""
    if isinstance(entry, int) and not isinstance(entry, bool):
        return entry, entry
    if isinstance(entry, str) and (match := _RANGE.fullmatch(entry.strip())):
        return int(match[1]), int(match[2] or match[1])
    return entry


_RANGE = re.compile(r"Zeilen?\s*(\d+)(?:\s*(?:-|–|bis)\s*(\d+))?", re.IGNORECASE)
Kennzahl = Annotated[
    Bedeutung, BeforeValidator(lambda said: {"indikator": said} if isinstance(said, str) else said)
]
"""What figures mean, in short: only the indicator, or `auslassen`."""
Zeilen = Annotated[str | tuple[int, int], BeforeValidator(_rows)]


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
    dezimalzeichen: Literal[",", "."] = ","
    werte: dict[str, str] = {}
    gebiete: dict[str, str] = {}
    auspraegungen: dict[str, dict[str, str]] = {}
    kennzahlen: dict[str, Kennzahl] = {}
    zeilen_auslassen: tuple[Zeilen, ...] = ()
    ausgeblendet: Literal["", "?", "lesen", "auslassen"] = ""
    durchgestrichen: Literal["", "?", "lesen", "auslassen"] = ""


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
    if "?" in _open(mapping):
        raise DataError(
            f"{name}: Es steht noch ein „?“ in der Zuordnung. Bitte jedes durch die richtige Angabe "
            "ersetzen oder die Spalte auslassen."
        )
    measured = any(column.ist == "kennzahl" for column in mapping.spalten)
    for i, column in enumerate(mapping.spalten):
        if column.ist == "wert" and not column.indikator and not measured:
            raise DataError(f"{file.place('spalten', i)}: Zur Spalte „{column.spalte}“ fehlt „indikator“.")
        if column.ist == "merkmal" and not column.merkmal:
            raise DataError(f"{file.place('spalten', i)}: Zur Spalte „{column.spalte}“ fehlt „merkmal“.")
    for text, meaning in mapping.kennzahlen.items():
        if not meaning.indikator:
            raise DataError(f"{file.place('kennzahlen', text)}: Zur Kennzahl „{text}“ fehlt „indikator“.")
    return mapping


def _open(mapping: Zuordnung) -> Iterator[str]:
    """Yield everything in which a `?` may stand that nobody has answered."""
    yield from (mapping.quelle, mapping.ausgeblendet, mapping.durchgestrichen, *mapping.werte.values())
    for meaning in (*mapping.spalten, *mapping.kennzahlen.values()):
        yield from (meaning.indikator, meaning.zusammenfassen, meaning.einheit, *meaning.werte.values())
    yield from (column.merkmal for column in mapping.spalten)
    for meanings in mapping.auspraegungen.values():
        yield from meanings.values()
