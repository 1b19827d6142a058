"""What a chapter depends on, as hashes: to keep its result, and to say which of them changed."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.paths import Project

if TYPE_CHECKING:
    from helpers.data import Store

_MAKERS = frozenset(
    f"{name}.py" for name in ["blocks", "chapter", "client", "inline", "job", "notebook", "outputs", "tables"]
)
"""What turns a notebook into a chapter, whether a stock kernel imports it or not."""


def digest(content: bytes) -> str:
    """Return a short hash of some bytes."""
    return hashlib.sha256(content).hexdigest()[:24]


@lru_cache(maxsize=1)
def code() -> dict[str, str]:
    """Return the hash of every file of this package, by path relative to its folder."""
    package = Path(__file__).parents[1]
    files = (p for p in sorted(package.rglob("*")) if p.is_file() and "__pycache__" not in p.parts)
    return {path.relative_to(package).as_posix(): digest(path.read_bytes()) for path in files}


def code_of(modules: Iterable[str]) -> dict[str, str]:
    """Return the hash of modules and of what lies beside them: styles, templates, and whatever turns notebooks into chapters."""
    imported = set(modules)
    return {
        path: hash_
        for path, hash_ in code().items()
        if path in imported
        or (not path.endswith(".py") and path.startswith(("figures/", "text/")))
        or (path.startswith("pipeline/") and path.removeprefix("pipeline/") in _MAKERS)
    }


def libraries(project: Project) -> str:
    """Return the hash of the lock file, with the version of Python."""
    lock = project.root / "uv.lock"
    return digest((lock.read_bytes() if lock.is_file() else b"") + sys.version.encode())


class Inputs:
    """The state of everything that chapters may depend on, read once per run.

    Args:
        project: the checkout.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._files: dict[str, str] = {}
        self._figures: dict[tuple[str, str], str] = {}
        self._seen: dict[str, tuple[int, int] | None] = {}
        self._data_stamps: dict[str, tuple[int, int] | None] = {}

    @cached_property
    def store(self) -> Store:
        """The store, open."""
        from helpers.data import open_store

        return open_store(self._project.data, self._project.build / "store")

    @cached_property
    def data(self) -> str:
        """Hash of everything that the store is made of."""
        from helpers.data.build import content_hash

        self._data_stamps = self._stamps_of_data()
        return content_hash(self._project.data)

    @cached_property
    def _libraries(self) -> str:
        return libraries(self._project)

    def known(self, notebook: str, city: str, year: int) -> dict[str, Any]:
        """Return what is known of a chapter's inputs before it runs."""
        return {
            "notebook": self.file(f"notebooks/{notebook}"),
            "city": city,
            "year": year,
            "libraries": self._libraries,
        }

    def traced(self, trace: dict[str, Any]) -> dict[str, Any]:
        """Return the state of what a notebook was seen to read.

        Args:
            trace: `files`, `figures` and `modules` as recorded by `helpers.pipeline.trace`.
        """
        return {
            "code": code_of(trace["modules"]),
            "files": {path: self.file(path) for path in trace["files"]},
            "figures": trace["figures"],
        }

    def is_current(self, recorded: dict[str, Any]) -> bool:
        """Tell whether what a notebook once read is still the same."""
        if any(self.file(path) != was for path, was in recorded["files"].items()):
            return False
        if code_of(recorded["code"]) != recorded["code"]:
            return False
        if recorded["data"] == self.data:
            return True
        return all(self.figure(*name.split(" ")) == was for name, was in recorded["figures"].items())

    def file(self, path: str) -> str:
        """Return the hash of one of the project's files, of a folder that of the names in it; empty where there is none."""
        if path not in self._files:
            self._seen[path] = self._stamp(path)
            try:
                self._files[path] = digest((self._project.root / path).read_bytes())
            except IsADirectoryError:
                names = sorted(inside.name for inside in (self._project.root / path).iterdir())
                self._files[path] = digest("\n".join(names).encode())
            except OSError:
                self._files[path] = ""
        return self._files[path]

    def untouched(self, notebook: str, recorded: dict[str, Any]) -> bool:
        """Tell whether all files of a record are still those that were hashed: somebody may edit them during a long run."""
        paths = [f"notebooks/{notebook}", *recorded["files"]]
        return self._data_stamps == self._stamps_of_data() and all(
            self._seen[path] == self._stamp(path) for path in paths
        )

    def _stamps_of_data(self) -> dict[str, tuple[int, int] | None]:
        folder = self._project.data
        paths = [Path(base, name) for base, _, names in os.walk(folder) for name in names]
        return {str(path): self._stamp(path) for path in paths if path.suffix in (".csv", ".yml")}

    def _stamp(self, path: str | Path) -> tuple[int, int] | None:
        try:
            status = (self._project.root / path).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def figure(self, indicator: str, ags: str) -> str:
        """Return the hash of an indicator's figures for an area with their catalogue entries, empty where unknown."""
        if (indicator, ags) not in self._figures:
            try:
                (found,) = self.store.fingerprints([(indicator, ags)]).values()
            except KeyError:  # the indicator or the area has been removed
                found = ""
            self._figures[indicator, ags] = found
        return self._figures[indicator, ags]


def changes(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return in German which inputs changed between two records.

    Args:
        before: `Inputs.known` and `Inputs.traced` of the last time, merged.
        now: the same of today.
    """
    found = []
    if before["notebook"] != now["notebook"]:
        found.append("Notebook geändert")
    if before["year"] != now["year"]:
        found.append(f"Berichtsjahr {before['year']} → {now['year']}")
    if modules := _different(before["code"], now["code"]):
        found.append(f"Programm geändert ({_listed(modules)})")
    if before["libraries"] != now["libraries"]:
        found.append("Bibliotheken geändert (uv.lock oder Python)")
    if files := _different(before["files"], now["files"]):
        found.append(f"geändert: {_listed(files)}")
    if figures := _different(before["figures"], now["figures"]):
        found.append(f"Zahlen geändert ({_listed(figures)})")
    return found


def _different(before: dict[str, str], now: dict[str, str]) -> list[str]:
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _listed(names: Iterable[str], most: int = 3) -> str:
    names = list(names)
    more = f" und {len(names) - most} weitere" if len(names) > most else ""
    return ", ".join(names[:most]) + more
