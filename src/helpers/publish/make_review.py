"""`make review`: chapters as Word files for departments, their answers read, and what is accepted written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from helpers.data import load_profile
from helpers.errors import OutputError, ReportError
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.publish.lock import locked
from helpers.publish.release.approvals import chosen, in_review
from helpers.publish.release.content import load_printed
from helpers.publish.review.answer import COMMENT, TEXT, comment, findings
from helpers.publish.review.decide import accept, print_comment
from helpers.publish.review.kept import (
    REJECTED,
    UNDECIDED,
    Item,
    items_of,
    keep_answer,
    keep_sheet,
    read_items,
    sheet_of,
    write_items,
)
from helpers.publish.review.pdfnotes import read_notes
from helpers.publish.review.placing import bookmark
from helpers.publish.review.sheet import Sheet, notebook_paragraphs, page_paragraphs, pages_of
from helpers.publish.review.worddoc import review_document
from helpers.publish.review.wordfile import read_document
from helpers.publish.staffpages import staff_page

LARGEST = 50 * 2**20
"""Bytes of an answer."""


@dataclass(frozen=True)
class Decisions:
    """What was decided: numbers with commas, or `alle` for all that are open.

    Args:
        accepted: to be written, or dealt with.
        rejected: not to be written.
        kept: comments that the report prints.
        by: who decides.
        on: the day.
        for_all: write to what all municipalities share.
    """

    accepted: str
    rejected: str
    kept: str
    by: str
    on: dt.date
    for_all: bool = False

    @property
    def any(self) -> bool:
        """Whether anything was decided."""
        return any(text.strip() for text in (self.accepted, self.rejected, self.kept))

    @property
    def signed(self) -> str:
        """Who and when, for the log."""
        return ", ".join(filter(None, (" ".join(self.by.split()), self.on.isoformat())))


def send(city: str, year: int | None, wish: str, asked: str, project: Project) -> Iterator[str]:
    """Write review copies of chapters; yield German lines.

    Args:
        city: folder name of the municipality.
        year: report year; None for the profile's.
        wish: numbers or names of chapters, or `alle`.
        asked: the department that is asked, may be empty.
        project: the checkout.

    Raises:
        ReportError: there is no such chapter, or one cannot be made.
    """
    from helpers.pipeline.bookfile import OPENING_NOTEBOOK, read_book

    when = year or load_profile(city, project.data).year
    department = " ".join(asked.split())
    book = read_book(project)
    names = [PurePosixPath(e.target).stem for e in book.entries if e.file != f"notebooks/{OPENING_NOTEBOOK}"]
    wanted = chosen(wish, names)
    place = project.build / city / "rueckmeldungen" / str(when)
    sent = []
    for sheet, files in _sheets(city, when, wanted, department, project):
        name = f"{sheet.chapter}{f'-{_plain(department)}' if department else ''}.docx"
        with locked(project.build / city / "lock", lambda: None):
            keep_sheet(project, sheet)
            write_atomically(place / name, review_document(sheet, files))
        sent.append(sheet.chapter)
        yield f"{sheet.title}: {(place / name).relative_to(project.root).as_posix()}"
    if missing := [name for name in wanted if name not in sent]:
        yield f"Ohne Prüffassung, weil der Bericht sie nicht druckt: {', '.join(missing)}"
    with suppress(OutputError):  # no report has been made: there are no states yet
        in_review(city, load_printed(city, when, project), sent, department or "Prüfung", project)
    yield "Die Antworten liest: make review FILE=antwort.docx"


def _sheets(
    city: str, year: int, wanted: Sequence[str], asked: str, project: Project
) -> Iterator[tuple[Sheet, dict[str, bytes]]]:
    from helpers.pipeline import run_chapters

    results = {}
    if any((project.notebooks / f"{name}.ipynb").is_file() for name in wanted):
        results = {Path(r.notebook).stem: r for r in run_chapters(city, year, project)}
    for name in wanted:
        result = results.get(name)
        own = pages_of(project, city, name)
        if result and result.status == "failed":
            raise ReportError(result.reason)
        if own:
            found = list(page_paragraphs(own[0].read_text("utf-8-sig")))
            title = next((p.shown for p in found if p.paragraph.level == 1), name)
            file = own[0].relative_to(project.root).as_posix()
            yield Sheet(city, year, name, title, asked, file, tuple(found)), {}
        elif result and result.outcome.files:
            files = result.outcome.files
            found = list(notebook_paragraphs(name, result.outcome))
            file = f"notebooks/{result.notebook}"
            yield Sheet(city, year, name, result.title, asked, file, tuple(found)), files


def read_answer(path: Path, project: Project, city: str = "", year: int | None = None) -> Iterator[str]:
    """Read an answer, keep it and what it says; yield German lines.

    Args:
        path: a DOCX that `send` wrote, or a PDF of the report with notes.
        project: the checkout.
        city: folder name of the municipality, for a PDF: a DOCX says it.
        year: report year of the PDF; None for the profile's.

    Raises:
        ReportError: it is no answer to this project; nothing was written.
    """
    if path.stat().st_size > LARGEST:
        raise ReportError(f"{path.name} ist größer als {LARGEST // 2**20} MB.")
    content = path.read_bytes()
    if content.startswith(b"%PDF"):
        if not city:
            raise ReportError(
                f"{path.name}: Zu welcher Kommune ein PDF gehört, sagt CITY.\nAufruf: make review CITY=augsburg FILE={path.name}"
            )
        when = year or load_profile(city, project.data).year
        titles = {c.title: name for name, c in load_printed(city, when, project).chapters.items()}
        notes = read_notes(content, path.name, titles)
        said = [(chapter or "ohne Kapitel", comment(remark)) for chapter, remark in notes]
        title, asked = "PDF", ""
    else:
        document = read_document(content, path.name)
        marks = [bookmark(mark) for group in document.groups for mark in group.marks]
        ids = [mark.removeprefix("bbd_") for mark in marks if mark.startswith("bbd_")]
        sheet = sheet_of(project, ids, path.name)
        city, when, title, asked = sheet.city, sheet.year, sheet.title, sheet.asked
        said = [(sheet.chapter, finding) for finding in findings(sheet, document)]
    with locked(project.build / city / "lock", lambda: None):
        items = read_items(project, city, when)
        if any(item.antwort.startswith(kept_name(content)) for item in items):
            yield f"{path.name} ist schon gelesen; es hat sich nichts geändert."
            return
        name = re.sub(r"[^\w.-]+", "-", path.name)
        kept = f"{kept_name(content)}-{name}"
        found = list(items_of(said, asked, kept, max((item.nr for item in items), default=0) + 1))
        keep_answer(project, city, when, kept, content)
        write_items(project, city, when, [*items, *found])
        page = write_page(project, city, when)
    yield f"{title}{f', {asked}' if asked else ''}: {_counted(found)}"
    yield from map(_line, found)
    yield f"Alles nebeneinander: {page.relative_to(project.root).as_posix()}"
    if found:
        numbers = ",".join(str(item.nr) for item in found if item.stand == UNDECIDED and item.art == TEXT)
        call = f"make review CITY={city} YEAR={when}"
        yield f"Übernehmen, ablehnen: {call} ACCEPT={numbers or found[0].nr}, REJECT=…; Kommentar abdrucken: KEEP=…"


def kept_name(content: bytes) -> str:
    """Return how the name of a kept answer begins: a file that comes twice is known by it."""
    return sha256(content).hexdigest()[:12]


def decide(city: str, year: int | None, decisions: Decisions, project: Project) -> Iterator[str]:
    """Carry out what was decided, item by item; yield German lines.

    Raises:
        ReportError: there is no such number, or one cannot be written; what came before it was.
    """
    when = year or load_profile(city, project.data).year
    with locked(project.build / city / "lock", lambda: None):
        items = read_items(project, city, when)
        wishes = dict.fromkeys(_numbers(decisions.accepted, items, only_text=True), "accept")
        wishes |= dict.fromkeys(_numbers(decisions.rejected, items), "reject")
        wishes |= dict.fromkeys(_numbers(decisions.kept, items), "keep")
        refused = []
        for place, item in enumerate(items):
            wish = wishes.get(item.nr)
            if wish is None:
                continue
            try:
                items[place] = _decided(item, wish, city, decisions, project)
            except ReportError as problem:
                refused.append(str(problem))
                continue
            write_items(project, city, when, items)
            yield f"Nr. {item.nr}: {items[place].entschieden}"
        page = write_page(project, city, when)
    left = sum(item.stand == UNDECIDED for item in items)
    yield f"Offen: {left}. Alles nebeneinander: {page.relative_to(project.root).as_posix()}"
    if refused:
        raise ReportError("\n".join(refused))


def _decided(item: Item, wish: str, city: str, decisions: Decisions, project: Project) -> Item:
    if item.stand != UNDECIDED:
        raise ReportError(f"Nr. {item.nr} ist schon entschieden: {item.entschieden or item.stand}.")
    if wish == "reject":
        return replace(item, stand=REJECTED, entschieden=f"abgelehnt, {decisions.signed}")
    if wish == "keep":
        return print_comment(item, city, project, decisions.on.isoformat(), decisions.signed)
    return accept(item, city, project, decisions.signed, for_all=decisions.for_all)


def _numbers(wish: str, items: Sequence[Item], *, only_text: bool = False) -> list[int]:
    """Return the numbers that were named; `alle` accepts the changes that can be written, and nothing else."""
    if wish.strip() == "alle":
        return [i.nr for i in items if i.stand == UNDECIDED and (i.art == TEXT or not only_text)]
    known = {item.nr for item in items}
    words = wish.replace(",", " ").split()
    if wrong := [word for word in words if not word.isdigit() or int(word) not in known]:
        raise ReportError(
            f"Eine Rückmeldung Nr. {wrong[0]} gibt es nicht. Die Nummern stehen auf der Seite, die make review FILE=… schreibt."
        )
    return [int(word) for word in words]


def write_page(project: Project, city: str, year: int) -> Path:
    """Write the page with everything that was said about an edition; return its path."""
    items = read_items(project, city, year)
    chapters = {item.kapitel: [i for i in items if i.kapitel == item.kapitel] for item in items}
    title = f"Rückmeldungen: {load_profile(city, project.data).name}, Ausgabe {year}"
    left = sum(item.stand == UNDECIDED for item in items)
    page = staff_page("review.html", title=title, chapters=chapters, count=len(items), left=left)
    path = project.build / city / "rueckmeldungen" / f"{year}.html"
    write_atomically(path, page.encode())
    return path


def _counted(found: Sequence[Item]) -> str:
    if not found:
        return "nichts geändert, keine Kommentare."
    texts = sum(item.art == TEXT for item in found)
    comments = sum(item.art == COMMENT for item in found)
    other = len(found) - texts - comments
    return f"Textänderungen: {texts}, Kommentare: {comments}, zu klären: {other}."


def _line(item: Item) -> str:
    said = " ".join(item.neu.split()) or "(gelöscht)"
    return f"  {item.nr:>3} {item.art}, {item.von}: {said[:90]}{'…' if len(said) > 90 else ''}{f' [{item.grund}]' if item.grund else ''}"


def _plain(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-") or "amt"
