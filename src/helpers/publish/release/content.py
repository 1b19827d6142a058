"""What a report prints, sentence by sentence and number by number: what is approved, compared and fingerprinted.

It is read from the book project, so that it is the same for every format and either assembler.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from helpers.errors import OutputError
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.safeyaml import safe_load

if TYPE_CHECKING:
    from helpers.pipeline import ChapterResult

SHORT = 8
"""Digits of a fingerprint that people see."""

_META = re.compile(r"\{\{<\s*meta\s+([\w.-]+)\s*>\}\}")
_INCLUDE = re.compile(r"\{\{<\s*include\s+(\S+)\s*>\}\}")
_FILE = re.compile(r"\]\(<?([^)\s>#?]+)>?")
_MADE = {".png": ".svg", ".xlsx": ".csv"}
"""Files that are made from another one beside them."""
_SENTENCE = re.compile(r"(?<=[.!?…])(?<!\b\w\.)(?<!\b\d\d\.)[“»)]*\s+(?=[A-ZÄÖÜ„«(\[*@\d])")
_ABBREVIATED = re.compile(r"\b(?:bzw|vgl|Nr|ca|Abs|Art|St|Dr|Prof|Mio|Mrd|Tsd|Abb|Tab|S)\.$")


@dataclass(frozen=True)
class Printed:
    """One chapter as it is printed.

    Args:
        title: its heading as plain text.
        lines: its sentences, table rows, figures and their data, each with its Markdown.
    """

    title: str
    lines: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """A hash over all that is printed."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()


