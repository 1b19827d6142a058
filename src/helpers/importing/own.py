"""Tables of a municipality's own departments, described by a mapping `data/<city>/import/<name>.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.areas import read_areas
from helpers.data.catalogue import Catalogue, read_catalogue
from helpers.data.keys import join_breakdown
from helpers.data.observations import COLUMNS, LINEAGE
from helpers.data.profile import load_profile
from helpers.errors import DataError, nearest
from helpers.importing import (
    database,
    grid,
    own_cells,
    own_groups,
    own_patterns,
    own_questions,
    own_scale,
    timing,
)
from helpers.importing.excel import Cell
from helpers.importing.mapping import refuse_duplicates, text_of
from helpers.importing.own_cells import text_of_cell
from helpers.importing.own_mapping import LEAVE_OUT, Bedeutung, Spalte, Zuordnung
from helpers.importing.own_places import Places
from helpers.importing.own_questions import Taken
from helpers.importing.values import period, short

if TYPE_CHECKING:
    import pandas as pd


def observations(
    path: Path, mapping: Zuordnung, data: Path, city: str, imported: str = ""
) -> tuple[pd.DataFrame, list[str]]:
    """Return the observations of a department's table and German sentences about what was met in it.

    Raises:
        DataError: a column is missing, areas are unknown (listed with suggestions), cells cannot be read, or what Excel hides or
            strikes through, zeros or roundings have to be explained.
    """
    catalogue = read_catalogue(data)
    table = (
        database.load(mapping.datenbank.url, mapping.datenbank.abfrage, path.name)
        if mapping.datenbank
        else _table(path, mapping)
    )
    mapping = timing.settled(mapping, path.name, table.titles, table.place)
    if mapping.quelle not in catalogue.sources:
        raise DataError(
            f"{table.place}: Die Quelle „{mapping.quelle}“ ist nicht "
            f"bekannt.{nearest(mapping.quelle, _near_sources(data, city, catalogue))} Bitte in data/{city}/sources.yml "
            "eintragen, zum Beispiel:\n"
            f"{mapping.quelle}:\n  publisher: Stadt …, Amt …\n  title: …\n  short: …\n  attribution: Stadt "
            "…, Amt …\n  reference: Stichtag …"
        )
    profile = load_profile(city, data)
    columns = _columns(mapping, table, catalogue)
    where = Places(mapping, read_areas(data), profile, table.place)
    taken = Taken()
    for line in table.rows:
        _take(line, table, mapping, catalogue, columns, where, taken)
    remarks = [*table.remarks, *own_questions.hidden(taken, mapping, table.place)]
    where.refuse_unmatched()
    if not taken.figures:
        raise DataError(
            f"{table.place}: In den angegebenen Spalten stehen keine Werte. Bitte „blatt“, „kopfzeile“ und "
            "„spalten“ der Zuordnung prüfen."
        )
    own_questions.refuse_percents(taken.figures, catalogue, table.place)
    own_patterns.refuse(taken.figures, table, mapping, catalogue)
    figures, more = own_groups.summed_up(taken.figures, catalogue, profile.threshold)
    own_questions.refuse_days(figures, catalogue, table.place)
    return _frame(figures, table, mapping, imported), [*remarks, *more]


def _frame(
    figures: list[own_groups.Figure], table: grid.Table, mapping: Zuordnung, imported: str
) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (f.area, f.meaning.indikator, join_breakdown(f.parts), f.time, f.number, f.status, mapping.quelle, "",
         table.file, f.sheet, f.rows, f.column, f.note)
        for f in figures
    ]  # fmt: skip
    names = "ags indicator breakdown period number status source table file sheet row column note".split()  # noqa: SIM905
    out = pd.DataFrame(rows, columns=names, dtype=object)
    out["value"] = text_of(out["number"].astype(float), out["status"])
    edition = timing.edition(mapping, out["period"], table.place)
    out["edition"], out["imported"] = edition, imported or edition
    refuse_duplicates(
        out,
        table.place,
        " Zählen die Zeilen Verschiedenes (zum Beispiel je eine Einrichtung, ein Kurs oder ein Kind), sagen Sie bei der Spalte mit "
        "„zusammenfassen: summe“ (oder „anzahl“, „mittel“), wie eine Zahl daraus wird; oder es fehlt die Spalte, die sie "
        "unterscheidet, als „merkmal“.",
    )
    return out[[*COLUMNS, *LINEAGE]]


def _take(
    line: grid.Line,
    table: grid.Table,
    mapping: Zuordnung,
    catalogue: Catalogue,
    columns: dict[str, list[Spalte]],
    where: Places,
    taken: Taken,
) -> None:
    """Read one row."""
    record = dict(zip(table.header, line.cells, strict=True))
    if _left_out(line, mapping):
        return
    filled = {name: cell if cell is not None else line.merged.get(name) for name, cell in record.items()}
    values = [c for c in columns["wert"] if filled.get(c.spalte) is not None]
    for column in [*columns["gebiet"][:1], *columns["zeit"][:1], *columns["merkmal"], *columns["kennzahl"]]:
        if column.spalte in line.struck and values:
            taken.struck.append((line, column.spalte))
            values = values if mapping.durchgestrichen == "lesen" else []
    for column in list(values):
        if column.spalte in line.struck:
            taken.struck.append((line, column.spalte))
            if mapping.durchgestrichen != "lesen":
                values.remove(column)
    if values and (line.hidden or any(c.spalte in line.unseen for c in values)):
        taken.hidden.append(line)
        if mapping.ausgeblendet != "lesen":
            values = [] if line.hidden else [c for c in values if c.spalte not in line.unseen]
    meanings = {c.spalte: m for c in values if (m := _meaning(c, filled, mapping, columns, line, table))}
    if not meanings:
        return
    at = f"{table.place}{f', Blatt „{line.sheet}“' if line.sheet else ''}, Zeile {line.number}"
    named = columns["gebiet"]
    area = where.find(text_of_cell(filled[named[0].spalte]) if named else mapping.gebiet or where.home, line)
    parts = {
        c.merkmal: own_cells.attribute(
            filled[c.spalte], c.merkmal, mapping, catalogue, f"{at}, Spalte „{c.spalte}“"
        )
        for c in columns["merkmal"]
    }
    when = own_cells.when(filled, columns["zeit"], mapping, at)
    for name, meaning in meanings.items():
        place = f"{at}, Spalte „{name}“"
        cell = record[name]
        if meaning.zusammenfassen == "anzahl":
            figure = _counted(cell, {**mapping.werte, **meaning.werte})
        else:
            meant = {**mapping.werte, **meaning.werte}
            entry = catalogue.indicators[meaning.indikator]
            figure = (
                None
                if cell is None
                else own_cells.figure(cell, meant, place, mapping.dezimalzeichen, entry.unit)
            )
            if figure is not None and not own_cells.is_scaled(cell):
                figure = own_scale.scaled(figure[0], meaning, entry), figure[1]
        if figure is None:
            continue
        moment = period(meaning.zeit) if meaning.zeit else when
        if not moment:
            raise DataError(
                f"{at}: Es fehlt die Zeit. Bitte in der Zuordnung eine Spalte mit „ist: zeit“ "
                'oder „zeit: "2025"“ angeben.'
            )
        merged = {k: v for k, v in {**parts, **meaning.merkmale}.items() if v}
        taken.figures.append(
            own_groups.Figure(
                area, meaning, merged, tuple(parts), moment, *figure, line.sheet, str(line.number), name,
                percent=name in line.percent or own_cells.is_percent(cell),
            )
        )  # fmt: skip


def _counted(cell: Cell, meanings: dict[str, str]) -> tuple[float, str] | None:
    """Return 1 for a cell that counts, None for an empty one and for what the mapping leaves out."""
    return None if cell is None or meanings.get(text_of_cell(cell)) == LEAVE_OUT else (1.0, "")


def _left_out(line: grid.Line, mapping: Zuordnung) -> bool:
    """Tell whether the mapping leaves a row out, by its number or by the text of one of its cells."""
    texts = {text_of_cell(cell) for cell in line.cells if cell is not None}
    return any(
        entry in texts if isinstance(entry, str) else entry[0] <= line.number <= entry[1]
        for entry in mapping.zeilen_auslassen
    )


def _meaning(
    column: Spalte,
    filled: dict[str, Cell],
    mapping: Zuordnung,
    columns: dict[str, list[Spalte]],
    line: grid.Line,
    table: grid.Table,
) -> Bedeutung | None:
    """Return what the figures of a column mean: by itself, or by the measure that its row names; None to leave them out."""
    if column.indikator:
        return column
    measure = " – ".join(text_of_cell(filled[c.spalte]) for c in columns["kennzahl"])
    meaning = mapping.kennzahlen.get(measure)
    if meaning is None:
        named = ", ".join(f"„{c.spalte}“" for c in columns["kennzahl"])
        raise DataError(
            f"{table.place}{f', Blatt „{line.sheet}“' if line.sheet else ''}, Zeile {line.number}, Spalte {named}: Die Kennzahl "
            f"„{short(measure)}“ ist nicht erklärt.{nearest(measure, mapping.kennzahlen)} Bitte in der Zuordnung unter "
            f'„kennzahlen“ sagen, was sie ist: "{short(measure)}": ein Indikator, oder auslassen.'
        )
    return None if meaning.indikator == LEAVE_OUT else meaning


def _table(path: Path, mapping: Zuordnung) -> grid.Table:
    header = (mapping.kopfzeile,) if isinstance(mapping.kopfzeile, int) else mapping.kopfzeile
    return grid.load(path, mapping.blatt, header, mapping.letzte_zeile)


def _columns(mapping: Zuordnung, table: grid.Table, catalogue: Catalogue) -> dict[str, list[Spalte]]:
    """Group the columns by what they hold, checked against the table and the catalogue."""
    found: dict[str, list[Spalte]] = {
        kind: [] for kind in ("gebiet", "zeit", "merkmal", "kennzahl", "wert", "auslassen")
    }
    for column in mapping.spalten:
        if column.spalte not in table.header:
            raise DataError(
                f"{table.place}: Die Spalte „{short(column.spalte)}“ der Zuordnung gibt es nicht (Kopfzeile "
                f"{mapping.kopfzeile})."
                f"{nearest(column.spalte, table.header)} Vorhanden: "
                f"{', '.join(f'„{short(name, 30)}“' for name in table.header[:12])}."
            )
        found[column.ist].append(column)
    if not found["wert"]:
        raise DataError(f"{table.place}: Keine Spalte der Zuordnung ist ein Wert („ist: wert“).")
    given = {c.merkmal for c in found["merkmal"]}
    for column in found["wert"]:
        timing.refuse_other_column_year(column.spalte, column.zeit, table.place)
        if column.indikator:
            _check(column, given, f"bei der Spalte „{short(column.spalte)}“", table.place, catalogue)
            entry = catalogue.indicators[column.indikator]
            own_scale.refuse_unanswered(column.spalte, column, entry, table.titles, table.place)
    for measure, meaning in mapping.kennzahlen.items():
        if meaning.indikator != LEAVE_OUT:
            _check(meaning, given, f"bei der Kennzahl „{short(measure)}“", table.place, catalogue)
            entry = catalogue.indicators[meaning.indikator]
            own_scale.refuse_unanswered(measure, meaning, entry, table.titles, table.place)
    return found


def _check(meaning: Bedeutung, given: set[str], whose: str, place: str, catalogue: Catalogue) -> None:
    """Raise DataError where figures are given an indicator or a dimension that there is not."""
    indicator = catalogue.indicators.get(meaning.indikator)
    if indicator is None:
        raise DataError(
            f"{place}: Der Indikator „{meaning.indikator}“ ist nicht im "
            f"Katalog.{nearest(meaning.indikator, catalogue.indicators)}"
        )
    for name in sorted({*meaning.merkmale, *given} - set(indicator.dimensions)):
        raise DataError(
            f"{place}: Der Indikator „{indicator.id}“ hat kein Merkmal „{name}“.{nearest(name, indicator.dimensions)} "
            f"Bitte in der Zuordnung {whose} ändern; seine Merkmale: "
            f"{', '.join(f'„{d}“' for d in indicator.dimensions) or 'keine'}."
        )


def _near_sources(data: Path, city: str, catalogue: Catalogue) -> list[str]:
    """Return the sources that this municipality may mean: none of another's."""
    others = tuple(f"{path.parent.name}-" for path in data.glob("*/profile.yml") if path.parent.name != city)
    return [name for name in catalogue.sources if not name.startswith(others)]
