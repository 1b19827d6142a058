"""The data behind a figure as an Excel workbook: typed values, and a sheet that says what they are."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Any

from helpers.pipeline.chapter.pipetables import headings

_YEAR = re.compile(r"(19|20)\d\d")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CREATED = dt.datetime(2000, 1, 1)
"""A fixed day, so that the same data make the same file."""
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LONGEST = 32767
"""Characters that a cell holds."""


def xlsx_bytes(
    columns: Sequence[dict[str, str]], rows: Sequence[Sequence[Any]], about: Sequence[tuple[str, str]]
) -> bytes:
    """Return a workbook with the sheets „Daten“ and „Angaben“, the same bytes for the same content.

    Numbers, years and days are numbers and days; everything else is text, whatever it looks like: nothing is a formula.

    Args:
        columns: `name` and `unit` of each column.
        rows: typed values; None is an empty cell.
        about: label and text of each line of „Angaben“; the first text becomes the title of the file.
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, _OPTIONS)
    book.set_properties({"title": about[0][1] if about else "", "created": _CREATED})
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd.mm.yyyy"})

    sheet = book.add_worksheet("Daten")
    names = headings(columns)
    for j, name in enumerate(names):
        sheet.write_string(0, j, name[:_LONGEST], bold)
        longest = max([len(name), *(len(str(row[j])) for row in rows)])
        sheet.set_column(j, j, min(max(longest + 2, 10), 50))
    for i, row in enumerate(rows, 1):
        for j, value in enumerate(row):
            _write(sheet, i, j, value, day)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)

    sheet = book.add_worksheet("Angaben")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    for i, (label, text) in enumerate(about):
        sheet.write_string(i, 0, label[:_LONGEST], bold)
        sheet.write_string(i, 1, text[:_LONGEST], wrapped)
    book.close()
    return out.getvalue()


def _write(sheet: Any, i: int, j: int, value: Any, day_format: Any) -> None:
    if value is None:
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(i, j, value)
        return
    text = str(value)
    if _YEAR.fullmatch(text):
        sheet.write_number(i, j, int(text))
    elif _DAY.fullmatch(text) and (day := _date(text)):
        sheet.write_datetime(i, j, day, day_format)
    else:
        sheet.write_string(i, j, text[:_LONGEST])


def _date(text: str) -> dt.datetime | None:
    try:
        day = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 1900 else None  # the calendar of workbooks begins there
