"""Import files, folders and databases: recognise, read, map, store, and say in German what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.areas import read_areas
from helpers.data.catalogue import read_catalogue
from helpers.data.cities import find_city
from helpers.data.migration import OWN
from helpers.data.participation.surveys import find_survey
from helpers.errors import DataError, ReportError
from helpers.importing import (
    borderfile,
    handlists,
    ledger,
    own,
    own_mapping,
    proposal,
    register,
    survey,
    survey_proposal,
    territory,
    timing,
    zipped,
)
from helpers.importing import messages as words
from helpers.importing.mapping import Imports, observations
from helpers.importing.recognise import check_file, layouts, read
from helpers.importing.values import short

if TYPE_CHECKING:
    from helpers.data.participation.surveys import Umfrage, Welle
    from helpers.importing.changes import Changes
    from helpers.importing.rawtable import RawTable
    from helpers.paths import Project

TABLES = zipped.TABLES | {"", ".zip", ".sav", ".por"}
"""Endings that are looked into when a whole folder is imported; a single file may be called anything."""


@dataclass(frozen=True)
class ImportResult:
    """What an import did.

    Args:
        import_id: name under which it can be withdrawn; empty where only a mapping was proposed.
        layout: which reader understood the file.
        source: id of the source.
        edition: edition or date of the figures.
        read: figures in the file.
        symbols: sign → how often.
        taken: figures mapped to indicators.
        changes: what that changed; None where nothing was stored.
        path: the observation file or the proposed mapping.
        log: German sentences.
    """

    import_id: str
    layout: str
    source: str
    edition: str
    read: int
    symbols: dict[str, int]
    taken: int
    changes: Changes | None
    path: Path
    log: tuple[str, ...] = field(default=())


def import_file(path: Path, project: Project, city: str | None = None, imported: str = "") -> ImportResult:
    """Import one file; a file of the same source, edition and name replaces its earlier import.

    Official tables go to `data/eigene/`, a department's table to `data/<city>/`, read by its mapping
    `data/<city>/import/<name>.yml`; without one, a mapping is proposed there and nothing is imported.

    Args:
        path: CSV or Excel file, or a mapping (`.yml`) that reads from a database.
        project: where `data/` is.
        city: folder, name or AGS of the municipality whose department sent the file.
        imported: day of the import for the lineage (ISO date); by default the edition of the file.

    Raises:
        DataError: the file cannot be read, or its areas, labels or values are unknown; nothing is stored.
        CatalogueError: the catalogue lacks the source.
    """
    check_file(path)
    with zipped.unpacked(path) as table:
        return _import(table, project, city, imported)


def _import(path: Path, project: Project, city: str | None, imported: str) -> ImportResult:
    _check_name(path.name)
    data = project.data
    folder = find_city(city, data) if city else None

    @cache
    def imports() -> Imports:
        return Imports(data, read_catalogue(data))

    if path.suffix.casefold() in borderfile.ENDINGS:
        return _import_borders(path, data, folder)
    if folder and (kind := handlists.kind_of(path)):
        target, count, said = handlists.import_list(path, kind, folder, data)
        return ImportResult("", kind, "", "", count, {}, count, None, target, said)
    is_mapping = path.suffix in (".yml", ".yaml")
    raw = None if is_mapping else read(path, lambda code: imports().symbols(code))
    if raw is None:
        if folder is None:
            raise DataError(
                f"{path.name}: Das ist keine Datei, deren Aufbau bekannt ist (GENESIS, Flat-File-CSV, "
                "INKAR, Bundesagentur für Arbeit). "
                "Für eine Tabelle aus dem eigenen Amt bitte die Kommune angeben: make import "
                f"FILE={path.name} CITY=…"
            )
        return _import_own(path, data, folder, imported)
    edition, remarks = _edition(raw)
    rows, left_out = observations(raw, imports(), path.name, edition, imported or edition)
    rows, gone = territory.existing(territory.with_city_states(rows), read_areas(data))
    added = register.extend(data, raw.frame[raw.frame["key"].isin(rows["ags"].unique())])
    names = {key: area.name for key, area in read_areas(data).items()}
    changes = ledger.add(data / OWN, rows, names, data / "official")
    source = str(rows["source"].iloc[0])
    log = words.about_table(raw, layouts()[raw.layout], path.name, edition)
    log += [f"  {text}" for text in (*remarks, *raw.remarks, *left_out, *gone)]
    if added:
        log.append(
            f"  {words.german(added)} {'Gebiet' if added == 1 else 'Gebiete'} neu in data/eigene/areas.csv "
            "eingetragen."
        )
    log += words.about_changes(changes, len(rows), f"data/{OWN}/{source}.csv", rows)
    identity = ledger.import_id(source, edition, path.name)
    return ImportResult(
        identity,
        raw.layout,
        source,
        edition,
        len(raw.frame),
        raw.symbols(),
        len(rows),
        changes,
        data / OWN / f"{source}.csv",
        tuple(log),
    )


def _import_borders(path: Path, data: Path, city: str | None) -> ImportResult:
    if city is None:
        raise DataError(
            f"{path.name}: Für die Grenzen von Sozialräumen bitte die Kommune angeben: make import FILE={path.name} CITY=…"
        )
    kept = borderfile.import_borders(path, data, city)
    return ImportResult("", "grenzen", "", "", 0, {}, 0, None, kept.path, kept.log)


def _check_name(name: str) -> None:
    """Refuse a name that is no text: it is written into mappings, ledgers and messages."""
    spaces = name.replace("\u00a0", " ").replace("\u202f", " ")
    if not spaces.isprintable():  # a name that is not in UTF-8 holds surrogates
        shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in spaces)
        raise DataError(
            f"{shown}: Der Dateiname enthält Zeichen, die kein Text in UTF-8 sind, vielleicht Umlaute eines anderen Systems. "
            "Bitte die Datei umbenennen."
        )


def _edition(raw: RawTable) -> tuple[str, list[str]]:
    """Return the edition; files that do not say theirs are as new as their latest period."""
    if raw.edition:
        return raw.edition, []
    latest = max(raw.frame["period"])
    return latest, [
        f"Die Datei nennt keinen Stand; als Stand gilt ihr jüngster Zeitpunkt, {words.day(latest)}."
    ]


def _import_own(path: Path, data: Path, city: str, imported: str) -> ImportResult:
    if path.suffix not in (".yml", ".yaml") and (held := find_survey(path, data, city)):
        return _import_survey(path, *held, data, city, imported)
    mapping = own_mapping.find_mapping(path, data, city)
    if mapping is None:
        target = survey_proposal.write(path, data, city) or proposal.write(path, data, city)
        name = target.relative_to(data.parent).as_posix()
        said = (
            f"{path.name}: Für diese Tabelle gibt es noch keine Zuordnung. Ein Vorschlag steht in {name}.",
            "  Es wurde nichts übernommen. Bitte dort prüfen, jedes „?“ ersetzen, „geprueft: true“ setzen",
            "  und die Datei noch einmal einlesen.",
        )
        return ImportResult("", "eigene", "", "", 0, {}, 0, None, target, said)
    rows, remarks = own.observations(path, mapping, data, city, imported)
    count = len(rows)
    areas = read_areas(data)
    if timing.is_fixed(mapping):
        ledger.refuse_other_figures(data / city, rows, path.name, mapping.zeit, city)
    changes = ledger.add(data / city, rows, {key: area.name for key, area in areas.items()})
    source, edition = mapping.quelle, str(rows["edition"].iloc[0])
    log = [
        f"{path.name}: Tabelle einer Dienststelle, Stand {words.day(edition)}: {words.values(count)} gelesen.",
        *(f"  {text}" for text in remarks),
    ]
    log += words.about_changes(changes, len(rows), f"data/{city}/{source}.csv", rows)
    file = str(rows["file"].iloc[0])
    return ImportResult(
        ledger.import_id(source, edition, file),
        "eigene",
        source,
        edition,
        count,
        {},
        len(rows),
        changes,
        data / city / f"{source}.csv",
        tuple(log),
    )


def _import_survey(
    path: Path, described: Umfrage, wave: Welle, data: Path, city: str, imported: str
) -> ImportResult:
    rows, people = survey.observations(path, described, wave, data, city, imported)
    changes = ledger.add(data / city, rows, {key: area.name for key, area in read_areas(data).items()})
    source, edition = described.quelle, wave.datum.isoformat()
    invited = f" von {words.german(wave.eingeladen)} Eingeladenen" if wave.eingeladen else ""
    what = f"Umfrage „{short(described.umfrage)}“ vom {words.day(edition)}"
    taken = f"{words.german(people)} Teilnehmende{invited}. Übernommen werden nur Anzahlen, keine einzelnen Antwortbögen."
    log = [f"{path.name}: {what}: {taken}"]
    log += words.about_changes(changes, len(rows), f"data/{city}/{source}.csv", rows)
    return ImportResult(
        ledger.import_id(source, edition, path.name),
        "umfrage",
        source,
        edition,
        people,
        {},
        len(rows),
        changes,
        data / city / f"{source}.csv",
        tuple(log),
    )


def _tables(folder: Path) -> tuple[list[Path], list[str]]:
    """Return a folder's tables and the names of its other files, both sorted; temporary files of Excel count as neither."""
    files = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    return [p for p in files if p.suffix.lower() in TABLES], [
        p.name for p in files if p.suffix.lower() not in TABLES
    ]


