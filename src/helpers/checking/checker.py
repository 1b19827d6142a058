"""Run all checks for one municipality."""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.checking.check_offers import check_offers, mistakes
from helpers.checking.check_schema import check_rows
from helpers.checking.check_voices import check_voices
from helpers.checking.check_whole import check_whole
from helpers.checking.finding_answers import FILE, read_answers, with_answers
from helpers.checking.findings import CheckResult, Finding
from helpers.checking.official import official
from helpers.checking.phrases import period_text
from helpers.checking.pruefbericht import write_pages
from helpers.checking.records import read_records
from helpers.checking.seen import Seen
from helpers.data.areas import Areas, read_areas
from helpers.data.breaks import mark_breaks
from helpers.data.catalogue import Catalogue, read_catalogue
from helpers.data.keys import outdated
from helpers.data.observations import Row, choose, observation_files, read_observations
from helpers.data.profile import Profile, load_profile
from helpers.data.steering.goals import parse_goals

if TYPE_CHECKING:
    from helpers.paths import Project


def run_check(city: str, project: Project) -> CheckResult:
    """Check everything a municipality's report is made of, and write its Prüfbericht.

    Mistakes are looked for in what the report can show: the official figures of the municipality, of its peers, and of
    Germany and all Länder, not of each of the other Kreise; and in its own files. What stands out is looked for only in its
    own figures and those of its parts.

    Args:
        city: folder name of the municipality.
        project: the folders; pages go to `_build/<city>/pruefbericht/`.

    Raises:
        ProfileError, CatalogueError: when profile or catalogue cannot be used.
        DataError: when `data/<city>/pruefung.yml` does not follow its schema.
        OutputError: when the pages cannot be written.
    """
    data = project.data
    profile = load_profile(city, data)
    catalogue, areas = read_catalogue(data), read_areas(data)
    answers = read_answers(data / city / FILE, f"data/{city}/{FILE}")
    ours = {ags for ags in areas if _belongs(ags, profile.ags)}
    peers = {load_profile(peer, data).ags for peer in profile.peers}
    rows, found = _read(city, data, catalogue, areas, {*ours, *peers})
    found += _look(rows, ours, catalogue, areas)
    found += check_offers(profile, data, areas)
    found += mistakes(parse_goals(data, city, profile.ags, areas, catalogue)[1], "Ziele und Maßnahmen")
    found += check_whole(profile, data, areas, catalogue)
    found += check_voices(profile, project, areas)
    findings = with_answers(found, answers)
    pages = write_pages(project.build / city / "pruefbericht", profile.name, profile.year, findings)
    return CheckResult(
        city,
        tuple(f for f in findings if f.severity == "error"),
        tuple(f for f in findings if f.severity == "finding" and f.answer is None),
        tuple(f for f in findings if f.answer),
        pages,
        tuple(_old(rows, profile, catalogue)),
    )


def _old(rows: list[Row], profile: Profile, catalogue: Catalogue) -> Iterator[str]:
    """Yield name and period of each indicator whose newest figure for the municipality is an old one."""
    newest: dict[str, str] = {}
    for row in rows:
        if row.ags == profile.ags and row.value is not None and row.period[:4] <= str(profile.year):
            newest[row.indicator] = max(row.period, newest.get(row.indicator, ""))
    for name in catalogue.indicators:
        if name in newest and outdated(newest[name], profile.year):
            yield f"{catalogue.indicators[name].name} ({period_text(newest[name])})"


def _belongs(ags: str, city: str) -> bool:
    """Tell whether an area is the municipality or a part of it."""
    return ags.startswith(city)


def _read(
    city: str, data: Path, catalogue: Catalogue, areas: Areas, shown: Set[str]
) -> tuple[list[Row], list[Finding]]:
    """Return the valid rows of the Kreise that are shown and of all larger areas, and what is wrong with the others."""
    files = official(data)
    paths = observation_files(data)
    own = [path for path in paths if path.parent.name == city]
    records = [record for ags in sorted(shown) for record in files.others.get(ags, [])]
    found = list(files.findings)
    for path in own:
        more, problems = read_records(path, path.relative_to(data.parent).as_posix())
        records += more
        found += problems
    rows, problems = check_rows(records, catalogue, areas)
    large = {key for key, area in areas.items() if area.kind in ("bund", "land", "regierungsbezirk")}
    for path in paths:
        if path.suffix == ".parquet":
            rows += read_observations(path, data, catalogue, areas, {*shown, *large}.__contains__)
    return files.rows + rows, found + problems


def _look(rows: list[Row], ours: Set[str], catalogue: Catalogue, areas: Areas) -> Iterator[Finding]:
    """Yield what the valid rows show when they are laid side by side."""
    compared = {(row.indicator, row.breakdown) for row in rows if row.ags in ours}
    chosen, others = choose([row for row in rows if (row.indicator, row.breakdown) in compared], catalogue)
    chosen = mark_breaks(chosen, others, catalogue)
    seen = Seen(chosen, ours, catalogue, areas)
    for name in checks():
        yield from import_module(name).look(seen)


@cache
def checks() -> tuple[str, ...]:
    """Return the modules of this package that look at figures: files `check_….py` with a function `look`."""
    folder = Path(__file__).parent
    files = (path for path in sorted(folder.glob("check_*.py")) if "\ndef look(" in path.read_text("utf-8"))
    return tuple(f"helpers.checking.{path.stem}" for path in files)
