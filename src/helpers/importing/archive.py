"""Excel files as archives: sizes, ratios and extents are checked before anything reads them."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

from helpers.errors import DataError

MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 200
MAX_CELLS = 2_000_000

# A cell with content: empty, merely formatted cells close themselves and do not count.
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_ANY_CELL = re.compile(rb"<(?:\w+:)?v\b")
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>|</(?:\w+:)?c>)"
)


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


def check_archive(path: Path) -> dict[str, str]:
    """Check sizes from the central directory, then every sheet's extent while unpacking it piece by piece.

    Returns:
        Sheet name → the first cell whose formula has no stored result.

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
    formulas: dict[str, str] = {}
    with archive:
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
        total = 0
        for member in members:
            is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
            cells, formula = _scan(path, archive, member, is_sheet)
            total += cells
            if total > MAX_CELLS:
                raise too_many(path, Path(member.filename).stem)
            if formula:
                formulas[member.filename] = formula
        return {name: formulas[part] for name, part in _parts(archive).items() if part in formulas}


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return sheet name → part of the archive."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - expat resolves no external entities
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {
        relation.get("Id"): "xl/" + str(relation.get("Target")).removeprefix("/xl/") for relation in relations
    }
    found = {}
    for element in book.iter():
        if element.tag.endswith("}sheet"):
            identity = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
            found[str(element.get("name"))] = targets.get(identity, "")
    return found


def _bomb(path: Path, part: str) -> DataError:
    where = f" (Teil {part})" if part else ""
    return DataError(
        f"{path.name}{where}: Die Mappe würde beim Entpacken unverhältnismäßig groß (erlaubt sind "
        f"{MAX_UNPACKED // 2**20} MB und das "
        f"{MAX_RATIO}-Fache der Dateigröße). Sie wurde nicht geöffnet; bitte die Herkunft prüfen und neu "
        "speichern lassen."
    )


def _scan(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, is_sheet: bool) -> tuple[int, str]:
    """Unpack one part in pieces; return its dense extent in cells and its first formula without result."""
    height, count, columns = 0, 0, set[bytes]()
    formula, rest = "", b""
    try:
        with archive.open(member) as stream:
            while piece := stream.read(2**20):
                if not is_sheet:
                    continue
                window = rest + piece
                count += len(_ANY_CELL.findall(piece))
                for letters, row in _CELL.findall(window):
                    height, columns = max(height, int(row)), columns | {letters}
                if not formula and (found := _FORMULA.search(window)):
                    formula = found[1].decode()
                rest = window[-4096:]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        raise DataError(
            f"{path.name}: Der Teil {member.filename} der Mappe ist beschädigt. Bitte noch einmal "
            "herunterladen oder neu speichern."
        ) from None
    return max(height * max(map(_column, columns), default=0), count), formula


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
