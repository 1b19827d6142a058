"""Whether what was imported is what the delivered files say, cell by cell, read anew with openpyxl and csv."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd

from tests.audit.sources import Sources

Sheet = list[list[str | float | None]]


@cache
def sheet_of(path: Path, name: str) -> Sheet:
    """Return the cells of a worksheet or CSV file, numbers as numbers."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, data_only=True)
        sheet = book[name] if name in book.sheetnames else book.worksheets[0]
        return [[percent(cell) for cell in row] for row in sheet.iter_rows()]
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig") if _is_utf8(raw) else raw.decode("cp1252")
    lines = list(csv.reader(text.splitlines(), delimiter=";" if text.count(";") > text.count(",") else ","))
    return [[number(cell) for cell in line] for line in lines]


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def percent(cell: openpyxl.cell.Cell) -> str | float | None:
    value = cell.value
    if isinstance(value, int | float) and "%" in str(cell.number_format):
        return 100 * value
    return value if isinstance(value, int | float) else None if value is None else number(str(value))


def number(text: str) -> str | float:
    """Return a German or plain number as a number, everything else as it stands."""
    plain = text.strip().replace("\xa0", "").removesuffix("%").strip()
    if re.fullmatch(r"[-−]?\d{1,3}(\.\d{3})+(,\d+)?|[-−]?\d+(,\d+)?", plain):
        return float(plain.replace(".", "").replace(",", ".").replace("−", "-"))
    return float(plain) if re.fullmatch(r"-?\d+\.\d+", plain) else text.strip()


def check(sources: Sources) -> tuple[Counter[str], list[str]]:
    """Compare every figure that names its cell with that cell, where the file is at hand and has it unchanged."""
    checked, wrong = Counter[str](), []
    folder = sources.data / sources.city / "lieferungen"
    rows = sources.delivered
    if not folder.exists() or "row" not in rows:
        return checked, wrong
    for row in rows[(rows["folder"] == sources.city) & (rows["value"] != "")].itertuples(index=False):
        path = folder / str(row.file)
        if not str(row.row).isdigit() or not path.is_file():
            continue
        cells = sheet_of(path, str(row.sheet))
        line = cells[int(row.row) - 1] if int(row.row) <= len(cells) else []
        numbers = [cell for cell in line if isinstance(cell, int | float)]
        checked["cell of a delivery"] += 1
        column = next(
            (
                i
                for above in cells[: int(row.row) - 1]
                for i, cell in enumerate(above)
                if str(cell).strip() == row.column
            ),
            None,
        )
        here = line[column] if column is not None and column < len(line) else None
        wanted = [here] if isinstance(here, int | float) else numbers
        if not any(abs(float(row.value) - value) <= 1e-9 * max(1, abs(value)) for value in wanted):
            wrong.append(
                f"cell of a delivery: {row.file}, Zeile {row.row}, {row.column}: {row.value} ≠ {here}"
            )
    return checked, wrong


def false_zeros(sources: Sources) -> tuple[Counter[str], list[str]]:
    """Look for own counts of people in which zeros, threes, fours and fives occur and ones and twos never: zeros there are secrets."""
    checked, wrong = Counter[str](), []
    rows = sources.delivered
    own = rows[(rows["folder"] == sources.city) & (rows["status"].isin(["", "zero"]))]
    for (indicator, period), found in own.groupby(["indicator", "period"]):
        if sources.indicators.get(indicator, {}).get("unit") not in ("Personen", "Kinder"):
            continue
        values = pd.to_numeric(found["value"].where(found["status"] != "zero", "0"))
        checked["zeros of a delivery"] += 1
        if (values == 0).sum() >= 3 and not values.isin([1, 2]).any() and values.between(3, 5).sum() >= 5:
            wrong.append(f"zeros of a delivery: {indicator}, {period}: 0 und 3 bis 5, aber nie 1 oder 2")
    return checked, wrong
