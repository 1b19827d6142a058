"""A chapter for review: what is printed, paragraph by paragraph, with bookmarks that lead every answer back to its cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from helpers.errors import ReportError
from helpers.paths import Project
from helpers.pipeline.chapter.blocks import Block, references
from helpers.pipeline.chapter.citytexts import changed, read_texts
from helpers.pipeline.chapter.inline import expressions
from helpers.pipeline.chapter.notebook import cell_options
from helpers.pipeline.chapter.omitted import Missing
from helpers.pipeline.contract import METADATA, SHOWN_MIME, Outcome
from helpers.publish.review.paragraphs import Paragraph, paragraphs
from helpers.text.markdown import plain

Kind = Literal["text", "locked", "figure"]
PICTURE = "\ufffc"
"""Stands for a picture in the text of a document."""


INTRO = (
    "Bitte ändern Sie den Text mit Änderungsverfolgung und schreiben Sie Kommentare dazu.",
    "Grau hinterlegt ist, was aus den Daten berechnet wird: Dazu bitte einen Kommentar schreiben; hier ändern lässt es sich nicht.",
)


@dataclass(frozen=True)
class Sent:
    """One paragraph of a review copy.

    Args:
        key: its bookmark, `bbp_012`.
        kind: `text` may be changed, `locked` is not fully understood and only commented on, `figure` is a picture or table.
        cell: id of the cell; empty in a hand-written chapter.
        source: its Markdown; of a figure its label.
        results: what its inline values show.
        shown: what is read.
        picture: path of the picture below the project's folder of chapters; empty where there is none.
        notes: what stands below a figure.
    """

    key: str
    kind: Kind
    cell: str
    source: str
    results: tuple[str, ...]
    shown: str
    picture: str = ""
    notes: tuple[str, ...] = ()

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph in pieces."""
        (found,) = paragraphs(self.source, self.results)
        return found


@dataclass(frozen=True)
class Line:
    """One paragraph of the document: its bookmark, its text, and what it belongs to; None for the introduction."""

    key: str
    text: str
    sent: Sent | None


@dataclass(frozen=True)
class Sheet:
    """A review copy.

    Args:
        city: folder name of the municipality.
        year: report year.
        chapter: `03-fruehkindliche-bildung`.
        title: the chapter's heading.
        asked: the department that is asked.
        file: what its author edits, relative to the project's folder.
        paragraphs: its paragraphs in order.
        intro: what stands above them; kept with them, since a later program may say it otherwise.
    """

    city: str
    year: int
    chapter: str
    title: str
    asked: str
    file: str
    paragraphs: tuple[Sent, ...]
    intro: tuple[str, ...] = INTRO

    @property
    def id(self) -> str:
        """Names the copy; the same for the same text and department."""
        return sha256(json.dumps(self.plain(), sort_keys=True).encode()).hexdigest()[:12]

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, for the file beside it."""
        return {**vars(self), "intro": list(self.intro), "paragraphs": [vars(p) for p in self.paragraphs]}

    @classmethod
    def of(cls, found: dict[str, Any]) -> Sheet:
        """Read what `plain` returned."""
        made = [
            Sent(**{**p, "results": tuple(p["results"]), "notes": tuple(p["notes"])})
            for p in found["paragraphs"]
        ]
        return cls(**{**found, "intro": tuple(found["intro"]), "paragraphs": tuple(made)})

    def lines(self) -> list[Line]:
        """Return the paragraphs of the document in order: the introduction, then the chapter's."""
        asked = f"Prüffassung für: {self.asked}." if self.asked else "Prüffassung."
        intro = [f"Entwurf, Stand {self.id}: {self.title}", f"{asked} {self.intro[0]}", *self.intro[1:]]
        found = [Line(f"bbd_{self.id}" if not i else f"bbi_{i}", text, None) for i, text in enumerate(intro)]
        for sent in self.paragraphs:
            found.append(Line(sent.key, printable(sent.shown), sent))
            if sent.kind == "figure":
                found += [Line(f"{sent.key}p", PICTURE, sent)] if sent.picture else []
                found += [Line(f"{sent.key}n{i}", printable(text), sent) for i, text in enumerate(sent.notes)]
        return found


