"""Single cells of a department's table: figures, attributes, times."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from helpers.data.catalogue import Catalogue
from helpers.errors import DataError, nearest
from helpers.importing import guesses
from helpers.importing.excel import Cell
from helpers.importing.guesses import TOTALS
from helpers.importing.own_mapping import LEAVE_OUT, Spalte, Zuordnung
from helpers.importing.values import POINT, SYMBOLS, Notation, number, period, short, turned, value

_NOTATION = Notation(symbols=SYMBOLS, zero_is_number=True, thousands=True)
WORDS = {
    "genau null": "zero",
    "unbekannt": "unknown",
    "geheim": "unknown",
    "unsicher": "unreliable",
    "später": "later",
    "nicht sinnvoll": "not_applicable",
}


def text_of_cell(cell: Cell) -> str:
    """Return a cell as `werte`, `gebiete` and `auspraegungen` name it: `120`, `2025-03-01`, its text."""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip() if cell is not None else ""


_UNIT = re.compile(
    r"(.*\d)\s*(%|Prozent|€|Euro|EUR|Tsd\.?(?: ?€| ?Euro)?|Mio\.?(?: ?€| ?Euro)?)", re.IGNORECASE
)


def is_percent(cell: Cell) -> bool:
    """Tell whether a text is a percentage: „25,6 %“."""
    return isinstance(cell, str) and bool(
        (match := _UNIT.fullmatch(cell.strip())) and match[2] in ("%", "Prozent")
    )


def is_scaled(cell: Cell) -> bool:
    """Tell whether a text says itself that it counts in thousands or millions: „12,3 Tsd.“."""
    return isinstance(cell, str) and bool(
        (match := _UNIT.fullmatch(cell.strip())) and match[2].casefold().startswith(("tsd", "mio"))
    )


def _plain(text: str, counted_in: str) -> tuple[str, float]:
    """Return a number without the unit written behind it, and by what it is multiplied: 1,000 for „Tsd.“."""
    if (match := _UNIT.fullmatch(text)) is None:
        return text, 1.0
    unit = match[2].casefold()
    factor = 1e3 if unit.startswith("tsd") else 1e6 if unit.startswith("mio") else 1.0
    return match[1], factor / 1e3 if factor > 1 and counted_in.startswith("Tsd.") else factor


def figure(
    cell: Cell, meanings: Mapping[str, str], at: str, decimal: str = ",", unit: str = ""
) -> tuple[float, str] | None:
    """Return value and status, None for cells that the mapping leaves out.

    Args:
        cell: what stands there.
        meanings: entry → what it means.
        at: the place, for messages.
        decimal: the decimal sign of numbers that are texts.
        unit: what the indicator counts in; „12 Tsd.“ are 12 where it counts in thousands.

    Raises:
        DataError: it is no number and nobody has said what it means.
    """
    text = text_of_cell(cell)
    meant = meanings.get(text)
    if meant is None:
        if isinstance(cell, dt.date):
            raise DataError(
                f"{at}: ein Datum ({cell:%d.%m.%Y}) gefunden, erwartet wird eine Zahl. Excel hat die Eingabe "
                f"wohl umgewandelt (aus „{cell.day}-{cell.month}“ oder „{cell.day}.{cell.month}“); bitte in der Mappe berichtigen."
            )
        if isinstance(cell, float):
            return cell, ""
        if text.startswith("#"):
            raise DataError(
                f"{at}: ein Formelfehler ({short(text)}) gefunden, erwartet wird eine Zahl. Bitte die "
                "Formel in der Mappe berichtigen."
            )
        written, factor = _plain(text, unit)
        found = value(turned(written) if decimal == "." else written, _NOTATION)
        if found and factor != 1:
            found = float(f"{found[0] * factor:.12g}"), found[1]
        if found is None:
            point = (
                ' Schreibt die Tabelle Dezimalpunkte, bitte in der Zuordnung „dezimalzeichen: "."“ angeben.'
                if POINT.fullmatch(text)
                else ""
            )
            raise DataError(
                f"{at}: „{short(text)}“ gefunden, erwartet wird eine Zahl.{point} Wenn der Eintrag etwas bedeutet, "
                "bitte in der Zuordnung unter „werte“ erklären, "
                f'zum Beispiel "{short(text, 30)}": "{_probably(text)}".'
            )
        return found
    if meant == LEAVE_OUT:
        return None
    if meant in WORDS:
        return (0.0 if meant == "genau null" else float("nan")), WORDS[meant]
    if (stated := number(meant)) is None:
        raise DataError(
            f"{at}: „werte“ erklärt „{short(text)}“ mit „{short(meant)}“; möglich sind eine Zahl, "
            f"{', '.join([*WORDS, LEAVE_OUT])}."
        )
    return stated, ""


def attribute(cell: Cell, dimension: str, mapping: Zuordnung, catalogue: Catalogue, at: str) -> str:
    """Return the value of a dimension; empty for the total.

    Raises:
        DataError: it is none of the dimension's values.
    """
    text = text_of_cell(cell)
    meant = mapping.auspraegungen.get(dimension, {}).get(text, text)
    if meant.casefold() in TOTALS:
        return ""
    declared = catalogue.dimensions[dimension]
    if isinstance(cell, dt.date) and meant == text:
        likely = guesses.range_of(cell, declared)
        raise DataError(
            f"{at}: ein Datum ({cell:%d.%m.%Y}) gefunden, erwartet wird eine Ausprägung von „{dimension}“. Excel hat wohl aus "
            f"„{cell.day}-{cell.month}“ ein Datum gemacht. Bitte in der Mappe berichtigen oder in der Zuordnung unter "
            f'„auspraegungen“ erklären: {dimension}: {{"{text}": "{likely}"}}.'
        )
    if not meant or (meant not in declared.values and not declared.open):
        raise DataError(
            f"{at}: „{short(text)}“ ist keine Ausprägung von „{dimension}“.{nearest(meant, declared.values)} "
            "Bitte in der Zuordnung unter „auspraegungen“ erklären; möglich sind "
            f"{', '.join(declared.values[:12])}, Insgesamt."
        )
    if (
        declared.values
        and meant not in declared.values
        and text not in mapping.auspraegungen.get(dimension, {})
    ):
        near = guesses.near_value(meant, declared)
        raise DataError(
            f"{at}: „{short(text)}“ ist neu in „{declared.name}“{f'; gemeint „{near}“?' if near else '.'} Bitte in der Zuordnung unter "
            f'„auspraegungen“ sagen: {dimension}: {{"{short(text)}": "{near or declared.values[0]}"}}, oder, wenn es etwas Eigenes ist, '
            f'{{"{short(text)}": "{short(text)}"}}. Bekannt sind {", ".join(f"„{value}“" for value in declared.values[:12])}.'
        )
    return meant


def when(record: dict[str, Cell], columns: list[Spalte], mapping: Zuordnung, at: str) -> str | None:
    """Return the time of a row, None where neither a column nor the mapping says it.

    Raises:
        DataError: the cell is no time.
    """
    if not columns:
        return period(mapping.zeit) if mapping.zeit else None
    cell = record[columns[0].spalte]
    if (found := period(cell)) is None:
        hint = (
            " Das ist vermutlich ein Excel-Datum als Zahl; bitte die Spalte in Excel als Datum formatieren."
            if isinstance(cell, float) and 20000 < cell < 80000
            else ""
        )
        raise DataError(
            f"{at}, Spalte „{columns[0].spalte}“: „{short(text_of_cell(cell))}“ gefunden, erwartet wird ein Jahr "
            f"(2025), ein Stichtag (31.12.2025) oder ein Schuljahr (2025/26).{hint}"
        )
    return found


def _probably(text: str) -> str:
    """Return what an entry in place of a number probably means: `120` for „ca. 120“."""
    guess = guesses.meant(text)
    return "unbekannt" if guess == "?" else guess
