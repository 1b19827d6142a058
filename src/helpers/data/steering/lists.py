"""Folders of lists that staff keep by hand, such as `data/<city>/angebote/*.csv`: read, checked, each mistake with its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from helpers.data.participation.handkept import Line, Problem, read_table, workbooks
from helpers.errors import DataError, nearest

Item = TypeVar("Item")


class Wrong(NamedTuple):
    """A mistake and the file it stands in, relative to the project."""

    file: str
    problem: Problem

    @property
    def sentence(self) -> str:
        """The mistake as a German sentence."""
        return self.problem.sentence(self.file)


def read_folder(
    folder: Path,
    name: str,
    columns: tuple[Sequence[str], Sequence[str]],
    entry: Callable[[Line, str, list[Problem]], Item | None],
) -> tuple[list[Item], list[Wrong]]:
    """Return the entries of all lists of a folder, by file name and row, and the mistakes.

    Args:
        folder: with CSV files; it may be missing.
        name: how messages call it.
        columns: headings that must be there, and those that may be.
        entry: makes an entry of a row and its file's name, and adds what is wrong with it to the problems.
    """
    items: list[Item] = []
    wrong = [Wrong(f"{name}/{path.name}", problem) for path, problem in workbooks(folder)]
    for path in sorted(folder.glob("*.csv")):
        lines, problems = read_table(path, *columns)
        for line in lines:
            found = entry(line, f"{name}/{path.name}", problems)
            items += [] if found is None else [found]
        wrong += [Wrong(f"{name}/{path.name}", problem) for problem in problems]
    return items, wrong


def refuse(wrong: Sequence[Wrong]) -> None:
    """Stop at the first mistake.

    Raises:
        DataError: naming file, line, column, what was found and what is expected.
    """
    if wrong:
        more = len(wrong) - 1
        rest = (
            ""
            if not more
            else f" {more} weitere nennt „make check“."
            if more > 1
            else " Eine weitere nennt „make check“."
        )
        raise DataError(wrong[0].sentence + rest)


def whole_number(line: Line, column: str, what: str) -> int | Problem:
    """Return the number of a cell, or what is wrong with it.

    Args:
        line: the row.
        column: heading.
        what: what is counted, for the message.
    """
    text = line.cells[column]
    if re.fullmatch(r"[0-9]+|[0-9]{1,3}(\.[0-9]{3})+", text):
        return int(text.replace(".", ""))
    return Problem("typ", line.number, column, f"„{text}“" if text else "nichts", f"{what} als ganze Zahl")


def one_of(line: Line, column: str, known: Sequence[str]) -> str | Problem:
    """Return which of the known words a cell means, whatever its dashes and capitals, or what is wrong with it."""
    text = line.cells[column]
    by_plain = {plain(word): word for word in known}
    if plain(text) in by_plain:
        return by_plain[plain(text)]
    quoted = [f"„{word}“" for word in known]
    expected = f"{', '.join(quoted[:-1])} oder {quoted[-1]}.{nearest(text, known) if text else ''}"
    return Problem("unbekannt", line.number, column, f"„{text}“" if text else "nichts", expected)


def plain(text: str) -> str:
    """Return a text as it is compared: small, with one kind of dash.

    >>> plain("Kita – Grundschule") == plain("kita-grundschule")
    True
    """
    return re.sub(r"\s*[-–—/]\s*", "-", " ".join(text.split())).casefold()
