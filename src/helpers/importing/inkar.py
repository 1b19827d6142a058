"""INKAR (BBSR): the bulk CSV and the workbooks with sheets Daten, Metadaten and Quellangabe."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from helpers.data.textfile import Text, below_header, delimiter, rows
from helpers.errors import DataError
from helpers.importing.excel import Cell, Sheet
from helpers.importing.layout import Layout
from helpers.importing.rawtable import RawTable, build
from helpers.importing.values import Notation, level, period, short

_BULK = ("Indikator", "Raumbezug", "Kennziffer", "Name", "Zeitbezug", "Wert")
_WIDE = ["Kennziffer", "Raumeinheit", "Aggregat"]
_EDITION = re.compile(r"INKAR\W+Ausgabe (\d{4})")
# INKAR's levels and the length of their keys; 0: Germany. Other levels are no administrative areas.
_LEVELS = {"bund": 0, "bundesländer": 2, "länder": 2, "regierungsbezirke": 3, "kreise": 5, "gemeinden": 8}
_LEVELS |= {
    "kreisfreie stadt": 5,
    "kreisfreie städte": 5,
    "landkreis": 5,
    "landkreise": 5,
    "kreise und kreisfreie städte": 5,
}
_NOTATION = Notation(".", zero_is_number=True)


def is_bulk(text: str) -> bool:
    """Tell whether the first line has the columns of INKAR's bulk download."""
    first = text.lstrip().split("\n", 1)[0].replace('"', "").strip()
    names = {name.strip() for name in re.split(r"[;\t,]", first)}
    return {"Kennziffer", "Raumbezug", "Zeitbezug", "Wert"} <= names or {
        "Raumbezug",
        "Indikator",
        "Kennziffer",
    } <= names


def is_workbook(sheets: Sequence[Sheet]) -> bool:
    """Tell whether a sheet `Daten` begins with Kennziffer, Raumeinheit, Aggregat."""
    return _data_sheet(sheets) is not None


def _data_sheet(sheets: Sequence[Sheet]) -> Sheet | None:
    for sheet in sheets:
        if sheet.cells and [str(c).strip() for c in sheet.cells[0][:3]] == _WIDE:
            return sheet
    return None


def key_of(number: object, aggregate: str) -> str:
    """Return the key with its leading zeros, `DG` for the Bund, empty where the level is not administrative.

    >>> key_of("1002", "Kreise"), key_of("1", "Bundesländer"), key_of("1", "Bund"), key_of(9761.0, "Kreise")
    ('01002', '01', 'DG', '09761')
    """
    length = _LEVELS.get(aggregate.strip().casefold())
    if length is None:
        return ""
    if not length:
        return "DG"
    digits = (
        str(int(number))
        if isinstance(number, float) and number.is_integer()
        else str(number).strip().removesuffix(".0")
    )
    return digits.zfill(length) if digits.isdigit() and len(digits) <= length else digits


def _check(keys: dict[tuple[str, str], str], place: str, row: int, number: str, aggregate: str) -> str:
    """Return the key and keep it in `keys`; refuse what is not a key of its level."""
    if (number, aggregate) not in keys:
        key = key_of(number, aggregate)
        if key and not level(key):
            raise DataError(
                f"{place}, Zeile {row}: „{short(number)}“ ist keine Kennziffer der Ebene "
                f"„{short(aggregate)}“."
            )
        keys[number, aggregate] = key
    return keys[number, aggregate]


