"""Who assembles a report: what was typed, else what its edition was released with, else profile, `_quarto.yml`, and what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import yaml

from helpers.assemble.choose import ASSEMBLERS, Choice, choose
from helpers.data import load_profile
from helpers.data.observations import EDITIONS
from helpers.errors import BookError, DataError, nearest
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.pipeline.bookfile import read_book
from helpers.publish.request import Request
from helpers.safeyaml import safe_load

FILE = f"{EDITIONS}/assembler.yml"
"""In a municipality's folder: by year, what its editions were released with."""
HEAD = "# Womit die festgehaltenen Ausgaben gesetzt sind („make release“). Für dasselbe Jahr nimmt „make report“ dasselbe.\n"
PINS = tuple(name for name in ASSEMBLERS if name != "auto")


def chosen(request: Request, project: Project) -> Choice:
    """Return who assembles this report.

    Raises:
        QuartoError: Quarto is asked for and is missing, broken or too old.
        ReportError: one of the files that can name an assembler cannot be read, or names another.
    """
    if request.assembler != "auto":
        return choose(request.assembler)
    if released := _released(request.city, project).get(request.year):
        name, version = released["name"], released["version"]
        choice = choose(
            name, f"die Ausgabe {request.year} damit festgehalten ist (data/{request.city}/{FILE})"
        )
        if choice.version and choice.version != version:
            note = (
                f"Die Ausgabe {request.year} ist mit Quarto {version} gesetzt, hier arbeitet Quarto {choice.version}: "
                "Der Umbruch kann abweichen."
            )
            return replace(choice, notes=(*choice.notes, note))
        return choice
    if pinned := load_profile(request.city, project.data).assembler:
        return choose(pinned, f"data/{request.city}/profile.yml es so festlegt")
    if pinned := read_book(project).data.get("assembler"):
        if pinned not in PINS:
            raise BookError(
                f"_quarto.yml: assembler: „{pinned}“ gibt es nicht; möglich sind {' und '.join(PINS)}.{nearest(str(pinned), PINS)}"
            )
        return choose(pinned, "_quarto.yml es so festlegt")
    return choose("auto")


def keep(city: str, manifest: Mapping[str, Any], project: Project) -> str:
    """Write down what a released edition was made with; return a German line, or nothing where it is known already.

    Args:
        city: folder name of the municipality.
        manifest: that of the report.
        project: the checkout.

    Raises:
        DataError: the file that is there cannot be read.
        OSError: it cannot be written.
    """
    folder = project.data / city
    if "assembler" not in manifest or not folder.is_dir():
        return ""
    released = _released(city, project)
    made = {key: manifest["assembler"][key] for key in ("name", "version")}
    if released.get(manifest["year"]) == made:
        return ""
    released[manifest["year"]] = made
    text = HEAD + yaml.safe_dump(dict(sorted(released.items())), allow_unicode=True, width=1000)
    write_atomically(folder / FILE, text.encode())
    return f"Gesetzt mit {_told(made)}: festgehalten in data/{city}/{FILE}."


def _told(made: Mapping[str, str]) -> str:
    return f"Quarto {made['version']}" if made["name"] == "quarto" else "dem eingebauten Assembler"


def _released(city: str, project: Project) -> dict[int, dict[str, str]]:
    path = project.data / city / FILE
    if not path.is_file():
        return {}
    try:
        found = safe_load(path.read_text("utf-8")) or {}
        return {
            int(year): {"name": PINS[PINS.index(made["name"])], "version": str(made["version"])}
            for year, made in found.items()
        }
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError):
        raise DataError(
            f"data/{city}/{FILE} lässt sich nicht lesen. Erwartet wird je Ausgabe eine Zeile wie "
            "„2025: {name: builtin, version: …}“. Bitte aus der Sicherung zurückholen, oder löschen und die Ausgabe neu festhalten."
        ) from None
