"""Postcodes by Kreis, where the operator supplies a list: none ships, since the official one is not free."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from helpers.errors import DataError

FILE = "postleitzahlen.csv"
"""In `data/eigene/`: a row per postcode and Kreis, with the columns `plz` and `ags`; a longer key counts by its first five digits."""


def postcodes(data: Path) -> bytes | None:
    """Return the script by which the start page finds Kreise by postcode; None where no list is supplied.

    Raises:
        DataError: the list is not as it must be; names the row.
    """
    path = data / "eigene" / FILE
    if not path.is_file():
        return None
    where = f"data/eigene/{FILE}"
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{where} ist nicht in UTF-8 gespeichert. Bitte so speichern: „CSV UTF-8“.") from None
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    if not {"plz", "ags"} <= set(rows.fieldnames or ()):
        raise DataError(
            f"{where}: In der ersten Zeile müssen die Spalten „plz“ und „ags“ stehen; gefunden: {', '.join(rows.fieldnames or ())}."
        )
    found: dict[str, set[str]] = {}
    for number, row in enumerate(rows, 2):
        code, key = (row["plz"] or "").strip(), (row["ags"] or "").strip()
        if not re.fullmatch(r"\d{5}", code) or not re.fullmatch(r"\d{5}(\d{3})?(\d{4})?", key):
            raise DataError(
                f"{where}, Zeile {number}: Erwartet werden eine Postleitzahl mit fünf Ziffern und ein Schlüssel mit mindestens fünf, "
                f"gefunden: „{code}“, „{key}“. Fehlen führende Nullen, die Spalten in Excel als Text speichern."
            )
        found.setdefault(key[:5], set()).add(code)
    listed = {key: " ".join(sorted(codes)) for key, codes in sorted(found.items())}
    return f"window.PLZ={json.dumps(listed, separators=(',', ':'))};\n".encode()
