"""Propose a mapping for a department's table from what is in it; a person checks and corrects it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from helpers.data.areas import Areas, read_areas
from helpers.data.catalogue import Catalogue, read_catalogue
from helpers.data.profile import load_profile
from helpers.errors import DataError
from helpers.importing import grid, guesses, header, own_patterns, own_scale
from helpers.importing.excel import Cell
from helpers.importing.matching import NUMBERS
from helpers.importing.own_groups import DAY
from helpers.importing.stated import NEWEST, named_periods
from helpers.importing.timing import PLACES
from helpers.importing.values import POINT, period, turned, value


def write(path: Path, data: Path, city: str) -> Path:
    """Write a mapping proposed from the file's content; an existing file is never overwritten.

    Raises:
        DataError: the file holds no table.
    """
    catalogue, areas = read_catalogue(data), read_areas(data)
    text = propose(path, catalogue, areas, load_profile(city, data).ags)
    folder = data / city / "import"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{path.stem}.yml"
    if target.exists():
        raise DataError(
            f"{path.name}: {target.relative_to(data.parent).as_posix()} gibt es schon, beschreibt aber eine "
            "andere Datei („datei: …“). "
            "Bitte dort den Dateinamen anpassen oder die Datei umbenennen."
        )
    target.write_text(text, encoding="utf-8")
    return target


def propose(path: Path, catalogue: Catalogue, areas: Areas, home: str) -> str:
    """Return the text of a mapping file with a comment per guess; `?` marks what a person must fill in.

    Raises:
        DataError: no sheet holds rows of figures under a header.
    """
    everything = [sheet for sheet in grid.sheets(path) if not sheet.hidden]
    for sheet in everything:
        if found := header.find(sheet):
            break
    else:
        for sheet in everything:  # without the results of formulas there are no figures to be seen
            grid.refuse_formula(sheet, path.name)
        raise DataError(
            f"{path.name}: Keine Tabelle gefunden. Erwartet wird eine Zeile mit Spaltennamen und darunter "
            "mindestens eine Zeile mit Zahlen."
        )
    alike = len(everything) > 1 and all(
        header.find(other) == found
        and grid.header_names(other, found, path.name) == grid.header_names(sheet, found, path.name)
        for other in everything
    )
    for one in everything if alike else [sheet]:
        grid.refuse_formula(one, path.name)
    chosen = "*" if alike else sheet.name
    table = grid.load(path, chosen, found)
    explained = header.explained(sheet, found[-1])
    columns = {
        name: [
            line.cells[i] for line in table.rows if line.cells[i] is not None and line.number not in explained
        ]
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
    secret = own_patterns.secret_zeros(
        {name: list(found.values()) for name, found in own_patterns.columns_of(table).items()}
    )
    point = _point(cell for cells in columns.values() for cell in cells)
    if point:
        lines.insert(-1, 'dezimalzeichen: "." # die Tabelle schreibt 0.8 für 0,8')
    odd: dict[str, str] = {}
    kinds: dict[str, str] = {}
    rows_out = [f"Zeile {number}" for number in explained]
    attributes: dict[str, dict[str, str]] = {}
    roles: dict[str, guesses.Role] = {}
    for name, cells in columns.items():
        kind, extra, _ = roles[name] = guesses.role(name, cells, kinds, catalogue, areas, home)
        kinds.setdefault(kind, name)
        if kind == "wert" and "zeit:" not in extra:
            kinds.setdefault("wert ohne zeit", name)
    measures = _measures(table, roles)
    telling = {name for name, (kind, *_) in roles.items() if kind in _TELLING} | {*measures}
    several = _repeated(
        table, telling - {name for name in telling if _names_each(table, name, roles[name], catalogue)}
    )
    for name, cells in columns.items():
        kind, extra, doubt = roles[name]
        if name in measures:
            kind, extra, doubt = "kennzahl", "", ""
        elif kind == "wert" and measures:
            extra = doubt = ""
        if kind == "wert" and secret.get(name):
            extra += ', werte: {"0": "?"}'
        if kind == "wert" and own_scale.said(name):
            extra += ', einheit: "?"'
        if kind == "wert" and several:
            extra += ', zusammenfassen: "?"'
        lines.append(f"  - {{spalte: {guesses.quoted(name)}, ist: {kind}{extra}}}{doubt}")
        if kind == "wert":
            odd |= {
                str(cell): guesses.meant(str(cell))
                for cell in cells
                if isinstance(cell, str) and value(turned(cell) if point else cell, NUMBERS) is None
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
    lines += _met(table)
    if measures:
        named = dict.fromkeys(" – ".join(map(str, cells)) for cells in _cells_of(table, measures))
        lines.append("kennzahlen: # was die Zeilen zählen: ein Indikator, oder auslassen")
        lines += [f'  {guesses.quoted(text)}: "?"' for text in named]
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
            f"zeilen_auslassen: [{', '.join(guesses.quoted(text) for text in sorted(set(rows_out)))}] # Summen und Erläuterungen"
        )
    return "\n".join(lines) + "\n"


_TELLING = frozenset({"gebiet", "zeit", "merkmal"})


def _names_each(table: grid.Table, name: str, role: guesses.Role, catalogue: Catalogue) -> bool:
    """Tell whether a column names what each row is about: facilities, or the day on which a course begins."""
    cells = [cell for (cell,) in _cells_of(table, [name]) if cell is not None]
    if role.kind == "zeit":
        return len({day for cell in cells if (day := period(cell)) and DAY.fullmatch(day)}) > _DAYS
    dimension = catalogue.dimensions.get(role.keys.rpartition(" ")[2]) if role.kind == "merkmal" else None
    return dimension is not None and dimension.open and not dimension.values and len(set(cells)) == len(cells)


_DAYS = 12
"""So many days of a table may be the ends of its months; more are those of courses or people."""


def _cells_of(table: grid.Table, names: Iterable[str]) -> list[tuple[Cell, ...]]:
    """Return the cells of some columns, row by row."""
    columns = [table.header.index(name) for name in names]
    return [tuple(line.cells[i] for i in columns) for line in table.rows]


def _repeated(table: grid.Table, names: Collection[str]) -> bool:
    """Tell whether most rows say the same in these columns as another one: a list of houses, courses or people."""
    rows = Counter(_cells_of(table, sorted(names)))
    return bool(names) and sum(n for n in rows.values() if n > 1) > len(table.rows) / 2


def _measures(table: grid.Table, roles: Mapping[str, guesses.Role]) -> list[str]:
    """Return the columns of a long table that name the measure of its one column of figures."""
    figures = [name for name, (kind, *_) in roles.items() if kind == "wert"]
    naming = [
        name
        for name, (kind, *_) in roles.items()
        if kind in ("auslassen", "merkmal") and guesses.MEASURE_NAMES.search(name)
    ]
    telling = {name for name, (kind, *_) in roles.items() if kind in _TELLING and name not in naming}
    return naming if len(figures) == 1 and naming and _repeated(table, telling) else []


def _point(cells: Iterable[Cell]) -> bool:
    """Tell whether texts that are numbers are written with a decimal point."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    return any(map(POINT.fullmatch, texts)) and not any(
        "," in text and guesses.is_number(text) for text in texts
    )


def _met(table: grid.Table) -> list[str]:
    """Return the questions about what Excel hides or strikes through."""
    lines = []
    if any(line.hidden or line.unseen for line in table.rows):
        lines.append('ausgeblendet: "?" # in Excel ausgeblendete Zeilen: lesen oder auslassen')
    if any(line.struck for line in table.rows):
        lines.append('durchgestrichen: "?" # durchgestrichene Einträge: lesen oder auslassen')
    return lines


def _stated(path: Path, titles: Iterable[str]) -> str:
    """Return where the one period of all rows stands, so that next year's file says its own; `?` where nowhere."""
    for key, texts in (("Titel", titles), ("Dateiname", [path.stem])):
        if len(found := named_periods(texts)) == 1:
            return f"{key} # {PLACES[key]} steht {found[0]}; "
    return '"?" # '
