"""What becomes of an item: a sentence written to the city or to all, a comment printed, or only what was decided."""

from __future__ import annotations

import json
from dataclasses import replace
from difflib import SequenceMatcher

from helpers.errors import ReportError
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.pipeline.chapter.citytexts import Passage, add_text, changed
from helpers.publish.review.answer import COMMENT, TEXT
from helpers.publish.review.kept import ACCEPTED, SETTLED, Item
from helpers.publish.review.paragraphs import paragraphs, stands_once
from helpers.publish.review.sheet import current_source, is_own, pages_of

ALIKE = 0.6
"""A paragraph that has changed since is the same one where so much of it is."""


def accept(item: Item, city: str, project: Project, by: str, *, for_all: bool) -> Item:
    """Write what an item says, and return it as accepted.

    Args:
        item: a change of text; anything else is only marked as dealt with.
        city: folder name of the municipality.
        project: the checkout.
        by: who decides and when, for the log.
        for_all: write to what all municipalities share.

    Raises:
        ReportError: it does not fit the text as it is now; nothing was written.
    """
    if item.art != TEXT:
        return replace(item, stand=SETTLED, entschieden=f"erledigt {by}")
    if item.text is None:
        raise ReportError(f"Nr. {item.nr} lässt sich nicht übernehmen: {item.grund}")
    source, shared = current_source(project, city, item.kapitel, item.zelle)
    base = shared if for_all else source
    if item.text and stands_once(base, item.text) and not stands_once(base, item.ersetzt):
        return replace(
            item, stand=ACCEPTED, entschieden=f"steht schon so da, {by}"
        )  # a run that was killed, or another answer
    replaces, text, merged = _fitted(item, base)
    passage = Passage(item.zelle, replaces, text)
    if is_own(project, city, item.kapitel) or for_all:
        where = _write_shared(passage, item, city, project)
    else:
        add_text(project, city, item.kapitel, passage)
        where = f"für {city}"
    how = "zusammengeführt mit späteren Änderungen, " if merged else ""
    return replace(item, stand=ACCEPTED, entschieden=f"übernommen {where}, {how}{by}")


def _fitted(item: Item, source: str) -> tuple[str, str, bool]:
    """Return which passage of the text as it is now is replaced by what, and whether both were merged."""
    text = item.text or ""
    if stands_once(source, item.ersetzt):
        return item.ersetzt, text, False
    problem = (
        f"Nr. {item.nr} passt nicht mehr: Der Absatz hat sich seit dem Versand geändert, an derselben Stelle oder zu sehr. "
        "Bitte von Hand übernehmen und mit REJECT oder im Verzeichnis als erledigt kennzeichnen."
    )
    found = [
        p.source
        for p in paragraphs(source, [""] * source.count("`{python}"))
        if p.parsed and SequenceMatcher(None, p.source, item.ersetzt, autojunk=False).ratio() >= ALIKE
    ]
    if len(found) != 1 or not text or not stands_once(source, found[0]):
        raise ReportError(problem)
    both = merged3(item.ersetzt, found[0], text)
    if both is None or any(p.parsed is None for p in paragraphs(both, [""] * both.count("`{python}"))):
        raise ReportError(problem)
    return found[0], both, True


def merged3(base: str, one: str, other: str) -> str | None:
    """Return a text with the changes of both; None where they touch each other.

    >>> merged3("a b c d", "a X c d", "a b c Y"), merged3("a b c", "a X c", "a Y c")
    ('a X c Y', None)
    """
    start = base.split(" ")
    edits = []
    for text in (one, other):
        words = text.split(" ")
        codes = SequenceMatcher(None, start, words, autojunk=False).get_opcodes()
        edits.append([(a, b, words[c:d]) for tag, a, b, c, d in codes if tag != "equal"])
    if any(not (b < c or d < a) for a, b, _ in edits[0] for c, d, _ in edits[1]):
        return None
    out, at = [], 0
    for a, b, words in sorted([*edits[0], *edits[1]], key=lambda edit: edit[:2]):
        out += start[at:a] + words
        at = b
    return " ".join(out + start[at:])


def _write_shared(passage: Passage, item: Item, city: str, project: Project) -> str:
    """Write to the notebook or chapter itself; return where that was."""
    notebook = project.notebooks / f"{item.kapitel}.ipynb"
    if item.zelle:
        content = json.loads(notebook.read_text("utf-8"))
        cell = next(c for c in content["cells"] if c.get("id") == item.zelle)
        text, unfit = changed("".join(cell["source"]), [passage], item.zelle)
        cell["source"] = text.splitlines(keepends=True)
        path, new = notebook, json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    else:
        path = pages_of(project, city, item.kapitel)[0]
        text, unfit = changed(path.read_text("utf-8-sig").rstrip("\n"), [passage])
        new = text + "\n"
    if unfit:
        raise ReportError(f"Nr. {item.nr} passt nicht mehr: Der Absatz steht so nicht in {path.name}.")
    write_atomically(path, new.encode())
    return f"in {path.relative_to(project.root).as_posix()}"


def print_comment(item: Item, city: str, project: Project, on: str, by: str) -> Item:
    """Put a comment among those that the report prints, signed by the department.

    Raises:
        ReportError: it is no comment, or nobody knows by whom.
    """
    from helpers.data.participation.chapters import plain_name
    from helpers.pipeline.book.comments import FOLDER
    from helpers.text.markdown import escape

    if item.art != COMMENT or not item.amt:
        raise ReportError(
            f"Nr. {item.nr} ist kein Kommentar eines Amtes (FOR=…); abgedruckt werden nur solche."
        )
    folder = project.chapters / city / FOLDER
    name = plain_name(item.kapitel)
    path = next((p for p in sorted(folder.glob("*.md")) if plain_name(p.stem) == name), folder / f"{name}.md")
    before = path.read_text("utf-8-sig").rstrip("\n") + "\n\n" if path.is_file() else ""
    body = "\n\n".join(escape(line) for line in item.neu.split("\n") if line.strip())
    write_atomically(path, f"{before}## {item.amt}, {item.am or on}\n\n{body}\n".encode())
    where = path.relative_to(project.root).as_posix()
    return replace(item, stand=SETTLED, entschieden=f"abgedruckt in {where}, {by}")
