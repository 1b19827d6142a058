"""Why a chapter is built anew, in the words of the report: „neue Zahlen zu „Kinderarmut“ für Jena“."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from helpers.pipeline.run.dependencies import Inputs, calls
from helpers.pipeline.run.rules import CODE, FILES, meaning
from helpers.text.wording import listed

PARTS = ("geänderter Katalog zu", "neue Zahlen zu", "andere Herkunft der Zahlen zu")
"""What the three hashes of an indicator for an area are of, see `helpers.data.fingerprints`."""
MOST = 3


def changes(before: Mapping[str, Any], now: Mapping[str, Any], inputs: Inputs) -> list[str]:
    """Return in German which inputs changed between two records.

    Args:
        before: `Inputs.known` and the notebook's trace of the last time, merged.
        now: the same of today.
        inputs: the state of the project, for names.
    """
    found = []
    if before["notebook"] != now["notebook"]:
        found.append("Notebook geändert")
    if before["year"] != now["year"]:
        found.append(f"Berichtsjahr {before['year']} → {now['year']}")
    found += _figures(before["figures"], now["figures"], inputs)
    if files := _different(before["files"], now["files"]):
        found.append(f"geändert: {', '.join(_files(files))}")
    if code := _different(before["code"], now["code"]):
        found.append(f"Programm geändert: {', '.join(_code(code))}")
    if before["libraries"] != now["libraries"]:
        found.append("Bibliotheken geändert (uv.lock oder Python)")
    if variables := _different(before["environment"], now["environment"]):
        found.append(f"Umgebungsvariable geändert: {_some(variables)}")
    return found


def _figures(before: Mapping[str, str], now: Mapping[str, str], inputs: Inputs) -> Iterable[str]:
    """Yield the indicators whose catalogue entry, figures or origin changed, with the areas."""
    changed = _different(before, now)
    if not changed:
        return
    indicators, areas = inputs.store.catalogue.indicators, inputs.store.areas
    for part, what in enumerate(PARTS):
        concerned: dict[str, list[str]] = {}
        for pair in changed:
            was, is_ = (hashes.get(pair, "").split("-") for hashes in (before, now))
            # What is new or gone has new figures; an origin changes with them, and is said alone.
            first = next((n for n, (a, b) in enumerate(zip(was, is_, strict=False)) if a != b), 1)
            first = 1 if len(was) != len(is_) else first
            if first == part:
                indicator, ags = pair.split(" ")
                name = indicators[indicator].name if indicator in indicators else indicator
                concerned.setdefault(name, []).append(areas[ags].name if ags in areas else ags)
        if concerned:
            places = dict.fromkeys(place for found in concerned.values() for place in found)
            where = f" für {_some(places)}" if part == 1 else ""
            yield f"{what} {_some(f'„{name}“' for name in concerned)}{where}"


def _files(paths: Iterable[str]) -> Iterable[str]:
    """Yield what changed among the files, each kind once, with the first of its paths."""
    kinds: dict[str, list[str]] = {}
    for path in paths:
        kinds.setdefault(meaning(path, FILES), []).append(path)
    for kind, of_it in kinds.items():
        yield f"{kind} ({_some(of_it)})" if kind else _some(of_it)


def _code(paths: Iterable[str]) -> Iterable[str]:
    """Yield what changed in the program: charts and sentences by their names, the rest by what it does."""
    named = calls()
    kinds: dict[str, list[str]] = {}
    for path in paths:
        file, _, call = path.partition(":")
        names = [f"„{name}“" for name in named.get(file, ())]
        kind = f"der Aufruf „{call}“" if call else _some(names) if names else meaning(file, CODE)
        kinds.setdefault(kind, []).append(file)
    for kind, of_it in kinds.items():
        yield f"{kind} ({_some(of_it)})"


def _different(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _some(names: Iterable[str]) -> str:
    """Return some names in a row, and how many more there are."""
    names = list(names)
    return listed([*names[:MOST], f"{len(names) - MOST} weitere"] if len(names) > MOST else names)
