"""What a person has to settle before a department's table is read: hidden and struck-through rows, mixed percentages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from helpers.data.catalogue import Catalogue
from helpers.errors import DataError
from helpers.importing import grid
from helpers.importing.own_groups import DAY, Figure
from helpers.importing.own_mapping import Zuordnung
from helpers.text.numbers import period_label


@dataclass
class Taken:
    """The rows of a table that are read, and what was met on the way."""

    figures: list[Figure] = field(default_factory=list)
    hidden: list[grid.Line] = field(default_factory=list)
    struck: list[tuple[grid.Line, str]] = field(default_factory=list)


def hidden(taken: Taken, mapping: Zuordnung, place: str) -> Iterator[str]:
    """Say what was done with what Excel hides or strikes through.

    Raises:
        DataError: the mapping does not say what is to be done.
    """
    if taken.hidden:
        rows = _numbers([(line.sheet, line.number) for line in taken.hidden])
        if not mapping.ausgeblendet:
            raise DataError(
                f"{place}: In Excel ausgeblendet, aber gefüllt: {rows}. Gehören diese Zahlen dazu? Bitte in der "
                "Zuordnung „ausgeblendet: lesen“ oder „ausgeblendet: auslassen“ angeben."
            )
        yield f"Ausgeblendet und {'gelesen' if mapping.ausgeblendet == 'lesen' else 'ausgelassen'}: {rows}."
    if taken.struck:
        rows = _numbers([(line.sheet, line.number) for line, _ in taken.struck])
        named = ", ".join(f"„{name}“" for name in sorted({name for _, name in taken.struck}))
        if not mapping.durchgestrichen:
            raise DataError(
                f"{place}: Durchgestrichen: {rows}, Spalte {named}. Gelten diese Einträge noch? Bitte in der Zuordnung "
                "„durchgestrichen: lesen“ oder „durchgestrichen: auslassen“ angeben."
            )
        yield (
            f"Durchgestrichen und {'gelesen' if mapping.durchgestrichen == 'lesen' else 'ausgelassen'}: {rows}, Spalte {named}."
        )


def refuse_days(figures: Iterable[Figure], catalogue: Catalogue, place: str) -> None:
    """Raise DataError where an indicator of years or school years has figures of several days of one year: parts of its figure."""
    seen: dict[tuple[object, ...], Figure] = {}
    for figure in figures:
        indicator = catalogue.indicators[figure.meaning.indikator]
        if not DAY.fullmatch(figure.time) or indicator.period_kind not in _SPANS:
            continue
        key = (indicator.id, figure.area, figure.time[:4], *sorted(figure.parts.items()))
        first = seen.setdefault(key, figure)
        if first.time != figure.time:
            how = (
                "Sagen Sie bei der Spalte mit „zusammenfassen: summe“ (oder „anzahl“), wie daraus eine Zahl im Jahr wird."
                if indicator.period_kind == "jahr"
                else "Zu welchem Schuljahr ein Tag zählt, weiß nur das Amt; bitte statt der Tage das Schuljahr liefern lassen."
            )
            raise DataError(
                f"{place}, Zeile {figure.rows}, Spalte „{figure.column}“: „{indicator.name}“ gilt für ein ganzes "
                f"{_SPANS[indicator.period_kind]}, die Tabelle nennt aber mehrere Tage (Zeile {first.rows}: {period_label(first.time)}, "
                f"Zeile {figure.rows}: {period_label(figure.time)}). {how}"
            )


_SPANS = {"jahr": "Jahr", "schuljahr": "Schuljahr"}


def _numbers(rows: list[tuple[str, int]]) -> str:
    """Return rows in words: „Blatt ‚Kita‘, Zeilen 3, 5 und 9“, at most ten of them."""
    found = sorted(set(rows))
    sheets = sorted({sheet for sheet, _ in found if sheet})
    numbers = [str(number) for _, number in found[:10]]
    listed = numbers[0] if len(numbers) == 1 else f"{', '.join(numbers[:-1])} und {numbers[-1]}"
    more = f" (und {len(found) - 10} weitere)" if len(found) > 10 else ""
    where = (
        f"{'Blatt' if len(sheets) == 1 else 'Blätter'} {', '.join(f'„{s}“' for s in sheets)}, "
        if sheets
        else ""
    )
    return f"{where}{'Zeile' if len(found) == 1 else 'Zeilen'} {listed}{more}"


def refuse_percents(figures: list[Figure], catalogue: Catalogue, place: str) -> None:
    """Refuse counts that are shown as percentages, and columns that mix percentages with numbers that may be ones.

    Raises:
        DataError: naming the first cell.
    """
    shown = {(f.sheet, f.column): f for f in figures if f.percent}
    for figure in figures:
        at = f"{place}{f', Blatt „{figure.sheet}“' if figure.sheet else ''}, Zeile {figure.rows}, Spalte „{figure.column}“"
        indicator = catalogue.indicators[figure.meaning.indikator]
        counted = figure.meaning.zusammenfassen == "anzahl"
        if figure.percent and not counted and indicator.unit not in ("%", "je 100"):
            raise DataError(
                f"{at}: Die Zelle zeigt einen Prozentwert, „{indicator.id}“ zählt aber {indicator.unit or 'etwas anderes'}. "
                "Bitte den Indikator prüfen oder die Spalte auslassen."
            )
        other = shown.get((figure.sheet, figure.column))
        if other and not figure.percent and not figure.status and 0 < abs(figure.number) <= 1:
            raise DataError(
                f"{at}: Die Zelle zeigt {f'{figure.number:g}'.replace('.', ',')} ohne Prozentzeichen, Zeile {other.rows} derselben "
                "Spalte hat das Format Prozent. Gemeint ist vermutlich dasselbe; bitte die Formate in der Mappe angleichen."
            )
