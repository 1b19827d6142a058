"""What a chapter depends on, as hashes: to keep its result, and to say which of them changed."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import sysconfig
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.paths import Project
from helpers.pipeline.chapter.citytexts import texts_path
from helpers.pipeline.run.rules import CALLS, CODE, meaning

if TYPE_CHECKING:
    from helpers.data import Store

EVERYTHING = "data, notebooks oder chapters"
"""Stands among the files of a chapter for all there are: its notebook reads in a way that nobody sees."""


_CALL = re.compile(rb'(?m)^    (\w+) = (?:Chart|Words)\("([\w.:]+)", "([^"]+)"\)\n')
"""A line of the list of charts: the name a notebook calls, the place, the German name."""


def digest(content: bytes) -> str:
    """Return a short hash of some bytes."""
    return hashlib.sha256(content).hexdigest()[:24]


@lru_cache(maxsize=1)
def code() -> dict[str, str]:
    """Return the hash of every file of this package, by path relative to its folder, and of each line of the list of charts."""
    package = Path(__file__).parents[2]
    files = (p for p in sorted(package.rglob("*")) if p.is_file() and "__pycache__" not in p.parts)
    found = {path.relative_to(package).as_posix(): path.read_bytes() for path in files}
    lines = _CALL.findall(found[CALLS])
    found[CALLS] = _CALL.sub(b"", found[CALLS])
    found |= {f"{CALLS}:{name.decode()}": place for name, place, _ in lines}
    return {path: digest(content) for path, content in found.items()}


def calls() -> dict[str, list[str]]:
    """Return what the charts, tables and sentences of each module are called in German, by its path."""
    found: dict[str, list[str]] = {}
    for _, place, name in _CALL.findall((Path(__file__).parents[2] / CALLS).read_bytes()):
        module = place.decode().partition(":")[0].replace(".", "/")
        found.setdefault(f"figures/{module}.py", []).append(name.decode())
    return found


def code_of(modules: Iterable[str]) -> dict[str, str]:
    """Return the hash of modules that count, and of the styles that lie beside them."""
    imported = set(modules)
    return {
        path: hash_
        for path, hash_ in code().items()
        if (path in imported or path.endswith(".mplstyle")) and meaning(path, CODE)
    }


def libraries(project: Project) -> str:
    """Return the hash of the lock file, of what is installed, and of the version of Python."""
    lock = project.root / "uv.lock"
    installed = sorted(p.name for p in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    known = [
        lock.read_bytes() if lock.is_file() else b"",
        "\n".join(installed).encode(),
        sys.version.encode(),
    ]
    return digest(b"\0".join(known))


def state_of(root: Path, path: str) -> str:
    """Return the hash of a file, of a folder that of the names in it; empty where there is none.

    Args:
        root: the project's folder.
        path: relative to it, or absolute; `EVERYTHING` for all files that notebooks are meant to read.
    """
    if path == EVERYTHING:
        folders = [folder for name in ("data", "notebooks", "chapters") for folder in os.walk(root / name)]
        files = sorted(Path(base, name) for base, _, names in folders for name in names)
        inside = ((file, f"/{file.relative_to(root).as_posix()}") for file in files)
        lines = [
            f"{name[1:]} {digest(file.read_bytes())}"
            for file, name in inside
            if "/." not in name and "/__pycache__/" not in name
        ]
        return digest("\n".join(lines).encode("utf-8", "surrogateescape"))
    try:
        return digest((root / path).read_bytes())
    except IsADirectoryError:
        names = sorted(p.name for p in (root / path).iterdir() if not p.name.startswith((".", "__pycache__")))
        return digest("\n".join(names).encode("utf-8", "surrogateescape"))
    except (OSError, ValueError):
        return ""


def notebook_state(root: Path, notebook: str, city: str) -> str:
    """Return the hash of a notebook, with the passages that read otherwise in the municipality."""
    shared = state_of(root, f"notebooks/{notebook}")
    own = state_of(root, texts_path(root, city, Path(notebook).stem).relative_to(root).as_posix())
    return digest(f"{shared} {own}".encode()) if own else shared


class Inputs:
    """The state of everything that chapters may depend on, read once per run.

    Args:
        project: the checkout.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._files: dict[str, str] = {}
        self._figures: dict[tuple[str, str], str] = {}

    @cached_property
    def store(self) -> Store:
        """The store, open."""
        from helpers.data import open_store

        return open_store(self._project.data, self._project.build / "store")

    @cached_property
    def data(self) -> str:
        """Hash of everything that the store is made of."""
        from helpers.data.storebuild import content_hash

        return content_hash(self._project.data)

    @cached_property
    def _libraries(self) -> str:
        return libraries(self._project)

    def known(self, notebook: str, city: str, year: int) -> dict[str, Any]:
        """Return what is known of a chapter's inputs before it runs."""
        return {
            "name": notebook,
            "notebook": notebook_state(self._project.root, notebook, city),
            "city": city,
            "year": year,
            "libraries": self._libraries,
        }

    def is_current(self, recorded: dict[str, Any]) -> bool:
        """Tell whether what a notebook once read is still the same."""
        if any(self.file(path) != was for path, was in recorded["files"].items()):
            return False
        if any(variable(name) != was for name, was in recorded["environment"].items()):
            return False
        if code_of(recorded["code"]) != recorded["code"]:
            return False
        if recorded["data"] == self.data:
            return True
        return all(self.figure(*name.split(" ")) == was for name, was in recorded["figures"].items())

    def file(self, path: str) -> str:
        """Return `state_of` one of the project's files."""
        if path not in self._files:
            self._files[path] = state_of(self._project.root, path)
        return self._files[path]

    def figure(self, indicator: str, ags: str) -> str:
        """Return the hash of an indicator's figures for an area with their catalogue entries, empty where unknown."""
        if (indicator, ags) not in self._figures:
            try:
                (found,) = self.store.fingerprints([(indicator, ags)]).values()
            except KeyError:  # the indicator or the area has been removed
                found = ""
            self._figures[indicator, ags] = found
        return self._figures[indicator, ags]


def variable(name: str) -> str:
    """Return the hash of an environment variable's value; the value itself may be a secret."""
    return digest(os.environ.get(name, "").encode())


def whole(trace: dict[str, Any]) -> bool:
    """Tell whether nothing that a notebook read has changed while it ran."""
    return trace["data"] is not None and None not in trace["files"].values()