def printable(text: str) -> str:
    """Return a text as a document holds it, character by character: what has no shape of its own is a space."""
    return "".join(c if c.isprintable() or c in "\u00a0\u202f\u00ad" else " " for c in text)


def notebook_paragraphs(chapter: str, outcome: Outcome) -> Iterator[Sent]:
    """Yield the paragraphs of a notebook that has run, as they are printed: without those that found no data.

    Args:
        chapter: the notebook's name without suffix.
        outcome: what became of it.
    """
    executed = json.loads(outcome.executed or b'{"cells": []}')
    missing = Missing(tuple(outcome.chapter["omitted"]))
    left_out = set(outcome.chapter["headings"])
    number = 0
    for cell in executed["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            inline = cell["metadata"].get(METADATA, {}).get("inline", [])
            for made in _of_text(source, [_result(r) for r in inline], cell.get("id", "")):
                if made.source.lstrip("# ") in left_out or any(
                    map(missing.has, references(Block("text", made.source)))
                ):
                    continue
                yield replace(made, key=f"bbp_{number:03}")
                number += 1
        elif cell["cell_type"] == "code":
            shown = next(
                (o["data"][SHOWN_MIME] for o in cell["outputs"] if SHOWN_MIME in o.get("data", {})), None
            )
            if shown is None or not cell_options(source, "").shown:
                continue
            label = cell_options(source, "").label or shown.get("label") or ""
            picture = f"{chapter}_files/{label}.png"
            notes = [shown.get("reading"), *shown.get("notes", ()), shown.get("source")]
            yield Sent(
                f"bbp_{number:03}",
                "figure",
                cell.get("id", ""),
                label,
                (),
                f"{label}: {plain(cell_options(source, '').captions.get('fig-cap') or shown['caption'])}",
                picture if picture in outcome.files else "",
                tuple(plain(note) for note in notes if note),
            )
            number += 1


def page_paragraphs(source: str) -> Iterator[Sent]:
    """Yield the paragraphs of a hand-written chapter."""
    yield from _of_text(source, [], "")


def _result(result: dict[str, str]) -> str | None:
    return None if "nodata" in result else plain(result["markdown"])


def _of_text(source: str, results: list[str | None], cell: str) -> Iterator[Sent]:
    number = 0
    for paragraph in paragraphs(source, [r or "" for r in results]):
        count = len(expressions(paragraph.source))
        own, results = results[:count], results[count:]
        if None in own or not paragraph.shown.strip():
            continue  # its figure has no data: it is not printed
        body = tuple(r or "" for r in own)
        kind: Kind = "text" if paragraph.parsed else "locked"
        yield Sent(f"bbp_{number:03}", kind, cell, paragraph.source, body, paragraph.shown)
        number += 1


def current_source(project: Project, city: str, chapter: str, cell: str) -> tuple[str, str]:
    """Return a cell's text as the municipality prints it now, and as all municipalities share it.

    Raises:
        ReportError: the cell or the chapter is gone.
    """
    notebook = project.notebooks / f"{chapter}.ipynb"
    if cell:
        cells = json.loads(notebook.read_text("utf-8"))["cells"] if notebook.is_file() else []
        shared = next(("".join(c["source"]) for c in cells if c.get("id") == cell), None)
    else:
        shared = next((path.read_text("utf-8-sig") for path in pages_of(project, city, chapter)), None)
    if shared is None:
        raise ReportError(f"Zelle „{cell}“ in „{chapter}“ gibt es nicht mehr.")
    own = [] if is_own(project, city, chapter) else read_texts(project.root, city, chapter)
    return changed(shared, own, cell)[0], shared


def pages_of(project: Project, city: str, chapter: str) -> list[Path]:
    """Return where a hand-written chapter lies: the municipality's own first."""
    places = (project.chapters / city / f"{chapter}.qmd", project.chapters / f"{chapter}.qmd")
    root = project.root / f"{chapter}.qmd"
    return [path for path in (*places, root) if path.is_file()]


def is_own(project: Project, city: str, chapter: str) -> bool:
    """Whether the municipality has a chapter of its own in place of the shared one."""
    return (project.chapters / city / f"{chapter}.qmd").is_file()
