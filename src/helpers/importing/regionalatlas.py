"""Answers of the Regionalatlas (Statistische Ämter des Bundes und der Länder): JSON of its map server, one answer per line."""

from __future__ import annotations

import json
import re
from typing import Any

from helpers.data.textfile import Text
from helpers.errors import DataError
from helpers.importing.layout import Layout, Symbols
from helpers.importing.rawtable import RawTable, build
from helpers.importing.values import SYMBOLS, Notation, level, period, short

# What its legend writes as a number: "nichts vorhanden" is no zero in the sense of the offices' tables, so it stays unknown.
_SIGNS = {
    2222222222: ".",
    5555555555: ".",
    6666666666: "x",
    7777777777: "/",
    8888888888: "...",
}
_LARGEST = 2_000_000_000
_FIGURE = re.compile(r"[a-z]{2}\d{4}", re.IGNORECASE)
_AGAIN = "Bitte noch einmal abrufen: make update SOURCE=regionalatlas"


def is_answer(text: str) -> bool:
    """Tell whether the text begins as an answer of the map server."""
    start = text.lstrip()[:4000]
    return (
        start.startswith("{")
        and '"features"' in text
        and ('"attributes"' in text or '"fieldAliases"' in start)
    )


def read(text: Text, place: str, _symbols: Symbols = lambda _: SYMBOLS) -> RawTable:
    """Read the answers: one figure per area, year and field; labels are the names of the fields (`ai0306`).

    Raises:
        DataError: an answer is cut or reports an error, an area, a year or a figure cannot be read, a figure comes twice.
    """
    columns: dict[str, list[object]] = {
        name: []
        for name in ("period", "key", "name", "level", "labels", "unit", "text", "sheet", "row", "column")
    }
    for number, line in enumerate(text.text.splitlines(), 1):
        if line.strip():
            for attributes in attributes_of(line, f"{place}, Zeile {number}"):
                _add(columns, attributes, number, f"{place}, Zeile {number}")
    if not columns["text"]:
        raise DataError(f"{place}: Die Antworten enthalten keine Werte.")
    frame, origin = build(columns, Notation(".", zero_is_number=True), place)
    again = frame.duplicated(
        ["period", "key", "labels", "text"]
    )  # areas in several parts stand once per part
    frame, origin = frame[~again].reset_index(drop=True), origin[~again].reset_index(drop=True)
    twice = frame.duplicated(["period", "key", "labels"])
    if twice.any():
        row = frame.loc[twice].iloc[0]
        raise DataError(
            f"{place}: Der Wert für „{short(row['name'])}“, {row['period']}, „{row['labels']}“ kommt zweimal vor. {_AGAIN}"
        )
    return RawTable(
        "regionalatlas", "Regionalatlas", "Regionalatlas", "", frame, origin, remarks=text.remarks
    )


def attributes_of(answer: str, place: str) -> list[dict[str, Any]]:
    """Return the attributes of every area of one answer.

    Raises:
        DataError: it is no JSON, has another form, or is the server's report of an error (which comes with status 200).
    """
    try:
        content = json.loads(answer)
    except (ValueError, RecursionError):
        raise DataError(f"{place}: Die Antwort ist kein vollständiges JSON. {_AGAIN}") from None
    if isinstance(content, dict) and isinstance(error := content.get("error"), dict):
        raise DataError(
            f"{place}: Der Server meldet einen Fehler: „{short(str(error.get('message', error)))}“."
        )
    found = content.get("features") if isinstance(content, dict) else None
    if not isinstance(found, list) or not all(
        isinstance(f, dict) and isinstance(f.get("attributes"), dict) for f in found
    ):
        raise DataError(f"{place}: Erwartet wird eine Liste „features“ mit „attributes“ je Gebiet. {_AGAIN}")
    return [feature["attributes"] for feature in found]


def _add(columns: dict[str, list[object]], attributes: dict[str, Any], row: int, place: str) -> None:
    key, year = str(attributes.get("ags", "")).strip(), period(str(attributes.get("jahr", "")))
    if not level(key) or not year:
        raise DataError(
            f"{place}: „ags“ = „{short(key)}“ und „jahr“ = „{short(str(attributes.get('jahr', '')))}“ gefunden, erwartet "
            "werden ein Gebietsschlüssel und ein Jahr."
        )
    for field, value in attributes.items():
        if _FIGURE.fullmatch(field) and value is not None:
            new = (year, key, str(attributes.get("gen", "")).strip(), level(key), field.lower(), "")
            content = (*new, _text(value, field, place), "", row, 1)
            for target, cell in zip(columns.values(), content, strict=True):
                target.append(cell)


def _text(value: object, field: str, place: str) -> str:
    """Return a figure as text; the server's numbers above two thousand millions are signs."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DataError(f"{place}: „{field}“ = „{short(str(value))}“ gefunden, erwartet wird eine Zahl.")
    if value < _LARGEST:
        return f"{value:.15g}"
    if value in _SIGNS:
        return _SIGNS[int(value)]
    raise DataError(
        f"{place}: „{field}“ = {value:.0f} ist keines der Zeichen, die der Regionalatlas erklärt."
    )


LAYOUTS = (Layout("regionalatlas", "Regionalatlas", is_answer, read),)
