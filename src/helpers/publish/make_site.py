"""`make publish`: released editions for a web server, exactly what the public may have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from helpers.data import load_profile
from helpers.errors import OutputError, ReportError
from helpers.paths import Project
from helpers.publish.lock import locked
from helpers.publish.release.record import released
from helpers.publish.site.plan import planned
from helpers.publish.site.verify import problems
from helpers.publish.site.write import write_folder, write_zip

SHOWN = 10


def make_site(city: str, target: Path, now: dt.datetime, project: Project) -> Iterator[str]:
    """Write all released editions of a municipality; yield German lines.

    Args:
        city: folder name of the municipality.
        target: a folder, or an archive where its name ends in `.zip`.
        now: local time; editions under embargo are refused.
        project: the checkout.

    Raises:
        ReportError: nothing is released, or not yet to be published.
        OutputError: an edition was changed, the result is not fit to be published, or it cannot be written.
    """
    with locked(project.build / city / "lock", lambda: None):
        editions = released(city, project)
        if not editions:
            raise ReportError(
                f"Von {load_profile(city, project.data).name} ist noch keine Ausgabe abgeschlossen. Bitte zuerst: make release CITY={city}"
            )
        for edition in editions:
            if not edition.is_free(now):
                moment = dt.datetime.fromisoformat(edition.embargo)
                raise ReportError(
                    f"Die Ausgabe {edition.version} darf erst ab {moment:%d.%m.%Y, %H:%M} Uhr veröffentlicht werden. "
                    "Geschrieben wurde nichts."
                )
        refuse_inside(target, project)
        files = planned(load_profile(city, project.data), editions, project.reports / city)
        if found := list(problems(files)):
            more = f"\n… und {len(found) - SHOWN} weitere" if len(found) > SHOWN else ""
            listed = "\n".join(found[:SHOWN])
            raise OutputError(
                f"So lässt sich der Bericht nicht veröffentlichen:\n{listed}{more}\nGeschrieben wurde nichts."
            )
        told = ", ".join(edition.version for edition in editions)
        if target.suffix.lower() == ".zip":
            new = write_zip(files, target)
            yield (
                f"{target}: {len(files)} Dateien, Ausgaben {told}."
                if new
                else f"{target} ist schon auf diesem Stand."
            )
        else:
            written, gone = write_folder(files, target)
            yield (
                f"{target}: {written} Dateien geschrieben, {gone} entfernt, Ausgaben {told}."
                if written or gone
                else f"{target} ist schon auf diesem Stand (Ausgaben {told})."
            )
        if "sitemap.xml" not in files:
            yield (
                "Hinweis: Ohne die Adresse der Website (profile.yml, open_data: url) gibt es keine sitemap.xml, "
                "und Vorschauen nennen keine Adresse."
            )


def refuse_inside(target: Path, project: Project) -> None:
    """Raise where the target is a part of the project: reports would grow into one another.

    Raises:
        ReportError: it is.
    """
    place = target.resolve()
    inside = (
        project.data,
        project.reports,
        project.build,
        project.notebooks,
        project.chapters,
        project.root / "src",
    )
    if place == project.root.resolve() or any(place.is_relative_to(folder.resolve()) for folder in inside):
        raise ReportError(
            f"TO={target} liegt im Projekt selbst. Bitte einen Ordner oder eine ZIP-Datei außerhalb davon wählen."
        )
