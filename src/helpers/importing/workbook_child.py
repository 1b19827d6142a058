"""The process in which strangers' workbooks are read: `python -m … PATH SECONDS`, with limits of memory and time; JSON lines out."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import TextIO

from helpers.errors import DataError
from helpers.importing.excel import MAX_MEMORY, OLE, OUT_OF_MEMORY, Sheet, damaged
from helpers.platforms import limit_process


def read(path: Path, out: TextIO) -> None:
    """Write the sheets: a line of what is known about each, then a line per row."""
    from helpers.importing import xls, xlsx

    with path.open("rb") as file:
        is_xls = file.read(8) == OLE
    for sheet in (xls if is_xls else xlsx).read(path):
        refuse_overlaps(path, sheet)
        about = {field.name: getattr(sheet, field.name) for field in fields(Sheet)}
        about["comments"] = [[*where, text] for where, text in sheet.comments.items()]
        about["cells"] = len(sheet.cells)
        out.write(json.dumps(about, default=_sorted) + "\n")
        for row in sheet.cells:
            out.write(json.dumps(row, default=_day) + "\n")
    out.write(json.dumps("ende") + "\n")


def refuse_overlaps(path: Path, sheet: Sheet) -> None:
    """Raise DataError where merged ranges cover more cells than there are: they overlap, which Excel never writes."""
    height, width = len(sheet.cells), max(map(len, sheet.cells), default=0)
    covered = sum(
        max(min(bottom + 1, height) - top, 0) * max(min(right + 1, width) - left, 0)
        for top, left, bottom, right in sheet.merged
    )
    if covered > height * width:
        raise DataError(
            f"{path.name}, Blatt „{sheet.name}“: Die verbundenen Zellen überlappen sich. Bitte die Herkunft der "
            "Mappe prüfen und sie neu speichern lassen."
        )


def _sorted(found: frozenset[object]) -> list[object]:
    return sorted(found)  # type: ignore[type-var]


def _day(date: dt.date) -> dict[str, str]:
    return {"tag": date.isoformat()}


def main(path: Path, seconds: int) -> int:
    """Read one workbook; an error is written as a text in place of a sheet."""
    limit_process(MAX_MEMORY, seconds)
    try:
        read(path, sys.stdout)
    except MemoryError:
        return OUT_OF_MEMORY
    except DataError as problem:
        sys.stdout.write(json.dumps({"fehler": str(problem)}) + "\n")
    except (
        BaseException
    ):  # the readers raise whatever a damaged file brings about, panics of native code included
        sys.stdout.write(json.dumps({"fehler": damaged(path)}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
