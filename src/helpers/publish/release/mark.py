"""A draft says so on every page, a released edition which one it is: the book project says it once, either assembler repeats it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from helpers.pipeline.book.bookconfig import citation, dump
from helpers.pipeline.opendata.machine import json_bytes
from helpers.pipeline.opendata.package import FILE
from helpers.safeyaml import safe_load
from helpers.text.markdown import escape

DRAFT = "Entwurf, Stand {}"
LISTED = 40
"""So many changes of a correction are printed in the report."""


def mark_draft(book: Path, fingerprint: str) -> None:
    """Write into a book project that it is a draft, and of what state.

    Args:
        book: its folder.
        fingerprint: of what it prints; no clock, so that the same figures make the same files.
    """
    config = _config(book)
    config["kommune"]["draft"] = mark = DRAFT.format(fingerprint)
    html = config.setdefault("format", {}).setdefault("html", {})
    before = html.get("include-before-body", {"text": ""})
    html["include-before-body"] = {"text": f'<p class="entwurf">{mark}</p>{before["text"]}'}
    (book / "_quarto.yml").write_bytes(dump(config))


def mark_release(book: Path, version: str, erratum: str, changes: Sequence[tuple[str, str]]) -> None:
    """Write into a book project which edition it is and, for a correction, what was corrected.

    Args:
        book: its folder.
        version: `2026.2`.
        erratum: what readers are told; empty for the first edition of a year.
        changes: (chapter, change in words), as text.
    """
    config = _config(book)
    config["kommune"]["edition"] = version
    subtitle = config["book"].get("subtitle")
    config["book"]["subtitle"] = ", ".join(filter(None, (subtitle, f"Ausgabe {version}")))
    url = config["kommune"].get("url")
    config["kommune"]["citation"] = citation(config, f"{url}{version}/" if url else "")
    (book / "_quarto.yml").write_bytes(dump(config))
    package = json.loads((book / FILE).read_text("utf-8")) | {"version": version}
    (book / FILE).write_bytes(json_bytes(package))
    if erratum:
        page = book / "index.qmd"
        page.write_text(page.read_text("utf-8") + _correction(version, erratum, changes), "utf-8")
        rows = ["Kapitel;Änderung", *(f"{_cell(chapter)};{_cell(change)}" for chapter, change in changes)]
        (book / "daten").mkdir(exist_ok=True)
        (book / "daten" / "berichtigungen.csv").write_text(
            "\ufeff" + "\n".join(rows) + "\n", "utf-8", newline="\n"
        )


def _config(book: Path) -> dict[str, Any]:
    config: dict[str, Any] = safe_load((book / "_quarto.yml").read_text("utf-8"))
    return config


def _correction(version: str, erratum: str, changes: Sequence[tuple[str, str]]) -> str:
    lines = [f"- {escape(chapter)}: {escape(change)}" for chapter, change in changes[:LISTED]]
    if len(changes) > LISTED:
        lines.append(f"- … und {len(changes) - LISTED} weitere Änderungen in `daten/berichtigungen.csv`")
    listed = "\n".join(lines)
    return (
        f"\n\n## Berichtigung {{#sec-berichtigung .unnumbered}}\n\nAusgabe {version} berichtigt die vorige Fassung. {escape(erratum)}\n"
        + (f"\nIm Einzelnen:\n\n{listed}\n" if changes else "")
    )


def _cell(text: str) -> str:
    """Return a text as a cell of CSV that no spreadsheet takes for a formula."""
    safe = f"'{text}" if text[:1] in "=+-@\t\r" else text
    return '"' + safe.replace('"', '""') + '"'
