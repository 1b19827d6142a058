"""Tables that staff keep by hand: CSV as Excel or any editor saves it, every mistake with its row and column."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.keys import spelt_out
from helpers.errors import DataError, nearest

if TYPE_CHECKING:
    from helpers.data.areas import Areas

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True)
class Problem:
    """One mistake.

    Args:
        rule: key of `checking.findings.RULES`.
        line: line in the file, 0 for the file as a whole.
        column: heading of the column, empty for the line as a whole.
        found, expected: what stands there, what should; German.
    """

    rule: str
    line: int
    column: str
    found: str
    expected: str

    def sentence(self, file: str) -> str:
        """Return the mistake as a German sentence."""
        place = ", ".join(
            part
            for part in (
                file,
                f"Zeile {self.line}" if self.line else "",
                f"Spalte „{self.column}“" if self.column else "",
            )
            if part
        )
        text = f"{place}: {self.found}; erwartet: {self.expected}"
        return text if text.endswith((".", "?")) else f"{text}."


@dataclass(frozen=True)
class Line:
    """One row: the line on which it starts, and its cells by heading, without spaces around them."""

    number: int
    cells: dict[str, str]


def read_table(
    path: Path, required: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[Line], list[Problem]]:
    """Read a table whose columns may stand in any order, separated by commas or semicolons, in any usual encoding.

    Args:
        path: the file.
        required: headings that must be there.
        optional: headings that may be there.

    Returns:
        The rows, none where a column is missing or unknown, and the mistakes.
    """
    from helpers.data import textfile as text

    try:
        content = text.load(path).text
        sign = text.delimiter(content.splitlines()[:1])
        rows = text.rows(content, sign, path.name)
    except DataError as problem:
        return [], [Problem("typ", 0, "", _reason(str(problem), path.name), "eine Tabelle im Format CSV")]
    header, known = [_heading(cell) for cell in rows[0][1]], (*required, *optional)
    hints = {name: nearest(name, known) for name in header if name not in known}
    problems = [
        Problem("spalte", rows[0][0], name, f"die Spalte „{name}“ fehlt", f"die Spalten {_listed(required)}")
        for name in required
        if name not in header and not any(f"„{name}“" in hint for hint in hints.values())
    ]
    for name in header:
        if name in hints:
            found = f"die Spalte „{name}“ ist nicht bekannt"
            problems.append(Problem("spalte", rows[0][0], name, found, f"nur {_listed(known)}.{hints[name]}"))
        elif header.count(name) > 1:
            problems.append(
                Problem("spalte", rows[0][0], name, "die Spalte steht zweimal da", "jede Spalte einmal")
            )
    if problems:
        return [], list(dict.fromkeys(problems))
    lines = []
    for number, cells in rows[1:]:
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            found = f"{len(cells)} Zellen"
            expected = f"{len(header)} (steht im Text ein Trennzeichen, gehört er in Anführungszeichen)"
            problems.append(Problem("typ", number, "", found, expected))
            continue
        padded = [*cells, *[""] * (len(header) - len(cells))]
        values = {name: cell.strip() for name, cell in zip(header, padded, strict=False)}
        if any(values.values()):
            lines.append(Line(number, values))
    return lines, problems


def workbooks(folder: Path, name: str = "*") -> Iterator[tuple[Path, Problem]]:
    """Yield the workbooks of a folder, or those of one name, beside which the CSV that would be read is missing."""
    for path in sorted(folder.glob(f"{name}.*")):
        if path.suffix.casefold() not in (".xlsx", ".xls", ".xlsm", ".ods") or path.name.startswith(
            ("~", ".")
        ):
            continue
        if not path.with_suffix(".csv").exists():
            found = f"die Excel-Mappe „{path.name}“, die der Bericht nicht liest"
            expected = f"„{path.stem}.csv“ daneben; bitte in Excel speichern unter „CSV UTF-8“"
            yield path, Problem("datei", 0, "", found, expected)


def day(text: str) -> dt.date | None:
    """Return the day that a cell means, written 2025-05-12 or 12.05.2025; None for anything else.

    >>> day("12.5.2025")
    datetime.date(2025, 5, 12)
    """
    found = _DAY.fullmatch(text)
    try:
        if found:
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
        return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def area_key(line: Line, column: str, home: str, areas: Areas) -> str | Problem:
    """Return the key of the area that a cell means by name, number or key, or what is wrong with it.

    The municipality itself is meant by its name.

    Args:
        line: the row.
        column: heading of the cell.
        home: key of the municipality.
        areas: all areas.
    """
    text = line.cells[column]
    for key in (f"{home}-{text}", f"{home}-{text.zfill(2)}"):
        if text and key in areas:
            return key
    expected = "ein Gebiet der Kommune"
    try:
        found = areas.match(text, home).ags
        if found.startswith(home):
            return found
    except DataError as problem:
        hint = re.search(r" Meinten Sie .*?\?", str(problem))
        expected = (
            f"ein Gebiet aus areas.csv oder area-names.csv oder die Kommune selbst.{hint[0] if hint else ''}"
        )
    return Problem("unbekannt", line.number, column, f"„{shortened(text)}“" if text else "nichts", expected)


def shortened(text: str) -> str:
    """Return a cell as a message quotes it: not much longer than a line."""
    return text if len(text) <= 60 else f"{text[:57]}…"


def _heading(cell: str) -> str:
    """Return a heading as columns are called: `Geprüft am` is `geprueft_am`."""
    return "_".join(spelt_out(cell).split())


def _reason(message: str, file: str) -> str:
    """Return what a reader of text files said, without the file's name and what to do about a download."""
    text = message.removeprefix(file).lstrip(":, ").split(". ")[0].rstrip(".")
    return text or "die Datei lässt sich nicht lesen"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"„{name}“" for name in names)
