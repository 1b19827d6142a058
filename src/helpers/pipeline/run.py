"""All notebooks of one municipality's report: run what changed, take the rest from the cache."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from concurrent.futures import as_completed
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

    Raises:
        ProfileError, BookError, DataError, CatalogueError: for mistakes that concern the whole report.
    """
    from helpers.data import load_profile

    profile = load_profile(city, project.data)
    names = [n for n in _notebooks(project) if Path(n).stem not in {Path(x).stem for x in profile.leave_out}]
    jobs = {n: Job(project.root, n, city, profile.name, year, limits or Limits()) for n in names}
    inputs, cache, state = Inputs(project), Cache(project.build / "cache"), _State(project, city)
    results: dict[str, ChapterResult] = {}

    def done(name: str, result: ChapterResult) -> None:
        results[name] = result
        _keep_executed(project, city, result)
        if on_progress:
            on_progress(Progress(len(results), len(jobs), result))

    for name in names if use_cache else ():
        if found := cache.find(inputs.known(name, city, year), inputs):
            outcome, recorded = found
            state.note(name, outcome, recorded, UNCHANGED)
            status = "omitted" if outcome.status == "omitted" else "cached"
            reason = outcome.reason if status == "omitted" else UNCHANGED
            done(name, ChapterResult(name, outcome.title, status, 0.0, reason, outcome))  # type: ignore[arg-type]
    waiting = [name for name in names if name not in results]
    if waiting:
        own = None if pool else make_pool(min(workers or len(waiting), len(waiting)) if workers else None)
        try:
            inputs.store  # noqa: B018  (built here, while the pool's processes start, and not once in each of them)
            longest_first = sorted(waiting, key=state.seconds, reverse=True)
            futures = {(pool or own).submit(jobs[name]): name for name in longest_first}  # type: ignore[union-attr]
            for future in as_completed(futures):
                name, outcome = futures[future], future.result()
                reason = outcome.reason
                if outcome.status != "failed":
                    recorded = {
                        **inputs.known(name, city, year),
                        **inputs.traced(outcome.trace),
                        "data": inputs.data,
                    }
                    cache.keep(outcome, recorded)
                    why = state.note(name, outcome, recorded, None)
                    reason = reason or why
                done(
                    name,
                    ChapterResult(
                        name, outcome.title or name, outcome.status, outcome.seconds, reason, outcome
                    ),
                )
        finally:
            if own:
                own.close()
        cache.prune()
    state.write()
    return [results[name] for name in names]


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

    def seconds(self, name: str) -> float:
        """Return how long a notebook took the last time."""
        return float(self._known.get(name, {}).get("seconds", 0.0))

    def write(self) -> None:
        """Keep what was noted."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._path, json.dumps(self._known, ensure_ascii=False, indent=1).encode())


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
        reads = [key.split(" ") for key in was["figures"]]
        trace = {"files": list(was["files"]), "reads": reads, "modules": list(was["code"])}
        since = changes(was, {**inputs.known(name, was["city"], was["year"]), **inputs.traced(trace)})
        now = f"seither {'; '.join(since)}: wird neu gebaut" if since else "seither unverändert"
        lines.append(f"{name}: {entry['title']}, gebaut am {built} ({entry['why']}); {now}")
    return lines
