"""Text files: found encoding, repaired umlauts, rows of a delimited file, all within limits."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import DataError

MAX_BYTES = 64 * 2**20
MAX_CELLS = 4_000_000
DELIMITERS = ";\t,|"

_TWICE = re.compile("[ÂÃ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]|â€")
_LETTERS_1252 = frozenset("äöüÄÖÜßéèáàâêçñ§°²³€–„“”‚‘’…©®½µ·•´\u00a0")
_LETTERS_850 = frozenset("äöüÄÖÜßéè§°")


@dataclass(frozen=True)
class Text:
    """A decoded file: its text, and German sentences about what had to be repaired."""

    text: str
    remarks: tuple[str, ...]


def decode(data: bytes, place: str) -> Text:
    """Decode UTF-8 (with or without BOM), UTF-16 with BOM, CP1252, Latin-1, CP850; mend double encoding.

    Lines of a file that mixes UTF-8 and CP1252 are decoded one by one.

    Raises:
        DataError: the file is not text.
    """
    remarks = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            raise _binary(place) from None
    elif b"\x00" in data:
        raise _binary(place)
    else:
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text, mixed = _single_byte(data)
            if mixed:
                remarks.append(
                    "Die Datei mischt Zeichenkodierungen (UTF-8 und Windows-1252); jede Zeile wurde für "
                    "sich gelesen."
                )
    if sum(map(text.count, map(chr, (1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 0xFFFD)))) > len(text) / 1000:
        raise _binary(place)
    if _TWICE.search(text):
        text = _mend(text)
        remarks.append("Doppelt kodierte Umlaute (wie „Ã¼“ statt „ü“) wurden beim Lesen repariert.")
    return Text(text, tuple(remarks))


def _binary(place: str) -> DataError:
    return DataError(
        f"{place}: Die Datei enthält keinen lesbaren Text, obwohl sie keine Excel-Mappe ist. "
        "Erwartet wird eine CSV-Datei oder eine Excel-Mappe (.xlsx, .xls); bitte die Datei neu herunterladen."
    )


def _single_byte(data: bytes) -> tuple[str, bool]:
    """Decode line by line where UTF-8 occurs too, else as one of the offices' single-byte encodings."""
    lines = data.split(b"\n")
    high = [line for line in lines if not line.isascii()]
    as_utf8 = sum(1 for line in high if _is_utf8(line))
    if as_utf8:
        decoded = (
            line.decode("utf-8") if _is_utf8(line) else line.decode("cp1252", "replace") for line in lines
        )
        return "\n".join(decoded), True
    sample = b"\n".join(high)[:200_000]
    windows, dos = sample.decode("latin-1"), sample.decode("cp850")
    if any("\x80" <= c <= "\x9f" for c in windows):
        windows = sample.decode("cp1252", "replace")
        if _share(dos, _LETTERS_850) > _share(windows, _LETTERS_1252):
            return data.decode("cp850"), False
        return data.decode("cp1252", "replace"), False
    return data.decode("latin-1"), False


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _share(text: str, letters: frozenset[str]) -> float:
    high = [c for c in text if c > "\x7f"]
    return sum(c in letters for c in high) / max(len(high), 1)


def _mend(text: str) -> str:
    import ftfy

    return "\n".join(ftfy.fix_encoding(line) if _TWICE.search(line) else line for line in text.split("\n"))


def mend(cell: str) -> str:
    """Repair umlauts encoded twice in one cell of a workbook."""
    return _mend(cell) if _TWICE.search(cell) else cell


def load(path: Path) -> Text:
    """Read and decode a text file.

    Raises:
        DataError: the file is empty, too large or not text.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise DataError(
            f"{path.name}: Die Datei ist {size / 2**20:.0f} MB groß, gelesen werden höchstens "
            f"{MAX_BYTES // 2**20} MB. "
            "Bitte die Auswahl beim Herunterladen eingrenzen (weniger Jahre oder Gebiete)."
        )
    data = path.read_bytes()
    if not data.strip():
        raise DataError(f"{path.name}: Die Datei ist leer. Bitte neu herunterladen.")
    return decode(data, path.name)


def delimiter(lines: list[str]) -> str:
    """Return the delimiter that occurs most evenly in `lines`; `;` where none does."""
    best, score = ";", 0.0
    for sign in DELIMITERS:
        counts = [line.count(sign) for line in lines if line.strip()]
        common = max(set(counts), key=counts.count) if counts else 0
        if common and (evenness := counts.count(common) / len(counts) * min(common, 5)) > score:
            best, score = sign, evenness
    return best


def rows(text: str, sign: str, place: str, first_line: int = 1) -> list[tuple[int, list[str]]]:
    """Split text into `(line number, cells)`; quoted cells may span lines. Blank lines are left out.

    Raises:
        DataError: too many cells, or a quotation mark that is never closed.
    """
    if (cells := text.count(sign) + text.count("\n")) > MAX_CELLS:
        raise DataError(
            f"{place}: Die Tabelle hat rund {cells / 1e6:.0f} Millionen Zellen, gelesen werden höchstens "
            f"{MAX_CELLS // 10**6} Millionen. Bitte die Auswahl beim Herunterladen eingrenzen."
        )
    found = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    start = first_line
    try:
        for cells_of_row in reader:
            if any(cells_of_row):
                found.append((start, cells_of_row))
            start = first_line + reader.line_num
    except csv.Error as error:
        hint = (
            "ein Anführungszeichen wird nicht geschlossen, die Datei ist vermutlich abgeschnitten"
            if "unexpected end" in str(error)
            else "die Zeile ist nicht als CSV lesbar (Anführungszeichen mitten im Text, überlange Zelle)"
        )
        raise DataError(f"{place}, Zeile {start}: {hint}. Bitte neu herunterladen.") from None
    return found


def below_header(table: list[tuple[int, list[str]]], place: str) -> list[tuple[int, list[str]]]:
    """Return the rows below the first one, which names the columns.

    Raises:
        DataError: one has another width, or there is none.
    """
    width = len(table[0][1])
    for line, cells in table[1:]:
        if len(cells) != width:
            raise DataError(
                f"{place}, Zeile {line}: {len(cells)} Spalten gefunden, erwartet werden {width} wie in Zeile 1. "
                "Die Datei ist vermutlich abgeschnitten; bitte neu herunterladen."
            )
    if len(table) < 2:
        raise DataError(f"{place}: Nach der Kopfzeile folgen keine Daten. Bitte die Datei neu herunterladen.")
    return table[1:]
