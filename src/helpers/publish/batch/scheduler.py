"""The order of work of a batch: chapters of several reports at once, books bound as soon as their chapters are done."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from helpers.assemble.choose import Choice
from helpers.data import load_profile
from helpers.errors import NotebookError, OutputError, ReportError, sentence_for
from helpers.paths import Project
from helpers.pipeline.contract import Job, Outcome, Task
from helpers.pipeline.run.dependencies import Inputs
from helpers.pipeline.run.history import last_built
from helpers.pipeline.run.runner import ChapterResult, Progress, ReportRun
from helpers.publish.batch.display import Display, State
from helpers.publish.batch.journal import Journal
from helpers.publish.batch.lane import Lane
from helpers.publish.batch.rows import Cell, Row
from helpers.publish.batch.task import Publish, Published, lacks_space
from helpers.publish.inputs import digest, is_current
from helpers.publish.lock import LockedElsewhere, lock_now
from helpers.publish.make_report import described
from helpers.publish.pinned import chosen
from helpers.publish.request import Request

KILLED = "Der Prozess, der die Notebooks ausführt, wurde dabei zweimal beendet; vielleicht beendet es selbst andere Prozesse."
RETRY = 1.0
"""Seconds until a report that another run is making is looked at again."""


@dataclass
class Active:
    """A report that is being made."""

    request: Request
    choice: Choice
    row: Row
    run: ReportRun
    lock: ExitStack
    open: int
    """Chapters without a result."""


class Engine:
    """Makes reports; holds as many of them in memory as keep the processes busy, and no more.

    Args:
        project: the checkout.
        hashes: of the input files.
        chapters: where notebooks run.
        books: where books are bound; may be the same.
        journal: where it is written down.
        display: shows it.
    """

    def __init__(
        self,
        project: Project,
        hashes: Mapping[str, str],
        chapters: Lane,
        books: Lane,
        journal: Journal,
        display: Display,
    ) -> None:
        self._project, self._hashes = project, hashes
        self._lanes = (chapters, books)
        self._journal, self._display = journal, display
        self._inputs = Inputs(project)
        self._most_active = sum(lane.capacity for lane in {chapters, books}) + 2
        self._queue: deque[tuple[float, Callable[[], Request], str]] = deque()
        self._active: dict[str, Active] = {}
        self._chapters: deque[Job] = deque()
        self._books: deque[Publish] = deque()
        self._rows: list[Row] = []
        self._state = State(0, journal.costs())

    def run(self, requests: Iterable[tuple[str, Callable[[], Request]]]) -> list[Row]:
        """Make the reports; return what became of each, in the order in which they ended.

        Args:
            requests: folder name and what returns the request; it may raise a `ReportError`, which ends that report only.

        Raises:
            OSError: nothing more can be written.
            NotebookError: the processes were killed again and again.
            ReportError: the cluster is lost, or a report finds the disk full.
        """
        self._queue.extend((0.0, make, city) for city, make in requests)
        self._state = State(len(self._queue), self._state.costs)
        self._inputs.store, self._inputs.data  # noqa: B018  (built here, while the pool's processes start)
        try:
            while self._queue or self._active:
                self._fill()
                running = [future for lane in set(self._lanes) for future in lane.jobs]
                self._display.show(self._state)
                if running:
                    ended = wait(running, timeout=RETRY, return_when=FIRST_COMPLETED).done
                    for future in ended:
                        self._take(future)
                    if not ended:
                        self._attend()
                elif self._queue:
                    time.sleep(RETRY)  # all that is left is being made by another run
        finally:
            for active in self._active.values():
                active.lock.close()
        return self._rows

    def _attend(self) -> None:
        """Say what keeps the chapters waiting."""
        waiting = sum(active.open for active in self._active.values())
        if waiting and (sentence := self._lanes[0].attend(waiting)):
            self._display.note(sentence)

    def _fill(self) -> None:
        """Hand out work: books first, so that finished reports leave the memory."""
        chapters, books = self._lanes
        for lane in {chapters, books}:
            lane.try_suspect()
        while self._books and books.has_room:
            books.submit(self._books.popleft())
        tries = len(self._queue)
        while chapters.has_room and not self._books:
            if self._chapters:
                chapters.submit(self._chapters.popleft())
            elif tries and self._queue and len(self._active) < self._most_active:
                tries -= 1
                self._begin(*self._queue.popleft())
            else:
                break

    def _begin(self, not_before: float, make: Callable[[], Request], city: str) -> None:
        """Start with a report, unless it is up to date or another run is making it."""
        if time.monotonic() < not_before:
            self._queue.append((not_before, make, city))
            return
        row, lock = Row(city, city), ExitStack()
        try:
            request = make()
            row.name = load_profile(city, self._project.data).name
            lock.enter_context(lock_now(self._project.build / city / "lock"))
            choice = chosen(request, self._project)
            if is_current(self._project, city, self._inputs_of(request, choice)):
                row.status, row.cells = "current", _cells(last_built(city, self._project))
                self._end(row, lock)
                return
            run = ReportRun(
                city, request.year, self._project, self._inputs, on_progress=lambda p: self._note(row, p)
            )
            if waiting := run.waiting:
                run.prepare()
        except LockedElsewhere:
            self._queue.append((time.monotonic() + RETRY, make, city))
            return
        except (ReportError, OSError) as error:
            self._fail(row, error)
            self._end(row, lock)
            return
        self._active[city] = Active(request, choice, row, run, lock, len(waiting))
        self._state.active = len(self._active)
        self._chapters.extend(waiting)
        if not waiting:
            self._chapters_done(self._active[city])

    def _note(self, row: Row, progress: Progress) -> None:
        result = progress.result
        row.cells[result.notebook] = Cell(result.title, result.status, result.seconds, result.reason)
        row.seconds += result.seconds
        self._journal.write(
            city=row.city, notebook=result.notebook, status=result.status, seconds=result.seconds
        )

    def _take(self, future: Future[Any]) -> None:
        """Take what became of a job."""
        lane = next((lane for lane in self._lanes if future in lane.jobs), None)
        if lane is None:
            return  # lost with others when the processes were killed, and already tried again
        try:
            outcome = future.result()
        except NotebookError as gone:
            self._restart(lane, gone)
            return
        self._finish(lane.done(future), outcome)

    def _finish(self, job: Job | Task, outcome: Any) -> None:
        if isinstance(job, Job):
            active = self._active[job.city]
            active.open -= 1
            try:
                active.run.finished(job, outcome)
            except OSError as error:
                self._fail(active.row, error)
            except ReportError as error:
                active.row.message = active.row.message or str(error)
            if not active.open:
                self._chapters_done(active)
        else:
            assert isinstance(job, Publish)
            self._published(self._active[job.request.city], outcome)

    def _restart(self, lane: Lane, gone: NotebookError) -> None:
        try:
            culprit = lane.restart()
        except RuntimeError:
            raise gone from None
        if isinstance(culprit, Job):
            reason = f"Notebook „{culprit.notebook}“, {culprit.name}: {KILLED}"
            self._finish(culprit, Outcome("failed", culprit.notebook, reason=reason))
        elif culprit:
            self._finish(culprit, culprit.ended(KILLED))

    def _chapters_done(self, active: Active) -> None:
        """Go on to the book, unless a chapter failed."""
        row = active.row
        results: list[ChapterResult] = []
        if not row.message:  # else a result could not be kept
            try:
                results = active.run.results()
                row.cells = {r.notebook: row.cells[r.notebook] for r in results}
            except OSError as error:
                self._fail(row, error)
        if row.message or any(cell.status == "failed" for cell in row.cells.values()):
            row.status = "failed"
            self._end(row, active.lock)
            return
        chapters = tuple(_light(result) for result in results)
        inputs = self._inputs_of(active.request, active.choice)
        self._books.append(
            Publish(active.request, self._project, active.choice, chapters, self._hashes, inputs)
        )

    def _inputs_of(self, request: Request, choice: Choice) -> str:
        return digest(self._hashes, described(request, choice, self._project))

    def _published(self, active: Active, published: Published) -> None:
        row = active.row
        row.message, row.warnings = published.failure, published.warnings
        row.seconds += published.seconds
        if published.failure:
            row.status = "failed"
        self._end(row, active.lock)
        if published.no_space:
            raise OutputError(published.failure)

    def _fail(self, row: Row, error: ReportError | OSError) -> None:
        if lacks_space(error):
            raise error
        row.status = "failed"
        row.message = row.message or (sentence_for(error) if isinstance(error, OSError) else str(error))

    def _end(self, row: Row, lock: ExitStack) -> None:
        """Let go of a report."""
        lock.close()
        self._active.pop(row.city, None)
        self._rows.append(row)
        self._journal.write(city=row.city, report=row.status, seconds=round(row.seconds, 3))
        self._state.ended(row, len(self._active))
        self._display.ended(row, self._state)


def _light(result: ChapterResult) -> ChapterResult:
    """Return a result without its executed notebook, which lies in the folder and is not part of the book."""
    return replace(result, outcome=replace(result.outcome, executed=None))


def _cells(known: Mapping[str, Mapping[str, Any]]) -> dict[str, Cell]:
    """Return the cells of a report that is up to date."""
    return {
        name: Cell(
            entry["title"], "omitted" if entry["status"] == "omitted" else "cached", 0, entry["reason"]
        )
        for name, entry in known.items()
    }
