"""Voices: what groups of people said, `data/<city>/stimmen.csv`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.data.participation.chapters import chapter_names, plain_name
from helpers.data.participation.handkept import Line, Problem, area_key, day, read_table, shortened, workbooks
from helpers.errors import DataError, nearest

if TYPE_CHECKING:
    from helpers.data.areas import Areas
    from helpers.data.profile import Profile
    from helpers.paths import Project

FILE = "stimmen.csv"
REQUIRED = ("kapitel", "gruppe", "datum", "n", "art", "text")
OPTIONAL = ("gebiet",)
KINDS = ("zitat", "ergebnis")
"""A quotation in somebody's own words, or a result in the words of the report's authors."""
LONGEST = 800
"""Characters: what is longer is not a voice but a chapter of its own."""


@dataclass(frozen=True)
class Voice:
    """What a group said.

    Args:
        chapter: name of the chapter, without number.
        group: who was asked, as printed.
        day: when.
        n: how many people took part.
        kind: one of `KINDS`.
        text: the words; plain text.
        area: key of the area that the group comes from, empty where it is the whole municipality.
    """

    chapter: str
    group: str
    day: dt.date
    n: int
    kind: str
    text: str
    area: str = ""


@dataclass(frozen=True)
class Voices:
    """The voices that may be published.

    Args:
        shown: in the order of the file.
        withheld: per chapter how many were left out, because fewer people took part than the threshold allows.
    """

    shown: tuple[Voice, ...] = ()
    withheld: Mapping[str, int] | None = None

    def of(self, chapter: str) -> tuple[Voice, ...]:
        """Return the voices of a chapter."""
        return tuple(voice for voice in self.shown if voice.chapter == chapter)

    def in_area(self, ags: str) -> tuple[Voice, ...]:
        """Return the voices from an area."""
        return tuple(voice for voice in self.shown if voice.area == ags)

    def withheld_in(self, chapter: str) -> int:
        """Return how many voices of a chapter were left out."""
        return (self.withheld or {}).get(chapter, 0)


def read_voices(profile: Profile, project: Project, areas: Areas | None = None) -> Voices:
    """Return a municipality's voices without those of groups below its threshold; none where there is no file.

    Voices of small groups are dropped here, at the only place that reads the file, so that no page can show them.

    Args:
        profile: the municipality.
        project: the checkout, for the names of chapters.
        areas: all areas; read where they are not given.

    Raises:
        DataError: for the first mistake, naming file, line and column.
    """
    voices, problems = parse_voices(profile, project, areas)
    if problems:
        raise DataError(problems[0].sentence(f"data/{profile.city}/{FILE}"))
    kept = tuple(voice for voice in voices if voice.n >= profile.threshold)
    return Voices(kept, Counter(voice.chapter for voice in voices if voice.n < profile.threshold))


def parse_voices(
    profile: Profile, project: Project, areas: Areas | None = None
) -> tuple[list[Voice], list[Problem]]:
    """Return all voices, those of small groups included, and every mistake of the file."""
    path = project.data / profile.city / FILE
    if not path.exists():
        return [], [problem for _, problem in workbooks(path.parent, path.stem)]
    lines, problems = read_table(path, REQUIRED, OPTIONAL)
    if areas is None and any(line.cells.get("gebiet") for line in lines):
        from helpers.data.areas import read_areas

        areas = read_areas(project.data)
    chapters = chapter_names(project, profile.city)
    voices = []
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        wrong = list(_mistakes(line, chapters))
        area: str | Problem = profile.ags
        if line.cells.get("gebiet") and areas is not None:
            area = area_key(line, "gebiet", profile.ags, areas)
        wrong += [area] if isinstance(area, Problem) else []
        key = (plain_name(line.cells["kapitel"]), line.cells["text"])
        if not wrong and key in seen:
            found = "derselbe Text noch einmal"
            wrong = [
                Problem(
                    "doppelt", line.number, "text", found, f"jede Stimme einmal (siehe Zeile {seen[key]})"
                )
            ]
        problems += wrong
        if not wrong:
            seen[key] = line.number
            cells = line.cells
            when = day(cells["datum"])
            assert when is not None
            place = "" if area == profile.ags else str(area)
            voices.append(
                Voice(key[0], cells["gruppe"], when, int(cells["n"]), cells["art"].casefold(), key[1], place)
            )
    return voices, problems


def _mistakes(line: Line, chapters: Mapping[str, str]) -> Iterator[Problem]:
    cells, number = line.cells, line.number

    def wrong(rule: str, column: str, expected: str) -> Problem:
        return Problem(
            rule, number, column, f"„{shortened(cells[column])}“" if cells[column] else "nichts", expected
        )

    name = plain_name(cells["kapitel"])
    if name not in chapters:
        known = f"der Name eines Kapitels.{nearest(name, chapters)}" if name else "der Name eines Kapitels"
        yield wrong("unbekannt", "kapitel", known)
    if not cells["gruppe"]:
        yield wrong("typ", "gruppe", "wer gefragt wurde")
    if day(cells["datum"]) is None:
        yield wrong("typ", "datum", "ein Tag wie 2025-05-12 oder 12.05.2025")
    if not cells["n"].isascii() or not cells["n"].isdigit():
        yield wrong("typ", "n", "die Zahl der Beteiligten als ganze Zahl")
    elif int(cells["n"]) < 1:
        yield wrong("unmoeglich", "n", "mindestens eine beteiligte Person")
    if cells["art"].casefold() not in KINDS:
        yield wrong("unbekannt", "art", f"„zitat“ oder „ergebnis“.{nearest(cells['art'], KINDS)}")
    if not cells["text"]:
        yield wrong("typ", "text", "was gesagt wurde")
    elif len(cells["text"]) > LONGEST:
        found = f"{len(cells['text'])} Zeichen"
        yield Problem("unmoeglich", number, "text", found, f"höchstens {LONGEST}; bitte kürzen")