def read_bulk(text: Text, place: str) -> RawTable:
    """Read the bulk CSV: one figure per line, labels are the indicator's name.

    The file does not say its edition; INKAR's figures end two years before it, which is assumed and remarked.

    Raises:
        DataError: a column is missing, a key, period or figure cannot be read.
    """
    first = text.text.lstrip("\n").split("\n", 1)[0]
    table = rows(text.text, delimiter([first]), place)
    header = [name.strip() for name in table[0][1]]
    for name in _BULK:
        if header.count(name) != 1:
            state = "fehlt" if name not in header else "kommt mehrmals vor"
            raise DataError(
                f"{place}, Zeile 1: Die Spalte „{name}“ {state}. Bitte die Datei neu herunterladen."
            )
    indicator, aggregate, number, area, time, figure = (header.index(column) for column in _BULK)
    out = _Rows(place)
    for line, cells in below_header(table, place):
        if cells[figure].strip():
            out.add(
                "",
                line,
                figure + 1,
                cells[indicator].strip(),
                cells[aggregate],
                cells[number],
                cells[area],
                cells[time],
                cells[figure],
            )
    table_ = out.table("", "INKAR")
    edition, remark = _concluded(table_)
    return RawTable(
        "inkar",
        "INKAR",
        "INKAR",
        edition,
        table_.frame,
        table_.origin,
        remarks=(*text.remarks, remark, *table_.remarks),
    )


def read_workbook(sheets: Sequence[Sheet], place: str) -> RawTable:
    """Read a workbook: two header rows (name, year), figures from the third row on; empty cells are left out.

    Raises:
        DataError: the edition is missing, a key, period or figure cannot be read.
    """
    sheet = _data_sheet(sheets)
    assert sheet is not None
    texts = [str(cell) for s in sheets if s is not sheet for row in s.cells for cell in row if cell]
    edition = next((match[1] for text in texts if (match := _EDITION.search(text))), "")
    if not edition:
        raise DataError(
            f"{place}: Auf keinem Blatt steht „INKAR. Ausgabe JJJJ“ (sonst auf dem Blatt „Quellangabe“). "
            "Bitte die Mappe unverändert einlesen."
        )
    out, labels = _wide(sheet.cells, sheet.name, place)
    table = out.table("", "INKAR")
    licence = next((text for text in texts if _EDITION.search(text)), "")
    return RawTable(
        "inkar-mappe",
        "INKAR",
        ", ".join(dict.fromkeys(labels)),
        edition,
        table.frame,
        table.origin,
        " ".join(licence.split()),
        remarks=table.remarks,
    )


def is_web(text: str) -> bool:
    """Tell whether the first line is that of the table which INKAR shows on the web and offers as CSV."""
    first = text.lstrip().split("\n", 1)[0].replace('"', "")
    return [name.strip() for name in re.split(r"[;\t,]", first)[:3]] == _WIDE


def read_web(text: Text, place: str) -> RawTable:
    """Read the table of INKAR's web pages: two header rows as in the workbooks, one row per area.

    Raises:
        DataError: a key, period or figure cannot be read.
    """
    first = text.text.lstrip("\n").split("\n", 1)[0]
    cells: list[list[Cell]] = []
    for number, row in rows(text.text, delimiter([first]), place):
        while len(cells) < number - 1:
            cells.append([])
        cells.append([cell.strip() or None for cell in row])
    out, labels = _wide(cells, "", place)
    table = out.table("", "INKAR")
    edition, remark = _concluded(table)
    remarks = (*text.remarks, remark, *table.remarks)
    return RawTable(
        "inkar-web",
        "INKAR",
        ", ".join(dict.fromkeys(labels)),
        edition,
        table.frame,
        table.origin,
        remarks=remarks,
    )


def _concluded(table: RawTable) -> tuple[str, str]:
    """Return the edition of a file that does not name it, and a sentence that says so."""
    edition = str(max(int(p[:4]) for p in table.frame["period"]) + 2)
    return edition, (
        f"Die Datei nennt ihre Ausgabe nicht; aus dem jüngsten Jahr {int(edition) - 2} wurde auf INKAR {edition} geschlossen."
    )


