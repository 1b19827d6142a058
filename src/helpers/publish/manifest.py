"""What a report was made with: code, catalogue, parameters and versions, beside the report itself."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from helpers.assemble import Assembled
from helpers.pipeline import ChapterResult
from helpers.publish.request import Request
from helpers.publish.short_formats import Made

PACKAGES = ("duckdb", "matplotlib", "nbconvert", "pandas", "papermill", "pypandoc-binary", "seaborn", "typst")
PUBLIC = ("src/helpers/", "data/catalogue/", "uv.lock", "pyproject.toml")
"""Inputs whose hashes are published. A hash of a delivery gives away what was blanked in it: one tries the few values that it
can have. So do the names of files, of this and of other municipalities."""


def write_manifest(
    folder: Path,
    request: Request,
    hashes: Mapping[str, str],
    chapters: Sequence[ChapterResult],
    assembled: Assembled,
    short: Made,
) -> None:
    """Write `manifest.json` into a report: the same for the same inputs, in any folder.

    Args:
        folder: the report.
        request: what was asked for.
        hashes: of the input files; only those of code and catalogue are written.
        chapters: what became of the notebooks.
        assembled: who bound the book.
        short: the formats made from it.
    """
    manifest = {
        "city": request.city,
        "year": request.year,
        "assembler": {"name": assembled.assembler, "version": assembled.version, "reason": assembled.reason},
        "files": {
            name: [path.relative_to(folder).as_posix() for path in paths]
            for name, paths in ({k: [v] for k, v in assembled.files.items()} | short.files).items()
        },
        "absent": short.absent,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "chapters": [
            {"notebook": c.notebook, "title": c.title, "included": c.status != "omitted"}
            | ({"reason": c.reason} if c.status == "omitted" else {})
            for c in chapters
        ],
        "inputs": {name: digest for name, digest in hashes.items() if name.startswith(PUBLIC)},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
