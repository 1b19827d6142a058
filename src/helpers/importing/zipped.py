"""A ZIP archive with one table, as the services of the statistical offices answer, and other formats that are named and refused."""

from __future__ import annotations

import errno
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from helpers.errors import DataError
from helpers.importing.archive import MAX_RATIO, MAX_UNPACKED
from helpers.importing.values import short

TABLES = frozenset({".csv", ".txt", ".tsv", ".xls", ".xlsx", ".xlsm"})
_SPSS = (b"$FL2", b"$FL3", b"<outputTree", b"HEADER RECORD*******")
_PARTS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml", "word/document.xml"})


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Yield the table inside a ZIP archive as a file of the archive's name, and any other file as it is.

    Raises:
        DataError: the archive is damaged, encrypted, too large or holds no or several tables; or an SPSS file.
    """
    with path.open("rb") as file:
        start = file.read(20)
    if start.startswith(_SPSS):
        raise DataError(
            f"{path.name}: Die Datei ist eine SPSS-Datei. Bitte in SPSS unter Datei › Exportieren als CSV (mit Wertelabels) oder als "
            ".xlsx speichern; in R: write.csv2(haven::as_factor(haven::read_sav(…))). Dann einlesen."
        )
    if not start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield path
        return
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield path  # a damaged workbook is refused where workbooks are read
        return
    with archive:
        if _PARTS & set(archive.namelist()):
            yield path
            return
        member = _table(archive, path.name)
        with TemporaryDirectory(prefix="bildungsbericht-") as folder:
            target = Path(folder) / path.name
            _unpack(archive, member, target, path.name)
            yield target


def _table(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    found = []
    for member in archive.infolist():
        inside = PurePosixPath(member.filename)
        hidden = inside.name.startswith(".") or "__MACOSX" in inside.parts
        if not member.is_dir() and not hidden and inside.suffix.casefold() in TABLES:
            found.append(member)
    if len(found) != 1:
        listed = f" ({', '.join(short(member.filename, 40) for member in found[:4])} …)" if found else ""
        held = f"{len(found)} Tabellen{listed}" if found else "keine Tabelle (CSV oder Excel)"
        raise DataError(
            f"{name}: Das ZIP-Archiv enthält {held}, erwartet wird genau eine. Bitte entpacken und den Ordner einlesen: "
            "make import FILE=Ordner."
        )
    member = found[0]
    if member.flag_bits & 1:
        raise DataError(
            f"{name}: Das ZIP-Archiv ist mit einem Kennwort geschützt. Bitte entpacken und die Tabelle einlesen."
        )
    if member.file_size > MAX_UNPACKED or (
        member.file_size > 2**20 and member.file_size > MAX_RATIO * max(member.compress_size, 1)
    ):
        raise DataError(
            f"{name}: Das ZIP-Archiv würde beim Entpacken unverhältnismäßig groß (erlaubt sind {MAX_UNPACKED // 2**20} MB und das "
            f"{MAX_RATIO}-Fache). Es wurde nicht geöffnet; bitte die Herkunft prüfen."
        )
    return member


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, name: str) -> None:
    """Write one member; the size that the directory states counts, whatever the data would unpack to."""
    try:
        with archive.open(member) as source, target.open("wb") as file:
            left = member.file_size
            while left > 0 and (piece := source.read(min(left, 2**20))):
                file.write(piece)
                left -= len(piece)
            if left or source.read(1):
                raise zipfile.BadZipFile
    except OSError as problem:
        if problem.errno != errno.EINVAL:  # of a disk; that one is of an entry said to begin before the file
            raise
        raise DataError(f"{name}: Das ZIP-Archiv ist beschädigt. Bitte noch einmal herunterladen.") from None
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError):
        raise DataError(f"{name}: Das ZIP-Archiv ist beschädigt. Bitte noch einmal herunterladen.") from None
