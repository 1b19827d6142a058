"""Excel workbooks: checked before anything is unpacked, then read sheet by sheet as plain cells."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

from helpers.data.importers.text import mend
from helpers.errors import DataError

Cell = str | float | dt.date | None

MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 200
MAX_CELLS = 2_000_000
MAX_FILE = 50 * 2**20
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# A cell with content: empty, merely formatted cells close themselves and do not count.
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_ANY_CELL = re.compile(rb"<(?:\w+:)?v\b")
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>|</(?:\w+:)?c>)"
)


@dataclass(frozen=True)
class Sheet:
    """One visible worksheet.

    Args:
        name: its name.
        cells: rows of cells from A1 on: text, number, date or None.
        merged: merged ranges as `(top, left, bottom, right)`, counted from 0, inclusive.
        formula: first cell (`C7`) whose formula has no stored result, or an empty text.
    """

    name: str
    cells: list[list[Cell]]
    merged: list[tuple[int, int, int, int]]
    formula: str = ""

    def filled(self) -> list[list[Cell]]:
        """Return the cells with every merged range filled with its first cell."""
        cells = [list(row) for row in self.cells]
        for top, left, bottom, right in self.merged:
            if top >= len(cells):
                continue
            content = cells[top][left] if left < len(cells[top]) else None
            for row in cells[top : bottom + 1]:
                row[left : right + 1] = [content] * len(row[left : right + 1])
        return cells


def load(path: Path) -> list[Sheet]:
    """Read all visible sheets of an xlsx, xlsm or xls file.

    Raises:
        DataError: the file is damaged, encrypted, too large when unpacked, or has too many cells.
    """
    if path.stat().st_size > MAX_FILE:
        raise DataError(
            f"{path.name}: Die Mappe ist größer als {MAX_FILE // 2**20} MB. Bitte nur die gebrauchten "
            "Blätter schicken lassen."
        )
    with path.open("rb") as file:
        magic = file.read(8)
    try:
        return _read_xls(path) if magic == OLE else _read_xlsx(path)
    except DataError:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except (
        BaseException
    ):  # the readers raise whatever a damaged file brings about, panics of native code included
        raise DataError(
            f"{path.name}: Die Excel-Mappe ist beschädigt oder unvollständig und lässt sich nicht lesen. "
            "Bitte in Excel öffnen und neu als .xlsx speichern, oder noch einmal schicken lassen."
        ) from None


def _read_xlsx(path: Path) -> list[Sheet]:
    formulas = _check_archive(path)
    import python_calamine as calamine

    book = calamine.CalamineWorkbook.from_path(str(path))
    sheets = []
    for meta in book.sheets_metadata:
        if meta.typ != calamine.SheetTypeEnum.WorkSheet or meta.visible != calamine.SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        cells = [[plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        merged = [
            (top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
        ]
        sheets.append(Sheet(meta.name, cells, merged, formulas.get(meta.name, "")))
    return sheets


def _read_xls(path: Path) -> list[Sheet]:
    import xlrd

    with path.open("rb") as file:
        data = file.read()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _encrypted(path)
    try:
        book = xlrd.open_workbook(
            file_contents=data, on_demand=True, ragged_rows=True, formatting_info=True, logfile=_Silence()
        )
    except xlrd.XLRDError as error:
        if "ncrypt" in str(error):
            raise _encrypted(path) from None
        raise
    sheets, total = [], 0
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        total += sum(sheet.row_len(r) for r in range(sheet.nrows))
        if total > MAX_CELLS:
            raise _too_many(path, sheet.name)
        if sheet.visibility == 0:
            cells = [[_xls_cell(cell, book.datemode) for cell in sheet.row(r)] for r in range(sheet.nrows)]
            width = max((len(row) for row in cells), default=0)
            if width * len(cells) > MAX_CELLS:
                raise _too_many(path, sheet.name)
            cells = [row + [None] * (width - len(row)) for row in cells]
            sheets.append(
                Sheet(sheet.name, cells, [(r1, c1, r2 - 1, c2 - 1) for r1, r2, c1, c2 in sheet.merged_cells])
            )
        book.unload_sheet(index)
    return sheets


class _Silence:
    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


def _xls_cell(cell: object, datemode: int) -> Cell:
    import xlrd

    kind, content = cell.ctype, cell.value  # type: ignore[attr-defined]
    if kind == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(content, datemode).date()  # type: ignore[no-any-return]
        except (xlrd.XLDateError, OverflowError, ValueError):
            return float(content)
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(content, "#FEHLER"))
    return plain(content)


def plain(cell: object) -> Cell:
    """Return a cell as text, number, date or None."""
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, str):
        return mend(cell) if cell.strip() else None
    if isinstance(cell, int | float | Decimal):
        return float(cell)
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    return None if cell is None else str(cell)


def _encrypted(path: Path) -> DataError:
    return DataError(
        f"{path.name}: Die Mappe ist mit einem Kennwort geschützt. Bitte eine Fassung ohne Kennwort "
        "schicken lassen "
        "oder in Excel unter Datei › Informationen das Kennwort entfernen und neu speichern."
    )


def _too_many(path: Path, sheet: str) -> DataError:
    limit = f"{MAX_CELLS:,}".replace(",", ".")
    return DataError(
        f"{path.name}, Blatt „{sheet}“: mehr als {limit} Zellen. Oft sind nur Formate bis ans Blattende "
        "gezogen: bitte die leeren "
        "Zeilen und Spalten hinter den Daten löschen und neu speichern, oder die Tabelle teilen."
    )


def _check_archive(path: Path) -> dict[str, str]:
    """Check sizes from the central directory, then every sheet's extent while unpacking it piece by piece.

    Returns:
        Sheet name → the first cell whose formula has no stored result.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise DataError(
            f"{path.name}: Die Mappe ist abgeschnitten oder beschädigt (das Verzeichnis am Ende der Datei "
            "fehlt). "
            "Bitte noch einmal herunterladen oder schicken lassen."
        ) from None
    formulas: dict[str, str] = {}
    with archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if "xl/workbook.xml" not in names:
            kind = "eine OpenDocument-Tabelle" if "content.xml" in names else "ein ZIP-Archiv"
            if "xl/workbook.bin" in names:
                kind = "eine binäre Excel-Mappe (.xlsb)"
            raise DataError(
                f"{path.name}: Die Datei ist {kind}. Bitte als Excel-Mappe (.xlsx) speichern oder zuerst "
                "entpacken und dann einlesen."
            )
        for member in members:
            if member.flag_bits & 1:
                raise _encrypted(path)
            if member.file_size > 2**20 and member.file_size > MAX_RATIO * max(member.compress_size, 1):
                raise _bomb(path, member.filename)
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise _bomb(path, "")
        total = 0
        for member in members:
            is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
            cells, formula = _scan(path, archive, member, is_sheet)
            total += cells
            if total > MAX_CELLS:
                raise _too_many(path, Path(member.filename).stem)
            if formula:
                formulas[member.filename] = formula
        return {name: formulas[part] for name, part in _parts(archive).items() if part in formulas}


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return sheet name → part of the archive."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - expat resolves no external entities
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {
        relation.get("Id"): "xl/" + str(relation.get("Target")).removeprefix("/xl/") for relation in relations
    }
    found = {}
    for element in book.iter():
        if element.tag.endswith("}sheet"):
            identity = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
            found[str(element.get("name"))] = targets.get(identity, "")
    return found


