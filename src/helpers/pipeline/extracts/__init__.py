"""Short formats of a report: each a small book project, made of what the report's own book project holds.

    folder = write_extract("kurzbericht", Path("_build/augsburg/book"), Path("_build/augsburg/formate"))

Nothing is computed or drawn here: key figures, central statements, figures and profiles are the report's.
"""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path

from helpers.pipeline.extracts.extract import Extract
from helpers.pipeline.extracts.material import Material

__all__ = ["Material", "write_extract"]


def write_extract(name: str, material: Material, folder: Path) -> Path | str:
    """Write a short format's book project; return its folder, or a German sentence why the report has nothing for it.

    Args:
        name: of the format; the module of that name has a function `extract`, which gets the material.
        material: the report's book project.
        folder: the project becomes a folder in it, with the name of the format.
    """
    extract: Extract | str = import_module(f"helpers.pipeline.extracts.{name}").extract(material)
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    if isinstance(extract, str):
        return extract
    for path, content in extract.files(material, name).items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return target
