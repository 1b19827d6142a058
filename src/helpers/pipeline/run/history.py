"""When and why each chapter of a municipality was last built, and what has changed since."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from helpers.errors import ReportError
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.pipeline.bookfile import OPENING_NOTEBOOK, read_book
from helpers.pipeline.contract import Outcome
from helpers.pipeline.run.dependencies import Inputs, code_of, variable
from helpers.pipeline.run.reasons import changes

UNCHANGED = "unverändert"
FIRST = "zum ersten Mal gebaut"


def notebooks_of(project: Project) -> Iterable[str]:
    """Return the notebooks of the book in its order, the one for the opening page first."""
    opening = [OPENING_NOTEBOOK] if (project.notebooks / OPENING_NOTEBOOK).is_file() else []
    return dict.fromkeys([*opening, *read_book(project).notebooks])


class History:
    """When and why each chapter of a municipality was last built: `_build/<city>/chapters.json`."""

    def __init__(self, project: Project, city: str) -> None:
        self._path = project.build / city / "chapters.json"
        self._known = _read(self._path)

    def note(
        self,
        name: str,
        outcome: Outcome,
        recorded: dict[str, Any],
        inputs: Inputs,
        *,
        unchanged: bool = False,
    ) -> str:
        """Record a chapter, and return why it was built: what differs from the inputs of the last time."""
        before = self._known.get(name)
        reason = UNCHANGED
        if not unchanged:
            reason = (
                ("; ".join(changes(before["inputs"], recorded, inputs)) or "neu gebaut") if before else FIRST
            )
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

    @property
    def entries(self) -> dict[str, dict[str, Any]]:
        """What is known of each notebook."""
        return self._known

    def seconds(self, name: str) -> float:
        """Return how long a notebook took the last time."""
        return float(self._known.get(name, {}).get("seconds", 0.0))

    def write(self) -> None:
        """Keep what was noted."""
        write_atomically(self._path, json.dumps(self._known, ensure_ascii=False).encode())


_ENTRY = frozenset({"built", "why", "seconds", "inputs", "status", "title", "reason"})
_INPUTS = frozenset({"notebook", "city", "year", "libraries", "code", "files", "figures", "environment"})


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """Return what is known of each notebook; nothing of those whose entry is damaged."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    entries = found.items() if isinstance(found, dict) else ()
    return {name: entry for name, entry in entries if _is_whole(entry)}


def _is_whole(entry: Any) -> bool:
    try:
        dt.datetime.fromisoformat(entry["built"])
        return bool(entry.keys() >= _ENTRY and entry["inputs"].keys() >= _INPUTS)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def last_built(city: str, project: Project) -> dict[str, dict[str, Any]]:
    """Return title, status and reason of a municipality's chapters as they were last built, in the book's order."""
    known = History(project, city).entries
    return {name: known[name] for name in notebooks_of(project) if name in known}


def why(city: str, project: Project) -> list[str]:
    """Return one German line per chapter: when and why it was built, and what has changed since.

    Args:
        city: folder name of the municipality.
        project: the checkout.
    """
    known = History(project, city).entries
    if not known:
        raise ReportError(f"Für „{city}“ wurde noch kein Kapitel gebaut: make report CITY={city}")
    inputs = Inputs(project)
    lines = []
    for name in notebooks_of(project):
        entry = known.get(name)
        if entry is None:
            lines.append(f"{name}: noch nie gebaut")
            continue
        built = dt.datetime.fromisoformat(entry["built"]).strftime("%d.%m.%Y %H:%M")
        was = entry["inputs"]
        figures = {key: inputs.figure(*key.split(" ")) for key in was["figures"]}
        read = {
            "code": code_of(was["code"]),
            "files": {path: inputs.file(path) for path in was["files"]},
            "environment": {key: variable(key) for key in was["environment"]},
            "figures": figures,
        }
        since = changes(was, {**inputs.known(name, was["city"], was["year"]), **read}, inputs)
        now = f"seither {'; '.join(since)}: wird neu gebaut" if since else "seither unverändert"
        lines.append(f"{name}: {entry['title']}, gebaut am {built} ({entry['why']}); {now}")
    return lines
