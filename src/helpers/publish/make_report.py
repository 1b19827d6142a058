"""The main job: one municipality's report, from its figures to the published folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.assemble.choose import Choice
from helpers.data import load_profile
from helpers.errors import DataError, NotebookError, QuartoError, ReportError
from helpers.files import copy_files, write_atomically
from helpers.paths import Project
from helpers.pipeline.run.dependencies import libraries
from helpers.publish.checked import check_data, checking, findings_of
from helpers.publish.edition import reminder
from helpers.publish.formats import BOOK, FORMATS, IN_OTHER_WORDS, told
from helpers.publish.inputs import digest, file_hashes, fingerprint_of, is_current, remember
from helpers.publish.lock import locked
from helpers.publish.pinned import chosen
from helpers.publish.progress import progress
from helpers.publish.release.kind import DRAFT, Kind
from helpers.publish.replace import place_of, replace, staging_folder
from helpers.publish.request import Request
from helpers.publish.side_by_side import complete, folder_of, newest
from helpers.scratch import scratch
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.assemble import Assembled
    from helpers.pipeline import ChapterResult
    from helpers.publish.release.content import Edition
    from helpers.publish.release.record import Release
    from helpers.publish.short_formats import Made

VERSIONS = {
    "html": "seine Webfassung",
    "pdf": "die Fassung als PDF",
    "docx": "die Fassung als Word-Datei",
    "epub": "die Fassung als E-Book",
}
"""What the declaration on accessibility is about."""
STEPS_AFTER_CHAPTERS = 2  # the book and the publication

BINDING = (
    "helpers.look.colours",
    "helpers.assemble.builtin.documents",
    "helpers.assemble.builtin.pages:templates",
    "helpers.assemble.builtin.pandoc",
    "helpers.assemble.builtin.pdf",
    "helpers.assemble.builtin.project",
    "helpers.assemble.short",
    "helpers.pipeline.book.compose",
    "helpers.pipeline.extracts",
    "helpers.publish.manifest",
    "helpers.publish.release.mark",
    "helpers.publish.release.content",
    "helpers.publish.short_formats",
)
"""What making a book of the chapters needs: loaded while the notebooks' process starts; see `zygote.load`."""


def make_report(request: Request, project: Project) -> Path:
    """Make and publish a report; return the file to open.

    An unchanged report is left as it is. The report that was there stays until the new one is whole.

    Raises:
        ReportError: the report cannot be made; the message is a German sentence.
        OSError: a folder cannot be written.
    """
    target = project.reports / request.city
    with locked(
        project.build / request.city / "lock",
        lambda: print("Ein anderer Lauf arbeitet an diesem Bericht; warte …", flush=True),
    ):
        choice = chosen(request, project)
        hashes = file_hashes(project)
        inputs = digest(hashes, described(request, choice, project))
        if is_current(project, request.city, inputs):
            print("Nichts hat sich geändert; der Bericht ist aktuell.")
            if findings := check_data(request.city, project, hashes):
                print(findings)
        else:
            with scratch():
                chapters = build(request, project, choice, hashes)
            remember(project, request.city, inputs, chapters)
    return announce(folder_to_open(target, request.year))


def described(request: Request, choice: Choice, project: Project) -> dict[str, str]:
    """Return what decides the result besides the input files."""
    before = previous(request, project)
    return {
        "city": request.city,
        "year": str(request.year),
        "formats": " ".join(sorted(request.formats)),
        "quarto": f"{choice.quarto} {choice.version}",
        "reason": choice.reason,
        "libraries": libraries(project),
        "before": f"{before.version} {before.fingerprint}" if before else "",
        "date": os.environ.get("SOURCE_DATE_EPOCH", ""),
    }


def previous(request: Request, project: Project) -> Release | None:
    """Return the released edition that the report follows, see `publish.release.news`."""
    from helpers.publish.release.news import last_before
    from helpers.publish.release.record import is_kept, released

    city = request.city
    kept = [release for release in released(city, project) if is_kept(city, release.version, project)]
    return last_before(kept, request.year)


