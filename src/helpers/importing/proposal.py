"""Propose a mapping for a department's table from what is in it; a person checks and corrects it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.errors import DataError
from helpers.importing import grid, guesses
from helpers.importing.excel import Sheet
from helpers.importing.stated import named_periods
from helpers.importing.timing import NEWEST, PLACES
from helpers.importing.values import period, value


def propose(path: Path, catalogue: Catalogue, areas: Areas, home: str) -> str:
    """Return the text of a mapping file with a comment per guess; `?` marks what a person must fill in.

    Raises:
        DataError: no sheet holds rows of figures under a header.
    """
    everything = grid.sheets(path)
    for sheet in everything:
        if found := _header(sheet):
            break
    else:
        raise DataError(
            f"{path.name}: Keine Tabelle gefunden. Erwartet wird eine Zeile mit Spaltennamen und darunter "
            "mindestens eine Zeile mit Zahlen."
        )
    alike = len(everything) > 1 and all(
        _header(other) == found
        and grid.header_names(other, found, path.name) == grid.header_names(sheet, found, path.name)
        for other in everything
    )
    for one in everything if alike else [sheet]:
        grid.refuse_formula(one, path.name)
    chosen = "*" if alike else sheet.name
    table = grid.load(path, chosen, found)
    columns = {
        name: [line.cells[i] for line in table.rows if line.cells[i] is not None]
        for i, name in enumerate(table.header)
    }
    lines = [
        f"# Zuordnung für {path.name}, vorgeschlagen aus dem Inhalt.",
        "# Bitte jede Zeile prüfen, jedes „?“ ersetzen und am Ende „geprueft: true“ setzen.",
        f'datei: {guesses.quoted(path.name)} # Sternchen sind erlaubt: "kita_*.xlsx" passt jedes Jahr',
        "geprueft: false",
        'quelle: "?" # Kennung aus data/catalogue/sources.yml oder dem sources.yml der Kommune',
        f"stand: {NEWEST} # der Zahlen; oder der Tag, an dem sie so galten: der spätere zählt",
        f"blatt: {guesses.quoted(chosen)}" + (" # alle Blätter" if alike else ""),
        f"kopfzeile: {found[0] if len(found) == 1 else list(found)}",
        "spalten: # ist: gebiet, zeit, merkmal, wert oder auslassen",
    ]
    odd: dict[str, str] = {}
    kinds: dict[str, str] = {}
    rows_out: list[str] = []
    attributes: dict[str, dict[str, str]] = {}
    for name, cells in columns.items():
        kind, extra = guesses.role(name, cells, kinds, catalogue, areas, home)
        kinds.setdefault(kind, name)
        if kind == "wert" and "zeit:" not in extra:
            kinds.setdefault("wert ohne zeit", name)
        lines.append(f"  - {{spalte: {guesses.quoted(name)}, ist: {kind}{extra}}}")
        if kind == "wert":
            odd |= {
                str(cell): guesses.meant(str(cell))
                for cell in cells
                if isinstance(cell, str) and value(cell, guesses.NUMBERS) is None
            }
        rows_out += [
            cell
            for cell in cells
            if isinstance(cell, str)
            and guesses.SUMS.fullmatch(cell.strip())
            and (
                kind in ("gebiet", "auslassen")
                or (kind == "merkmal" and cell.strip().casefold() not in guesses.TOTALS)
            )
        ]
        if kind == "merkmal":
            dimension = extra.rpartition(" ")[2]
            if guessed := guesses.attributes_of(cells, catalogue.dimensions[dimension]):
                attributes[dimension] = guessed
    if "zeit" not in kinds and "wert ohne zeit" in kinds:
        lines.append(f"zeit: {_stated(path, table.titles)}gilt für alle Zeilen")
    if "gebiet" not in kinds:
        lines.append(f"gebiet: {guesses.quoted(home)} # gilt für alle Zeilen")
    if odd:
        lines.append(
            "werte: # was Einträge bedeuten, die keine Zahl sind: eine Zahl, unbekannt, geheim, genau null, "
            "unsicher, später, nicht sinnvoll, auslassen"
        )
        lines += [f"  {guesses.quoted(text)}: {guesses.quoted(meant)}" for text, meant in sorted(odd.items())]
    if attributes:
        lines.append("auspraegungen: # Schreibweise in der Tabelle → Wert des Merkmals")
        for dimension, meanings in attributes.items():
            pairs = ", ".join(
                f"{guesses.quoted(text)}: {guesses.quoted(meant)}" for text, meant in meanings.items()
            )
            lines.append(f"  {dimension}: {{{pairs}}}")
    if rows_out:
        lines.append(
            f"zeilen_auslassen: [{', '.join(guesses.quoted(text) for text in sorted(set(rows_out)))}] # Summenzeilen"
        )
    return "\n".join(lines) + "\n"


def _header(sheet: Sheet) -> tuple[int, ...] | None:
    """Return the header rows (from 1): the last row of texts before the figures, and those it continues."""
    filled = sheet.filled()
    for i, row in enumerate(filled[1:200], 1):
        above = filled[i - 1]
        names = sum(isinstance(cell, str) or period(cell or "") is not None for cell in above)
        if (
            any(map(guesses.is_number, row))
            and names >= 2
            and not all(period(cell) for cell in row if cell is not None)
        ):
            first = i
            while (
                first > 1
                and sum(isinstance(cell, str) for cell in sheet.cells[first - 2]) >= 2
                and not any(map(guesses.is_number, filled[first - 2]))
            ):
                first -= 1
            return tuple(range(first if _continues(sheet, i) else i, i + 1))
    return None


def _continues(sheet: Sheet, row: int) -> bool:
    """Tell whether a header row (from 1) goes on from the one above: under merged cells, or with gaps that it fills."""
    if any(top < row - 1 <= bottom + 1 and right > left for top, left, bottom, right in sheet.merged):
        return True
    if row < 2:
        return False
    own, above = sheet.cells[row - 1], sheet.cells[row - 2]
    named = [i for i, cell in enumerate(above) if cell is not None]
    return len(named) >= 2 and any(i >= len(own) or own[i] is None for i in named)


def _stated(path: Path, titles: Iterable[str]) -> str:
    """Return where the one period of all rows stands, so that next year's file says its own; `?` where nowhere."""
    for key, texts in (("Titel", titles), ("Dateiname", [path.stem])):
        if len(found := named_periods(texts)) == 1:
            return f"{key} # {PLACES[key]} steht {found[0]}; "
    return '"?" # '
