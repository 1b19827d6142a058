"""Find out by its content what a file is, and read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from helpers.data import textfile as text
from helpers.errors import DataError, reason_for
from helpers.importing import agentur, ffcsv, genesis, inkar
from helpers.importing import excel as workbook
from helpers.importing.rawtable import RawTable
from helpers.importing.values import SYMBOLS

Symbols = Callable[[str], dict[str, str]]


def read(path: Path, symbols: Symbols = lambda _: SYMBOLS) -> RawTable | None:
    """Read an official file, whatever it is called; None for any other table.

    Args:
        path: CSV or Excel file; it is not changed.
        symbols: table code or statistic → sign → status, for sources with signs of their own.

    Raises:
        DataError: one German sentence naming file and place.
    """
    check_file(path)
    if is_workbook(path):
        sheets = [sheet for sheet in workbook.load(path) if not sheet.hidden]
        if not any(sheet.cells for sheet in sheets):
            raise DataError(f"{path.name}: Die Mappe enthält kein sichtbares Blatt mit Daten.")
        if inkar.is_workbook(sheets):
            return inkar.read_workbook(sheets, path.name)
        return agentur.read(sheets, path.name) if agentur.is_agentur(sheets) else None
    content = text.load(path)
    refuse_markup(content.text, path.name)
    if genesis.is_genesis(content.text):
        return genesis.read(content, path.name, symbols)
    if ffcsv.is_ffcsv(content.text):
        return ffcsv.read(content, path.name, symbols)
    if inkar.is_web(content.text):
        return inkar.read_web(content, path.name)
    return inkar.read_bulk(content, path.name) if inkar.is_bulk(content.text) else None


def check_file(path: Path) -> None:
    """Refuse what is not a readable file.

    Raises:
        DataError: missing, a folder, or not readable.
    """
    if not path.exists():
        raise DataError(f"{path.name}: Die Datei gibt es nicht. Bitte Ordner und Schreibweise prüfen.")
    if not path.is_file():
        raise DataError(f"{path.name}: Das ist keine Datei.")
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as problem:
        raise DataError(f"{path.name}: Die Datei lässt sich nicht öffnen ({reason_for(problem)}).") from None


def is_workbook(path: Path) -> bool:
    """Tell by the first bytes whether the file is an Excel workbook (or another archive)."""
    with path.open("rb") as file:
        start = file.read(8)
    return start[:4] in (workbook.ZIP, b"PK\x05\x06") or start == workbook.OLE


def refuse_markup(content: str, place: str) -> None:
    """Raise DataError for web pages and other documents that only carry the name of a table."""
    start = content.lstrip()[:200].casefold()
    if start.startswith(("<!doctype html", "<html", "<table", "<?xml", "%pdf", "{\\rtf")) or "<html" in start:
        raise DataError(
            f"{place}: Die Datei ist eine Webseite oder ein Textdokument, keine Tabelle (auch wenn sie .xls "
            "oder .csv heißt). "
            "Bitte in Excel öffnen und als .xlsx speichern, oder den CSV-Download wählen."
        )
