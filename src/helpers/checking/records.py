"""Observation files as rows of text, and what is wrong with a file as a whole."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from helpers.checking.findings import Finding, Place
from helpers.data.observations import COLUMNS, LINEAGE
from helpers.errors import nearest

Record = dict[str, str]
"""A row of a file as text, with the file (`stored`) and the line it stands on."""

_EMPTY = dict.fromkeys(LINEAGE, "")


def read_records(path: Path, name: str) -> tuple[list[Record], list[Finding]]:
    """Return the rows of one file, and what is wrong with the file as a whole.

    Args:
        path: observation file.
        name: how it is called in messages.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = next(reader, [])
            wrong = list(_header_problems(name, header))
            if wrong:
                return [], wrong
            records = []
            for cells in reader:
                if len(cells) != len(header):
                    found = f"{len(cells)} Spalten"
                    expected = f"{len(header)} Spalten"
                    wrong.append(_file_error("typ", name, str(reader.line_num), "", found, expected))
                    continue
                record = {**_EMPTY, **dict(zip(header, cells, strict=True))}
                records.append({**record, "stored": name, "line": str(reader.line_num)})
    except (UnicodeDecodeError, csv.Error):
        return [], [
            _file_error(
                "typ",
                name,
                "",
                "",
                "eine Datei, die sich nicht lesen lässt",
                "CSV in UTF-8, mit Komma getrennt",
            )
        ]
    return records, wrong


def _header_problems(name: str, header: Sequence[str]) -> Iterable[Finding]:
    for column in COLUMNS:
        if column not in header:
            yield _file_error(
                "spalte", name, "1", column, "die Spalte fehlt", f"die Spalten {', '.join(COLUMNS)}"
            )
    for column in header:
        if column not in (*COLUMNS, *LINEAGE):
            known = nearest(column, (*COLUMNS, *LINEAGE)).strip()
            yield _file_error(
                "spalte", name, "1", column, f"unbekannte Spalte „{column}“", known or "nur bekannte Spalten"
            )
    if len(set(header)) < len(header):
        yield _file_error("spalte", name, "1", "", "eine Spalte steht zweimal da", "jede Spalte einmal")


def _file_error(rule: str, name: str, row: str, column: str, found: str, expected: str) -> Finding:
    place = Place(name, "", row, column)
    message = f"{place}: {found[0].upper()}{found[1:]}; erwartet: {expected}"
    return Finding(
        rule, "error", "Dateien unter data/", name, place, found, expected,
        message if message.endswith((".", "?")) else message + ".", f"{rule}/{name}/{row}/{column}",
    )  # fmt: skip
