"""Excel workbooks: checked before anything is unpacked, then read sheet by sheet as plain cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from helpers.data.textfile import mend
from helpers.errors import DataError
from helpers.importing.archive import MAX_CELLS, check_archive, encrypted, too_many

Cell = str | float | dt.date | None

MAX_FILE = 50 * 2**20
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
    formulas = check_archive(path)
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
        if (
            sum(min(bottom + 1, len(cells)) - min(top, len(cells)) for top, _, bottom, _ in merged)
            > MAX_CELLS
        ):
            raise DataError(
                f"{path.name}, Blatt „{meta.name}“: Die verbundenen Zellen überlappen sich tausendfach. Bitte die Herkunft der "
                "Mappe prüfen und sie neu speichern lassen."
            )
        sheets.append(Sheet(meta.name, cells, merged, formulas.get(meta.name, "")))
    return sheets


def _read_xls(path: Path) -> list[Sheet]:
    import xlrd

    with path.open("rb") as file:
        data = file.read()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted(path)
    try:
        book = xlrd.open_workbook(
            file_contents=data, on_demand=True, ragged_rows=True, formatting_info=True, logfile=_Silence()
        )
    except xlrd.XLRDError as error:
        if "ncrypt" in str(error):
            raise encrypted(path) from None
        raise
    sheets, total = [], 0
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        total += sum(sheet.row_len(r) for r in range(sheet.nrows))
        if total > MAX_CELLS:
            raise too_many(path, sheet.name)
        if sheet.visibility == 0:
            cells = [[_xls_cell(cell, book.datemode) for cell in sheet.row(r)] for r in range(sheet.nrows)]
            width = max((len(row) for row in cells), default=0)
            if width * len(cells) > MAX_CELLS:
                raise too_many(path, sheet.name)
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
