"""`make update`: fetch newer figures, show on a copy of the project what they change, and accept them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from helpers.data import load_profile
from helpers.errors import DataError, FetchError, Offline, ReportError
from helpers.fetching.deliveries import FOLDER, Kept
from helpers.fetching.office import Delivery, Source
from helpers.fetching.sources import chosen, for_browser
from helpers.fetching.web import Pace, Web
from helpers.importing import ImportResult, import_file, withdraw
from helpers.importing.messages import german, values
from helpers.paths import Project
from helpers.publish.release.content import Edition, read_printed
from helpers.publish.release.differences import compare
from helpers.scratch import scratch

Say = Callable[[str], None]

_LABEL = re.compile(r" \(@[\w-]+\)")

SHOWN = 5
"""So many changed sentences of a chapter are shown."""

_INPUTS = ("_quarto.yml", "index.qmd", "uv.lock", "pyproject.toml", "data", "notebooks", "chapters", "src")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.egg-info", FOLDER)


def show_update(city: str, year: int | None, source: str, today: str, project: Project, say: Say) -> bool:
    """Fetch what is newer and show what it would change; nothing is accepted. Return whether there is anything.

    Args:
        city: folder of the municipality whose chapters are compared; without one, only figures are.
        year: report year; None for the profile's.
        source: name of one source; all by default.
        today: ISO date.
        project: the checkout.
        say: called with each German line.

    Raises:
        Offline: no server can be reached; the message has the list for the browser.
        ReportError: the chapters cannot be made.
    """
    sources = chosen(source)
    kept = Kept(project, today)
    if any(f"_{today}." not in path.name for path in kept.new.glob("*_*")):  # of another day
        kept.forget_new()
    fetch(sources, kept, say)
    files = kept.waiting()
    if not files:
        say("Es gibt nichts Neues: Alle abgerufenen Tabellen sind so im Bestand.")
        return False
    with scratch() as folder:
        copy = Project(folder / "projekt")
        _copy(project, copy, with_build=city)
        before = _printed(city, year, copy) if city else None
        results = _import(files, copy, today, say)
        if not results:
            raise DataError("Keine der abgerufenen Tabellen ließ sich einlesen. Der Bestand ist unverändert.")
        for line in summary(results.values()):
            say(line)
        if before is not None:
            for line in changed_chapters(before, _printed(city, year, copy)):
                say(line)
    say("\nNoch ist nichts übernommen. Übernehmen: make update ACCEPT=1")
    return True


def accept_update(today: str, project: Project, say: Say) -> None:
    """Import what was fetched last, and keep it as delivered.

    Raises:
        DataError: nothing waits, or no table could be imported.
    """
    kept = Kept(project, today)
    files = kept.waiting()
    if not files:
        raise DataError("Es wartet nichts darauf, übernommen zu werden. Bitte zuerst: make update")
    results = _import(files, project, today, say)
    if not results:
        raise DataError("Keine der abgerufenen Tabellen ließ sich einlesen. Der Bestand ist unverändert.")
    accepted = Kept(project, _day_of(files[0]))
    accepted.keep([path for path in files if path in results])
    for line in summary(results.values()):
        say(line)
    kept.forget_new()
    say(
        f"Übernommen. Die Dateien liegen, wie sie kamen, unter data/eigene/{FOLDER}/{accepted.day}/. Zurücknehmen: make withdraw "
        f"FILE=abruf-{accepted.day}"
    )


def withdraw_update(day: str, project: Project, say: Say) -> None:
    """Take a whole update back: its figures, and its files, so that the next update fetches them again.

    Raises:
        DataError: there was no update on that day.
    """
    kept = Kept(project, day)
    for path in kept.of_update(day):
        try:
            for line in withdraw(path.name, project):
                say(line)
        except DataError:  # it could not be imported then, or has been withdrawn on its own
            say(f"{path.name}: war nicht eingelesen.")
    shutil.rmtree(kept.accepted / day)


def fetch(sources: Sequence[Source], kept: Kept, say: Say, pace: Pace = Pace()) -> None:  # noqa: B008 - immutable
    """Fetch from all sources; what one does not give does not stop the others.

    Raises:
        Offline: none can be reached.
    """
    unreachable: list[str] = []
    with Web(pace) as web:
        for source in sources:
            say(f"{source.called} wird abgefragt …")
            try:
                for found in source.fetch(web, kept):
                    if isinstance(found, Delivery):
                        kept.remember(found.path, found.marks)
                        say(f"  {found.table}: {german(found.path.stat().st_size // 1000)} kB")
                    else:
                        say(f"  {found}")
            except Offline as problem:
                unreachable.append(str(problem))
                say(f"  {problem}")
            except FetchError as problem:
                say(f"  {source.called}: {problem}")
    if len(unreachable) == len(sources) and not kept.waiting():
        listed = "\n".join(for_browser(sources))
        raise Offline(
            f"Ohne Netz lässt sich nichts abrufen: {unreachable[0]} Der Bestand ist unverändert.\n{listed}"
        )


def _import(files: Sequence[Path], project: Project, today: str, say: Say) -> dict[Path, ImportResult]:
    """Import what can be, and return what that did; say which files cannot."""
    done = {}
    for path in files:
        try:
            done[path] = import_file(path, project, imported=today)
        except ReportError as problem:
            say(f"  Nicht lesbar, daher ausgelassen: {problem}")
    return done


def summary(results: Iterable[ImportResult]) -> Iterator[str]:
    """Yield what imports changed: a line per table, and the sum."""
    new = revised = 0
    for result in results:
        assert result.changes is not None
        changes = result.changes
        new, revised = new + changes.new, revised + changes.revised
        largest = f", größte Revision: {changes.largest}" if changes.largest else ""
        yield f"  {result.import_id.partition(':')[2]}: {values(changes.new)} neu, {german(changes.revised)} revidiert{largest}"
    yield f"Zusammen {values(new)} neu, {german(revised)} revidiert."


def changed_chapters(before: Edition, after: Edition) -> Iterator[str]:
    """Yield chapter by chapter what sentences change."""
    names = [*before.chapters, *(name for name in after.chapters if name not in before.chapters)]
    same = True
    for name in names:
        old, new = before.chapters.get(name), after.chapters.get(name)
        if old is None or new is None:
            title = new.title if new else old.title if old else name
            yield f"\nKapitel „{title}“ {'kommt hinzu' if old is None else 'entfällt'}."
            same = False
            continue
        changes = [change for change in compare(old.lines, new.lines) if not change.is_data]
        if not changes:
            continue
        same = False
        yield f"\nKapitel „{new.title}“:"
        sentences = list(dict.fromkeys(c for c in changes if _is_sentence(c.after or c.before)))
        for change in sentences[:SHOWN]:
            both = f"„{_said(change.before)}“ wird „{_said(change.after)}“"
            yield f"  {both if change.before and change.after else _said(str(change))}"
        if more := len(set(changes)) - len(sentences[:SHOWN]):
            places = "Stelle" if more == 1 else "Stellen"
            yield f"  {'und ' if sentences else ''}{german(more)} weitere {places} (Sätze, Tabellen, Abbildungen)"
    if same:
        yield "In den Kapiteln ändert sich nichts."


def _is_sentence(line: str) -> bool:
    """Whether a printed line is a sentence, no row, picture, key figure, source or mark."""
    return (
        not line.startswith("Quelle: ")
        and line[:1] not in "|![{#<"
        and line.rstrip("”“»)").endswith((".", "!", "?"))
    )


def _said(line: str) -> str:
    """Return a sentence without the labels of figures that it refers to."""
    return _LABEL.sub("", line)


def _printed(city: str, year: int | None, project: Project) -> Edition:
    """Return what the report of a city would print."""
    from helpers.pipeline import run_chapters, write_book
    from helpers.publish.make_report import refuse_failed

    wanted = year or load_profile(city, project.data).year
    chapters = run_chapters(city, wanted, project)
    refuse_failed(chapters)
    return read_printed(write_book(city, wanted, project, chapters), wanted)


def _copy(project: Project, copy: Project, with_build: str) -> None:
    """Copy all that a report is made from, so that trying something out touches nothing."""
    copy.root.mkdir()
    for name in _INPUTS:
        source = project.root / name
        if source.is_dir():
            shutil.copytree(source, copy.root / name, ignore=_LEFT_OUT)
        elif source.exists():
            shutil.copy2(source, copy.root / name)
    if with_build and (cache := project.build / with_build).is_dir():
        shutil.copytree(cache, copy.build / with_build)


def _day_of(path: Path) -> str:
    return path.stem.rpartition("_")[2]
