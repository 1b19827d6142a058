"""`make release`: an edition that nothing changes any more, once everything that stands in its way is done or overruled by name."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from helpers.data import load_profile
from helpers.errors import OutputError, ReportError
from helpers.paths import Project
from helpers.publish.edition import keep_counts
from helpers.publish.inputs import digest, file_hashes, remember
from helpers.publish.lock import locked
from helpers.publish.make_report import build, described
from helpers.publish.pinned import chosen
from helpers.publish.release.approvals import states
from helpers.publish.release.content import Edition
from helpers.publish.release.differences import compare
from helpers.publish.release.mark import mark_release
from helpers.publish.release.record import SUMS, Release, checked_embargo, printed_in, record, released
from helpers.publish.request import Request
from helpers.publish.site.accessible import barriers
from helpers.publish.site.plan import without_internal
from helpers.publish.site.verify import problems
from helpers.scratch import scratch

SHOWN = 40
"""So many obstacles are spelt out; all are kept with the name of who overrules them."""


@dataclass(frozen=True)
class Wish:
    """What is to be released.

    Args:
        request: municipality, year, formats, assembler.
        embargo: not before this moment, as typed; empty for at once.
        overrule: who answers for what stands in the way; empty for nobody.
        erratum: what a correction corrects.
        today: the day.
    """

    request: Request
    embargo: str
    overrule: str
    erratum: str
    today: dt.date


@dataclass
class _Gate:
    """Lets a book become an edition, or says what stands in the way."""

    wish: Wish
    project: Project
    before: Sequence[Release]
    version: str
    printed: Edition | None = None
    obstacles: list[str] = field(default_factory=list)

    def on_book(self, book: Path, printed: Edition) -> str:
        """Check a book project and write into it which edition it is; return the version.

        Raises:
            ReportError: something stands in the way, and nobody overrules it.
        """
        city = self.wish.request.city
        self.printed = printed
        self._stop(obstacles(city, printed, self.project))
        changes = list(self._changes(printed)) if self.before else []
        mark_release(book, self.version, self.wish.erratum, changes)
        return self.version

    def on_files(self, folder: Path) -> None:
        """Check what readers would get, as `make publish` will, and whether everybody can read it.

        Raises:
            ReportError: something stands in the way, and nobody overrules it.
        """
        files = without_internal(folder)
        self._stop([*problems(files), *barriers(files)])

    def _stop(self, found: Iterable[str]) -> None:
        """Keep what stands in the way."""
        new = list(found)
        self.obstacles += new
        if new and not self.wish.overrule.strip():
            more = [f"… und {len(new) - SHOWN} weitere"] if len(new) > SHOWN else []
            listed = "\n".join(f"- {obstacle}" for obstacle in [*new[:SHOWN], *more])
            raise ReportError(
                f"Die Ausgabe {self.version} lässt sich noch nicht veröffentlichen:\n{listed}\n"
                'Wer das verantwortet, nennt seinen Namen: OVERRULE="Vorname Nachname". Er wird mit der Liste festgehalten.\n'
                "Der bisherige Bericht ist unverändert."
            )

    def _changes(self, printed: Edition) -> Iterator[tuple[str, str]]:
        """Yield (chapter, change in words) since the edition before; pictures and their data are left to the open data."""
        earlier = printed_in(self.wish.request.city, self.before[-1].version, self.project)
        for name, chapter in printed.chapters.items():
            lines = earlier.chapters[name].lines if name in earlier.chapters else ()
            for change in compare(lines, chapter.lines):
                if not change.is_data:
                    yield chapter.title, str(change)


def obstacles(city: str, printed: Edition, project: Project) -> Iterator[str]:
    """Yield German lines about what stands in the way of a release."""
    for chapter in states(city, printed, project):
        if chapter.fallen_back:
            yield (
                f"{chapter.title}: nach der Freigabe durch {chapter.entry.by} geändert ({len(chapter.changes)}), "
                f"siehe make status CITY={city}"
            )
        elif chapter.state != "freigegeben":
            yield f"{chapter.title}: {chapter.state}, nicht freigegeben"
        if count := chapter.entry.comments:
            yield f"{chapter.title}: {count} offene {'Rückmeldung' if count == 1 else 'Rückmeldungen'}"


def make_release(wish: Wish, project: Project) -> Iterator[str]:
    """Release an edition; yield German lines.

    It lies under `_report/<city>/<version>/` from then on. It counts as released with its entry in
    `data/<city>/freigaben/<year>.yml`, which comes last: what a killed run has left is written anew.

    Raises:
        ReportError: something stands in the way, or the report cannot be made.
    """
    request, city = wish.request, wish.request.city
    embargo = checked_embargo(wish.embargo)
    with locked(project.build / city / "lock", lambda: None):
        before = released(city, project, request.year)
        if before and not wish.erratum.strip():
            raise ReportError(
                f"Die Ausgabe {before[-1].version} ist schon veröffentlicht und ändert sich nicht mehr. Eine Berichtigung ist eine neue "
                'Fassung und sagt, was berichtigt wird: make release … ERRATUM="In Kapitel 3 war die Zahl der Plätze vertauscht."'
            )
        if wish.erratum.strip() and not before:
            raise ReportError(
                f"Von {request.year} ist noch keine Ausgabe veröffentlicht, die sich berichtigen ließe."
            )
        gate = _Gate(wish, project, before, f"{request.year}.{len(before) + 1}")
        choice, hashes = chosen(request, project), file_hashes(project)
        with scratch():
            chapters = build(request, project, choice, hashes, gate)
        if gate.printed is None:
            raise OutputError("Der Bericht ist nicht entstanden.")
        remember(
            project,
            city,
            digest(hashes, {**described(request, choice, project), "release": gate.version}),
            chapters,
        )
        yield from keep_counts(city, request.year, project)
        folder = project.reports / city / gate.version
        overruled = {"von": " ".join(wish.overrule.split()), "was": gate.obstacles} if gate.obstacles else {}
        release = Release(
            gate.version,
            wish.today.isoformat(),
            embargo,
            gate.printed.fingerprint,
            hashlib.sha256((folder / SUMS).read_bytes()).hexdigest(),
            wish.erratum.strip(),
            overruled=overruled,
        )
        record(city, release, gate.printed, project)
    yield f"Ausgabe {gate.version} von {load_profile(city, project.data).name} ist fertig: _report/{city}/{gate.version}/"
    if gate.obstacles:
        yield (
            f"{overruled['von']} verantwortet, was noch fehlte ({len(gate.obstacles)}); "
            f"festgehalten in data/{city}/freigaben/{request.year}.yml."
        )
    if embargo:
        moment = dt.datetime.fromisoformat(embargo)
        yield f"Sperrfrist: {moment:%d.%m.%Y, %H:%M} Uhr. Vorher weigert sich make publish."
    yield f"Für den Webserver: make publish CITY={city} TO=<ordner oder zip>"