def _wide(cells: Sequence[Sequence[Cell]], sheet: str, place: str) -> tuple[_Rows, list[str]]:
    """Collect the figures under two header rows (name, year), and return the names."""
    if len(cells) < 3:
        where = f", Blatt „{sheet}“" if sheet else ""
        raise DataError(f"{place}{where}: Nach den beiden Kopfzeilen folgen keine Daten.")
    names, years = cells[0], cells[1]
    labels, label = {}, ""
    for i in range(3, len(names)):
        label = " ".join(str(names[i]).split()) if names[i] is not None else label
        if i < len(years) and years[i] is not None:
            labels[i] = label
    out = _Rows(place)
    for line, row in enumerate(cells[2:], 3):
        for i, name in labels.items():
            if i < len(row) and row[i] is not None and row[0] is not None:
                out.add(sheet, line, i + 1, name, str(row[2]), str(row[0]), str(row[1]), years[i], row[i])
    return out, list(labels.values())


class _Rows:
    """Collects figures of either layout."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.columns: dict[str, list[object]] = {
            name: []
            for name in ("period", "key", "name", "level", "labels", "unit", "text", "sheet", "row", "column")
        }
        self.keys: dict[tuple[str, str], str] = {}
        self.times: dict[object, str] = {}
        self.left_out: dict[str, int] = {}

    def add(
        self,
        sheet: str,
        row: int,
        column: int,
        label: str,
        aggregate: str,
        number: str,
        name: str,
        time: object,
        figure: object,
    ) -> None:
        # A Kreisregion joins a city with the county around it („Straubing-Bogen/Straubing“) or is one Kreis.
        if aggregate.strip().casefold() == "kreisregionen" and "/" not in name:
            aggregate = "Kreise"
        key = _check(self.keys, self.place, row, number, aggregate)
        if not key:
            self.left_out[aggregate.strip()] = self.left_out.get(aggregate.strip(), 0) + 1
            return
        if time not in self.times:
            found = period(time)
            if not found:
                raise DataError(
                    f"{self.place}, Zeile {row}: „{short(str(time))}“ gefunden, erwartet wird ein Jahr."
                )
            self.times[time] = found
        if isinstance(figure, dt.date):
            raise DataError(
                f"{self.place}, Blatt „{sheet}“, Zeile {row}, Spalte {column}: ein Datum "
                f"({figure:%d.%m.%Y}) gefunden, erwartet wird eine Zahl. "
                "Excel hat die Zahl umgewandelt; bitte die Mappe neu herunterladen."
            )
        text = f"{figure:.15g}" if isinstance(figure, float) else str(figure).strip()
        new = (self.times[time], key, name.strip(), level(key), label, "", text, sheet, row, column)
        for target, content in zip(self.columns.values(), new, strict=True):
            target.append(content)

    def table(self, edition: str, code: str) -> RawTable:
        if not self.columns["text"]:
            raise DataError(
                f"{self.place}: Die Datei enthält keine Werte für Bund, Länder, Regierungsbezirke, Kreise "
                "oder Gemeinden."
            )
        frame, origin = build(self.columns, _NOTATION, self.place)
        twice = frame.duplicated(["period", "key", "labels"])
        if twice.any():
            row = frame.loc[twice].iloc[0]
            raise DataError(
                f"{self.place}, Zeile {origin.loc[twice, 'row'].iloc[0]}: Der Wert für "
                f"„{short(row['name'])}“, {row['period']}, "
                f"„{short(row['labels'])}“ kommt zweimal vor. Bitte die Datei neu herunterladen."
            )
        remarks = tuple(
            f"{count} Werte der Ebene „{short(name)}“ ausgelassen: sie ist keine Verwaltungsebene."
            for name, count in sorted(self.left_out.items())
        )
        return RawTable("inkar", code, "", edition, frame, origin, remarks=remarks)


LAYOUTS = (
    Layout(
        "inkar-mappe",
        "INKAR-Mappe",
        is_workbook,
        lambda sheets, place, _: read_workbook(sheets, place),
        workbook=True,
        dated="Ausgabe",
    ),
    Layout(
        "inkar-web", "INKAR-Tabelle", is_web, lambda text, place, _: read_web(text, place), dated="Ausgabe"
    ),
    Layout(
        "inkar", "INKAR-Sammeldatei", is_bulk, lambda text, place, _: read_bulk(text, place), dated="Ausgabe"
    ),
)
