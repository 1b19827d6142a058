"""Zahl des Monats: each of the report's first findings for a press office, as a picture with its text and description."""

from __future__ import annotations

from pathlib import PurePosixPath

from helpers.pipeline.extracts.extract import Extract
from helpers.pipeline.extracts.material import Material
from helpers.text.markdown import escape, plain

FOLDER = "dateien"
"""Folder of the project whose files are published as they are."""


def extract(material: Material) -> Extract | str:
    """Return a page per finding, and beside them the pictures as PNG with text, description and source; or why there is none."""
    sections: list[str] = []
    beside: dict[str, bytes] = {}
    for text, found in material.five:
        if not found.picture:
            continue
        number = len(sections) + 1
        drawn = PurePosixPath(found.picture["path"]).with_suffix(".png")
        alt = plain(found.picture["alt"])
        said = "\n\n".join(
            [plain(text), f"Bildbeschreibung: {alt}", plain(found.source), f"Aus: {material.name}"]
        )
        marks = ["Fiktiv: Kommune und Zahlen sind erfunden."] if material.kommune.get("fictional") else []
        said = "\n\n".join([*marks, *filter(None, [plain(str(material.kommune.get("draft") or ""))]), said])
        beside[f"{FOLDER}/zahl-{number}.png"] = (material.root / drawn).read_bytes()
        beside[f"{FOLDER}/zahl-{number}.txt"] = f"{said}\n".encode()
        sections.append(
            f"## {escape(f'Zahl {number}')} {{.unnumbered}}\n\n{text}\n\n{found.markdown()}\n\n{found.notes_markdown()}"
        )
    if not sections:
        return f"Eine Zahl des Monats gibt es nicht: Der {material.name} beginnt mit keinem Befund, den eine Abbildung zeigt."
    page = "# Zahl des Monats {.unnumbered}\n\n" + "\n\n".join(sections) + "\n"
    return Extract("leicht", "Zahl des Monats", {"zahl.qmd": page}, beside=beside, options={"source": FOLDER})
