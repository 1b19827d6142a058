"""What has been fetched: as delivered in `data/eigene/abrufe/<day>/`, once it is accepted; before that in `_build/abruf/neu/`."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.data.migration import OWN
from helpers.errors import DataError
from helpers.fetching.web import Marks
from helpers.files import write_atomically
from helpers.paths import Project

FOLDER = "abrufe"
INDEX = "verzeichnis.json"


@dataclass(frozen=True)
class Kept:
    """The answers at hand.

    Args:
        project: the checkout.
        day: of this update (ISO date): part of the names of its files, so that a later answer replaces an earlier one and
            the earlier one counts again when the later is withdrawn.
    """

    project: Project
    day: str

    @property
    def new(self) -> Path:
        """Where answers wait to be accepted."""
        return self.project.build / "abruf" / "neu"

    @property
    def accepted(self) -> Path:
        """Where accepted answers are, in a folder per update."""
        return self.project.data / OWN / FOLDER

    def path(self, source: str, table: str, ending: str) -> Path:
        """Return where a new answer is written."""
        return self.new / f"{source}-{table.lower()}_{self.day}{ending}"

    def latest(self, source: str, table: str) -> tuple[Path | None, Marks]:
        """Return the last accepted answer about a table, and what to ask with for a newer one."""
        found = self.answers(source, table)
        if not found:
            return None, Marks()
        entry = _index(found[-1].parent).get(found[-1].name, {})
        return found[-1], Marks(str(entry.get("etag", "")), str(entry.get("modified", "")))

    def answers(self, source: str, table: str) -> list[Path]:
        """Return all accepted answers about a table, the earliest first."""
        found = self.accepted.glob(f"*/{source}-{table.lower()}_*")
        return sorted(found, key=lambda path: path.name)

    def waiting(self) -> list[Path]:
        """Return the answers that have been fetched and wait to be accepted, sorted."""
        return sorted(p for p in self.new.glob("*_????-??-??.*") if p.suffix not in (".teil", ".fassung"))

    def remember(self, path: Path, marks: Marks) -> None:
        """Write down with which marks a new answer came."""
        index = _index(self.new) | {path.name: marks._asdict()}
        write_atomically(self.new / INDEX, json.dumps(index, indent=1, sort_keys=True).encode())

    def keep(self, paths: list[Path]) -> list[Path]:
        """Move answers to where accepted ones are; return their new paths."""
        target = self.accepted / self.day
        target.mkdir(parents=True, exist_ok=True)
        index = _index(target) | {p.name: _index(self.new).get(p.name, {}) for p in paths}
        for path in paths:
            shutil.copyfile(path, target / path.name)
        write_atomically(target / INDEX, json.dumps(index, indent=1, sort_keys=True).encode())
        return [target / path.name for path in paths]

    def forget_new(self) -> None:
        """Remove what waits: it is accepted, or a newer update begins."""
        shutil.rmtree(self.project.build / "abruf", ignore_errors=True)

    def of_update(self, day: str) -> list[Path]:
        """Return the answers that an update brought.

        Raises:
            DataError: there was no update on that day.
        """
        days = sorted(folder.name for folder in self.accepted.glob("*") if folder.is_dir())
        if day not in days:
            listed = f" Übernommen sind: {', '.join(days)}." if days else " Es ist noch keine übernommen."
            raise DataError(f"Eine Aktualisierung vom „{day}“ gibt es nicht.{listed}")
        return sorted(p for p in (self.accepted / day).iterdir() if p.name != INDEX)


def _index(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / INDEX).read_text("utf-8"))
    except (OSError, ValueError):
        return {}  # without it everything is asked for as if for the first time
    return content if isinstance(content, dict) else {}
