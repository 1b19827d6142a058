"""An executed notebook becomes a chapter: plain Quarto Markdown with figures and data beside it."""

from __future__ import annotations

import ast
import re
from dataclasses import asdict, dataclass, field
from dataclasses import replace as replace_in
from typing import Any

from helpers.errors import NotebookError
from helpers.pipeline.chapter import pictures
from helpers.pipeline.chapter.blocks import Block, definitions, join, numbered, prune
from helpers.pipeline.chapter.impure import notices
from helpers.pipeline.chapter.inline import expressions, replace, unclosed
from helpers.pipeline.chapter.notebook import HEADING, notebook_title, title_of
from helpers.pipeline.chapter.omitted import Missing
from helpers.pipeline.chapter.outputs import Cell, markdown, not_evaluated
from helpers.pipeline.contract import ASKED, METADATA
from helpers.text.footnotes import footnote_mistakes
from helpers.text.lines import read

KERNAUSSAGE = "kernaussage"
CHOSEN = {"kurzbericht": 2, "steckbrief": 2}
"""Tags of code cells whose figure or table goes into a short format, and how many of a chapter may."""
_HIDDEN = {"parameters", "injected-parameters", "papermill-error-cell-tag", "remove-cell", "remove_cell"}
"""Tags of cells that no chapter shows: the program's own, and Jupyter's."""
_SILENT = {"remove-output", "remove_output", "remove-all-outputs"}
"""Jupyter's tags of code cells that run, and of which no chapter shows anything."""
_FOLDED = {"hide-cell", "hide-output"}
"""Jupyter's tags for what a reader may unfold, which paper cannot."""
_HEAD = re.compile(r"\s*---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)")