def build(
    request: Request,
    project: Project,
    choice: Choice,
    hashes: Mapping[str, str],
    kind: Kind = DRAFT,
) -> Sequence[ChapterResult]:
    """Run the chapters, bind the book, and put the new report in the old one's place; return the chapters."""
    from helpers.pipeline import Progress as ChapterProgress
    from helpers.pipeline import run_chapters
    from helpers.pipeline.book.beside import refuse_pictures
    from helpers.pipeline.run.warm import load
    from helpers.publish.unprintable import check_written

    if choice.quarto is None:
        check_written(request.city, request.formats, project)
    profile = load_profile(request.city, project.data)
    refuse_pictures(project, request.city)
    print(f"Bildungsbericht {profile.name} {request.year}. {choice.reason}", flush=True)
    with progress() as display:

        def on_progress(done: ChapterProgress) -> None:
            display.expect(done.total + STEPS_AFTER_CHAPTERS)
            display.step(line_about(done.result))

        with checking(request.city, project, hashes) as checked:
            chapters = run_chapters(
                request.city,
                request.year,
                project,
                on_progress=on_progress,
                meanwhile=partial(load, BINDING),
            )
            if failure := checked.result():
                raise DataError(failure)
        findings = check_data(request.city, project, hashes)
        refuse_failed(chapters)
        warnings = bind(request, project, choice, chapters, hashes, display.step, kind)
        kept = reminder(request.city, request.year, project) if kind is DRAFT else ""
        for warning in (*profile.reminders(request.year), *warnings, *([kept] if kept else [])):
            display.note(f"Hinweis: {warning}")
        if findings:
            display.note(findings)
    return chapters


def bind(
    request: Request,
    project: Project,
    choice: Choice,
    chapters: Sequence[ChapterResult],
    hashes: Mapping[str, str],
    on_step: Callable[[str], None] = lambda _: None,
    kind: Kind = DRAFT,
) -> tuple[str, ...]:
    """Make the book from its chapters, assemble it, and put the new report in the old one's place.

    Args:
        request: what was asked for.
        project: the checkout.
        choice: who assembles, and why.
        chapters: what became of the notebooks; none has failed.
        hashes: of the input files, for the manifest.
        on_step: called with a German line after each of `STEPS_AFTER_CHAPTERS` steps.
        kind: what the report is to be, a draft or an edition.

    Returns:
        German sentences for the person who made the report.

    Raises:
        ReportError: the data have errors, or the book cannot be made.
    """
    from helpers.pipeline.bookfile import read_book, unlisted
    from helpers.pipeline.chapter.citytexts import unfit_texts
    from helpers.publish.manifest import write_manifest
    from helpers.publish.release.content import keep_printed, made_from
    from helpers.publish.release.record import SUMS, checksums

    check_data(request.city, project, hashes)
    target = place_of(project.reports, request.city)
    staging = staging_folder(target)
    try:
        try:
            made = assembled_in(staging, request, project, choice, chapters, kind, on_step)
        except QuartoError as error:
            if not choice.free:
                raise
            choice = choice.without(error)
            shutil.rmtree(staging, ignore_errors=True)
            staging = staging_folder(target)
            made = assembled_in(staging, request, project, choice, chapters, kind)
        assembled, short, printed, version = made
        publish_data(project.build / request.city / "book", staging)
        write_manifest(staging, request, hashes, chapters, assembled, short)
        kind.on_files(staging)
        if version:
            write_atomically(staging / SUMS, checksums(staging).encode())
        complete(staging, target, request.year, version)
        replace(target, staging)
        keep_printed(made_from(printed, fingerprint_of(hashes), chapters), request.city, project)
        on_step(f"{told(request.formats - short.absent.keys())} veröffentlicht")
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    said = [text for chapter in chapters for text in chapter.outcome.chapter.get("warnings", [])]
    said += [*unlisted(read_book(project), project), *unfit_texts(project, request.city)]
    beyond = _beyond_data(request, project)
    return (*choice.notes, *beyond, *short.absent.values(), *said, *short.warnings, *assembled.warnings)


def _beyond_data(request: Request, project: Project) -> list[str]:
    """Return what the report year means where no figure is that new."""
    from helpers.data import open_store
    from helpers.pipeline.book.gaps import beyond_data

    with open_store(project.data, project.build / "store") as store:
        text = beyond_data(store, load_profile(request.city, project.data), request.year)
    return [text] if text else []


