"""The main job: one municipality's report, from its figures to the published folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.assemble.choose import Choice, choose
from helpers.data import load_profile
from helpers.errors import NotebookError
from helpers.paths import Project
from helpers.publish.inputs import digest, is_current, remember
from helpers.publish.lock import locked
from helpers.publish.progress import progress
from helpers.publish.replace import replace, staging_folder
from helpers.publish.request import Request

if TYPE_CHECKING:
    from helpers.pipeline import ChapterResult

STEPS_AFTER_CHAPTERS = 2  # the book and the publication


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
        choice = choose(request.assembler)
        state = project.build / request.city / "stand.json"
        inputs = digest(project, described(request, choice))
        if is_current(state, inputs, target):
            print("Nichts hat sich geändert; der Bericht ist aktuell.")
        else:
            build(request, project, choice, target)
            remember(state, inputs, target)
    return announce(request, target)


def described(request: Request, choice: Choice) -> dict[str, str]:
    """Return what decides the result besides the input files."""
    return {
        "city": request.city,
        "year": str(request.year),
        "formats": " ".join(sorted(request.formats)),
        "quarto": f"{choice.quarto} {choice.version}",
        "reason": choice.reason,
    }


def build(request: Request, project: Project, choice: Choice, target: Path) -> None:
    """Run the chapters, bind the book, and put the new report in the old one's place."""
    from helpers.assemble import assemble
    from helpers.pipeline import Progress as ChapterProgress
    from helpers.pipeline import run_chapters, write_book
    from helpers.publish.manifest import write_manifest

    profile = load_profile(request.city, project.data)
    print(f"Bildungsbericht {profile.name} {request.year}. {choice.reason}", flush=True)
    staging = staging_folder(target)
    try:
        with progress() as display:

            def on_progress(done: ChapterProgress) -> None:
                display.expect(done.total + STEPS_AFTER_CHAPTERS)
                display.step(line_about(done.result))

            chapters = run_chapters(request.city, request.year, project, on_progress=on_progress)
            refuse_failed(chapters)
            book = write_book(
                request.city, request.year, project, chapters, colophon={"assembler": choice.reason}
            )
            display.step("Buch zusammengestellt")
            assembled = assemble(book, staging, request.formats, request.assembler)
            for warning in assembled.warnings:
                display.note(f"Hinweis: {warning}")
            write_manifest(staging, request, project, chapters, assembled)
            replace(target, staging)
            display.step(f"{' und '.join(sorted(f.upper() for f in request.formats))} veröffentlicht")
    finally:
        shutil.rmtree(staging, ignore_errors=True)


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


def announce(request: Request, target: Path) -> Path:
    """Print which file to open, and return it."""
    files = [target / "index.html"] if "html" in request.formats else []
    files += sorted(target.glob("*.pdf")) if "pdf" in request.formats else []
    for file in files:
        print(f"Öffnen: {file}", flush=True)
    return files[0]
