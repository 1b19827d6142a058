"""The pages of the book: put in place, cross-references checked, what depends on missing data left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from helpers.errors import BookError, nearest
from helpers.pipeline.chapter.blocks import Block, definitions, prune, references
from helpers.pipeline.chapter.omitted import Missing

_CITATION = re.compile(r"(?<![\w\\@.])-?@(?P<key>[A-Za-z0-9_](?:[\w:.#$%&+?<>~/-]*[\w/])?)")
_ID = re.compile(r"(?<!\\)\{[^{}\n]*(?<!\\)#([\w-]+)[^{}\n]*\}")
_SPAN = re.compile(
    r"(`+)(?!`).*?(?<!`)\1(?!`)|\{\{<.*?>\}\}|<[^>\s]*@[^>\s]*>|\]\([^)]*\)|\balt=\"(?:\\.|[^\"\\])*\"",
    re.DOTALL,
)
_KINDS = [
    "fig",
    "tbl",
    "sec",
    "eq",
    "lst",
    "thm",
    "lem",
    "cor",
    "prp",
    "cnj",
    "def",
    "exm",
    "exr",
    "sol",
    "rem",
    "tip",
    "nte",
    "wrn",
    "imp",
    "cau",
    "vid",
    "alg",
]
_NAMES = {"fig": "die Abbildung", "tbl": "die Tabelle", "sec": "der Abschnitt"}


@dataclass(frozen=True)
class Page:
    """One page of the book project.

    Args:
        path: where it lies in the book project.
        source: the file that its author edits, relative to the project's folder.
        blocks: its content.
        removed: headings that were left without content.
    """

    path: str
    source: str
    blocks: list[Block] = field(default_factory=list)
    removed: tuple[str, ...] = ()

    @property
    def labels(self) -> list[str]:
        """The cross-reference ids that it defines, in order."""
        return [label for block in self.blocks for label in definitions(block)]


def check_labels(pages: list[Page]) -> dict[str, Page]:
    """Return where each label is defined.

    Raises:
        BookError: when one is defined twice.
    """
    known: dict[str, Page] = {}
    for page in pages:
        for label in page.labels:
            if label in known:
                other = known[label].source
                places = (
                    f"in „{page.source}“" if other == page.source else f"in „{other}“ und in „{page.source}“"
                )
                raise BookError(
                    f"Das Label „{label}“ ist zweimal vergeben: {places}. Bitte eines davon umbenennen (in Notebooks mit „#| label: …“)."
                )
            known[label] = page
    return known


def without_missing(pages: list[Page], missing: Missing) -> list[Page]:
    """Leave out, in all pages, what refers to figures, sections and chapters without data."""
    known = {label for page in pages for label in page.labels}
    result = []
    for page in pages:
        blocks, headings = prune(page.blocks, lambda label: label not in known and missing.has(label))
        result.append(replace(page, blocks=blocks, removed=tuple(headings)))
    return result


def check_references(pages: list[Page]) -> None:
    """Check that every figure, table and section that a page refers to is there.

    Raises:
        BookError: naming the page, the line or cell, and the nearest label.
    """
    known = check_labels(pages)
    for page in pages:
        for block in page.blocks:
            for label in sorted(references(block) - known.keys()):
                same_kind = [other for other in known if other[:3] == label[:3]]
                raise BookError(
                    f"{_place(page, block, label)}: Verwiesen wird auf „@{label}“, aber {_NAMES[label[:3]]} ist in keinem Kapitel "
                    f"zu finden.{nearest(label, same_kind)}"
                )


def _place(page: Page, block: Block, label: str) -> str:
    """Return where a reference stands, as its author counts: line of a page, cell of a notebook."""
    if page.source.endswith(".ipynb"):
        name = f"Notebook „{PurePosixPath(page.source).name}“"
        return f"{name}, Zelle {block.line}" if block.line else name
    lines = block.text.splitlines()
    offset = next((i for i, line in enumerate(lines) if f"@{label}" in line), 0)
    return f"{page.source}, Zeile {block.line + offset}" if block.line else page.source


def check_citations(pages: list[Page], config: Mapping[str, Any], root: Path) -> None:
    """Check that every source that a page cites is in the bibliography.

    Raises:
        BookError: naming the page, the line and the nearest key.
    """
    named = config.get("bibliography") or []
    files = [named] if isinstance(named, str) else list(named)
    for file in files:
        if not (root / str(file)).is_file():
            raise BookError(f"_quarto.yml: Das Literaturverzeichnis „{file}“ gibt es nicht.")
    known = [key for file in files for key in _keys(root / str(file))]
    ids = {name for page in pages for block in page.blocks for name in _ID.findall(block.text)}
    for page in pages:
        for block in page.blocks:
            if block.kind == "code" or "@" not in block.text or block.text.startswith("---\n"):
                continue
            for match in _CITATION.finditer(_SPAN.sub("", block.text)):
                key = match["key"].rstrip(".:,")
                if key.partition("-")[0] not in _KINDS and key not in known:
                    where = _place(page, block, key)
                    if key in ids:
                        raise BookError(
                            f"{where}: „@{key}“ verweist auf „#{key}“. Verweisen lässt sich nur auf Kennungen, deren Anfang die Art nennt: "
                            f"fig- (Abbildung), tbl- (Tabelle), sec- (Abschnitt), nte- (Hinweis-Kasten) und so weiter. "
                            f"Für einen Verweis mit eigenen Worten: [Text](#{key})."
                        )
                    wanted = (
                        f"steht nicht in {', '.join(map(str, files))}"
                        if files
                        else "gibt es nicht: _quarto.yml nennt kein Literaturverzeichnis (bibliography)"
                    )
                    raise BookError(
                        f"{where}: Die Quelle „@{key}“ {wanted}.{nearest(key, known)} Ein @ im Text schreibt man „\\@“."
                    )


def _keys(path: Path) -> list[str]:
    """Return the keys of a bibliography in BibTeX, CSL JSON or CSL YAML."""
    text = path.read_text("utf-8")
    if path.suffix == ".bib":
        return re.findall(
            r"^[ \t]*@(?!comment|string|preamble)\w+[ \t]*\{[ \t]*([^,\s]+)",
            text,
            re.MULTILINE | re.IGNORECASE,
        )
    return re.findall(r"""^[ \t]*(?:-[ \t]*)?["']?id["']?[ \t]*:[ \t]*["']?([^"',\n]+)""", text, re.MULTILINE)
