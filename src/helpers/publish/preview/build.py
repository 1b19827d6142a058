"""One build of a preview: chapters that changed, then the web pages in `_build/<city>/vorschau/`."""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from helpers.errors import NotebookError, ReportError, sentence_for
from helpers.paths import Project
from helpers.pipeline import ChapterResult, run_chapters
from helpers.pipeline.contract import Limits
from helpers.pipeline.run.pool import Pool
from helpers.publish.lock import locked
from helpers.publish.preview.board import Failure
from helpers.publish.replace import replace as put_in_place
from helpers.publish.replace import staging_folder

COLOPHON: dict[str, str | bool] = {
    "assembler": "Diese Seiten sind eine Vorschau.",
    "fassungen": "seine Webfassung",
    "html": True,
}
PRELOAD = (
    "helpers.assemble.builtin.pages:templates",
    "helpers.assemble.builtin.pandoc",
    "helpers.assemble.builtin.project",
    "helpers.pipeline.book.compose",
    "helpers.publish.preview.build",
)
"""What binding needs besides the notebooks' libraries; imported once in the warm process."""


@dataclass(frozen=True)
class Bound:
    """What became of the pages: nothing, or what went wrong."""

    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class Bind:
    """Make the web pages of a report whose chapters are done, in a process of the pool.

    There the code of the assembler is as fresh as that of the notebooks: the session makes a new pool when code changes.

    Args:
        city: folder name of the municipality.
        year: report year.
        project: the checkout.
        chapters: what became of the notebooks, without the executed notebooks.
        limits: how long it may take.
    """

    city: str
    year: int
    project: Project
    chapters: tuple[ChapterResult, ...]
    limits: Limits = field(default_factory=Limits)

    def run(self) -> Bound:
        """Do it; return what went wrong."""
        from helpers.assemble import assemble
        from helpers.pipeline import write_book

        try:
            target = folder(self.project, self.city)
            staging = staging_folder(target)
            book = write_book(self.city, self.year, self.project, self.chapters, colophon=COLOPHON)
            memory = self.project.build / self.city / "vorschau.json"
            assemble(book, staging, frozenset({"html"}), "builtin", memory=memory)
            put_in_place(target, staging)
        except Exception as error:  # whatever is wrong is shown in the page
            return Bound((failure_of(error),))
        return Bound()

    def ended(self, reason: str) -> Bound:
        """Return what counts as the result when the process was ended."""
        return Bound((Failure(f"Die Seiten wurden nicht zusammengestellt: {reason}"),))


def folder(project: Project, city: str) -> Path:
    """Return the folder of a municipality's last good preview."""
    return project.build / city / "vorschau"


def build(
    city: str, year: int, project: Project, pool: Pool
) -> tuple[list[ChapterResult], tuple[Failure, ...]]:
    """Run what changed and make the pages; return what became of the chapters, and what went wrong.

    The last good pages stay until the new ones are whole.

    Args:
        city: folder name of the municipality.
        year: report year.
        project: the checkout.
        pool: where notebooks run and pages are made.

    Raises:
        NotebookError: the pool has ended.
    """
    chapters: list[ChapterResult] = []
    with locked(
        project.build / city / "lock",
        lambda: print("Ein anderer Lauf arbeitet an diesem Bericht; warte …", flush=True),
    ):
        try:
            chapters = run_chapters(city, year, project, pool=pool)
            failures = tuple(failed(chapter) for chapter in chapters if chapter.status == "failed")
            if not failures:
                light = tuple(replace(c, outcome=replace(c.outcome, executed=None)) for c in chapters)
                failures = pool.submit(Bind(city, year, project, light)).result().failures
        except NotebookError:
            raise
        except Exception as error:  # whatever is wrong is shown in the page
            failures = (failure_of(error),)
    return chapters, failures


def failure_of(error: Exception) -> Failure:
    """Return what to show of an error: a sentence for a user's mistake, the traceback for one in the code."""
    if isinstance(error, ReportError):
        return Failure(str(error))
    if isinstance(error, OSError):
        return Failure(sentence_for(error))
    sentence = f"Fehler im Programm unter src/helpers: {type(error).__name__}: {error}"
    return Failure(sentence, traceback="".join(traceback.format_exception(error)))


def failed(chapter: ChapterResult) -> Failure:
    """Return notebook, cell and traceback of a failed chapter, from its executed notebook."""
    executed = chapter.outcome.executed
    cells: list[dict[str, Any]] = json.loads(executed)["cells"] if executed else []
    number = 0
    found = Failure(chapter.reason, chapter.notebook)
    for cell in cells:
        tags = set(cell["metadata"].get("tags", []))
        if tags & {"injected-parameters", "papermill-error-cell-tag"}:
            continue
        number += 1
        errors = [o for o in cell.get("outputs", []) if o["output_type"] == "error"]
        if errors and "raises-exception" not in tags:
            found = replace(found, cell=number, source=_text(cell["source"]), traceback=_plain(errors[-1]))
    return found


def _plain(error: dict[str, Any]) -> str:
    """Return a traceback without the colours of a terminal."""
    from nbconvert.filters import strip_ansi

    return str(strip_ansi("\n".join(error["traceback"])))  # type: ignore[no-untyped-call]


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
