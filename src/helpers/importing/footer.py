"""The footer of a GENESIS table: footnotes per Land, licence, date, rounding rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from helpers.data.keys import LAENDER
from helpers.importing.rawtable import Footnote

_NAMES = "|".join(sorted(map(re.escape, [*LAENDER.values(), "Deutschland"]), key=len, reverse=True))
_ENTRY = re.compile(
    rf"(?P<laender>(?:{_NAMES})(?:,\s*(?:{_NAMES}))*)\s*(?::?\s*\((?P<years>[^)]*)\))?\s*:\s*(?P<text>.*)",
    re.DOTALL,
)
_SUBJECT = re.compile(r'zu\s+"(?P<subject>[^"]+)":\s*(?P<rest>.*)', re.DOTALL)
_EDITION = re.compile(r"Stand:\s*(\d{2})\.(\d{2})\.(\d{4})")
_ROUNDED = re.compile(
    r"Vielfache[sn]? von (?P<of>\d+|drei|fünf|zehn)\b|(?P<by>\d+|Dreier|Fünfer|Zehner)(?:er)?-?\s?Rundung",
    re.IGNORECASE,
)
_BASES = {"drei": 3, "dreier": 3, "fünf": 5, "fünfer": 5, "zehn": 10, "zehner": 10}
_SINCE = re.compile(r"\bab (?:dem )?(?:Schuljahr |Berichtsjahr )?((?:19|20)\d\d)(/\d{2,4})?")


@dataclass(frozen=True)
class Footer:
    """What stands below the line of underscores: date (ISO), licence and footnotes."""

    edition: str
    licence: str
    footnotes: tuple[Footnote, ...]


def parse(text: str) -> Footer:
    """Read the part of a GENESIS table below `__________`; the edition is empty where `Stand:` is missing."""
    edition = match[3] + "-" + match[2] + "-" + match[1] if (match := _EDITION.search(text)) else ""
    text = text.replace('""', "\u0000")
    text = re.sub(r";{2,}[ \t]*$", "", text, flags=re.MULTILINE).replace('"', "").replace("\u0000", '"')
    body, _, licence = text.partition("©")
    licence = "© " + " ".join(_EDITION.split(licence)[0].split()) if licence else ""
    return Footer(edition, licence, tuple(_footnotes(body)))


def _footnotes(body: str) -> Iterable[Footnote]:
    subject = ""
    for lines in _entries(body):
        joined = _join(lines)
        if match := _SUBJECT.fullmatch(joined):
            subject = "" if match["subject"] == "gesamte Tabelle" else match["subject"]
            joined = match["rest"]
        if not joined:
            continue
        if match := _ENTRY.fullmatch(joined):
            names = re.split(r",\s*", match["laender"])
            keys = tuple("DG" if name == "Deutschland" else _key(name) for name in names)
            yield Footnote(subject, keys, match["years"] or "", match["text"].strip())
        else:
            yield Footnote(subject, (), "", joined)


def _entries(body: str) -> Iterable[list[str]]:
    """Group wrapped lines: a new entry begins with a blank line, `zu "…"`, or the name of a Land."""
    entry: list[str] = []
    open_subject = False
    for line in body.splitlines():
        starts = line.startswith('zu "') or (_begins_with_land(line) and not open_subject)
        if (starts or not line.strip()) and entry:
            yield entry
            entry = []
        if line.startswith('zu "'):
            open_subject = '":' not in line
            entry = [line.strip()]
            if line.rstrip().endswith('":'):
                yield entry
                entry = []
        elif line.strip():
            entry.append(line.strip())
            if open_subject and '":' in line:
                open_subject = False
                if line.rstrip().endswith('":'):
                    yield entry
                    entry = []
    if entry:
        yield entry


def _begins_with_land(line: str) -> bool:
    return bool(re.match(rf"(?:{_NAMES})(?:,\s*(?:{_NAMES}))*\s*(?:\(|:)", line)) or bool(
        re.match(rf"(?:{_NAMES}),\s*$", line)
    )


def _join(lines: list[str]) -> str:
    """Join wrapped lines; a hyphen before a small letter is the line break's, not the word's."""
    text = lines[0]
    for line in lines[1:]:
        broken = (
            text.endswith("-")
            and text[-2:-1].isalpha()
            and line[:1].islower()
            and not line.startswith(("und ", "oder ", "bzw"))
        )
        text = text[:-1] + line if broken else f"{text} {line}"
    return text


def _key(name: str) -> str:
    return next(key for key, land in LAENDER.items() if land == name)


def roundings(footnotes: Iterable[Footnote]) -> dict[str, tuple[int, int]]:
    """Return Land → `(base, first year)` of the rounding in the footnotes; of two the earlier counts.

    Bremen's remark (sums differ because of rounding to multiples of 3) counts as such an announcement.
    """
    found: dict[str, tuple[int, int]] = {}
    for note in footnotes:
        if note.subject or not (match := _ROUNDED.search(note.text)):
            continue
        since = _SINCE.search(f"{note.years} {note.text}")
        base = (match["of"] or match["by"]).casefold()
        rule = (_BASES[base] if base in _BASES else int(base), int(since[1]) if since else 0)
        for land in note.laender:
            found[land] = min(found.get(land, rule), rule, key=lambda r: r[1])
    return found