@dataclass
class Chapter:
    """What a chapter holds besides its text.

    Args:
        title: the heading.
        anchor: cross-reference id of the chapter.
        labels: ids of its figures, tables and sections.
        key_messages: its Kernaussagen, as Markdown.
        key_names: of each Kernaussage the indicators and sentences that its inline code asks for.
        omitted: figures that found no data: `label`, `message`, `candidates` (labels it may have had).
        headings: headings that were left without content.
        indicators: ids of the indicators shown, in order.
        findings: what its figures show, see `facts.finding`, with label and caption of each.
        warnings: what cells wrote to stderr, and values that stay as they were computed.
        cells: which cell each of its blocks comes from: line of the chapter, number of the cell.
    """

    title: str
    anchor: str
    labels: list[str] = field(default_factory=list)
    key_messages: list[str] = field(default_factory=list)
    key_names: list[list[str]] = field(default_factory=list)
    omitted: list[dict[str, Any]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    indicators: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    cells: list[list[int]] = field(default_factory=list)


def export(notebook: Any, stem: str) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Turn an executed notebook into a chapter.

    Args:
        notebook: nbformat's `NotebookNode`.
        stem: name of the chapter's file without suffix.

    Returns:
        The chapter and the files beside it by relative path, and `Chapter` as a mapping.

    Raises:
        NotebookError: for what a chapter cannot hold, naming notebook and cell.
    """
    chapter = Chapter(notebook_title(notebook) or stem, anchor(stem))
    short = chapter.anchor.removeprefix("sec-")
    files: dict[str, bytes] = {}
    blocks: list[Block] = []
    messages: list[tuple[list[Block], list[str]]] = []
    number = 0
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        number += "injected-parameters" not in tags
        if tags & _HIDDEN:
            continue
        where = f"Notebook „{stem}.ipynb“, Zelle {number}"
        if folded := sorted(tags & _FOLDED):
            raise NotebookError(
                f"{where}: Das Tag „{folded[0]}“ klappt etwas zum Aufklappen ein; das gibt es in einem Bericht nicht. "
                "Soll es nicht in den Bericht, hilft „remove-cell“ oder „remove-output“, sonst bitte das Tag entfernen."
            )
        if cell.cell_type == "code" and tags & _SILENT:
            continue
        if cell.cell_type == "markdown":
            source = pictures.attached(
                pictures.as_markdown(_with_results(cell, where)),
                cell,
                where,
                f"{stem}_files/zelle-{number}",
                files,
            )
            text = markdown(source, where, number)
            if KERNAUSSAGE in tags:
                text, _ = prune(text, lambda _: False)
                messages.append((text, _names(cell)))
                text = (
                    [Block("open", f"::: {{.{KERNAUSSAGE}}}"), *text, Block("close", ":::")] if text else []
                )
            blocks += text
        elif cell.cell_type == "raw":
            if _HEAD.match(cell.source):
                raise NotebookError(
                    f"{where}: Einen Kopf aus Angaben zwischen „---“ hat ein Kapitel nicht: Sein Titel ist die Überschrift der ersten "
                    "Textzelle, Formate und Gestaltung stehen in _quarto.yml. Bitte diese Zelle löschen."
                )
            blocks += markdown(cell.source, where, number)
        else:
            chosen = [tag for tag in CHOSEN if tag in tags]
            code = Cell(cell, where, short, f"{stem}_files", number, files, chapter.labels, chosen=chosen)
            blocks += [replace_in(block, line=number) for block in code.blocks()]
            candidates = _texts(cell.source)
            chapter.omitted += [{**missing, "candidates": candidates} for missing in code.missing]
            chapter.indicators += code.indicators
            chapter.warnings += code.warnings
            chapter.findings += code.findings
    chapter.warnings += notices(notebook, stem)
    _check_chosen(blocks, stem)
    _check_footnotes(blocks, stem)
    blocks = _anchored(blocks, chapter)
    missing = Missing(tuple(chapter.omitted))
    blocks, chapter.headings = prune(blocks, missing.has)
    pruned = [(prune(message, missing.has)[0], names) for message, names in messages]
    chapter.key_messages = [join(message).strip() for message, _ in pruned if message]
    chapter.key_names = [names for message, names in pruned if message]
    chapter.labels += [label for b in blocks for label in definitions(b) if label not in chapter.labels]
    chapter.indicators = list(dict.fromkeys(chapter.indicators))
    blocks = without_lost_notes(blocks)
    chapter.title = next((title_of(block.text) for block in blocks if block.level == 1), chapter.title)
    starts = list(numbered(blocks))
    chapter.cells = [
        [line, block.line]
        for i, (line, block) in enumerate(starts)
        if not i or block.line != starts[i - 1][1].line
    ]
    files = {f"{stem}.qmd": join(blocks).encode(), **files}
    return files, asdict(chapter)


def _names(cell: Any) -> list[str]:
    """Return the indicators and sentences that a Kernaussage asks for, by name or by a variable of the notebook."""
    values = cell.metadata.get(METADATA, {}).get("names", {})
    return [values.get(word, word).removeprefix('"') for word in ASKED.findall(cell.source)]


def anchor(stem: str) -> str:
    """Return the cross-reference id of a chapter whose heading has none.

    >>> anchor("01-rahmenbedingungen")
    'sec-rahmenbedingungen'
    """
    return "sec-" + re.sub(r"[^\w.-]+", "-", re.sub(r"^\d+[-_]", "", stem)).strip("-")


def _check_chosen(blocks: list[Block], stem: str) -> None:
    """Refuse more figures and tables for a short format than it has room for."""
    for tag, limit in CHOSEN.items():
        count = sum(f" .{tag}" in block.text for block in blocks if block.kind == "open")
        if count > limit:
            raise NotebookError(
                f"Notebook „{stem}.ipynb“: Zellen mit dem Tag „{tag}“ zeigen {count} Abbildungen und Tabellen; aus einem Kapitel sind es "
                f"höchstens {limit}. Bitte den Tag bei den übrigen entfernen."
            )


def _check_footnotes(blocks: list[Block], stem: str) -> None:
    """Refuse footnotes that would be printed as they stand, or not at all.

    Raises:
        NotebookError: naming the cell and the footnote.
    """
    lines = [(block.line, line) for block in blocks if block.kind == "text" for line in read(block.text)]
    for cell, message in footnote_mistakes(lines):
        raise NotebookError(f"Notebook „{stem}.ipynb“, Zelle {cell}: {message}")


def without_lost_notes(blocks: list[Block]) -> list[Block]:
    """Take out the calls of footnotes that were left out with their missing figures."""
    defined = {
        name for block in blocks for name in re.findall(r"^ {0,3}\[\^([^\]\s]+)\]:", block.text, re.MULTILINE)
    }

    def told(block: Block) -> Block:
        if block.kind != "text" or "[^" not in block.text:
            return block
        text = re.sub(r"(?<!\\)\[\^([^\]\s]+)\]", lambda c: c[0] if c[1] in defined else "", block.text)
        return Block(block.kind, text, block.line)

    return [told(block) for block in blocks]


def _with_results(cell: Any, where: str) -> str:
    results = cell.metadata.get(METADATA, {}).get("inline", [])
    if len(expressions(cell.source)) != len(results):
        raise not_evaluated(where)
    text = replace(cell.source, results)
    if unclosed(text):
        raise NotebookError(
            f"{where}: Ein Ausdruck beginnt mit „`{{python}}“, aber er endet nicht in derselben Zeile mit „`“; er stünde so im Bericht."
        )
    return text


def _anchored(blocks: list[Block], chapter: Chapter) -> list[Block]:
    """Give the chapter's heading an id, so that other chapters can refer to it; keep one that the author gave."""
    for i, block in enumerate(blocks):
        if block.level == 1:
            if given := definitions(block):
                chapter.anchor = given[0]
                return blocks
            heading = HEADING.match(block.text)
            assert heading is not None
            inner = (heading["attributes"] or "{}")[1:-1].strip()
            text = f"# {heading['text']} {{#{chapter.anchor}{' ' + inner if inner else ''}}}"
            return [*blocks[:i], replace_in(block, text=text), *blocks[i + 1 :]]
    return blocks


def _texts(source: str) -> list[str]:
    """Return the texts in a cell's code, the ids of its indicators among them."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [value for value in constants if isinstance(value, str)]