def run_import(
    files: list[Path],
    city: str | None,
    project: Project,
    imported: str = "",
    say: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Import files and folders, sorted by name, and return the German log; one that fails does not stop the others.

    Args:
        files: files or folders; temporary files of Excel in a folder are passed over.
        city: as in `import_file`.
        project: where `data/` is.
        imported: as in `import_file`.
        say: called with each line of the log as soon as it is known.

    Raises:
        DataError: names every file that was not imported.
    """
    log: list[str] = []
    failed: list[ReportError] = []

    def tell(lines: Iterable[str]) -> None:
        for line in lines:
            log.append(line)
            say(line)

    for path in files:
        tables = [path]
        if path.is_dir():
            tables, others = _tables(path)
            if others:
                tell([f"{path.name}: keine Tabellen, daher übersprungen: {', '.join(map(short, others))}."])
            if not tables:
                failed.append(DataError(f"Der Ordner {path.name} enthält keine Tabellen (CSV oder Excel)."))
        for table in tables:
            try:
                tell(import_file(table, project, city, imported).log)
            except ReportError as problem:
                failed.append(problem)
    if len(failed) == 1 and not log:
        raise failed[0]
    if failed:
        count = "Eine Datei wurde" if len(failed) == 1 else f"{len(failed)} Dateien wurden"
        raise DataError("\n".join([f"{count} nicht eingelesen:", *map(str, failed)]))
    return log


def withdraw(identity: str, project: Project, city: str | None = None) -> list[str]:
    """Take an import back by its id (`source@edition:file`) or its file's name, and return the German log.

    Args:
        identity: id or file name.
        project: where `data/` is.
        city: only among this municipality's own imports; without one, official imports go before others.

    Raises:
        DataError: naming the imports there are.
    """
    data = project.data
    official, own = [data / OWN], sorted(p.parent for p in data.glob("*/profile.yml"))
    folders = [data / find_city(city, data)] if city else [*official, *own]
    if not city and ledger.known(official, identity):
        folders = official
    name, removed, back = ledger.withdraw(folders, identity)
    register.prune(data)
    again = (
        f" {words.german(back)} {'früherer Wert gilt' if back == 1 else 'frühere Werte gelten'} wieder."
        if back
        else ""
    )
    return [f"{name}: zurückgenommen, {words.values(removed)} entfernt.{again}"]
