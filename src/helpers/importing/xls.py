"""Read workbooks of Excel 97 to 2003."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from helpers.importing.archive import MAX_CELLS, encrypted, too_many
from helpers.importing.excel import Cell, Place, Sheet, plain
from helpers.importing.numberformats import is_percent, said


def read(path: Path) -> Iterator[Sheet]:
    """Yield the worksheets one after another.

    Raises:
        DataError: encrypted, or too many cells.
        Exception: whatever a damaged file brings about.
    """
    import xlrd

    data = path.read_bytes()
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
    total = 0
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        width = max(map(sheet.row_len, range(sheet.nrows)), default=0)
        total += width * sheet.nrows
        if total > MAX_CELLS:
            raise too_many(path, sheet.name)
        yield _sheet(book, sheet, width)
        book.unload_sheet(index)


def _sheet(book: object, sheet: object, width: int) -> Sheet:
    rows: list[list[Cell]] = []
    percent, scaled, unseen, struck = set[Place](), set[Place](), set[Place](), set[Place]()
    for r in range(sheet.nrows):  # type: ignore[attr-defined]
        row: list[Cell] = []
        for c, raw in enumerate(sheet.row(r)):  # type: ignore[attr-defined]
            cell = _cell(raw, book.datemode)  # type: ignore[attr-defined]
            code, crossed = _style(book, raw.xf_index)
            if crossed and cell is not None:
                struck.add((r, c))
            if isinstance(cell, float) and code:
                shown = said(code, cell)
                if shown == "":
                    unseen.add((r, c))
                else:
                    if is_percent(code):
                        percent.add((r, c))
                    elif shown != cell:
                        scaled.add((r, c))
                    cell = shown
            row.append(cell)
        rows.append(row + [None] * (width - len(row)))
    info = sheet.rowinfo_map.items()  # type: ignore[attr-defined]
    columns = sheet.colinfo_map.items()  # type: ignore[attr-defined]
    return Sheet(
        sheet.name,  # type: ignore[attr-defined]
        rows,
        [(r1, c1, r2 - 1, c2 - 1) for r1, r2, c1, c2 in sheet.merged_cells],  # type: ignore[attr-defined]
        hidden=sheet.visibility != 0,  # type: ignore[attr-defined]
        hidden_rows=frozenset(r for r, one in info if one.hidden and r < len(rows)),
        hidden_columns=frozenset(c for c, one in columns if one.hidden and c < width),
        struck=frozenset(struck),
        unseen=frozenset(unseen),
        percent=frozenset(percent),
        scaled=frozenset(scaled),
        comments={where: note.text for where, note in sheet.cell_note_map.items()},  # type: ignore[attr-defined]
    )


def _style(book: object, index: int) -> tuple[str, bool]:
    style = book.xf_list[index]  # type: ignore[attr-defined]
    code = book.format_map[style.format_key].format_str  # type: ignore[attr-defined]
    return code, bool(book.font_list[style.font_index].struck_out)  # type: ignore[attr-defined]


class _Silence:
    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


def _cell(cell: object, datemode: int) -> Cell:
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
