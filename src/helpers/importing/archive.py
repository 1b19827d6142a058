"""Excel files as archives: sizes and ratios are checked before anything reads them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from helpers.errors import DataError

MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 200
MAX_CELLS = 2_000_000


def encrypted(path: Path) -> DataError:
    """Return the error for a workbook with a password."""
    return DataError(
        f"{path.name}: Die Mappe ist mit einem Kennwort geschützt. Bitte eine Fassung ohne Kennwort "
        "schicken lassen "
        "oder in Excel unter Datei › Informationen das Kennwort entfernen und neu speichern."
    )


def too_many(path: Path, sheet: str) -> DataError:
    """Return the error for a sheet with more than `MAX_CELLS` cells."""
    limit = f"{MAX_CELLS:,}".replace(",", ".")
    return DataError(
        f"{path.name}, Blatt „{sheet}“: mehr als {limit} Zellen. Oft sind nur Formate bis ans Blattende "
        "gezogen: bitte die leeren "
        "Zeilen und Spalten hinter den Daten löschen und neu speichern, oder die Tabelle teilen."
    )


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open an xlsx workbook after its central directory has been checked.

    Raises:
        DataError: it is damaged, encrypted, no workbook, or too large.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise DataError(
            f"{path.name}: Die Mappe ist abgeschnitten oder beschädigt (das Verzeichnis am Ende der Datei "
            "fehlt). "
            "Bitte noch einmal herunterladen oder schicken lassen."
        ) from None
    members = archive.infolist()
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        kind = "eine OpenDocument-Tabelle" if "content.xml" in names else "ein ZIP-Archiv"
        if "xl/workbook.bin" in names:
            kind = "eine binäre Excel-Mappe (.xlsb)"
        raise DataError(
            f"{path.name}: Die Datei ist {kind}. Bitte als Excel-Mappe (.xlsx) speichern oder zuerst "
            "entpacken und dann einlesen."
        )
    for member in members:
        if member.flag_bits & 1:
            raise encrypted(path)
        if member.file_size > 2**20 and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise _bomb(path, member.filename)
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise _bomb(path, "")
    return archive


def _bomb(path: Path, part: str) -> DataError:
    where = f" (Teil {part})" if part else ""
    return DataError(
        f"{path.name}{where}: Die Mappe würde beim Entpacken unverhältnismäßig groß (erlaubt sind "
        f"{MAX_UNPACKED // 2**20} MB und das "
        f"{MAX_RATIO}-Fache der Dateigröße). Sie wurde nicht geöffnet; bitte die Herkunft prüfen und neu "
        "speichern lassen."
    )
