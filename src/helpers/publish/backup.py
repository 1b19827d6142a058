"""One archive with all that users have made: to be kept elsewhere, and unpacked over a new version of the program."""

from __future__ import annotations

import os
import zipfile
from datetime import date
from pathlib import Path

from helpers.errors import OutputError, reason_for
from helpers.paths import Project
from helpers.publish.side_by_side import edition_folders

SHIPPED = frozenset({"catalogue", "official", "musterstadt"})
"""Folders under `data/` that come with every version."""


def own_files(project: Project) -> list[Path]:
    """Return all files that are the users' own, sorted: data, chapters, notebooks, the book's configuration, released editions."""
    found = [project.quarto_yml, project.root / "index.qmd"]
    for folder in (project.data, project.chapters, project.notebooks, *_released(project)):
        found += sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in found if path.is_file() and not _left_out(path.relative_to(project.root))]


def _released(project: Project) -> list[Path]:
    """Return the folders of released editions (`_report/ulm/2026.1`): nothing makes them again."""
    reports = sorted(path for path in project.reports.glob("*") if path.name not in SHIPPED)
    return [folder for report in reports for folder in edition_folders(report) if "." in folder.name]


def _left_out(path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts)
    return hidden or (path.parts[0] == "data" and len(path.parts) > 2 and path.parts[1] in SHIPPED)


def _archived(path: Path) -> str:
    """Return the name in the archive, which is in UTF-8: names of other systems as Latin-1."""
    name = path.as_posix()
    return name if name.isascii() or name.isprintable() else os.fsencode(name).decode("latin-1")


def make_backup(project: Project, today: date) -> list[str]:
    """Write `sicherung-<day>.zip` beside `data/` in one step, and return the German log.

    Raises:
        OutputError: it cannot be written; an earlier archive of the day stays.
    """
    files = own_files(project)
    target = project.root / f"sicherung-{today:%Y-%m-%d}.zip"
    partial = target.with_name(f".{target.name}.neu")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files:
                archive.write(path, _archived(path.relative_to(project.root)))
        with zipfile.ZipFile(partial) as written:
            broken = written.testzip()
        if broken:
            raise OutputError(f"Die Sicherung ist nicht lesbar ({broken}). Bitte den Datenträger prüfen.")
        partial.replace(target)
    except OSError as problem:
        raise OutputError(
            f"Die Sicherung lässt sich nicht schreiben ({reason_for(problem)}): {target}."
        ) from problem
    finally:
        partial.unlink(missing_ok=True)
    held = "data/ ohne die mitgelieferten Zahlen, chapters/, notebooks/, abgeschlossene Ausgaben, _quarto.yml und index.qmd"
    return [
        f"Gesichert: {target.name} ({len(files)} Dateien). Enthalten sind {held}. Bitte an einem anderen Ort aufbewahren."
    ]