@dataclass(frozen=True)
class Edition:
    """What the report of one year printed when it was last made.

    Args:
        year: report year.
        chapters: by name, in the order of the book.
        inputs: hash over the files it was made from, see `publish.inputs`.
        figures: which figures each chapter asked for, as indicator and AGS with a space between them.
    """

    year: int
    chapters: Mapping[str, Printed]
    inputs: str = ""
    figures: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A short hash over all chapters: what a draft says of itself."""
        joined = "\n".join(f"{name} {chapter.fingerprint}" for name, chapter in self.chapters.items())
        return hashlib.sha256(joined.encode()).hexdigest()[:SHORT]


def read_printed(book: Path, year: int) -> Edition:
    """Return what a book project prints.

    Args:
        book: its folder.
        year: report year.
    """
    config = safe_load((book / "_quarto.yml").read_text("utf-8"))
    chapters: dict[str, Printed] = {}
    for path in _pages(config["book"]):
        text = _expanded(book, path, config)
        lines = tuple(_lines(text, book, PurePosixPath(path).parent))
        name = PurePosixPath(path).stem
        if name == "index":
            lines = (*_head(config), *lines)
        title = next((line for line in text.splitlines() if line.startswith("# ")), name)
        chapters[name] = Printed(readable(title.lstrip("# ").split(" {")[0]), lines)
    return Edition(year, chapters)


def made_from(edition: Edition, inputs: str, chapters: Sequence[ChapterResult]) -> Edition:
    """Return an edition with what it was made from: a hash over the input files, and the figures that its notebooks asked for."""
    figures = {Path(c.notebook).stem: tuple(c.outcome.trace.get("figures", ())) for c in chapters}
    return replace(edition, inputs=inputs, figures=figures)


def keep_printed(edition: Edition, city: str, project: Project) -> None:
    """Remember what the report of a year prints, for `load_printed`."""
    content = {
        "inputs": edition.inputs,
        "figures": {name: list(figures) for name, figures in edition.figures.items()},
        "chapters": {name: [c.title, list(c.lines)] for name, c in edition.chapters.items()},
    }
    write_atomically(_kept(city, edition.year, project), json.dumps(content, ensure_ascii=False).encode())


def load_printed(city: str, year: int, project: Project) -> Edition:
    """Return what the report of a year printed when it was last made.

    Raises:
        OutputError: there is none.
    """
    try:
        found = json.loads(_kept(city, year, project).read_text("utf-8"))
        chapters = {name: Printed(title, tuple(lines)) for name, (title, lines) in found["chapters"].items()}
        return Edition(year, chapters, str(found["inputs"]), dict(found.get("figures") or {}))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise OutputError(
            f"Vom Bericht {year} ist noch nichts gebaut, was sich freigeben ließe. Bitte zuerst: make report CITY={city} YEAR={year}"
        ) from None


def printed_years(city: str, project: Project) -> list[int]:
    """Return the years of which a report has been made, the earliest first."""
    return sorted(int(path.stem) for path in (project.build / city / "gedruckt").glob("[0-9]*.json"))


def readable(line: str) -> str:
    """Return a printed line as people read it, without the marks of its Markdown."""
    text = re.sub(r"\]\([^)]*\)", "]", line)
    text = re.sub(r"(?<!\\)\{[^}]*\}", "", text)
    text = re.sub(r"(?<!\\)[\[\]*`]|^#+ |^> |^- ", "", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).strip()


def _kept(city: str, year: int, project: Project) -> Path:
    return project.build / city / "gedruckt" / f"{year}.json"


def _pages(section: Mapping[str, Any]) -> Iterator[str]:
    def walk(items: Any) -> Iterator[str]:
        for item in items or []:
            if isinstance(item, str):
                yield item
            elif isinstance(item, Mapping):
                yield from (str(v) for k, v in item.items() if k != "chapters" and str(v).endswith(".qmd"))
                yield from walk(item.get("chapters"))

    for key in ("chapters", "appendices"):
        yield from walk(section.get(key))


def _head(config: Mapping[str, Any]) -> Iterator[str]:
    """Yield what stands on the cover."""
    for key in ("title", "subtitle", "author", "date"):
        if value := config["book"].get(key):
            yield str(value)


def _expanded(book: Path, path: str, config: Mapping[str, Any], depth: int = 0) -> str:
    """Return a page with its includes and the details of the profile in their places."""

    def detail(match: re.Match[str]) -> str:
        value: Any = config
        for key in match[1].split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        return match[0] if value is None or match[1].startswith("kolophon.") else str(value)

    def included(match: re.Match[str]) -> str:
        name = (PurePosixPath(path).parent / match[1]).as_posix()
        return _expanded(book, name, config, depth + 1) if depth < 5 else match[0]

    file = book / path
    text = file.read_text("utf-8-sig") if file.is_file() else ""
    return _META.sub(detail, _INCLUDE.sub(included, text))


def _lines(text: str, book: Path, folder: PurePosixPath) -> Iterator[str]:
    """Yield every sentence, row and fence of a page, and the data of its figures behind their names."""
    seen: set[PurePosixPath] = set()
    paragraph: list[str] = []
    for line in (*text.splitlines(), ""):
        stripped = line.strip()
        if stripped and not stripped.startswith((":::", "#", "|", "![", "- ", "> ")):
            paragraph.append(stripped)
            continue
        yield from _sentences(" ".join(paragraph))
        if stripped:
            yield stripped
        for match in _FILE.finditer(" ".join([*paragraph, stripped])):
            path = PurePosixPath(folder, match[1])
            if path not in seen and ".." not in path.parts:
                seen.add(path)
                yield from _content(book, path)
        paragraph = []


def _sentences(paragraph: str) -> Iterator[str]:
    held = ""
    for part in _SENTENCE.split(paragraph):
        held = f"{held} {part}" if held else part
        if not _ABBREVIATED.search(held):
            yield from filter(None, [held.strip()])
            held = ""
    yield from filter(None, [held.strip()])


def _content(book: Path, path: PurePosixPath) -> Iterator[str]:
    """Yield what a file beside a page holds: the rows of a table of data, the hash of anything else."""
    file = book / path
    if not file.is_file() or path.suffix in (".qmd", ".md", ".html"):
        return
    if path.suffix in _MADE and file.with_suffix(_MADE[path.suffix]).is_file():
        return
    if path.suffix == ".csv":
        head, *rows = [*csv.reader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";")] or [[]]
        for row in rows:
            cells = [f"{name}: {value}" for name, value in zip(head, row, strict=False)]
            yield f"Daten {path.stem}: {', '.join(cells)}"
        return
    yield f"Datei {path.name}: {hashlib.sha256(file.read_bytes()).hexdigest()[:16]}"
