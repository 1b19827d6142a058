"""Find out by its content what a file is, and read it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from helpers.data import textfile as text
from helpers.errors import DataError, reason_for
from helpers.importing import excel
from helpers.importing.layout import Layout, Symbols
from helpers.importing.rawtable import RawTable
from helpers.importing.values import SYMBOLS


def read(path: Path, symbols: Symbols = lambda _: SYMBOLS) -> RawTable | None:
    """Read an official file, whatever it is called; None for any other table.

    Args:
        path: CSV or Excel file; it is not changed.
        symbols: table code or statistic → sign → status, for sources with signs of their own.

    Raises:
        DataError: one German sentence naming file and place.
    """
    check_file(path)
    content: Any
    if workbook := is_workbook(path):
        content = shown = [sheet for sheet in excel.load(path) if not sheet.hidden]
        if not any(sheet.cells for sheet in content):
            raise DataError(f"{path.name}: Die Mappe enthält kein sichtbares Blatt mit Daten.")
    else:
        content = text.load(path)
        shown = content.text
        refuse_markup(shown, path.name)
    for layout in layouts().values():
        if layout.workbook == workbook and layout.fits(shown):
            return layout.read(content, path.name, symbols)
    return None


@cache
def layouts() -> dict[str, Layout]:
    """Return what files of offices can be, by name: the `LAYOUTS` of the modules of this package that have some."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    readers = (path.stem for path in files if "\nLAYOUTS = (" in path.read_text("utf-8"))
    modules = (import_module(f"helpers.importing.{name}") for name in readers)
    return {layout.name: layout for module in modules for layout in module.LAYOUTS}


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
    return start[:4] in (excel.ZIP, b"PK\x05\x06") or start == excel.OLE


def refuse_markup(content: str, place: str) -> None:
    """Raise DataError for web pages and other documents that only carry the name of a table."""
    start = content.lstrip()[:200].casefold()
    if start.startswith(("<!doctype html", "<html", "<table", "<?xml", "%pdf", "{\\rtf")) or "<html" in start:
        raise DataError(
            f"{place}: Die Datei ist eine Webseite oder ein Textdokument, keine Tabelle (auch wenn sie .xls "
            "oder .csv heißt). "
            "Bitte in Excel öffnen und als .xlsx speichern, oder den CSV-Download wählen."
        )
