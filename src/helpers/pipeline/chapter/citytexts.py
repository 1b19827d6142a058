"""Passages that read otherwise in one municipality: `chapters/<city>/<chapter>.texte.yml`, over a notebook or chapter all share.

Each entry names the words that it replaces, whole lines of a text cell (`zelle`, its id) or of a hand-written chapter. Where they
do not stand there exactly once any more, the shared text is printed and the entry is reported, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from helpers.errors import BookError
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.safeyaml import read_yaml

ENDING = ".texte.yml"
_KEYS = {"zelle", "ersetzt", "text"}
_HEAD = (
    "# Was in dieser Kommune anders lautet als im gemeinsamen Notebook oder Kapitel. „zelle“ ist die Kennung der Textzelle,\n"
    "# „ersetzt“ der gemeinsame Wortlaut (ganze Zeilen), „text“ der eigene; ein leerer Text lässt die Stelle weg.\n"
)


@dataclass(frozen=True)
class Passage:
    """One passage.

    Args:
        cell: id of the text cell; empty in a hand-written chapter.
        replaces: what stands in the shared text, whole lines.
        text: what the municipality prints instead; empty for nothing.
    """

    cell: str
    replaces: str
    text: str


def texts_path(root: Path, city: str, chapter: str) -> Path:
    """Return where a municipality's passages of a chapter are kept."""
    return root / "chapters" / city / f"{chapter}{ENDING}"


def read_texts(root: Path, city: str, chapter: str) -> list[Passage]:
    """Return the passages of a municipality for a chapter, in order; none where there is no file.

    Raises:
        BookError: the file is not as it must be; names the entry.
    """
    path = texts_path(root, city, chapter)
    name = path.relative_to(root).as_posix()
    expected = " in UTF-8: eine Liste mit „zelle“, „ersetzt“ und „text“."
    found = read_yaml(path, name, expected, BookError) or []
    if not isinstance(found, list):
        raise BookError(f"{name}: Erwartet wird eine Liste, deren Einträge mit „- zelle: …“ beginnen.")
    return [_passage(said, f"{name}, Eintrag {number}") for number, said in enumerate(found, 1)]


def _passage(said: Any, where: str) -> Passage:
    if not isinstance(said, Mapping) or said.keys() - _KEYS or "text" not in said:
        raise BookError(f"{where}: Erwartet werden „zelle“, „ersetzt“ und „text“.")
    cell, replaces, text = (said.get(key) for key in ("zelle", "ersetzt", "text"))
    if not isinstance(replaces, str) or not replaces.strip() or not isinstance(text or "", str):
        raise BookError(
            f"{where}: „ersetzt“ nennt den gemeinsamen Wortlaut, „text“ den eigenen, beide als Text."
        )
    return Passage(str(cell or ""), replaces.strip("\n"), (text or "").strip("\n"))


def changed(source: str, passages: list[Passage], cell: str = "") -> tuple[str, list[Passage]]:
    r"""Return a text with the passages put in place, and those that do not fit any more.

    >>> changed("Eins.\n\nZwei.", [Passage("", "Zwei.", "2.")])
    ('Eins.\n\n2.', [])
    """
    unfit = []
    for passage in passages:
        if passage.cell != cell:
            continue
        lines = f"\n{source}\n"
        if lines.count(wanted := f"\n{passage.replaces}\n") != 1:
            unfit.append(passage)
        elif passage.text:
            source = lines.replace(wanted, f"\n{passage.text}\n")[1:-1]
        else:
            before, _, after = lines.partition(wanted)
            source = "\n\n".join(part for part in (before.strip("\n"), after.strip("\n")) if part)
    return source, unfit


def put_in(notebook: Any, passages: list[Passage]) -> list[Passage]:
    """Put a municipality's passages into the text cells of a notebook; return those that do not fit."""
    unfit = []
    known = set()
    for cell in notebook.cells:
        if passages and cell.cell_type == "markdown" and cell.get("id"):
            known.add(cell.id)
            cell.source, left = changed(cell.source, passages, cell.id)
            unfit += left
    return unfit + [passage for passage in passages if passage.cell not in known]


def told(passage: Passage, path: str) -> str:
    """Return the sentence about a passage that does not fit any more."""
    place = f" in Zelle „{passage.cell}“" if passage.cell else ""
    start = passage.replaces.replace("\n", " ")[:60]
    return (
        f"{path}: Der gemeinsame Text{place} hat sich geändert; „{start}…“ steht dort nicht genau einmal. Gedruckt ist der gemeinsame "
        "Text. Bitte „ersetzt“ und „text“ anpassen oder den Eintrag löschen."
    )


def unfit_texts(project: Project, city: str) -> list[str]:
    """Return a German sentence for each passage of hand-written chapters that does not fit; those of notebooks say so when they run."""
    said = []
    for path in sorted((project.chapters / city).glob(f"*{ENDING}")):
        chapter = path.name.removesuffix(ENDING)
        name = path.relative_to(project.root).as_posix()
        passages = read_texts(project.root, city, chapter)
        if (project.notebooks / f"{chapter}.ipynb").is_file():
            continue
        shared = project.chapters / f"{chapter}.qmd"
        if not shared.is_file() or (project.chapters / city / shared.name).is_file():
            said.append(
                f"{name}: Ein gemeinsames Kapitel „{chapter}“ gibt es nicht, oder die Kommune ersetzt es ganz."
            )
            continue
        _, unfit = changed(shared.read_text("utf-8-sig"), passages)
        said += [told(p, name) for p in [*unfit, *(p for p in passages if p.cell)]]
    return said


def add_text(project: Project, city: str, chapter: str, passage: Passage) -> None:
    """Write one more passage to a municipality's file; what an earlier entry wrote, it takes further.

    Raises:
        BookError: the file is not as it must be.
    """
    passages = read_texts(project.root, city, chapter)
    for i, other in enumerate(passages):
        if other.cell == passage.cell and other.text == passage.replaces:
            passages[i] = Passage(other.cell, other.replaces, passage.text)
            break
    else:
        passages.append(passage)
    entries = [
        ({"zelle": p.cell} if p.cell else {}) | {"ersetzt": p.replaces, "text": p.text}
        for p in passages
        if p.replaces != p.text
    ]
    content = yaml.dump(entries, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100_000)
    write_atomically(
        texts_path(project.root, city, chapter), (_HEAD + (content if entries else "[]\n")).encode()
    )


class _Dumper(yaml.SafeDumper):
    """Writes long and several lines as they are read: below each other."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text or len(text) > 60 else None
    ),
)
