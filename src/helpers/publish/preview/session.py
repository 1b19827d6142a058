"""A session of editing: watch the project, build what is affected, tell the pages."""

from __future__ import annotations

import queue
import signal
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

import helpers
from helpers.data import load_profile
from helpers.errors import NotebookError, ReportError, printable
from helpers.paths import Project
from helpers.pipeline import ChapterResult
from helpers.pipeline.bookfile import read_book
from helpers.pipeline.run import dependencies as inputs
from helpers.pipeline.run.pool import NOTEBOOKS, Pool, make_pool
from helpers.publish.preview.board import Board, Failure
from helpers.publish.preview.build import PRELOAD, build, failure_of
from helpers.publish.preview.server import Server, Site
from helpers.publish.request import checked_year
from helpers.scratch import scratch

CODE = Path(helpers.__file__).parent
UNWATCHED = frozenset({"docs", "tests"})
"""Folders of the project that no report is made from; those that start with a dot or an underscore are not watched either."""

POOL_ENDED = (
    "Der Prozess, der die Notebooks ausführt, ließ sich nicht starten oder wurde beendet. Den Grund nennt das Terminal, "
    "in dem die Vorschau läuft. Nach dem nächsten Speichern wird es noch einmal versucht."
)


class _Saved(DefaultFilter):
    """Lets through what a person saves, not the temporary files that editors write beside it."""

    def __call__(self, change: Change, path: str) -> bool:
        return (
            not Path(path).name.startswith(".")
            and ".ipynb_checkpoints" not in path
            and super().__call__(change, path)
        )


def preview(cities: Sequence[str], year: str, chapter: str, project: Project) -> None:
    """Show reports while they are edited, until Ctrl-C.

    Args:
        cities: folder names of the municipalities; the first is shown first.
        year: report year; empty for the year of each profile.
        chapter: number or name of the chapter to open; empty for the opening page.
        project: the checkout.

    Raises:
        ReportError: year or chapter do not exist.
    """
    page = page_of(chapter, project) if chapter.strip() else "index.html"
    names = {city: load_profile(city, project.data).name for city in cities}
    chosen = checked_year(year)
    board = Board(cities)
    server = Server(Site(project, names, page, board))
    threading.Thread(target=server.serve_forever, name="server", daemon=True).start()
    print(f"Öffnen: {server.address}", flush=True)
    print("Die Seite lädt sich nach jedem Speichern neu. Beenden mit Strg-C.", flush=True)
    session = Session(board, project, chosen)
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell that starts it in the background switches it off
    try:
        with scratch():
            session.run()
    except KeyboardInterrupt:
        print("\nVorschau beendet.", flush=True)
    finally:
        session.close()
        server.shutdown()
        server.server_close()


def page_of(chapter: str, project: Project) -> str:
    """Return the web page of a chapter that was named by its number (`03`, `3`) or its file name.

    Raises:
        ReportError: there is no such chapter; the message names those there are.
    """
    stems = {Path(entry.target).stem: entry.target for entry in read_book(project).entries}
    wanted = Path(chapter.strip()).stem
    for stem, target in stems.items():
        number = stem.partition("-")[0]
        if wanted == stem or (wanted.isdigit() and number.isdigit() and int(wanted) == int(number)):
            return Path(target).with_suffix(".html").as_posix()
    raise ReportError(f"CHAPTER={chapter} gibt es nicht. Vorhanden sind: {', '.join(stems)}.")


class Session:
    """Builds the municipalities of a board, first once and then after every change.

    Args:
        board: where results are shown.
        project: the checkout.
        year: report year, or None for the year of each profile.
    """

    def __init__(self, board: Board, project: Project, year: int | None) -> None:
        self._board, self._project, self._year = board, project, year
        self._saved: queue.Queue[set[Path]] = queue.Queue()
        self._stop = threading.Event()
        self._pool: Pool | None = None
        # The root is watched apart, for `_quarto.yml` and its like: below it lie the environment and everything built.
        self._watch([project.root], recursive=False)
        inside = [p for p in sorted(project.root.iterdir()) if p.is_dir() and p.name not in UNWATCHED]
        folders = [p for p in inside if p.name[0] not in "._"]
        if not any(CODE.is_relative_to(folder) for folder in folders):
            folders.append(CODE)
        self._watch(folders, recursive=True)

    def _watch(self, paths: Iterable[Path], *, recursive: bool) -> None:
        changes = watch(
            *paths,
            watch_filter=_Saved(),
            recursive=recursive,
            step=30,
            debounce=400,
            rust_timeout=500,
            stop_event=self._stop,
            raise_interrupt=False,
        )

        def follow() -> None:
            for found in changes:
                files = {Path(path) for _, path in found}
                if files := {p for p in files if not p.is_dir()}:
                    self._saved.put(files)

        threading.Thread(target=follow, name="watch", daemon=True).start()

    def run(self) -> None:
        """Build until the process is interrupted."""
        pending = set(self._board.cities)
        while True:
            if changed := self._changes(wait=not pending):
                pending = set(self._board.cities)
                if any(path.is_relative_to(CODE) for path in changed):
                    self._renew()
            city = next(city for city in self._board.by_interest() if city in pending)
            pending.discard(city)
            self._build(city)

    def _changes(self, *, wait: bool) -> set[Path]:
        """Return what was saved since the last call, waiting for it where there is nothing else to do."""
        found: set[Path] = set()
        while True:
            try:
                found |= self._saved.get(timeout=0.5) if wait and not found else self._saved.get_nowait()
            except queue.Empty:
                if found or not wait:
                    return found

    def _build(self, city: str) -> None:
        start = time.monotonic()
        chapters: list[ChapterResult] = []
        try:
            profile = load_profile(city, self._project.data)
            self._pool = self._pool or make_pool(preload=(*NOTEBOOKS, *PRELOAD))
            chapters, failures = build(city, self._year or profile.year, self._project, self._pool)
        except NotebookError:
            failures = (Failure(POOL_ENDED),)
            self._renew()
        except (ReportError, OSError) as error:
            failures = (failure_of(error),)
        self._board.post(city, failures)
        seconds = f"{time.monotonic() - start:.1f}".replace(".", ",")
        _tell(city, chapters, failures, seconds)

    def _renew(self) -> None:
        """Forget the code as it was: the next build starts a process that imports the new one."""
        inputs.code.cache_clear()
        if self._pool:
            self._pool.close()
            self._pool = None

    def close(self) -> None:
        """End watching and every process of the pool."""
        self._stop.set()
        if self._pool:
            self._pool.close()


def _tell(city: str, chapters: Iterable[ChapterResult], failures: Sequence[Failure], seconds: str) -> None:
    """Print in the terminal what the page shows."""
    for chapter in chapters:
        if chapter.status == "built":
            print(f"  {chapter.notebook}: {printable(chapter.reason)}", flush=True)
    for failure in failures:
        print(f"  {printable(failure.sentence)}", file=sys.stderr, flush=True)
    print(f"{city}: {'Fehler, siehe Seite' if failures else 'aktuell'} ({seconds} s)", flush=True)
