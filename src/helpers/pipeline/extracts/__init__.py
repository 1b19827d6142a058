"""Short formats of a report: each a small book project, made of what the report's own book project holds.

    folder = write_extract("kurzbericht", Path("_build/augsburg/book"), Path("_build/augsburg/formate"))

Nothing is computed or drawn here: key figures, central statements, figures and profiles are the report's.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from helpers.pipeline.extracts import folien, kurzbericht, ratsvorlage, sozialraeume, steckbrief
from helpers.pipeline.extracts.extract import Extract
from helpers.pipeline.extracts.material import Material

__all__ = ["EXTRACTS", "Material", "write_extract"]

EXTRACTS: dict[str, Callable[[Material], Extract | str]] = {
    "kurzbericht": kurzbericht.extract,
    "steckbrief": steckbrief.extract,
    "sozialraeume": sozialraeume.extract,
    "ratsvorlage": ratsvorlage.extract,
    "folien": folien.extract,
}
"""By name of the format, what makes it, or a German sentence why the report has nothing for it."""


def write_extract(name: str, material: Material, folder: Path) -> Path | str:
    """Write a short format's book project; return its folder, or a German sentence why the report has nothing for it.

    Args:
        name: one of `EXTRACTS`.
        material: the report's book project.
        folder: the project becomes a folder in it, with the name of the format.
    """
    extract = EXTRACTS[name](material)
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    if isinstance(extract, str):
        return extract
    for path, content in extract.files(material).items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return target
