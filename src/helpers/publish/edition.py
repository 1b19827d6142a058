"""Write down which counts a published report shows, so that later editions do not give away what it hides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.data import load_profile, open_store
from helpers.data.observations import EDITIONS, NOT_OBSERVATIONS
from helpers.errors import OutputError
from helpers.paths import Project
from helpers.publish.inputs import file_hashes, made_from
from helpers.publish.lock import locked
from helpers.publish.pinned import keep as keep_assembler
from helpers.publish.side_by_side import folder_of

if TYPE_CHECKING:
    from helpers.data import Store
    from helpers.data.observations import Row


def record_edition(city: str, year: int | None, project: Project) -> Iterator[str]:
    """Write down what the report under `_report/<city>/` publishes; yield German lines about it.

    Args:
        city: folder name of the municipality.
        year: report year; None for that of the report.
        project: the checkout.

    Raises:
        OutputError: there is no report of that year, its figures have changed since, or the file cannot be written.
    """
    with locked(project.build / city / "lock", lambda: None):
        edition: int = _manifest(city, year, project)["year"]
        _refuse_changed(city, edition, project)
        yield from keep_counts(city, edition, project)


def keep_counts(city: str, edition: int, project: Project) -> Iterator[str]:
    """Write down which counts and goals the edition of a year publishes, from the figures as they are; yield German lines."""
    from helpers.data.disclosure.editions import keep_edition
    from helpers.data.steering.edition_goals import keep_goals

    profile = load_profile(city, project.data)
    with open_store(project.data, project.build / "store") as store:
        rows = published_counts(store, profile.ags, edition)
    kept = keep_edition(rows, edition, project.data / city) if rows else None
    goals = keep_goals(project.data / city, edition)
    if assembled := keep_assembler(city, _manifest(city, edition, project), project):
        yield assembled
    if goals:
        yield f"Ziele der Ausgabe {edition} festgehalten: Die nächste nennt, welche neu, geändert oder weggefallen sind."
    if kept is None:
        yield (
            f"Der Bericht {edition} enthält keine eigenen Anzahlen von Personen; {'sonst ist' if goals else 'es gibt'} nichts "
            "festzuhalten. Amtliche Zahlen sind schon geschützt."
        )
        return
    path, new = kept
    name = path.relative_to(project.root).as_posix()
    if not new:
        yield f"Die Ausgabe {edition} ist in dieser Fassung schon festgehalten: {name}."
        return
    hidden = sum(row.status == "suppressed" for row in rows)
    yield f"Ausgabe {edition} festgehalten: {name} ({_count(len(rows))} Anzahlen, davon {_count(hidden)} geheim gehalten)."
    if path.stem != str(edition):
        yield f"Die frühere Fassung der Ausgabe {edition} bleibt daneben stehen: auch sie ist veröffentlicht."
    yield "Bewahren Sie die Datei auf: Folgende Berichte zeigen nichts, woraus sich diese geheimen Zahlen errechnen ließen."


def published_counts(store: Store, city_ags: str, year: int) -> list[Row]:
    """Return the own counts of people that the edition of a year publishes or hides; without a value where it hides them.

    Args:
        store: the store the report was made from.
        city_ags: five digits.
        year: report year.
    """
    from helpers.data.disclosure.own_counts import is_ours

    areas = [ags for ags in store.areas if ags.startswith(city_ags)]
    return [
        row for row in store.rows_in(areas, year) if is_ours(row, store.catalogue.indicators[row.indicator])
    ]


def reminder(city: str, year: int, project: Project) -> str:
    """Return how to write down the edition, where the municipality has figures of its own and has not done so."""
    from helpers.data.steering.edition_goals import kept_years

    folder = project.data / city
    own = any(path.name not in NOT_OBSERVATIONS for path in folder.glob("*.csv"))
    if not own or year in kept_years(folder):
        return ""
    return (
        f"Wenn Sie diesen Bericht veröffentlichen: make edition CITY={city} YEAR={year} hält fest, welche Anzahlen er zeigt "
        "und welche er geheim hält. So schützen auch die folgenden Ausgaben die kleinen Zahlen."
    )


def _folder(city: str, year: int | None, project: Project) -> Path:
    report = project.reports / city
    return folder_of(report, year) if year else report


def _manifest(city: str, year: int | None, project: Project) -> dict[str, Any]:
    """Return the manifest of the report that is to be written down."""
    report = f"make report CITY={city}" + (f" YEAR={year}" if year else "")
    try:
        manifest: dict[str, Any] = json.loads(
            (_folder(city, year, project) / "manifest.json").read_text(encoding="utf-8")
        )
        found = int(manifest["year"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise OutputError(
            f"Unter _report/{city} liegt kein fertiger Bericht, der sich festhalten ließe. Bitte zuerst: {report}"
        ) from problem
    if year and found != year:
        raise OutputError(
            f"Der Bericht unter _report/{city} ist die Ausgabe {found}, festgehalten werden soll die Ausgabe {year}. "
            f"Bitte zuerst: {report}"
        )
    return manifest


def _refuse_changed(city: str, year: int, project: Project) -> None:
    """Raise where the figures or their protection are no longer those of the report: it would be a guess what it shows.

    Raises:
        OutputError: names the first file that has changed, or nobody knows any more what the report was made from.
    """
    report = f"make report CITY={city} YEAR={year}"
    hashes = made_from(project, city, _folder(city, year, project))
    if hashes is None:
        raise OutputError(
            f"Woraus der Bericht unter _report/{city} entstanden ist, ist nicht mehr festgehalten (_build/{city}/ wurde gelöscht "
            f"oder der Bericht ersetzt). Festgehalten wird nur, was wirklich veröffentlicht ist. Bitte zuerst: {report}"
        )
    parts = ("data/catalogue/", "data/official/", "data/eigene/", f"data/{city}/", "src/helpers/data/")
    kept = f"data/{city}/{EDITIONS}/"

    def relevant(hashes: dict[str, str]) -> set[tuple[str, str]]:
        return {item for item in hashes.items() if item[0].startswith(parts) and not item[0].startswith(kept)}

    then, now = relevant(hashes), relevant(file_hashes(project))
    if changed := sorted({name for name, _ in then ^ now}):
        raise OutputError(
            f"Seit dem Bericht unter _report/{city} hat sich etwas geändert: {changed[0]}"
            f"{f' und {len(changed) - 1} weitere Dateien' if len(changed) > 1 else ''}. Festgehalten wird nur, was wirklich "
            f"veröffentlicht ist. Bitte zuerst: {report}"
        )


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
