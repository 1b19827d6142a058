"""`make status` and `make approve`: where an edition stands, as a table and as a page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from helpers.data import load_profile
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.publish.checked import open_findings
from helpers.publish.inputs import file_hashes, fingerprint_of
from helpers.publish.lock import locked
from helpers.publish.release.approvals import ChapterState, approve, chosen, states
from helpers.publish.release.content import Edition, load_printed, printed_years
from helpers.publish.release.differences import compare
from helpers.publish.release.record import printed_in, released
from helpers.publish.staffpages import staff_page
from helpers.text.markdown import plain

SHOWN = 5
"""So many changes of a chapter are printed on the screen; the page has all."""


def show_status(city: str, year: int | None, project: Project) -> Iterator[str]:
    """Write the page about the states of an edition's chapters; yield the same as a table for the screen.

    Args:
        city: folder name of the municipality.
        year: report year; None for the profile's, or the latest that was made.
        project: the checkout.

    Raises:
        OutputError: no report of that year has been made.
        DataError: the file of approvals is not as it must be.
    """
    edition = current_edition(city, year, project)
    found = states(city, edition, project)
    notes, findings = _notes(city, edition, project), findings_in(edition, city, project)
    width = max(len(chapter.name) for chapter in found)
    yield f"Ausgabe {edition.year}, Stand {edition.fingerprint}"
    yield f"{'Kapitel':<{width}}  {'Stand':<11}  {'Befunde':>7}  {'Rückmeldungen':>13}  von"
    for chapter in found:
        numbers = f"{findings.get(chapter.name) or '–':>7}  {chapter.entry.comments or '–':>13}"
        yield f"{chapter.name:<{width}}  {chapter.state:<11}  {numbers}  {who(chapter)}"
    for chapter in (chapter for chapter in found if chapter.fallen_back):
        yield f"\n{chapter.title}: freigegeben von {chapter.entry.by} am {day(chapter.entry.on)}, seither geändert:"
        yield from (f"  {change}" for change in chapter.changes[:SHOWN])
        if (more := len(chapter.changes) - SHOWN) > 0:
            yield f"  … und {more} weitere"
    approved = sum(chapter.state == "freigegeben" for chapter in found)
    summary = f"{approved} von {len(found)} Kapiteln sind freigegeben."
    yield f"\n{summary}"
    yield from notes
    page = project.build / city / "freigaben" / f"{edition.year}.html"
    title = f"Freigaben: {load_profile(city, project.data).name}, Ausgabe {edition.year}"
    shown = {
        "edition": edition,
        "chapters": found,
        "notes": notes,
        "findings": findings,
        "who": who,
        "day": day,
    }
    write_atomically(page, staff_page("status.html", title=title, summary=summary, **shown).encode())
    yield f"Alle Änderungen: {page.relative_to(project.root).as_posix()}"


def show_news(city: str, year: int | None, version: str, project: Project) -> Iterator[str]:
    """Yield what the report prints otherwise than a released edition: chapters that came or went, sentences, numbers.

    Args:
        city: folder name of the municipality.
        year: report year; None for the profile's, or the latest that was made.
        version: the released edition, `2025.1`.
        project: the checkout.

    Raises:
        OutputError: there is no such edition, or no report of that year has been made.
    """
    from helpers.publish.release.news import PAGE, news, told

    before, now = printed_in(city, version.strip(), project), current_edition(city, year, project)
    release = next(r for r in released(city, project) if r.version == version.strip())
    yield f"Ausgabe {now.year}, Stand {now.fingerprint}, gegenüber Ausgabe {release.version}:"
    yield from (plain(line) for line in told(news(release, before, now, city, project)))
    for name, chapter in now.chapters.items():
        if (
            name != PAGE
            and name in before.chapters
            and (changes := compare(before.chapters[name].lines, chapter.lines))
        ):
            yield f"\n{chapter.title}: {_counted(len(changes))}"
            yield from (f"  {change}" for change in changes)


def approve_chapters(
    city: str, year: int | None, wish: str, by: str, on: dt.date, project: Project
) -> Iterator[str]:
    """Approve chapters as the report prints them now; yield German lines.

    Args:
        city: folder name of the municipality.
        year: report year; None for the profile's, or the latest that was made.
        wish: numbers or names of chapters, or `alle`.
        by: who approves.
        on: the day.
        project: the checkout.

    Raises:
        ReportError: chapter or name are missing or unknown.
        OutputError: no report of that year has been made.
    """
    with locked(project.build / city / "lock", lambda: None):
        edition = current_edition(city, year, project)
        for title in approve(city, edition, chosen(wish, list(edition.chapters)), by, on, project):
            yield f"Freigegeben von {by.strip()}: {title} (Ausgabe {edition.year})"
        yield from _notes(city, edition, project)


def current_edition(city: str, year: int | None, project: Project) -> Edition:
    """Return what the report of a year prints; without a year, that of the profile or the latest that was made.

    Raises:
        OutputError: no report of that year has been made.
    """
    wanted = year or load_profile(city, project.data).year
    made = printed_years(city, project)
    if year is None and made and wanted not in made:
        wanted = made[-1]
    return load_printed(city, wanted, project)


def findings_in(edition: Edition, city: str, project: Project) -> dict[str, int]:
    """Return how many open findings of the check are about figures that a chapter asked for, by chapter."""
    about = [key.split("/") for key in open_findings(city, project)]
    pairs = Counter(f"{parts[1]} {parts[2]}" for parts in about if len(parts) > 2)
    return {name: sum(pairs[figure] for figure in figures) for name, figures in edition.figures.items()}


def who(chapter: ChapterState) -> str:
    """Return by whom and when, in words."""
    entry = chapter.entry
    if chapter.fallen_back:
        return f"{entry.by}, {day(entry.on)}; seither {_counted(len(chapter.changes))}"
    if chapter.state == "freigegeben":
        return f"{entry.by}, {day(entry.on)}"
    return f"bei {entry.at}" if entry.at else ""


def day(iso: str) -> str:
    """Return a day as Germans write it; anything else as it is."""
    try:
        return dt.date.fromisoformat(iso).strftime("%d.%m.%Y")
    except ValueError:
        return iso


def _counted(changes: int) -> str:
    return "1 Änderung" if changes == 1 else f"{changes} Änderungen"


def _notes(city: str, edition: Edition, project: Project) -> list[str]:
    notes = []
    if count := len(open_findings(city, project)):
        named = "offener Befund" if count == 1 else "offene Befunde"
        notes.append(f"Prüfung der Daten: {count} {named}, siehe _build/{city}/pruefbericht/index.html")
    if edition.inputs != fingerprint_of(file_hashes(project)):
        notes.append(
            "Seit diesem Bericht haben sich Daten, Texte oder Programm geändert. Den neuen Stand zeigt: "
            f"make report CITY={city} YEAR={edition.year}"
        )
    return notes
