"""The state of each chapter of an edition: draft, in review, or approved by somebody; kept in a file that staff can read.

`data/<city>/freigaben/<year>.yml` says who approved what and when, with a fingerprint; `data/<city>/freigaben/<year>/<chapter>.txt`
holds what was approved, so that a later change can be shown. Both hold names and stay in the project.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from helpers.errors import DataError, ReportError, nearest
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.publish.inputs import APPROVALS
from helpers.publish.release.content import Edition, Printed
from helpers.publish.release.differences import Change, compare
from helpers.publish.review.kept import open_comments
from helpers.safeyaml import read_yaml

State = Literal["Entwurf", "in Prüfung", "freigegeben"]
STATES: tuple[State, ...] = ("Entwurf", "in Prüfung", "freigegeben")
_KEYS = {"stand", "von", "am", "fingerabdruck", "bei", "rueckmeldungen"}
_HEAD = (
    "# Stand der Kapitel dieser Ausgabe. Freigaben trägt „make approve“ ein. Von Hand darf man eintragen: „stand: in Prüfung“,\n"
    "# „bei: Jugendamt“ und „rueckmeldungen: 2“ (so viele sind offen). Die Namen bleiben im Projekt und werden nie veröffentlicht.\n"
)


@dataclass(frozen=True)
class Entry:
    """What the file says of one chapter.

    Args:
        state: one of `STATES`.
        by: who approved it.
        on: the day, `2026-03-01`.
        fingerprint: of what was approved.
        at: with whom it is in review.
        comments: how many comments on it are open.
    """

    state: State = "Entwurf"
    by: str = ""
    on: str = ""
    fingerprint: str = ""
    at: str = ""
    comments: int = 0


@dataclass(frozen=True)
class ChapterState:
    """Where a chapter stands now.

    Args:
        name: `03-fruehkindliche-bildung`.
        title: its heading.
        state: as it counts: an approved chapter that has changed since is a draft again.
        entry: what the file says.
        changes: what has changed since it was approved.
    """

    name: str
    title: str
    state: State
    entry: Entry
    changes: tuple[Change, ...] = field(default=())

    @property
    def fallen_back(self) -> bool:
        """Whether it had been approved, and has changed since."""
        return self.entry.state == "freigegeben" and self.state != "freigegeben"


def read_entries(city: str, year: int, project: Project) -> dict[str, Entry]:
    """Return what the file of an edition says, by chapter.

    Raises:
        DataError: it is not as it must be; names file and chapter.
    """
    name = _file(city, year, project).relative_to(project.root).as_posix()
    chapters = read_file(city, year, project).get("kapitel") or {}
    if not isinstance(chapters, Mapping):
        raise DataError(f"{name}: Unter „kapitel“ wird je Kapitel ein Eintrag erwartet, etwa „03-schule:“.")
    return {str(chapter): _entry(said, f"{name}, Kapitel „{chapter}“") for chapter, said in chapters.items()}


def states(city: str, edition: Edition, project: Project) -> list[ChapterState]:
    """Return the state of every chapter that the edition prints, in the order of the book.

    Raises:
        DataError: the file is not as it must be.
    """
    entries = read_entries(city, edition.year, project)
    for name, count in open_comments(project, city, edition.year).items():
        entries[name] = replace(entry := entries.get(name, Entry()), comments=entry.comments + count)
    return [
        _state(name, chapter, entries.get(name, Entry()), _approved(city, edition.year, name, project))
        for name, chapter in edition.chapters.items()
    ]


def approve(
    city: str, edition: Edition, chapters: list[str], by: str, on: dt.date, project: Project
) -> list[str]:
    """Write down that somebody approves chapters as they are printed now; return their titles.

    Args:
        city: folder name of the municipality.
        edition: what is printed.
        chapters: names of chapters of the edition.
        by: name of the person.
        on: the day.
        project: the checkout.

    Raises:
        ReportError: no name was given.
        DataError: the file is not as it must be.
    """
    who = " ".join(by.split())
    if not who or not any(c.isalpha() for c in who):
        raise ReportError(
            'Es fehlt, wer freigibt.\nAufruf: make approve CITY=augsburg CHAPTER=03 BY="Vorname Nachname"'
        )
    entries = read_entries(city, edition.year, project)
    for name in chapters:
        printed = edition.chapters[name]
        write_atomically(_text(city, edition.year, name, project), ("\n".join(printed.lines) + "\n").encode())
        open_ = entries.get(name, Entry()).comments
        entries[name] = Entry("freigegeben", who, on.isoformat(), printed.fingerprint, comments=open_)
    _write(city, edition, entries, project)
    return [edition.chapters[name].title for name in chapters]


def in_review(city: str, edition: Edition, chapters: Sequence[str], at: str, project: Project) -> None:
    """Write down with whom chapters are in review; what is approved stays so.

    Raises:
        DataError: the file is not as it must be.
    """
    entries = read_entries(city, edition.year, project)
    for name in edition.chapters.keys() & set(chapters):
        entry = entries.get(name, Entry())
        if entry.state != "freigegeben":
            names = [*filter(None, entry.at.split(", ")), at]
            entries[name] = replace(entry, state="in Prüfung", at=", ".join(dict.fromkeys(names)))
    _write(city, edition, entries, project)


def chosen(wish: str, names: Sequence[str]) -> list[str]:
    """Return the chapters that were named by number or name, several with commas; `alle` means all.

    Raises:
        ReportError: there is no such chapter, or several fit; the message names those there are.
    """
    if wish.strip() == "alle":
        return list(names)
    found: list[str] = []
    for word in wish.replace(",", " ").split():
        stem = word.removesuffix(".ipynb").removesuffix(".qmd")
        number = f"{stem:0>2}-" if stem.isdigit() else None
        fits = [name for name in names if name == stem or (number and name.startswith(number))]
        if len(fits) != 1:
            raise ReportError(
                f"CHAPTER={word} gibt es nicht. Vorhanden sind: alle, {', '.join(names)}.{nearest(stem, names)}"
            )
        found += fits
    if not found:
        raise ReportError(
            f"Es fehlt das Kapitel: CHAPTER=03, CHAPTER=alle oder eines von {', '.join(names)}."
        )
    return list(dict.fromkeys(found))


def _state(name: str, printed: Printed, entry: Entry, approved: tuple[str, ...] | None) -> ChapterState:
    if entry.state != "freigegeben" or entry.fingerprint == printed.fingerprint:
        return ChapterState(name, printed.title, entry.state, entry)
    changes: tuple[Change, ...]
    if approved is None or Printed(printed.title, approved).fingerprint != entry.fingerprint:
        changes = (
            Change("", "Was freigegeben wurde, liegt nicht mehr vor; verglichen ist nur der Fingerabdruck."),
        )
    else:
        changes = tuple(compare(approved, printed.lines))
    return ChapterState(name, printed.title, "Entwurf", entry, changes)


def _file(city: str, year: int, project: Project) -> Path:
    return project.data / city / APPROVALS / f"{year}.yml"


def _text(city: str, year: int, chapter: str, project: Project) -> Path:
    return project.data / city / APPROVALS / str(year) / f"{chapter}.txt"


def _approved(city: str, year: int, chapter: str, project: Project) -> tuple[str, ...] | None:
    try:
        return tuple(_text(city, year, chapter, project).read_text("utf-8").splitlines())
    except (OSError, ValueError):
        return None


def read_file(city: str, year: int, project: Project) -> dict[str, Any]:
    """Return the file of an edition as it is; empty where there is none.

    Raises:
        DataError: it is no YAML that could be meant.
    """
    path = _file(city, year, project)
    name = path.relative_to(project.root).as_posix()
    found = read_yaml(path, name, ", wie „make approve“ es schreibt.", DataError) or {}
    if not isinstance(found, dict):
        raise DataError(f"{name}: Erwartet wird YAML mit „kapitel:“, wie „make approve“ es schreibt.")
    return found


def _entry(said: Any, where: str) -> Entry:
    if not isinstance(said, Mapping) or (unknown := sorted(map(str, said.keys() - _KEYS))):
        shown = f" Unbekannt: {', '.join(unknown)}." if isinstance(said, Mapping) else ""
        raise DataError(f"{where}: Erwartet werden nur die Angaben {', '.join(sorted(_KEYS))}.{shown}")
    state = said.get("stand", "Entwurf")
    if state not in STATES:
        raise DataError(
            f"{where}: „stand: {state}“ gibt es nicht. Möglich sind: {', '.join(STATES)}.{nearest(str(state), STATES)}"
        )
    text = {key: str(said.get(key) or "") for key in _KEYS}
    if state == "freigegeben" and not (text["von"] and text["fingerabdruck"]):
        raise DataError(
            f"{where}: Zu einer Freigabe gehören „von“ und „fingerabdruck“. Freigaben trägt „make approve“ ein."
        )
    comments = said.get("rueckmeldungen") or 0
    if not isinstance(comments, int) or comments < 0:
        raise DataError(
            f"{where}: „rueckmeldungen“ ist die Anzahl der offenen Rückmeldungen; „{comments}“ ist keine Anzahl."
        )
    return Entry(state, text["von"], text["am"], text["fingerabdruck"], text["bei"], comments)


def _write(city: str, edition: Edition, entries: Mapping[str, Entry], project: Project) -> None:
    order = {name: i for i, name in enumerate(edition.chapters)}
    names = {"stand": "state", "von": "by", "am": "on", "fingerabdruck": "fingerprint", "bei": "at"}
    names["rueckmeldungen"] = "comments"
    chapters = {
        chapter: {german: value for german, key in names.items() if (value := getattr(entry, key))}
        for chapter, entry in sorted(entries.items(), key=lambda item: (order.get(item[0], 999), item[0]))
    }
    write_file(city, edition.year, read_file(city, edition.year, project) | {"kapitel": chapters}, project)


def write_file(city: str, year: int, content: Mapping[str, Any], project: Project) -> None:
    """Write the file of an edition in one step."""
    text = yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=200)
    write_atomically(_file(city, year, project), (_HEAD + text).encode())
