"""Where the header of a department's table is, and which row below it explains the columns."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from helpers.importing import guesses
from helpers.importing.excel import Cell, Sheet
from helpers.importing.values import period

SENTENCE = 40
"""Letters beyond which the cells of a row explain rather than name."""


def find(sheet: Sheet) -> tuple[int, ...] | None:
    """Return the header rows (from 1): the last row of texts before the figures, and those it continues."""
    filled = sheet.filled()
    for i, row in enumerate(filled[1:200], 1):
        above = filled[i - 1]
        names = sum(isinstance(cell, str) or period(cell or "") is not None for cell in above)
        if (
            any(map(guesses.is_number, row))
            and names >= 2
            and not all(period(cell) for cell in row if cell is not None)
        ):
            first = i
            while (
                first > 1
                and sum(isinstance(cell, str) for cell in sheet.cells[first - 2]) >= 2
                and not any(map(guesses.is_number, filled[first - 2]))
            ):
                first -= 1
            if i > first and _explains(sheet.cells[i - 1], sheet.cells[i - 2]):
                i -= 1
            return tuple(range(first if _continues(sheet, i) else i, i + 1))
    return None


def _continues(sheet: Sheet, row: int) -> bool:
    """Tell whether a header row (from 1) goes on from the one above: under merged cells, or with gaps that it fills."""
    if any(top < row - 1 <= bottom + 1 and right > left for top, left, bottom, right in sheet.merged):
        return True
    if row < 2:
        return False
    own, above = sheet.cells[row - 1], sheet.cells[row - 2]
    named = [i for i, cell in enumerate(above) if cell is not None]
    return len(named) >= 2 and any(i >= len(own) or own[i] is None for i in named)


def explained(sheet: Sheet, header: int) -> list[int]:
    """Return the number of the row below the header (from 1) that explains the columns, if there is one."""
    below = sheet.cells[header] if header < len(sheet.cells) else []
    return [header + 1] if _explains(below, sheet.cells[header - 1]) else []


def _explains(row: Sequence[Cell], above: Sequence[Cell]) -> bool:
    """Tell whether a row of texts explains the columns that the row above names: sentences under names."""
    texts = [cell for cell in row if isinstance(cell, str)]
    names = [cell for cell in above if isinstance(cell, str)]
    return len(names) >= len(texts) > 1 and median(map(len, texts)) > max(
        SENTENCE, 1.5 * median(map(len, names))
    )
