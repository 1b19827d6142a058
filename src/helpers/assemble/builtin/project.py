"""The book project as a value: `_quarto.yml`, the order of chapters and each chapter's text."""

from __future__ import annotations

import calendar
import datetime
import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from babel.dates import format_date

from helpers.assemble.builtin import images, schema
from helpers.assemble.builtin.source import (
    Source,
    Values,
    expand,
    load_yaml,
    lookup,
    read_text,
    split_front_matter,
)
from helpers.errors import BookError, UnsupportedMarkdown
from helpers.text.markdown import plain

CONFIG = "_quarto.yml"
#: 2000-01-01: for a book without a date.
NO_DATE = 946684800


@dataclass(frozen=True)
class Part:
    """A part of the book: its title and, where it has one, the chapter-like page that opens it."""

    title: str
    opens_with: str = ""


@dataclass(frozen=True)
class Chapter:
    """One file of the book."""

    file: str
    title: str
    source: Source
    meta: Mapping[str, Any]
    part: Part | None = None
    appendix: bool = False
    opens_part: bool = False

    @property
    def heading(self) -> str:
        """Its title as plain text."""
        return plain(self.title or _first_heading(self))

    @property
    def href(self) -> str:
        """The page of this chapter, relative to the report."""
        return PurePosixPath(self.file).with_suffix(".html").as_posix()

    @property
    def folder(self) -> str:
        """Folder of the chapter inside the book; empty for the book's root."""
        folder = PurePosixPath(self.file).parent.as_posix()
        return "" if folder == "." else folder


@dataclass(frozen=True)
class Book:
    """Everything the assembler knows about the book."""

    root: Path
    config: Mapping[str, Any]
    chapters: tuple[Chapter, ...]
    bibliography: tuple[str, ...] = ()
    csl: str = ""
    files: tuple[str, ...] = field(default=(), repr=False)

    def meta(self, path: str, default: str = "") -> str:
        """Return a text of `_quarto.yml` by its dotted path."""
        value = lookup(self.config, path)
        return default if value is None else str(value)

    def text(self, path: str, default: str = "") -> str:
        """Return a text of `_quarto.yml`, which is Markdown there, as plain text."""
        return plain(self.meta(path, default))

    @property
    def title(self) -> str:
        """Title of the report."""
        return self.text("book.title")

    @property
    def subtitle(self) -> str:
        """Subtitle; may be empty."""
        return self.text("book.subtitle")

    @property
    def fictional(self) -> bool:
        """Whether the municipality and its figures are made up."""
        return self.meta("kommune.fictional") in ("True", "true")

    @property
    def short(self) -> Mapping[str, Any]:
        """What `_quarto.yml` says of a short format, see `pipeline.extracts`; empty for a report."""
        return self.config.get("kurzformat") or {}

    @property
    def layout(self) -> str:
        """How it is set: `bericht`, or the layout of a short format."""
        return str(self.short.get("layout", "bericht"))

    def picture(self, name: str) -> str:
        """Return the path of the `logo` or `cover` inside the book; empty where there is none.

        Raises:
            BookError: the file is missing, or an SVG that does more than show something.
        """
        file = self.meta(f"kommune.{name}")
        if file and file not in self.files:
            raise BookError(f"{CONFIG}: Die Datei „{file}“ (kommune.{name}) gibt es im Buch nicht.")
        images.check(self.root, file)
        return file

    @property
    def authors(self) -> tuple[str, ...]:
        """Authors by name."""
        value = lookup(self.config, "book.author") or []
        entries = value if isinstance(value, list) else [value]
        return tuple(
            plain(str(entry.get("name", "")) if isinstance(entry, dict) else str(entry)) for entry in entries
        )

    @property
    def date(self) -> datetime.date | None:
        """Date of publication."""
        value = lookup(self.config, "book.date")
        if value is None or isinstance(value, datetime.date):
            return value.date() if isinstance(value, datetime.datetime) else value
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            raise BookError(
                f"{CONFIG}, book: Das Datum „{value}“ muss die Form JJJJ-MM-TT haben, damit derselbe Stand immer dieselben Dateien ergibt."
            ) from None

    @property
    def date_text(self) -> str:
        """Date of publication as a German reader writes it; may be empty."""
        return format_date(self.date, format="long", locale="de") if self.date else ""

    @property
    def timestamp(self) -> int:
        """The time that stands in the files: the book's date, `SOURCE_DATE_EPOCH`, or a fixed day; never the clock."""
        if self.date:
            return calendar.timegm(self.date.timetuple())
        return int(os.environ.get("SOURCE_DATE_EPOCH", NO_DATE))

    @property
    def output_name(self) -> str:
        """Name of the PDF and the other single files, without suffix (Quarto's `book.output-file`)."""
        return PurePosixPath(self.meta("book.output-file", "bericht")).name.removesuffix(".pdf")

    def options(self, output: str) -> dict[str, Any]:
        """Return the options that hold for one output: those of the book, then those of its format."""
        formats = self.config.get("format") or {}
        own = (formats.get(output) if isinstance(formats, dict) else None) or {}
        own = own if isinstance(own, dict) else {}
        common = {key: self.config[key] for key in schema.FORMAT_OPTIONS if key in self.config}
        merged = common | {key: value for key, value in own.items() if key in schema.FORMAT_OPTIONS}
        return {
            "number-sections": True,
            "number-depth": 3,
            "toc-depth": 3,
            "lof": False,
            "lot": False,
        } | merged