def assembled_in(
    staging: Path,
    request: Request,
    project: Project,
    choice: Choice,
    chapters: Sequence[ChapterResult],
    kind: Kind,
    on_step: Callable[[str], None] = lambda _: None,
) -> tuple[Assembled, Made, Edition, str]:
    """Write the book project and assemble it in an empty folder; see `bind`.

    The book says who assembles it: where the built-in assembler takes over from a Quarto that fails, it is written again.
    """
    from helpers.assemble import assemble
    from helpers.assemble.builtin import characters
    from helpers.assemble.builtin.project import read_book as project_of
    from helpers.pipeline import write_book
    from helpers.publish.release.content import read_printed
    from helpers.publish.release.news import news
    from helpers.publish.release.newspage import write_news
    from helpers.publish.release.record import printed_in
    from helpers.publish.short_formats import make_short
    from helpers.publish.unprintable import WITHOUT_PDF

    book = write_book(
        request.city,
        request.year,
        project,
        chapters,
        colophon=colophon(choice, request.formats),
        findings=findings_of(request.city, project),
    )
    if before := previous(request, project):
        then = printed_in(request.city, before.version, project)
        write_news(book, news(before, then, read_printed(book, request.year), request.city, project))
    printed = read_printed(book, request.year)
    version = kind.on_book(book, printed)
    on_step("Buch zusammengestellt")
    if request.formats - WITHOUT_PDF - frozenset(BOOK):
        characters.check(project_of(book))  # a short format has no places of its own to name
    short = make_short(book, staging, request.formats)
    whole = request.formats & frozenset(BOOK)
    if not whole and not short.files:
        raise ReportError("\n".join([*short.absent.values(), "Der bisherige Bericht ist unverändert."]))
    memory = project.build / request.city / "kapitel.json"
    return assemble(book, staging, whole, choice, short.downloads, memory), short, printed, version


def colophon(choice: Choice, formats: frozenset[str]) -> dict[str, str | bool]:
    """Return what the report's own text may know of how it is made: the imprint's sentence, the assembler and the formats."""
    return {
        "assembler": choice.imprint(formats),
        "fassungen": listed(
            [text for name, text in VERSIONS.items() if name in formats] or ["diese Fassung"]
        ),
        choice.name: True,
        **{name: True for name in (*BOOK, *IN_OTHER_WORDS) if name in formats},
    }


def publish_data(book: Path, report: Path) -> None:
    """Put the open data beside the report, whatever its formats: a page links to them, a PDF is quoted with them."""
    from helpers.pipeline.opendata import BESIDE_FIGURES, PUBLISHED

    found = (file for pattern in (*PUBLISHED, *BESIDE_FIGURES) for file in book.glob(pattern))
    names = [file.relative_to(book).as_posix() for file in found]
    copy_files((name for name in names if not (report / name).exists()), book, report)  # web pages bring most


def line_about(chapter: ChapterResult) -> str:
    """Return one line about a finished chapter."""
    seconds = f"{chapter.seconds:.1f}".replace(".", ",")
    return {
        "built": f"{chapter.title} ({seconds} s)",
        "cached": f"{chapter.title} (unverändert)",
        "omitted": f"{chapter.title}: ausgelassen. {chapter.reason}",
        "failed": f"{chapter.title}: fehlgeschlagen",
    }[chapter.status]


def refuse_failed(chapters: Iterable[ChapterResult]) -> None:
    """Raise for the chapters that failed; the previous report stays.

    Raises:
        NotebookError: names notebook, cell, municipality and the error's last line for each.
    """
    failed = [c.reason for c in chapters if c.status == "failed"]
    if failed:
        raise NotebookError("\n".join([*failed, "Der bisherige Bericht ist unverändert."]))


def folder_to_open(report: Path, year: int) -> Path:
    """Return where the report of a year is looked for: the top for the newest, else its own folder."""
    return report if newest(report) == year else folder_of(report, year)


def announce(target: Path) -> Path:
    """Print which file to open for each format, and return the first."""
    published: dict[str, list[str]] = json.loads((target / "manifest.json").read_text("utf-8"))["files"]
    for name in (name for name in FORMATS if name in published):
        more = len(published[name]) - 1
        print(
            f"Öffnen: {target / published[name][0]}" + (f" (und {more} weitere)" if more else ""), flush=True
        )
    return target / next(published[name][0] for name in FORMATS if name in published)
