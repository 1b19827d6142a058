"""Write down which counts a published report shows, so that later editions do not give away what it hides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.data import load_profile, open_store
from helpers.data.observations import NOT_OBSERVATIONS
from helpers.paths import Project
from helpers.publish.pinned import keep as keep_assembler
from helpers.publish.side_by_side import folder_of

if TYPE_CHECKING:
    from helpers.data import Store
    from helpers.data.observations import Row


def keep_counts(city: str, edition: int, project: Project) -> Iterator[str]:
    """Write down which counts and goals the edition of a year publishes; yield German lines about it.

    Args:
        city: folder name of the municipality.
        edition: report year; its report has just been made from the figures as they are.
        project: the checkout.

    Raises:
        OutputError: the file cannot be written.
    """
    from helpers.data.disclosure.editions import keep_edition
    from helpers.data.steering.edition_goals import keep_goals

    profile = load_profile(city, project.data)
    with open_store(project.data, project.build / "store") as store:
        rows = published_counts(store, profile.ags, edition)
    kept = keep_edition(rows, edition, project.data / city) if rows else None
    goals = keep_goals(project.data / city, edition)
    manifest = json.loads((folder_of(project.reports / city, edition) / "manifest.json").read_text("utf-8"))
    if assembled := keep_assembler(city, manifest, project):
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
        f"Wenn Sie diesen Bericht veröffentlichen: make release CITY={city} YEAR={year} hält auch fest, welche Anzahlen er zeigt "
        "und welche er geheim hält. So schützen die folgenden Ausgaben die kleinen Zahlen."
    )


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
