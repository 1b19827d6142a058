"""From when a department's figures are: the mapping says it, or where it stands; what contradicts it stops the import."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import DataError
from helpers.importing.stated import NEWEST, named_periods
from helpers.importing.values import period

if TYPE_CHECKING:
    from helpers.importing.own_mapping import Zuordnung

PLACES = {"Dateiname": "im Dateinamen", "Titel": "in den Zeilen über der Tabelle"}
"""As `zeit`: where in each file the one period stands."""


def settled(mapping: Zuordnung, file: str, titles: Iterable[str], place: str) -> Zuordnung:
    """Return the mapping with the period that this file states, where `zeit` says in which place.

    Args:
        mapping: as its file has it.
        file: name of the table's file.
        titles: texts above the header.
        place: how messages call the file.

    Raises:
        DataError: the place states none or several, or the file contradicts a fixed `zeit` or `stand`.
    """
    found = {"Dateiname": named_periods([Path(file).stem]), "Titel": named_periods(titles)}
    if mapping.zeit in found:
        stated = found[mapping.zeit]
        if len(stated) != 1:
            what = (
                f"stehen mehrere Zeitpunkte ({', '.join(stated)})"
                if stated
                else "steht kein Jahr und kein Datum"
            )
            raise DataError(
                f"{place}: Laut Zuordnung steht die Zeit {PLACES[mapping.zeit]}; dort {what}. Bitte die Datei so benennen, dass "
                "genau ein Jahr, Schuljahr oder Stichtag darin steht (kita_2025.xlsx), oder „zeit“ in der Zuordnung ändern."
            )
        return mapping.model_copy(update={"zeit": stated[0]})
    if is_fixed(mapping):
        _refuse_other_year(mapping, found, place)
    if _for_many(mapping) and mapping.stand != NEWEST:
        _refuse_old_edition(mapping, found["Dateiname"], place)
    return mapping


def is_fixed(mapping: Zuordnung) -> bool:
    """Tell whether the mapping itself says from when some of a file's figures are."""
    return (
        bool(mapping.zeit)
        and mapping.zeit not in PLACES
        and mapping.datenbank is None
        and not any(column.ist == "zeit" for column in mapping.spalten)
        and any(column.ist == "wert" and not column.zeit for column in mapping.spalten)
    )


def _for_many(mapping: Zuordnung) -> bool:
    """Tell whether the mapping is for files of several names."""
    return any(sign in mapping.datei for sign in "*?[")


def edition(mapping: Zuordnung, periods: Iterable[str], place: str) -> str:
    """Return the edition of a file's figures: `stand`, or the latest of their periods.

    Raises:
        DataError: a mapping for many files has an edition that is older than these figures.
    """
    latest = max(periods)
    if mapping.stand == NEWEST:
        return latest
    if _for_many(mapping):
        _refuse_old_edition(mapping, [latest], place)
    return mapping.stand


def _refuse_other_year(mapping: Zuordnung, found: dict[str, list[str]], place: str) -> None:
    fixed = mapping.zeit
    for key, stated in found.items():
        if stated and not _years([fixed]) & _span(stated):
            raise DataError(
                f"{place}: Laut Zuordnung gelten die Zahlen für {fixed}; {PLACES[key]} steht {' und '.join(stated)}. Es wurde nichts "
                f"übernommen. Bitte in der Zuordnung „zeit: {key}“ schreiben, dann gilt in jedem Jahr, was dort steht, oder „zeit“ "
                "und „datei“ berichtigen."
            )


def _refuse_old_edition(mapping: Zuordnung, stated: list[str], place: str) -> None:
    newer = [text for text in stated if min(_years([text])) > int(mapping.stand[:4])]
    if newer:
        raise DataError(
            f"{place}: Die Zuordnung setzt den Stand {mapping.stand} fest, die Datei ist aber von {newer[-1]}. Es wurde nichts "
            f"übernommen. Bitte in der Zuordnung „stand: {NEWEST}“ schreiben; dann gilt in jedem Jahr der Stand der Datei."
        )


def _years(periods: Iterable[str]) -> set[int]:
    """Return the years of periods, both of a school year."""
    years: set[int] = set()
    for text in periods:
        years |= {int(text[:4])} | ({int(text[:4]) + 1} if "/" in text else set())
    return years


def _span(periods: list[str]) -> set[int]:
    """Return the years from the first to the last: „2019 bis 2024“ is about those between, too."""
    years = _years(periods)
    return set(range(min(years), max(years) + 1))


def refuse_other_column_year(name: str, when: str, place: str) -> None:
    """Raise DataError where a column is called after one year and the mapping says another.

    Raises:
        DataError: naming both.
    """
    stated = named_periods([re.sub(r"\d+ bis unter \d+", " ", name)])
    if stated and period(when) and not _years([when]) & _span(stated):
        raise DataError(
            f"{place}: Die Spalte „{name}“ soll laut Zuordnung für {when} gelten. Bitte „zeit“ dieser Spalte berichtigen."
        )
