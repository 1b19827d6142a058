"""The PDF: Typst source from Pandoc, the functions of `typst/*.typ` around it, compiled in memory."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from helpers.assemble.builtin import typesetter
from helpers.assemble.builtin.book import Book
from helpers.look.colours import Theme
from helpers.text.markdown import plain

TEMPLATES = Path(__file__).parent / "typst"
BOOK = ("base.typ", "blocks.typ", "front.typ", "book.typ")
SHORT = ("base.typ", "blocks.typ", "short.typ")
"""In this order: later ones use the functions of earlier ones. A short format has a layout of its own, `<layout>.typ`, after them."""
PAGES = re.compile(rb"<xmpTPg:NPages>(\d+)<")
#: How the project words a detail that the profile does not give.
MISSING = re.compile("noch (nicht|kein)", re.IGNORECASE)
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def write_pdf(book: Book, chapters: list[dict[str, Any]], theme: Theme, target: Path) -> list[str]:
    """Write the PDF and return warnings.

    Args:
        book: the book; a short format may say how many pages it has at most (`kurzformat.pages`).
        chapters: what Pandoc wrote.
        theme: its colours.
        target: the file.

    Raises:
        BookError: Typst cannot set the book.
    """
    pdf, warnings = typesetter.pdf(document(book, chapters, theme), book.root, book.timestamp)
    limit = int(book.short.get("pages", 0))
    if limit and _pages(pdf) > limit:
        pdf, warnings = typesetter.pdf(document(book, chapters, theme, lean=True), book.root, book.timestamp)
        name = book.text("kurzformat.name")
        warnings.append(
            f"{name}: Für {limit} Seiten sind zu viele Abbildungen ausgewählt; gezeigt wird je Kapitel nur die erste. "
            f"Bitte bei einigen Zellen den Tag „{book.layout}“ entfernen."
        )
    target.write_bytes(pdf)
    return warnings


def _pages(pdf: bytes) -> int:
    """Return how many pages a PDF of Typst's has, as its metadata say."""
    found = PAGES.search(pdf)
    return int(found[1]) if found else 0


def write_each(
    book: Book, chapters: list[dict[str, Any]], theme: Theme, folder: Path
) -> tuple[list[Path], list[str]]:
    """Write a PDF per chapter, under the chapter's title and with its file's name; return them, and warnings.

    Raises:
        BookError: Typst cannot set a chapter.
    """
    folder.mkdir(parents=True, exist_ok=True)

    def write(number: int) -> tuple[Path, list[str]]:
        chapter = book.chapters[number]
        source = document(
            book,
            [chapters[number]],
            theme,
            f"{chapter.heading}: {book.text('kurzformat.report')}",
        )
        pdf, warnings = typesetter.pdf(source, book.root, book.timestamp)
        target = folder / PurePosixPath(chapter.file).with_suffix(".pdf").name
        target.write_bytes(pdf)
        return target, warnings

    with ThreadPoolExecutor() as pool:  # Typst sets them side by side
        made = list(pool.map(write, range(len(book.chapters))))
    return [target for target, _ in made], [text for _, warnings in made for text in warnings]


def document(
    book: Book, chapters: list[dict[str, Any]], theme: Theme, title: str = "", *, lean: bool = False
) -> str:
    """Return the whole Typst source.

    Args:
        book: the book.
        chapters: those of its chapters that are to be set.
        theme: its colours.
        title: in place of the book's.
        lean: with at most one figure for each chapter, where the layout can.
    """
    options = book.options("typst")
    settings = {
        "title": title or book.title,
        "cover-title": cover_title(book),
        "subtitle": book.subtitle,
        "authors": list(book.authors),
        "date": book.date_text,
        "year": year(book),
        "publisher": book.text("kommune.publisher"),
        "place": book.text("kommune.name"),
        "fictional": book.fictional,
        "draft": book.draft,
        "mark": " · ".join(book.marks),
        "logo": _rooted(book.picture("logo")),
        "logo-alt": book.text("kommune.logo_alt", "Logo " + book.text("kommune.name")),
        "cover": _rooted(book.picture("cover")),
        "cover-alt": book.text("kommune.cover_alt"),
        "contact": ", ".join(
            filter(None, (given(book, f"kommune.contact.{key}") for key in ("email", "phone")))
        ),
        "citation": citation(book),
        "rights": book.text("book.rights"),
        "doi": book.meta("book.doi"),
        "description": book.text("book.description"),
        "lang": book.meta("lang", "de"),
        "primary": theme.primary,
        "accent": theme.accent,
        "toc-depth": min(int(options["toc-depth"]), 3),
        "lof": bool(options["lof"]),
        "lot": bool(options["lot"]),
        "lean": lean,
        "short": {key: plain(str(value)) for key, value in book.short.items()},
    }
    files = (*SHORT, f"{book.layout}.typ") if book.short else BOOK
    parts = [(TEMPLATES / name).read_text("utf-8") for name in files]
    head = f"#let settings = json(bytes({typst_string(json.dumps(settings, ensure_ascii=False))}))\n"
    return "\n".join([head, *parts, "#show: book", *_body(chapters)])


def given(book: Book, key: str) -> str:
    """Return a detail of the profile, or an empty text where the project only says that it is missing."""
    value = book.text(key)
    return "" if MISSING.match(value) else value


def cover_title(book: Book) -> str:
    """Return the title with the municipality's name kept on one line, as in "Landkreis Sömmerda"."""
    name = book.text("kommune.name")
    return book.title.replace(name, name.replace(" ", "\u00a0")) if name else book.title


def year(book: Book) -> str:
    """Return the year of the edition."""
    return str(book.date.year) if book.date else book.meta("kommune.year")


def citation(book: Book) -> str:
    """Return how to cite the report, as its project says it, else publisher (year): title; a short format has a title of its own."""
    if (told := book.text("kommune.citation")) and not book.short:
        return told
    by = given(book, "kommune.publisher") if book.text("kommune.publisher") else ", ".join(book.authors)
    title = ". ".join(filter(None, (book.title, book.subtitle)))
    when = f" ({year(book)})" if year(book) else ""
    return f"{by}{when}: {title}." if by else f"{title}{when}."


def typst_string(text: str) -> str:
    """Return a Typst string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _rooted(file: str) -> str:
    return f"/{file}" if file else ""


def _body(chapters: list[dict[str, Any]]) -> list[str]:
    body: list[str] = []
    number = 0
    for (part, appendix), members in groupby(chapters, key=lambda c: (c["part"], c["appendix"])):
        group = list(members)
        if appendix and not part:
            body.append("#part-page([Anhang], [])")
        elif part:
            number += 1
            body.append(
                f"#part-page([{group[0]['part_typst']}], [Teil {ROMAN[number] if number < len(ROMAN) else number}])"
            )
        body += [f"#chapter[\n{chapter['text']}\n]" for chapter in group]
    return body
