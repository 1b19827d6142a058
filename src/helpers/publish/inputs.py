"""What a report depends on, as one hash: an unchanged report is recognised without opening the store or a notebook."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.files import write_atomically
from helpers.paths import Project
from helpers.pipeline.run.dependencies import state_of, variable
from helpers.publish.side_by_side import edition_folders

if TYPE_CHECKING:
    from helpers.pipeline import ChapterResult

FILES = ("_quarto.yml", "index.qmd", "uv.lock", "pyproject.toml")
FOLDERS = ("data", "notebooks", "chapters", "src/helpers")
APPROVALS = "freigaben"
"""Folder below `data/<city>/` that no report depends on: what was approved is compared with what is printed."""
REVIEWS = "rueckmeldungen"
"""Another: what was sent to departments, and what they answered."""


def input_files(project: Project) -> Iterator[Path]:
    """Yield every file that can change a report, in a fixed order."""
    for name in dict.fromkeys([*FILES, *_named(project)]):
        path = project.root / name
        if path.is_file():
            yield path
    for name in FOLDERS:
        for folder, subfolders, files in os.walk(project.root / name):
            subfolders[:] = sorted(
                s
                for s in subfolders
                if not s.startswith((".", "__pycache__")) and s not in (APPROVALS, REVIEWS)
            )
            paths = (Path(folder) / name for name in sorted(files) if not name.startswith("."))
            yield from (
                path for path in paths if path.is_file()
            )  # no sockets, and no links that lead nowhere


_WORD = re.compile(r"[^\s\"'\[\]{},:]+\.\w+")
_ENV = re.compile(r"\{\{<\s*env\s+([\w.-]+)")


def _named(project: Project) -> list[str]:
    """Return what may be names of further files in `_quarto.yml`: bibliography, logo, theme."""
    try:
        words = _WORD.findall(project.quarto_yml.read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return sorted(word for word in set(words) if ".." not in word and not word.startswith(("/", *FOLDERS)))


def file_hashes(project: Project) -> dict[str, str]:
    """Return the SHA-256 of every input file, by path relative to the project's folder, in a fixed order."""
    return {
        path.relative_to(project.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in input_files(project)
    }


def digest(hashes: Mapping[str, str], request: Mapping[str, str]) -> str:
    """Return the hash over all input files and what was asked for.

    Args:
        hashes: what `file_hashes` returned.
        request: everything else that decides the result: municipality, year, formats, assembler and its version.
    """
    return hashlib.sha256(json.dumps([hashes, request], sort_keys=True).encode()).hexdigest()


def fingerprint_of(hashes: Mapping[str, str]) -> str:
    """Return the hash over all input files alone, as `file_hashes` returned them."""
    return digest(hashes, {})


def snapshot(folder: Path) -> dict[str, list[int]]:
    """Return size and modification time (ns) of every file below a folder: what changes when somebody touches a report.

    Released editions (`2025.1`) are no part of it: they have checksums of their own.
    """
    released = {path.name for path in edition_folders(folder) if "." in path.name}
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).parts[0] not in released and path.is_file():
            status = path.stat()
            found[path.relative_to(folder).as_posix()] = [status.st_size, status.st_mtime_ns]
    return found


def remember(project: Project, city: str, inputs: str, chapters: Sequence[ChapterResult]) -> None:
    """Record for which inputs the report was made, and what it looked like when it was whole.

    Args:
        project: the checkout.
        city: folder name of the municipality.
        inputs: what `digest` returned.
        chapters: the report's; what they read beyond the input files counts as well.
    """
    state = _state(project, city)
    content = {
        "inputs": inputs,
        "report": snapshot(project.reports / city),
        **_beyond(project, city, chapters),
    }
    write_atomically(state, json.dumps(content).encode())


def is_current(project: Project, city: str, inputs: str) -> bool:
    """Tell whether the report was made from these inputs and has not been touched since."""
    try:
        recorded = json.loads(_state(project, city).read_text("utf-8"))
        return bool(
            recorded["inputs"] == inputs
            and all(state_of(project.root, path) == was for path, was in recorded["files"].items())
            and all(variable(name) == was for name, was in recorded["environment"].items())
            and recorded["report"] == snapshot(project.reports / city)
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _state(project: Project, city: str) -> Path:
    return project.build / city / "stand.json"


def _beyond(project: Project, city: str, chapters: Sequence[ChapterResult]) -> dict[str, dict[str, Any]]:
    """Return the state of what the chapters used besides the input files: other files, and environment variables."""
    files: dict[str, Any] = {}
    variables: dict[str, Any] = {}
    for chapter in chapters:
        read = chapter.outcome.trace
        files |= {name: was for name, was in read["files"].items() if not name.startswith(FOLDERS)}
        variables |= read["environment"]
    for page in sorted((project.build / city / "book").rglob("*.qmd")):
        variables |= {name: variable(name) for name in _ENV.findall(page.read_text("utf-8"))}
    return {"files": files, "environment": variables}
