"""All notebooks of one municipality's report: run what changed, take the rest from the cache."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from concurrent.futures import Future, as_completed, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from helpers.errors import ReportError
from helpers.paths import Project
from helpers.pipeline.bookfile import OPENING_NOTEBOOK, read_book
from helpers.pipeline.cache import Cache
from helpers.pipeline.contract import Job, Limits, Outcome
from helpers.pipeline.inputs import Inputs, changes
from helpers.pipeline.pool import Pool, make_pool

UNCHANGED = "unverändert"
FIRST = "zum ersten Mal gebaut"


@dataclass(frozen=True)
class ChapterResult:
    """What became of one notebook.

    Args:
        notebook: its file name.
        title: the chapter's heading.
        status: `built`, `cached` (nothing it depends on has changed), `omitted` (no data), `failed`.
        seconds: how long it took.
        reason: German: why it was built, left out, or how it failed.
        outcome: chapter, figures and data.
    """

    notebook: str
    title: str
    status: Literal["built", "cached", "omitted", "failed"]
    seconds: float
    reason: str
    outcome: Outcome


@dataclass(frozen=True)
class Progress:
    """One notebook is done: the `done`-th of `total`."""

    done: int
    total: int
    result: ChapterResult


def run_chapters(
    city: str,
    year: int,
    project: Project,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    workers: int | None = None,
    use_cache: bool = True,
    pool: Pool | None = None,
    limits: Limits | None = None,
    beside: Callable[[Pool], Future[Any]] | None = None,
) -> list[ChapterResult]:
    """Run the notebooks of a municipality's report, in parallel; return the results in the book's order.

    A failing notebook is a result, not an exception: the others go on.

    Args:
        city: folder name of the municipality.
        year: report year.
        project: the checkout.
        on_progress: called after each notebook, in this thread.
        workers: how many notebooks run at the same time; one per processor by default.
        use_cache: take unchanged results from the cache.
        pool: where to run them; one that is made and closed here by default.
        limits: what one notebook may use.
        beside: called with the pool, where one is needed, to run something else in it; it is waited for.

    Raises:
        ProfileError, BookError, DataError, CatalogueError: for mistakes that concern the whole report.
    """
    inputs = Inputs(project)
    run = ReportRun(city, year, project, inputs, on_progress=on_progress, use_cache=use_cache, limits=limits)
    waiting = run.waiting
    if waiting:
        used = pool or make_pool(min(workers, len(waiting)) if workers else None)
        try:
            inputs.data  # noqa: B018  (hashed while the pool's processes start)
            run.prepare()
            futures = {used.submit(job): job for job in waiting}
            other = beside(used) if beside else None
            for future in as_completed(futures):
                run.finished(futures[future], future.result())
            if other:
                wait([other])
        finally:
            if used is not pool:
                used.close()
        Cache(project.build / "cache").prune()
    return run.results()


class ReportRun:
    """The notebooks of one report: what the cache holds, what is left to run, and what became of it.

    Args:
        city: folder name of the municipality.
        year: report year.
        project: the checkout.
        inputs: the state of the project; may be shared by the reports of one command.
        on_progress: called after each notebook, in this thread.
        use_cache: take unchanged results from the cache.
        limits: what one notebook may use.

    Raises:
        ProfileError, BookError, DataError, CatalogueError: for mistakes that concern the whole report.
    """

    def __init__(
        self,
        city: str,
        year: int,
        project: Project,
        inputs: Inputs,
        *,
        on_progress: Callable[[Progress], None] | None = None,
        use_cache: bool = True,
        limits: Limits | None = None,
    ) -> None:
        from helpers.data import load_profile

        self._project, self._inputs, self._on_progress = project, inputs, on_progress
        self._cache, self._state = Cache(project.build / "cache"), _State(project, city)
        profile = load_profile(city, project.data)
        self._profile = profile
        left_out = {Path(name).stem for name in profile.leave_out}
        names = [name for name in _notebooks(project) if Path(name).stem not in left_out]
        self._jobs = {n: Job(project.root, n, city, profile.name, year, limits or Limits()) for n in names}
        self._results: dict[str, ChapterResult] = {}
        for name in names if use_cache else ():
            self._look_up(name)

    @property
    def waiting(self) -> list[Job]:
        """The notebooks that have no result yet, those that took longest the last time first."""
        left = [name for name in self._jobs if name not in self._results]
        return [self._jobs[name] for name in sorted(left, key=self._state.seconds, reverse=True)]

    def prepare(self) -> None:
        """Build the figures of the municipality and its peers here, and not once in each of the processes.

        Raises:
            DataError: for mistakes in `data/`, once and early.
        """
        from helpers.data import load_profile

        peers = [load_profile(peer, self._project.data) for peer in self._profile.peers]
        self._inputs.store.prepare(profile.ags for profile in (self._profile, *peers))

    def finished(self, job: Job, outcome: Outcome) -> ChapterResult:
        """Take and keep what became of a notebook."""
        reason = outcome.reason
        if outcome.status != "failed":
            known = self._inputs.known(job.notebook, job.city, job.year)
            recorded = {**known, **self._inputs.traced(outcome.trace), "data": self._inputs.data}
            if self._inputs.untouched(job.notebook, recorded):
                self._cache.keep(outcome, recorded)
            why = self._state.note(job.notebook, outcome, recorded, None)
            reason = reason or why
        title = outcome.title or job.notebook
        return self._done(
            ChapterResult(job.notebook, title, outcome.status, outcome.seconds, reason, outcome)
        )

    def results(self) -> list[ChapterResult]:
        """Record when and why the chapters were built; return them in the book's order."""
        self._state.write()
        return [self._results[name] for name in self._jobs]

    def _look_up(self, name: str) -> None:
        job = self._jobs[name]
        found = self._cache.find(self._inputs.known(name, job.city, job.year), self._inputs)
        if found:
            outcome, recorded = found
            self._state.note(name, outcome, recorded, UNCHANGED)
            omitted = outcome.status == "omitted"
            reason = outcome.reason if omitted else UNCHANGED
            self._done(
                ChapterResult(name, outcome.title, "omitted" if omitted else "cached", 0.0, reason, outcome)
            )

    def _done(self, result: ChapterResult) -> ChapterResult:
        self._results[result.notebook] = result
        _keep_executed(self._project, self._jobs[result.notebook].city, result)
        if self._on_progress:
            self._on_progress(Progress(len(self._results), len(self._jobs), result))
        return result


