"""Lists that staff keep by hand, as workbooks: a template to fill in, and the filled one read and checked like its CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.data.areas import Areas, read_areas
from helpers.data.catalogue import Catalogue, read_catalogue
from helpers.data.participation.handkept import read_table
from helpers.data.profile import load_profile
from helpers.data.steering import facilities, goals, offers
from helpers.data.steering.lists import Wrong
from helpers.errors import DataError, nearest
from helpers.files import write_atomically
from helpers.importing import excel
from helpers.importing.recognise import is_workbook

ROWS = 500
"""Rows of a template that can be filled in."""

SHOWN = 20
"""So many mistakes are named at once."""

_CHOICES, _HELP = "Auswahl", "Hinweise"


@dataclass(frozen=True)
class Kind:
    """One list.

    Args:
        file: the CSV that reports read, in the municipality's folder.
        required, optional: its columns.
        notes: column → what belongs there.
        choices: column → what can be chosen, of areas and catalogue.
        mistakes: data folder, municipality, its key, areas, catalogue → what is wrong with the file.
    """

    file: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    notes: dict[str, str]
    choices: dict[str, Callable[[str, Areas, Catalogue], Sequence[str]]]
    mistakes: Callable[[Path, str, str, Areas, Catalogue], list[Wrong]]


def _districts(home: str, areas: Areas, _: Catalogue) -> list[str]:
    return [areas[home].name, *(area.name for key, area in areas.items() if key.startswith(f"{home}-"))]


KINDS = {
    "ziele": Kind(
        goals.FILE,
        goals.REQUIRED,
        goals.OPTIONAL,
        {
            "nr": "Nummer des Ziels; weitere Maßnahmen wiederholen sie und lassen die Spalten des Ziels leer",
            "ziel": "was erreicht werden soll, als Satz ohne Punkt",
            "indikator": "Kennung der Kennzahl",
            "richtung": "steigern oder senken: was mit der Kennzahl geschehen soll",
            "startjahr": "ab wann gemessen wird",
            "zielwert": "Zahl in der Einheit der Kennzahl",
            "zieljahr": "bis wann",
            "massnahme": "was getan wird",
            "verantwortlich": "welches Amt dafür einsteht",
            "ueberpruefung": "Tag, an dem die Maßnahme überprüft wird",
            "leitziel": "freiwillig: wozu das Ziel gehört",
            "gebiet": "freiwillig: Sozialraum, wenn das Ziel nur dort gilt",
            "merkmal": "freiwillig: ein Teil, wie geschlecht=weiblich",
        },
        {
            "richtung": lambda *_: goals.DIRECTIONS,
            "indikator": lambda _home, _areas, catalogue: sorted(catalogue.indicators),
            "gebiet": _districts,
        },
        lambda data, city, home, areas, catalogue: goals.parse_goals(data, city, home, areas, catalogue)[1],
    ),
    "angebote": Kind(
        f"{offers.FOLDER}/angebote.csv",
        offers.REQUIRED,
        offers.OPTIONAL,
        {
            "angebot": "wie es heißt",
            "gebiet": "Sozialraum, in dem es stattfindet, oder die Kommune",
            "zielgruppe": "für wen es ist",
            "uebergang": "bei welchem Übergang es hilft",
            "plaetze": "wie viele im Jahr teilnehmen können",
            "geprueft_am": "wann zuletzt jemand nachgesehen hat, ob alles stimmt",
            "traeger": "freiwillig: wer es anbietet",
            "ort": "freiwillig: wo es stattfindet",
            "hinweis": "freiwillig",
        },
        {"uebergang": lambda *_: offers.TRANSITIONS, "gebiet": _districts},
        lambda data, city, home, areas, _: offers.parse_offers(data, city, home, areas)[1],
    ),
    "einrichtungen": Kind(
        f"{facilities.FOLDER}/einrichtungen.csv",
        facilities.REQUIRED,
        facilities.OPTIONAL,
        {
            "name": "Name der Einrichtung",
            "art": "was sie ist, wie Grundschule oder Kita",
            "gebiet": "Sozialraum, in dem sie liegt",
            "traeger": "freiwillig: wer sie betreibt",
            "adresse": "freiwillig",
        },
        {"gebiet": _districts},
        lambda data, city, home, areas, _: facilities.parse_facilities(data, city, home, areas)[1],
    ),
}


def write_template(name: str, city: str, data: Path) -> Iterator[str]:
    """Write `data/<city>/lieferungen/<kind>.xlsx`, with the rows that the list has already; yield German lines.

    Raises:
        DataError: there is no such kind, no folder of the municipality, or the workbook is there already.
    """
    kind = KINDS.get(name)
    if kind is None:
        raise DataError(
            f"KIND={name} gibt es nicht.{nearest(name, KINDS)} Vorlagen gibt es für: {', '.join(KINDS)}."
        )
    if not (data / city / "profile.yml").is_file():
        raise DataError(f"Für {city} gibt es noch keinen Ordner. Bitte zuerst: make new CITY={city}")
    target = data / city / "lieferungen" / f"{name}.xlsx"
    shown = target.relative_to(data.parent).as_posix()
    if target.exists():
        raise DataError(
            f"{shown} gibt es schon; was darin steht, bleibt. Für eine neue Vorlage bitte umbenennen oder löschen."
        )
    path = data / city / kind.file
    lines, wrong = read_table(path, kind.required, kind.optional) if path.is_file() else ([], [])
    if wrong:
        raise DataError(
            f"Die Liste hat Fehler, die zuerst zu beheben sind: {wrong[0].sentence(f'data/{city}/{kind.file}')}"
        )
    write_atomically(target, _workbook(name, kind, city, data, [line.cells for line in lines]))
    held = f", gefüllt mit dem, was es schon gibt ({_rows(len(lines))})" if lines else ""
    yield f"Vorlage: {shown}{held}. Ausfüllen, dann: make import FILE={shown} CITY={city}"


def _workbook(name: str, kind: Kind, city: str, data: Path, rows: Sequence[dict[str, str]]) -> bytes:
    import xlsxwriter

    home, areas, catalogue = load_profile(city, data).ags, read_areas(data), read_catalogue(data)
    columns, content = (*kind.required, *kind.optional), io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "dd.mm.yyyy",
        },
    )
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # same in, same out
    head, free = (
        book.add_format({"bold": True, "bg_color": "#e6eef5"}),
        book.add_format({"locked": False, "num_format": "@"}),
    )
    sheet, help_, choices = (book.add_worksheet(title) for title in (name.capitalize(), _HELP, _CHOICES))
    choices.hide()
    for column, title in enumerate(columns):
        note = kind.notes[title]
        sheet.write_string(0, column, title, head)
        sheet.write_comment(0, column, note, {"author": ""})
        help_.write_row(column, 0, [title, note])
        options = kind.choices[title](home, areas, catalogue) if title in kind.choices else ()
        if options:
            choices.write_column(0, column, options)
            letter = excel.column_name(column + 1)
            source = f"={_CHOICES}!${letter}$1:${letter}${len(options)}"
            sheet.data_validation(1, column, ROWS, column, {"validate": "list", "source": source})
        for row in range(1, ROWS + 1):
            text = rows[row - 1][title] if row <= len(rows) and title in rows[row - 1] else ""
            sheet.write_string(row, column, text, free) if text else sheet.write_blank(
                row, column, None, free
            )
    sheet.set_column(0, len(columns) - 1, 22)
    help_.set_column(0, 1, 30)
    sheet.freeze_panes(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True})
    book.close()
    return content.getvalue()


def kind_of(path: Path) -> str:
    """Return which list a workbook is a filled template of, by its sheets; empty where it is none."""
    if not is_workbook(path):
        return ""
    names = {sheet.name.casefold() for sheet in excel.load(path)}
    found = [name for name in KINDS if {name, _HELP.casefold(), _CHOICES.casefold()} <= names]
    return found[0] if found else ""


def import_list(path: Path, name: str, city: str, data: Path) -> tuple[Path, int, tuple[str, ...]]:
    """Put a filled template in the place of the list; return the list, its rows and a German log.

    Raises:
        DataError: naming every mistake with its row and column; the list stays as it was.
    """
    kind = KINDS[name]
    sheet = next(sheet for sheet in excel.load(path) if sheet.name.casefold() == name)
    if sheet.formula:
        raise DataError(
            f"{path.name}, Zelle {sheet.formula}: Hier steht eine Formel ohne Ergebnis; erwartet wird ein Wert."
        )
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows([_text(cell) for cell in row] for row in sheet.cells)
    content = out.getvalue().encode("utf-8-sig")
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / city / kind.file
        write_atomically(trial, content)
        areas, catalogue = read_areas(data), read_catalogue(data)
        wrong = kind.mistakes(Path(folder), city, load_profile(city, data).ags, areas, catalogue)
        count = len(read_table(trial, kind.required, kind.optional)[0])
    if wrong:
        listed = [problem.sentence(path.name) for _, problem in wrong[:SHOWN]]
        more = f"\n… und {len(wrong) - SHOWN} weitere" if len(wrong) > SHOWN else ""
        raise DataError("\n".join([*listed]) + f"{more}\nEs wurde nichts übernommen.")
    target = data / city / kind.file
    before = len(read_table(target, kind.required, kind.optional)[0]) if target.is_file() else 0
    if not count:
        raise DataError(f"{path.name}: Die Vorlage ist leer. Es wurde nichts übernommen.")
    write_atomically(target, content)
    shown = target.relative_to(data.parent).as_posix()
    return target, count, (f"{path.name}: {_rows(count)} übernommen nach {shown} (vorher {before}).",)


def _rows(count: int) -> str:
    return "1 Zeile" if count == 1 else f"{count} Zeilen"


def _text(cell: excel.Cell) -> str:
    """Return a cell as the list has it: one line, decimal commas, days as ISO dates."""
    if isinstance(cell, float):
        return f"{cell:.15g}".replace(".", ",")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return " ".join(str(cell or "").split())
