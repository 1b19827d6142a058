"""A book project as a value: what `_quarto.yml` says, and its chapters in order."""

from __future__ import annotations

import calendar
import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from babel.dates import format_date

from helpers.assemble.builtin import schema
from helpers.assemble.builtin.source import Source, lookup
from helpers.assemble.builtin.words import FICTIONAL
from helpers.errors import BookError
from helpers.look import images
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
        return plain(self.title or self.first_heading)

    @property
    def first_heading(self) -> str:
        """The first heading of level 1, as Markdown; may be empty."""
        for line in self.source.lines:
            if line.startswith("# "):
                return line[2:].split("{")[0].strip()
        return ""

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
    def draft(self) -> str:
        """What a draft says on every page, `Entwurf, Stand 1a2b3c4d`; empty for a released edition."""
        return self.text("kommune.draft")

    @property
    def marks(self) -> tuple[str, ...]:
        """What every page has to say: that it is a draft, that all is made up."""
        return tuple(filter(None, (self.draft, FICTIONAL if self.fictional else "")))

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