def _notebooks(project: Project) -> Iterable[str]:
    opening = [OPENING_NOTEBOOK] if (project.notebooks / OPENING_NOTEBOOK).is_file() else []
    return dict.fromkeys([*opening, *read_book(project).notebooks])


def _keep_executed(project: Project, city: str, result: ChapterResult) -> None:
    """Write the executed notebook where messages point to, for looking at it in JupyterLab."""
    if result.outcome.executed is not None:
        folder = project.build / city / "executed"
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / result.notebook, result.outcome.executed)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file in one step."""
    partial = path.with_name(f".{path.name}.neu")
    partial.write_bytes(content)
    partial.replace(path)


class _State:
    """When and why each chapter of a municipality was last built: `_build/<city>/chapters.json`."""

    def __init__(self, project: Project, city: str) -> None:
        self._path = project.build / city / "chapters.json"
        try:
            self._known: dict[str, Any] = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            self._known = {}

    def note(self, name: str, outcome: Outcome, recorded: dict[str, Any], reason: str | None) -> str:
        """Record a chapter; without a reason, find it by comparing with the inputs of the last time."""
        before = self._known.get(name)
        if reason is None:
            reason = ("; ".join(changes(before["inputs"], recorded)) or "neu gebaut") if before else FIRST
        if reason == UNCHANGED and before:
            entry = {**before, "inputs": recorded}
        else:
            now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
            why = "aus einem früheren Lauf übernommen" if reason == UNCHANGED else reason
            entry = {"built": now, "why": why, "seconds": outcome.seconds, "inputs": recorded}
        self._known[name] = {
            **entry,
            "status": outcome.status,
            "title": outcome.title,
            "reason": outcome.reason,
        }
        return reason

    @property
    def entries(self) -> dict[str, dict[str, Any]]:
        """What is known of each notebook."""
        return self._known

    def seconds(self, name: str) -> float:
        """Return how long a notebook took the last time."""
        return float(self._known.get(name, {}).get("seconds", 0.0))

    def write(self) -> None:
        """Keep what was noted."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._path, json.dumps(self._known, ensure_ascii=False).encode())


def last_built(city: str, project: Project) -> dict[str, dict[str, Any]]:
    """Return title, status and reason of a municipality's chapters as they were last built, in the book's order."""
    known = _State(project, city).entries
    return {name: known[name] for name in _notebooks(project) if name in known}


def why(city: str, project: Project) -> list[str]:
    """Return one German line per chapter: when and why it was built, and what has changed since.

    Args:
        city: folder name of the municipality.
        project: the checkout.
    """
    try:
        known = json.loads((project.build / city / "chapters.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise ReportError(f"Für „{city}“ wurde noch kein Kapitel gebaut: make report CITY={city}") from None
    inputs = Inputs(project)
    lines = []
    for name in _notebooks(project):
        entry = known.get(name)
        if entry is None:
            lines.append(f"{name}: noch nie gebaut")
            continue
        built = dt.datetime.fromisoformat(entry["built"]).strftime("%d.%m.%Y %H:%M")
        was = entry["inputs"]
        figures = {key: inputs.figure(*key.split(" ")) for key in was["figures"]}
        trace = {"files": list(was["files"]), "figures": figures, "modules": list(was["code"])}
        since = changes(was, {**inputs.known(name, was["city"], was["year"]), **inputs.traced(trace)})
        now = f"seither {'; '.join(since)}: wird neu gebaut" if since else "seither unverändert"
        lines.append(f"{name}: {entry['title']}, gebaut am {built} ({entry['why']}); {now}")
    return lines
