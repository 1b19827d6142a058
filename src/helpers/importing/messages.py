"""What an import says about itself, in German."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from helpers.importing.changes import Changes
    from helpers.importing.layout import Layout
    from helpers.importing.rawtable import RawTable

SIGNS = {
    "-": "genau null",
    ".": "unbekannt oder geheim",
    "/": "unsicher",
    "...": "später",
    "x": "nicht sinnvoll",
    "0": "weniger als die Hälfte",
}

_LEVEL_NAMES = {
    "bund": "Bund",
    "land": "Länder",
    "regierungsbezirk": "Regierungsbezirke",
    "kreis": "Kreise",
    "gemeinde": "Gemeinden",
}


def german(number: str | int) -> str:
    """Write a number the German way.

    >>> german(35081), german("1234.5"), german("-0.5")
    ('35.081', '1.234,5', '−0,5')
    """
    text = str(number)
    whole, _, decimals = text.removeprefix("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    sign = "−" if text.startswith("-") and (int(whole) or decimals.strip("0")) else ""
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def values(number: int) -> str:
    """Return a number of figures in German: `1 Wert`, `35.081 Werte`."""
    return f"{german(number)} {'Wert' if number == 1 else 'Werte'}"


def day(text: str) -> str:
    """Return an ISO date the German way; a year or a name stays as it is."""
    parts = text.split("-")
    return ".".join(reversed(parts)) if len(parts) > 1 else text


def about_table(raw: RawTable, layout: Layout, file: str, edition: str) -> list[str]:
    """Return the sentences on what has been read."""
    levels = raw.frame.drop_duplicates("key")["level"].value_counts()
    spread = ", ".join(
        f"{german(int(levels[kind]))} {name}" for kind, name in _LEVEL_NAMES.items() if kind in levels
    )
    what = f"{layout.called} {raw.code}" if layout.coded else layout.called
    stand = f", {layout.dated} {day(edition)}" if raw.edition else ""
    log = [f"{file}: {what}{stand}: {values(len(raw.frame))} gelesen ({spread})."]
    if symbols := raw.symbols():
        found = [
            f"{german(n)} × „{sign}“{f' ({SIGNS[sign]})' if sign in SIGNS else ''}"
            for sign, n in symbols.items()
        ]
        log.append(f"  Zeichen: {', '.join(found)}.")
    return log


def about_changes(changes: Changes, taken: int, target: str, rows: pd.DataFrame) -> list[str]:
    """Return the sentences on what changed."""
    log = []
    rounded = int(rows["note"].str.contains("gerundet", regex=False).sum())
    if rounded:
        log.append(
            f"  {values(rounded)} {'ist' if rounded == 1 else 'sind'} laut Fußnote gerundet (vermerkt in der Spalte „note“)."
        )
    text = (
        f"  {values(taken)} übernommen nach {target}: {values(changes.new)} neu, "
        f"{german(changes.revised)} revidiert, {german(changes.unchanged)} unverändert"
    )
    text += f", größte Revision: {changes.largest}." if changes.largest else "."
    log.append(text)
    if changes.superseded:
        log.append(
            f"  {values(changes.superseded)} {'gilt' if changes.superseded == 1 else 'gelten'} nicht, weil ein neuerer Stand "
            "vorliegt; aufgehoben unter import/."
        )
    return log
