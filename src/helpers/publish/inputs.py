"""What a report depends on, as one hash: an unchanged report is recognised without opening the store or a notebook."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from helpers.paths import Project

FILES = ("_quarto.yml", "index.qmd", "uv.lock", "pyproject.toml")
FOLDERS = ("data", "notebooks", "chapters", "src/helpers")


def input_files(project: Project) -> Iterator[Path]:
    """Yield every file that can change a report, in a fixed order."""
    for name in FILES:
        path = project.root / name
        if path.is_file():
            yield path
    for name in FOLDERS:
        for folder, subfolders, files in os.walk(project.root / name):
            subfolders[:] = sorted(s for s in subfolders if not s.startswith((".", "__pycache__")))
            yield from (Path(folder) / f for f in sorted(files) if not f.startswith("."))


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


def snapshot(folder: Path) -> dict[str, list[int]]:
    """Return size and modification time (ns) of every file below a folder: what changes when somebody touches a report."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            found[path.relative_to(folder).as_posix()] = [status.st_size, status.st_mtime_ns]
    return found


def remember(state: Path, inputs: str, report: Path) -> None:
    """Record for which inputs the report was made, and what it looked like when it was whole."""
    state.parent.mkdir(parents=True, exist_ok=True)
    partial = state.with_suffix(".neu")
    partial.write_text(json.dumps({"inputs": inputs, "report": snapshot(report)}), "utf-8")
    partial.replace(state)


def is_current(state: Path, inputs: str, report: Path) -> bool:
    """Tell whether the report was made from these inputs and has not been touched since."""
    try:
        recorded = json.loads(state.read_text("utf-8"))
        return bool(recorded["inputs"] == inputs and recorded["report"] == snapshot(report))
    except (OSError, ValueError, KeyError, TypeError):
        return False
