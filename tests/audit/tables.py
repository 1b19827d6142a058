"""Whether the tables on the pages show what their downloads hold, rounded as people round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import html

from tests.audit.downloads import NUMBER, TIMES, Download
from tests.audit.sources import half_up

PRINTED = re.compile(r"[+−±-]?(\d{1,3}(?:\.\d{3})+|\d+)(,\d+)?")


def printed_tables(report: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield every table on a page that has a download: its label, and its cells without the head."""
    for path in sorted(report.rglob("*.html")):
        for figure in html.parse(path).getroot().find_class("float-tbl"):
            rows = [
                [" ".join(cell.text_content().split()) for cell in row.iter("td", "th")]
                for row in figure.iter("tr")
            ]
            yield str(figure.get("id")), rows[1:]


def compare(download: Download, rows: list[list[str]]) -> tuple[int, list[str]]:
    """Return how many cells of a printed table were compared with its download, and those that differ."""
    checked, wrong = 0, []
    if len(rows) != len(download.rows):
        return 0, [
            f"{download.path.stem}: {len(rows)} Zeilen auf der Seite, {len(download.rows)} im Download"
        ]
    for row, stored in zip(rows, download.rows, strict=True):
        columns = [c for c in range(len(stored)) if download.header[c] != "Anderer Stand"]
        for shown, c in zip(row, columns, strict=False):
            text = stored[c]
            number = PRINTED.match(shown)
            if not NUMBER.fullmatch(text) or download.header[c] in ("Nr.", *TIMES):
                continue
            if float(text.replace(",", ".")) == 0 and shown == "–":
                continue
            checked += 1
            if not number or not same(number[0], text):
                wrong.append(f"{download.path.stem}: {shown} ≠ {text}")
    return checked, wrong


def same(shown: str, stored: str) -> bool:
    """Tell whether a printed number is a stored one, rounded to the decimals that are printed."""
    value, decimals = float(stored.replace(",", ".")), len(shown.partition(",")[2])
    stored_decimals = len(stored.partition(",")[2])
    plain = shown.replace(".", "").replace(",", ".").replace("−", "-").lstrip("+±")
    if abs(float(plain) - half_up(value, decimals)) < 10.0 ** -(decimals + 2):
        return True
    # What the download has is rounded as well: of 1,835 the page may know that it was 1,8349.
    return decimals < stored_decimals <= 4 and abs(float(plain) - value) <= 0.5 * 10.0**-decimals + 1e-9