def read_book(root: Path) -> Book:
    """Read a Quarto book project.

    Raises:
        BookError: a file is missing or inconsistent.
        UnsupportedMarkdown: the project asks for something that is not supported.
    """
    config = load_yaml(read_text(root, CONFIG, str(root)), CONFIG)
    for extra in config.get("metadata-files") or []:
        config = load_yaml(read_text(root, extra, CONFIG), extra) | config
    schema.check_config(config)
    book = config.get("book") or {}
    if not book.get("chapters"):
        raise BookError(f"{CONFIG}: Unter „book“ fehlt die Liste „chapters“ mit den Kapiteln.")
    if not book.get("title"):
        raise BookError(f"{CONFIG}: Unter „book“ fehlt der Titel („title“).")
    variables_file = root / "_variables.yml"
    variables = (
        load_yaml(read_text(root, "_variables.yml", CONFIG), "_variables.yml")
        if variables_file.is_file()
        else {}
    )
    chapters = tuple(_chapters(root, config, variables))
    seen: set[str] = set()
    for chapter in chapters:
        if chapter.file in seen:
            raise BookError(f"{CONFIG}: Das Kapitel „{chapter.file}“ ist zweimal genannt.")
        seen.add(chapter.file)
    bibliography = config.get("bibliography") or []
    bibliography = [bibliography] if isinstance(bibliography, str) else bibliography
    for file in (*bibliography, *([config["csl"]] if config.get("csl") else [])):
        if not _inside(root / file, root):
            raise BookError(f"{CONFIG}: Die Datei „{file}“ gibt es im Buch nicht (bibliography oder csl).")
    result = Book(
        root, config, chapters, tuple(bibliography), str(config.get("csl") or ""), _files(root, config)
    )
    _ = result.date  # a wrong date is refused now
    return result


def _inside(path: Path, root: Path) -> bool:
    """Whether the path is a file whose content lies in the book: a symbolic link cannot lead out of it."""
    return path.is_file() and path.resolve().is_relative_to(root.resolve())


def _files(root: Path, config: Mapping[str, Any]) -> tuple[str, ...]:
    skipped = str((config.get("project") or {}).get("output-dir", "_book"))
    found = []
    for folder, folders, names in os.walk(
        root
    ):  # hundreds of files: one by one, `pathlib` takes ten times as long
        inside = Path(folder).relative_to(root).as_posix().removeprefix(".")
        if not inside:
            folders[:] = [name for name in folders if name != skipped and name[0] != "."]
        for name in names:
            linked = os.path.islink(os.path.join(folder, name))  # noqa: PTH114, PTH118
            if (inside or name[0] != ".") and (not linked or _inside(Path(folder, name), root)):
                found.append(f"{inside}/{name}".removeprefix("/"))
    return tuple(sorted(found))


def _chapters(root: Path, config: Mapping[str, Any], variables: Mapping[str, Any]) -> Iterator[Chapter]:
    book = config["book"]
    for entries, appendix in ((book["chapters"], False), (book.get("appendices") or [], True)):
        if not isinstance(entries, list):
            raise BookError(
                f"{CONFIG}, book: Kapitel stehen als Liste untereinander, jedes hinter einem „-“."
            )
        for entry in entries:
            if isinstance(entry, Mapping) and "part" in entry:
                yield from _part(root, config, variables, entry, appendix)
            else:
                yield _chapter(root, config, variables, entry, None, appendix)


def _part(
    root: Path,
    config: Mapping[str, Any],
    variables: Mapping[str, Any],
    entry: Mapping[str, Any],
    appendix: bool,
) -> Iterator[Chapter]:
    schema.check_closed(entry, {"part", "chapters"}, f"{CONFIG}, book")
    title = str(entry["part"])
    part = Part(title)
    if title.endswith(".qmd"):
        opening = _chapter(root, config, variables, title, None, appendix)
        part = Part(opening.title or _first_heading(opening), opening.file)
        yield Chapter(
            opening.file, opening.title, opening.source, opening.meta, part, appendix, opens_part=True
        )
    for child in entry.get("chapters") or []:
        yield _chapter(root, config, variables, child, part, appendix)


def _first_heading(chapter: Chapter) -> str:
    for line in chapter.source.lines:
        if line.startswith("# "):
            return line[2:].split("{")[0].strip()
    return ""


def _chapter(
    root: Path,
    config: Mapping[str, Any],
    variables: Mapping[str, Any],
    entry: Any,
    part: Part | None,
    appendix: bool,
) -> Chapter:
    if isinstance(entry, Mapping):
        schema.check_closed(entry, {"file", "text", "href"}, f"{CONFIG}, book")
        entry = entry.get("file") or entry.get("href") or ""
    file = posixpath.normpath(str(entry))
    if not file.endswith((".qmd", ".md")):
        raise UnsupportedMarkdown(
            f"{CONFIG}: Das Kapitel „{file}“ ist kein .qmd; Notebooks werden zuvor zu Kapiteln gemacht."
        )
    front, body, skipped = split_front_matter(read_text(root, file, CONFIG), file)
    schema.check_open(front, schema.TOP | schema.TOP_IGNORED, schema.FRONT_MATTER_REFUSED, file)
    meta = dict(config) | _folder_metadata(root, file) | front
    source = expand(root, file, body, skipped, Values(meta, variables))
    title = Source()
    if front.get("title"):
        title = expand(root, file, str(front["title"]), 0, Values(meta, variables))
    return Chapter(file, title.text.strip(), source, meta, part, appendix)


def _folder_metadata(root: Path, file: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for folder in reversed(PurePosixPath(file).parents):
        path = folder / "_metadata.yml"
        if (root / path).is_file():
            found = load_yaml(read_text(root, path.as_posix(), file), path.as_posix())
            schema.check_open(
                found, schema.TOP | schema.TOP_IGNORED, schema.FRONT_MATTER_REFUSED, path.as_posix()
            )
            merged |= found
    return merged
