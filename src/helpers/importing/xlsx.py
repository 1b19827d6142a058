"""Read xlsx and xlsm workbooks: values by calamine, the rest from the XML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from helpers.importing.archive import open_archive
from helpers.importing.excel import Place, Sheet, plain
from helpers.importing.numberformats import is_percent, said
from helpers.importing.sheetreader import Seen
from helpers.importing.sheetxml import scan


def read(path: Path) -> Iterator[Sheet]:
    """Yield the worksheets one after another.

    Raises:
        DataError: too large, encrypted, or too many cells.
        Exception: whatever a damaged file brings about.
    """
    with open_archive(path) as archive:
        seen = scan(path, archive)
    import python_calamine as calamine

    book = calamine.CalamineWorkbook.from_path(str(path))
    for meta in book.sheets_metadata:
        if meta.typ == calamine.SheetTypeEnum.WorkSheet:
            hidden = meta.visible != calamine.SheetVisibleEnum.Visible
            yield _sheet(book.get_sheet_by_name(meta.name), seen[meta.name], hidden)


def _sheet(sheet: object, seen: Seen, hidden: bool) -> Sheet:
    name: str = sheet.name  # type: ignore[attr-defined]
    cells = [[plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]  # type: ignore[attr-defined]
    ranges = sheet.merged_cell_ranges or []  # type: ignore[attr-defined]
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in ranges]
    percent, scaled, unseen, struck = set[Place](), set[Place](), set[Place](), set[Place]()
    for (row, column), style in seen.styles.items():
        if row >= len(cells) or column >= len(cells[row]) or (cell := cells[row][column]) is None:
            continue
        if style.struck:
            struck.add((row, column))
        if style.code and isinstance(cell, float):
            shown = said(style.code, cell)
            if shown == "":
                unseen.add((row, column))
                continue
            if is_percent(style.code):
                percent.add((row, column))
            elif shown != cell:
                scaled.add((row, column))
            cells[row][column] = shown
    return Sheet(
        name,
        cells,
        merged,
        seen.formula,
        hidden,
        frozenset(row for row in seen.hidden_rows if row < len(cells)),
        frozenset(seen.hidden_columns),
        seen.filtered,
        frozenset(struck | seen.struck),
        frozenset(unseen),
        frozenset(percent),
        frozenset(scaled),
        {where: text.strip() for where, text in seen.comments.items() if text.strip()},
    )
