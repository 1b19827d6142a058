"""Tables of a municipality's own departments, described by a mapping `data/<city>/import/<name>.yml`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.areas import read_areas
from helpers.data.catalogue import Catalogue, read_catalogue
from helpers.data.keys import join_breakdown
from helpers.data.observations import COLUMNS, LINEAGE
from helpers.data.profile import load_profile
from helpers.errors import DataError, nearest
from helpers.importing import grid, timing
from helpers.importing.excel import Cell
from helpers.importing.guesses import TOTALS, meant
from helpers.importing.mapping import refuse_duplicates, text_of
from helpers.importing.own_mapping import Spalte, Zuordnung
from helpers.importing.own_places import Places
from helpers.importing.values import SYMBOLS, Notation, number, period, short, value

if TYPE_CHECKING:
    import pandas as pd

_NOTATION = Notation(symbols=SYMBOLS, zero_is_number=True, thousands=True)
WORDS = {
    "genau null": "zero",
    "unbekannt": "unknown",
    "geheim": "unknown",
    "unsicher": "unreliable",
    "später": "later",
    "nicht sinnvoll": "not_applicable",
}
LEAVE_OUT = "auslassen"


def observations(
    path: Path, mapping: Zuordnung, data: Path, city: str, imported: str = ""
) -> tuple[pd.DataFrame, int]:
    """Return the observations of a department's table and the number of its figures.

    Raises:
        DataError: a column is missing, areas are unknown (listed with suggestions), or cells cannot be read.
    """
    import pandas as pd

    catalogue, areas = read_catalogue(data), read_areas(data)
    table = (
        grid.from_database(mapping.datenbank.url, mapping.datenbank.abfrage, path.name)
        if mapping.datenbank
        else _table(path, mapping)
    )
    place = table.place
    mapping = timing.settled(mapping, path.name, table.titles, place)
    if mapping.quelle not in catalogue.sources:
        raise DataError(
            f"{place}: Die Quelle „{mapping.quelle}“ ist nicht "
            f"bekannt.{nearest(mapping.quelle, _near_sources(data, city, catalogue))} Bitte in data/{city}/sources.yml "
            "eintragen, zum Beispiel:\n"
            f"{mapping.quelle}:\n  publisher: Stadt …, Amt …\n  title: …\n  short: …\n  attribution: Stadt "
            "…, Amt …\n  reference: Stichtag …"
        )
    columns = _columns(mapping, table, catalogue)
    home = load_profile(city, data).ags
    where = Places(mapping, areas, home, place)
    rows: list[tuple[object, ...]] = []
    for line in table.rows:
        record = dict(zip(table.header, line.cells, strict=True))
        if any(_text(cell) in mapping.zeilen_auslassen for cell in line.cells if cell is not None):
            continue
        filled = {name: cell if cell is not None else line.merged.get(name) for name, cell in record.items()}
        if all(filled.get(c.spalte) is None for c in columns["wert"]):
            continue
        at = f"{place}{f', Blatt „{line.sheet}“' if line.sheet else ''}, Zeile {line.number}"
        named = columns["gebiet"]
        area = where.find(_text(filled[named[0].spalte]) if named else mapping.gebiet or home, line)
        breakdown = {
            c.merkmal: _attribute(
                filled[c.spalte], c.merkmal, mapping, catalogue, f"{at}, Spalte „{c.spalte}“"
            )
            for c in columns["merkmal"]
        }
        when = _when(filled, columns["zeit"], mapping, at)
        for column in columns["wert"]:
            cell = record[column.spalte]
            if cell is None or (figure := _figure(cell, mapping, f"{at}, Spalte „{column.spalte}“")) is None:
                continue
            merged = {k: v for k, v in {**breakdown, **column.merkmale}.items() if v}
            moment = period(column.zeit) if column.zeit else when
            if not moment:
                raise DataError(
                    f"{at}: Es fehlt die Zeit. Bitte in der Zuordnung eine Spalte mit „ist: zeit“ "
                    'oder „zeit: "2025"“ angeben.'
                )
            rows.append(
                (
                    area,
                    column.indikator,
                    join_breakdown(merged),
                    moment,
                    *figure,
                    mapping.quelle,
                    "",
                    table.file,
                    line.sheet,
                    str(line.number),
                    column.spalte,
                )
            )
    where.refuse_unmatched()
    if not rows:
        raise DataError(
            f"{place}: In den angegebenen Spalten stehen keine Werte. Bitte „blatt“, „kopfzeile“ und "
            "„spalten“ der Zuordnung prüfen."
        )
    names = [
        "ags",
        "indicator",
        "breakdown",
        "period",
        "number",
        "status",
        "source",
        "table",
        "file",
        "sheet",
        "row",
        "column",
    ]
    out = pd.DataFrame(rows, columns=names, dtype=object)
    out["value"] = text_of(out["number"].astype(float), out["status"])
    edition = timing.edition(mapping, out["period"], place)
    out["edition"], out["imported"], out["note"] = edition, imported or edition, ""
    refuse_duplicates(
        out,
        place,
        " Zählen die Zeilen Verschiedenes (zum Beispiel je eine Einrichtung), fehlt die Spalte, die sie unterscheidet, in der "
        "Zuordnung als „merkmal“; oder liefern Sie Summen je Gebiet.",
    )
    return out[[*COLUMNS, *LINEAGE]], len(out)


def _table(path: Path, mapping: Zuordnung) -> grid.Table:
    header = (mapping.kopfzeile,) if isinstance(mapping.kopfzeile, int) else mapping.kopfzeile
    return grid.load(path, mapping.blatt, header, mapping.letzte_zeile)


def _columns(mapping: Zuordnung, table: grid.Table, catalogue: Catalogue) -> dict[str, list[Spalte]]:
    """Group the columns by what they hold, checked against the table and the catalogue."""
    found: dict[str, list[Spalte]] = {"gebiet": [], "zeit": [], "merkmal": [], "wert": [], "auslassen": []}
    for column in mapping.spalten:
        if column.spalte not in table.header:
            raise DataError(
                f"{table.place}: Die Spalte „{short(column.spalte)}“ der Zuordnung gibt es nicht (Kopfzeile "
                f"{mapping.kopfzeile})."
                f"{nearest(column.spalte, table.header)} Vorhanden: "
                f"{', '.join(f'„{short(name, 30)}“' for name in table.header[:12])}."
            )
        if column.ist == "wert":
            indicator = catalogue.indicators.get(column.indikator)
            if indicator is None:
                raise DataError(
                    f"{table.place}: Der Indikator „{column.indikator}“ ist nicht im "
                    f"Katalog.{nearest(column.indikator, catalogue.indicators)}"
                )
            timing.refuse_other_column_year(column.spalte, column.zeit, table.place)
            used = {*column.merkmale, *(c.merkmal for c in mapping.spalten if c.ist == "merkmal")}
            for name in sorted(used - set(indicator.dimensions)):
                raise DataError(
                    f"{table.place}: Der Indikator „{indicator.id}“ hat kein Merkmal „{name}“.{nearest(name, indicator.dimensions)} "
                    f"Bitte in der Zuordnung bei der Spalte „{short(column.spalte)}“ ändern; seine Merkmale: "
                    f"{', '.join(f'„{d}“' for d in indicator.dimensions) or 'keine'}."
                )
        found[column.ist].append(column)
    if not found["wert"]:
        raise DataError(f"{table.place}: Keine Spalte der Zuordnung ist ein Wert („ist: wert“).")
    return found


def _text(cell: Cell) -> str:
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip() if cell is not None else ""


def _figure(cell: Cell, mapping: Zuordnung, at: str) -> tuple[float, str] | None:
    """Return value and status, None for cells that the mapping leaves out."""
    if isinstance(cell, dt.date):
        raise DataError(
            f"{at}: ein Datum ({cell:%d.%m.%Y}) gefunden, erwartet wird eine Zahl. Excel hat die Eingabe "
            "wohl umgewandelt; bitte in der Mappe berichtigen."
        )
    text = _text(cell)
    meant = mapping.werte.get(text)
    if meant is None:
        if isinstance(cell, float):
            return cell, ""
        if text.startswith("#"):
            raise DataError(
                f"{at}: ein Formelfehler ({short(text)}) gefunden, erwartet wird eine Zahl. Bitte die "
                "Formel in der Mappe berichtigen."
            )
        figure = value(text, _NOTATION)
        if figure is None:
            raise DataError(
                f"{at}: „{short(text)}“ gefunden, erwartet wird eine Zahl. Wenn der Eintrag etwas bedeutet, "
                "bitte in der Zuordnung unter „werte“ erklären, "
                f'zum Beispiel "{short(text, 30)}": "{_probably(text)}".'
            )
        return figure
    if meant == LEAVE_OUT:
        return None
    if meant in WORDS:
        return (0.0 if meant == "genau null" else float("nan")), WORDS[meant]
    if (stated := number(meant)) is None:
        raise DataError(
            f"{at}: „werte“ erklärt „{short(text)}“ mit „{short(meant)}“; möglich sind eine Zahl, "
            f"{', '.join([*WORDS, LEAVE_OUT])}."
        )
    return stated, ""


def _attribute(cell: Cell, dimension: str, mapping: Zuordnung, catalogue: Catalogue, at: str) -> str:
    """Return the value of a dimension; empty for the total."""
    text = _text(cell)
    meant = mapping.auspraegungen.get(dimension, {}).get(text, text)
    if meant.casefold() in TOTALS:
        return ""
    declared = catalogue.dimensions[dimension]
    if not meant or (meant not in declared.values and not declared.open):
        raise DataError(
            f"{at}: „{short(text)}“ ist keine Ausprägung von „{dimension}“.{nearest(meant, declared.values)} "
            "Bitte in der Zuordnung unter „auspraegungen“ erklären; möglich sind "
            f"{', '.join(declared.values[:12])}, Insgesamt."
        )
    return meant


def _when(record: dict[str, Cell], columns: list[Spalte], mapping: Zuordnung, at: str) -> str | None:
    if not columns:
        return period(mapping.zeit) if mapping.zeit else None
    cell = record[columns[0].spalte]
    if (found := period(cell)) is None:
        hint = (
            " Das ist vermutlich ein Excel-Datum als Zahl; bitte die Spalte in Excel als Datum formatieren."
            if isinstance(cell, float) and 20000 < cell < 80000
            else ""
        )
        raise DataError(
            f"{at}, Spalte „{columns[0].spalte}“: „{short(_text(cell))}“ gefunden, erwartet wird ein Jahr "
            f"(2025), ein Stichtag (31.12.2025) oder ein Schuljahr (2025/26).{hint}"
        )
    return found


def _near_sources(data: Path, city: str, catalogue: Catalogue) -> list[str]:
    """Return the sources that this municipality may mean: none of another's."""
    others = tuple(f"{path.parent.name}-" for path in data.glob("*/profile.yml") if path.parent.name != city)
    return [name for name in catalogue.sources if not name.startswith(others)]


def _probably(text: str) -> str:
    """Return what an entry in place of a number probably means: `120` for „ca. 120“."""
    guess = meant(text)
    return "unbekannt" if guess == "?" else guess
