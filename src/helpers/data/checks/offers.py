"""Offers that nobody has looked at for long: `data/<city>/angebote/*.csv`."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from helpers.data.checks.result import Finding, Place

STALE_AFTER = 365
"""Days after which an offer is to be looked at again."""

NAME, CHECKED = "angebot", "geprueft_am"


def check_offers(folder: Path, name: str, year: int) -> Iterator[Finding]:
    """Yield an error for each entry that cannot be read, and a finding for each that is stale at the end of the year.

    The day of the check does not count, so that the same data always give the same report.

    Args:
        folder: folder with lists of offers; each has the columns `angebot` and `geprueft_am` (ISO date), and others.
        name: how messages call it.
        year: report year.
    """
    for path in sorted(folder.glob("*.csv")):
        file = f"{name}/{path.name}"
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                records = list(csv.DictReader(stream))
                columns = records[0].keys() if records else (NAME, CHECKED)
        except (UnicodeDecodeError, csv.Error):
            found, expected = "eine Datei, die sich nicht lesen lässt", "CSV in UTF-8, mit Komma getrennt"
            yield _finding("typ", file, 0, "", file, found, expected)
            continue
        for column in (NAME, CHECKED):
            if column not in columns:
                expected = f"die Spalten „{NAME}“ und „{CHECKED}“"
                yield _finding("spalte", file, 1, column, file, f"die Spalte „{column}“ fehlt", expected)
                records = []
        for line, record in enumerate(records, start=2):
            offer, text = record[NAME] or "", record[CHECKED] or ""
            try:
                checked = dt.date.fromisoformat(text)
            except ValueError:
                expected = "ein Datum wie 2025-03-01"
                yield _finding("typ", file, line, CHECKED, offer, f"„{text}“", expected)
                continue
            if (dt.date(year, 12, 31) - checked).days > STALE_AFTER:
                expected = f"geprüft nach dem {dt.date(year, 12, 31) - dt.timedelta(STALE_AFTER):%d.%m.%Y}"
                yield _finding(
                    "angebot",
                    file,
                    line,
                    CHECKED,
                    offer,
                    f"zuletzt geprüft am {checked:%d.%m.%Y}",
                    expected,
                    text,
                )


def _finding(
    rule: str, file: str, line: int, column: str, what: str, found: str, expected: str, value: str = ""
) -> Finding:
    place = Place(file, "", str(line) if line else "", column)
    message = f"{place}: {what}: {found}; erwartet wird {expected}."
    key = f"{rule}/{file}/{what if value else line}"
    return Finding(
        rule,
        "finding" if rule == "angebot" else "error",
        "Angebotsübersicht",
        what,
        place,
        found,
        expected,
        message,
        key,
        value,
    )