def _bomb(path: Path, part: str) -> DataError:
    where = f" (Teil {part})" if part else ""
    return DataError(
        f"{path.name}{where}: Die Mappe würde beim Entpacken unverhältnismäßig groß (erlaubt sind "
        f"{MAX_UNPACKED // 2**20} MB und das "
        f"{MAX_RATIO}-Fache der Dateigröße). Sie wurde nicht geöffnet; bitte die Herkunft prüfen und neu "
        "speichern lassen."
    )


def _scan(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, is_sheet: bool) -> tuple[int, str]:
    """Unpack one part in pieces; return its dense extent in cells and its first formula without result."""
    height, count, columns = 0, 0, set[bytes]()
    formula, rest = "", b""
    try:
        with archive.open(member) as stream:
            while piece := stream.read(2**20):
                if not is_sheet:
                    continue
                window = rest + piece
                count += len(_ANY_CELL.findall(piece))
                for letters, row in _CELL.findall(window):
                    height, columns = max(height, int(row)), columns | {letters}
                if not formula and (found := _FORMULA.search(window)):
                    formula = found[1].decode()
                rest = window[-4096:]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        raise DataError(
            f"{path.name}: Der Teil {member.filename} der Mappe ist beschädigt. Bitte noch einmal "
            "herunterladen oder neu speichern."
        ) from None
    return max(height * max(map(_column, columns), default=0), count), formula


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_name(number: int) -> str:
    """Return the letters of a column counted from 1.

    >>> column_name(1), column_name(28)
    ('A', 'AB')
    """
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
