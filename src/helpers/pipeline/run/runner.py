"""All notebooks of one municipality's report: run what changed, take the rest from the cache."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from helpers.files import write_atomically
from helpers.paths import Project
from helpers.pipeline.contract import Job, Limits, Outcome
from helpers.pipeline.run.cache import Cache
from helpers.pipeline.run.dependencies import Inputs, whole
from helpers.pipeline.run.history import UNCHANGED, History, notebooks_of
from helpers.pipeline.run.pool import Pool, make_pool


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
    meanwhile: Callable[[], object] | None = None,
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
        meanwhile: called once the notebooks are on their way, if there are any to run.

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
            if meanwhile:
                meanwhile()
            for future in as_completed(futures):
                run.finished(futures[future], future.result())
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
        self._cache, self._history = Cache(project.build / "cache"), History(project, city)
        profile = load_profile(city, project.data)
        self._profile = profile
        left_out = {Path(name).stem for name in profile.leave_out}
        names = [name for name in notebooks_of(project) if Path(name).stem not in left_out]
        self._jobs = {n: Job(project.root, n, city, profile.name, year, limits or Limits()) for n in names}
        self._results: dict[str, ChapterResult] = {}
        for name in names if use_cache else ():
            self._look_up(name)

    @property
    def waiting(self) -> list[Job]:
        """The notebooks that have no result yet, those that take longest first, so that all processors end together."""
        left = [name for name in self._jobs if name not in self._results]
        return [self._jobs[name] for name in sorted(left, key=self._duration, reverse=True)]

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
            recorded = {**known, **outcome.trace}
            if whole(outcome.trace):
                self._cache.keep(outcome, recorded)
            why = self._history.note(job.notebook, outcome, recorded, self._inputs)
            reason = reason or why
        title = outcome.title or job.notebook
        return self._done(
            ChapterResult(job.notebook, title, outcome.status, outcome.seconds, reason, outcome)
        )

    def results(self) -> list[ChapterResult]:
        """Record when and why the chapters were built; return them in the book's order."""
        self._history.write()
        return [self._results[name] for name in self._jobs]

    def _duration(self, name: str) -> tuple[float, int]:
        """Return the seconds a notebook took the last time, and for those that are new its size."""
        return self._history.seconds(name), (self._project.notebooks / name).stat().st_size

    def _look_up(self, name: str) -> None:
        job = self._jobs[name]
        found = self._cache.find(self._inputs.known(name, job.city, job.year), self._inputs)
        if found:
            outcome, recorded = found
            self._history.note(name, outcome, recorded, self._inputs, unchanged=True)
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


def _keep_executed(project: Project, city: str, result: ChapterResult) -> None:
    """Write the executed notebook where messages point to, for looking at it in JupyterLab."""
    path = project.build / city / "executed" / result.notebook
    if result.outcome.executed is None:
        path.unlink(
            missing_ok=True
        )  # its process was killed: there is nothing to look at but what an earlier run left
        return
    write_atomically(path, result.outcome.executed)
