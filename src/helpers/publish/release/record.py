"""Released editions: `ausgaben` in the file of approvals, and what each of them printed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from helpers.errors import DataError, OutputError, ReportError
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.publish.inputs import APPROVALS
from helpers.publish.release.approvals import read_file, write_file
from helpers.publish.release.content import Edition, Printed

SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Release:
    """A released edition.

    Args:
        version: `2026.1`.
        on: the day of the release.
        embargo: not before, `2026-03-12T10:00`; empty for at once.
        fingerprint: of all that it prints.
        sums: hash of its list of checksums.
        erratum: what a correction corrects; empty for the first of a year.
        withdrawn: why it no longer holds; empty where it does.
        overruled: by whom, and what stood in the way.
    """

    version: str
    on: str
    embargo: str = ""
    fingerprint: str = ""
    sums: str = ""
    erratum: str = ""
    withdrawn: str = ""
    overruled: Mapping[str, Any] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """Report year."""
        return int(self.version.partition(".")[0])

    @property
    def number(self) -> int:
        """1 for the first edition of a year, 2 for its first correction."""
        return int(self.version.partition(".")[2])

    def is_free(self, now: dt.datetime) -> bool:
        """Tell whether it may be published by now (local time)."""
        return not self.embargo or dt.datetime.fromisoformat(self.embargo) <= now


_GERMAN = {
    "version": "version",
    "am": "on",
    "sperrfrist": "embargo",
    "stand": "fingerprint",
    "pruefsummen": "sums",
    "berichtigung": "erratum",
    "zurueckgezogen": "withdrawn",
    "ueberstimmt": "overruled",
}


def released(city: str, project: Project, year: int | None = None) -> list[Release]:
    """Return the released editions, the earliest first.

    Args:
        city: folder name of the municipality.
        project: the checkout.
        year: only those of this year.

    Raises:
        DataError: a file of approvals is not as it must be.
    """
    found = []
    for path in sorted((project.data / city / APPROVALS).glob("[0-9][0-9][0-9][0-9].yml")):
        if year is None or path.stem == str(year):
            found += _read(path, path.relative_to(project.root).as_posix())
    return sorted(found, key=lambda release: (release.year, release.number))


def record(city: str, release: Release, printed: Edition, project: Project) -> None:
    """Write down a released edition and what it prints; from then on it is released."""
    kept = {name: [chapter.title, list(chapter.lines)] for name, chapter in printed.chapters.items()}
    write_atomically(_printed(city, release.version, project), json.dumps(kept, ensure_ascii=False).encode())
    entries = [_as_yaml(known) for known in released(city, project, release.year)]
    content = read_file(city, release.year, project) | {"ausgaben": [*entries, _as_yaml(release)]}
    write_file(city, release.year, content, project)


def printed_in(city: str, version: str, project: Project) -> Edition:
    """Return what a released edition printed.

    Raises:
        OutputError: there is no such edition.
    """
    try:
        found = json.loads(_printed(city, version, project).read_text("utf-8"))
        chapters = {name: Printed(title, tuple(lines)) for name, (title, lines) in found.items()}
        return Edition(int(version.partition(".")[0]), chapters)
    except (OSError, ValueError, AttributeError):
        known = ", ".join(r.version for r in released(city, project)) or "keine"
        raise OutputError(
            f"Eine veröffentlichte Ausgabe {version} gibt es nicht. Vorhanden: {known}."
        ) from None


def is_kept(city: str, version: str, project: Project) -> bool:
    """Tell whether what a released edition printed is still there to be compared with."""
    return _printed(city, version, project).is_file()


def checksums(folder: Path) -> str:
    """Return the list of checksums of a folder, as `sha256sum -c` reads it, without the list itself."""
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / SUMS
    )


def checked_embargo(text: str) -> str:
    """Return the moment before which nothing is published, or an empty text.

    Raises:
        ReportError: it is none.
    """
    if not text.strip():
        return ""
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo:
        raise ReportError(
            f"ON={text} ist kein Zeitpunkt. Erwartet wird Tag und Uhrzeit dieses Ortes, wie 2026-03-12T10:00."
        )
    return moment.isoformat(timespec="minutes")


def _printed(city: str, version: str, project: Project) -> Path:
    return project.data / city / APPROVALS / f"{version}.json"


def _as_yaml(release: Release) -> dict[str, Any]:
    values = asdict(release)
    return {german: values[key] for german, key in _GERMAN.items() if values[key]}


def _read(path: Path, name: str) -> list[Release]:
    try:
        entries = (
            read_file(path.parent.parent.name, int(path.stem), Project(path.parents[3])).get("ausgaben") or []
        )
        found = [Release(**{_GERMAN[key]: value for key, value in entry.items()}) for entry in entries]
        for release in found:
            if release.year != int(path.stem) or release.number < 1:
                raise ValueError
            release.is_free(dt.datetime.min)
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError):
        raise DataError(
            f"{name}: „ausgaben“ ist nicht so, wie „make release“ es schreibt. Bitte die Datei aus einer Sicherung zurückholen."
        ) from None
    return found
