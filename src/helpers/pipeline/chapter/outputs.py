"""What a code cell shows, as blocks of Markdown and files beside the chapter."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from helpers.errors import NotebookError
from helpers.figures.shown import plain
from helpers.look import raster
from helpers.look.images import harmless
from helpers.pipeline.chapter.blocks import Block, split
from helpers.pipeline.chapter.htmltables import read_html_table
from helpers.pipeline.chapter.inline import GAP, expressions, replace
from helpers.pipeline.chapter.notebook import INLINE_OPTIONS, Options, cell_options
from helpers.pipeline.chapter.pipetables import csv_bytes, pipe_table, with_signs
from helpers.pipeline.chapter.printed import check_length, clean, warning
from helpers.pipeline.chapter.refused import ADVICE, is_active, reason
from helpers.pipeline.chapter.workbook import xlsx_bytes
from helpers.pipeline.contract import (
    FRAME_MIME,
    MAX_ROWS,
    METADATA,
    NODATA_MIME,
    SHOWN_MIME,
    VALUE_MIME,
)
from helpers.text.asjupyter import MarkdownError
from helpers.text.markdown import attribute, escape
from helpers.text.numbers import NBSP, number

_OBJECT = re.compile(r"^\[?<.*>\]?$", re.DOTALL)
"""What Python says of an object that says nothing itself, such as the axes that a plot returns."""
_FORMULA = re.compile(r"^(\$\$?)(?:\\displaystyle)?(?P<text>[^$]+)\1$", re.DOTALL)


@dataclass
class Cell:
    """One code cell on its way into the chapter.

    Args:
        source: the cell.
        where: notebook and cell, as the start of a message.
        stem: name of the notebook without number and suffix, for labels of figures that have none.
        folder: name of the folder beside the chapter.
        files: collects the files beside the chapter.
        chosen: tags that take the first of what it shows into a short format; classes of the figure or table.
    """

    source: Any
    where: str
    stem: str
    folder: str
    number: int
    files: dict[str, bytes]
    labels: list[str] = field(default_factory=list)
    indicators: list[str] = field(default_factory=list)
    missing: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    def blocks(self) -> list[Block]:
        """Return the blocks that the cell's outputs become.

        Raises:
            NotebookError: for a figure without caption or alt text, or inline code that was not evaluated.
        """
        options = cell_options(self.source.source, self.where)
        if not options.shown:
            return []
        captions = self._captions(options)
        if any(GAP in text for text in captions.values()):
            asked = (output.get("data", {}).get(NODATA_MIME) for output in self.source.outputs)
            message = next(
                (found["message"] for found in asked if found),
                "Einer Abbildung oder Tabelle fehlen Zahlen, die ihre Beschriftung nennt.",
            )
            self.missing.append({"label": options.label or "", "message": message})
            return [Block("gap", "")]
        blocks = [
            block for output in self.source.outputs for block in self._output(output, options, captions)
        ]
        self._check_shown(options, captions, blocks)
        return blocks

    def _check_shown(self, options: Options, captions: dict[str, str], blocks: list[Block]) -> None:
        """Refuse a label or caption whose figure or table is not there."""
        named = options.label or next((f"#| {name}: …" for name in captions), "")
        if named and not any(block.kind in ("open", "gap") for block in blocks):
            raise NotebookError(
                f"{self.where}: „{named}“ gehört zu einer Abbildung oder Tabelle, aber die Zelle zeigt keine. "
                "Gezeigt wird, was in der letzten Zeile steht oder was display(…) erhält."
            )

    def _captions(self, options: Options) -> dict[str, str]:
        """Return the caption options with inline code replaced; the alt text is plain text."""
        results = list(self.source.metadata.get(METADATA, {}).get("inline", []))
        captions = {}
        for name in INLINE_OPTIONS:
            if name in options.captions:
                text = options.captions[name]
                count = len(expressions(text))
                if count > len(results):
                    raise not_evaluated(self.where)
                captions[name] = replace(text, results[:count], plain=name == "fig-alt").strip()
                results = results[count:]
        return captions

    def _output(self, output: Any, options: Options, captions: dict[str, str]) -> list[Block]:
        if output.output_type == "stream":
            if output.name == "stderr":
                if said := warning(output.text):
                    self.warnings.append(f"{self.where}: {said}")
                return []
            return self._printed(output.text)
        if output.output_type == "error":
            return self._printed(f"{output.ename}: {output.evalue}")
        data = output.data
        if NODATA_MIME in data:
            self.missing.append(dict(data[NODATA_MIME]))
            return [Block("gap", "")]
        if SHOWN_MIME in data:
            return self._shown(data[SHOWN_MIME], data.get("image/svg+xml"), options, captions)
        for mime, suffix in (("image/svg+xml", "svg"), ("image/png", "png"), ("image/jpeg", "jpg")):
            if mime in data:
                content = data[mime].encode() if suffix == "svg" else base64.b64decode(data[mime])
                return self._plain_figure(content, suffix, options, captions)
        if FRAME_MIME in data:
            return self._table(data[FRAME_MIME], options, captions)
        if VALUE_MIME in data:
            return self._printed(data[VALUE_MIME])
        if "text/markdown" in data:
            return markdown(data["text/markdown"], self.where, self.number)
        if formula := _FORMULA.match(data.get("text/latex", "").strip()):
            return [Block("text", f"$$\n{formula['text'].strip()}\n$$")]
        html = data.get("text/html", "")
        if "<table" in html and not is_active(html):
            return self._html_table(html, options, captions)
        if set(data) <= {"text/plain"}:
            text = data.get("text/plain", "")
            return [] if _OBJECT.match(text.strip()) else self._printed(text)
        raise NotebookError(f"{self.where}: {reason(data)}")

    def _printed(self, text: str) -> list[Block]:
        """Return printed text as it stands, in the type of a typewriter."""
        if not (cleaned := clean(text)).strip():
            return []
        self._lines.append(cleaned)
        check_length("\n".join(self._lines), self.where)
        return [_verbatim(cleaned)]

    def _label(self, prefix: str, given: str | None) -> str:
        label = given or f"{prefix}-{self.stem}-{self.number}"
        if not label.startswith(f"{prefix}-"):
            kind = "Abbildung" if prefix == "fig" else "Tabelle"
            raise NotebookError(
                f"{self.where}: Das Label „{label}“ gehört zu einer {kind} und beginnt deshalb mit „{prefix}-“."
            )
        if label in self.labels:
            raise NotebookError(
                f"{self.where}: Das Label „{label}“ ist schon vergeben. Bitte mit „#| label: …“ ein anderes wählen."
            )
        self.labels.append(label)
        return label

    def _open(self, label: str) -> list[Block]:
        chosen, self.chosen = self.chosen, []  # of several figures of a cell it is the first
        return _open(" ".join([f"#{label}", *(f".{tag}" for tag in chosen)]))

    def _shown(
        self, shown: dict[str, Any], svg: str | None, options: Options, captions: dict[str, str]
    ) -> list[Block]:
        prefix = "fig" if shown["kind"] == "figure" else "tbl"
        label = self._label(prefix, options.label or shown["label"])
        caption = captions.get(f"{prefix}-cap", shown["caption"])
        self.indicators += shown["indicators"]
        said = [*shown["notes"], *([shown["reading"]] if shown["reading"] else []), shown["source"]]
        data = f"{self.folder}/{label}"
        columns, rows = shown["columns"], with_signs(shown["rows"], shown["display"])
        if dates := shown.get("dates"):
            columns = [*columns, {"name": "Anderer Stand", "unit": ""}]
            rows = [[*row, date] for row, date in zip(rows, dates, strict=True)]
        self.files[f"{data}.csv"] = csv_bytes(columns, rows)
        self.files[f"{data}.xlsx"] = xlsx_bytes(columns, rows, _about(caption, shown))
        downloads = [(f"Daten ({kind.upper()})", f"{data}.{kind}") for kind in ("csv", "xlsx")]
        if found := shown.get("finding"):
            self.findings.append({**found, "label": label, "caption": caption})
            caption = titled(found["title"], caption)
        if shown["kind"] == "figure":
            image = self._image(label, (svg or "").encode(), "svg", captions.get("fig-alt", shown["alt"]))
            self.files[f"{data}.json"] = _table_behind(shown)
            return [
                *self._open(label),
                image,
                *_notes(said, [*downloads, *self._pictures(label, "svg")]),
                Block("text", caption),
                _CLOSE,
            ]
        table = pipe_table(_headings(shown), shown["display"], shown["align"])
        return [
            *_cards(shown.get("cards", [])),
            *self._open(label),
            Block("text", table),
            Block("text", caption),
            _CLOSE,
            *_notes(said, downloads),
        ]

    def _image(self, label: str, content: bytes, suffix: str, alt: str) -> Block:
        path = f"{self.folder}/{label}"
        content = harmless(f"{label}.{suffix}", content, self.where)
        self.files[f"{path}.{suffix}"] = content
        if suffix == "svg":
            try:
                self.files[f"{path}.png"] = raster.png(content)
            except ValueError as error:
                raise NotebookError(f"{self.where}: Das Bild ließ sich nicht zeichnen ({error}).") from error
        return Block("text", f'![]({path}.{suffix}){{fig-alt="{attribute(alt)}"}}')

    def _pictures(self, label: str, suffix: str) -> list[tuple[str, str]]:
        """Return the links to a picture: an SVG as it is, and as PNG."""
        kinds = ("svg", "png") if suffix == "svg" else (suffix,)
        return [(f"Bild ({kind.upper()})", f"{self.folder}/{label}.{kind}") for kind in kinds]

    def _plain_figure(
        self, content: bytes, suffix: str, options: Options, captions: dict[str, str]
    ) -> list[Block]:
        missing = [name for name in ("fig-cap", "fig-alt") if name not in captions]
        if missing:
            wanted = " und ".join(f"„#| {name}: …“" for name in missing)
            raise NotebookError(f"{self.where}: Der Abbildung fehlt {wanted} am Anfang der Zelle.")
        label = self._label("fig", options.label)
        return [
            *self._open(label),
            self._image(label, content, suffix, captions["fig-alt"]),
            *_downloads(self._pictures(label, suffix)),
            Block("text", captions["fig-cap"]),
            _CLOSE,
        ]

    def _html_table(self, html: str, options: Options, captions: dict[str, str]) -> list[Block]:
        try:
            table = read_html_table(html)
        except ValueError as error:
            raise NotebookError(
                f"{self.where}: Die Ausgabe ist HTML und {error}; das kann ein Bericht nicht zeigen. {ADVICE}."
            ) from None
        return self._table(asdict(table), options, captions)

    def _table(self, shown: dict[str, Any], options: Options, captions: dict[str, str]) -> list[Block]:
        """Return a table of texts: with number and caption where it has one."""
        count = shown.get("count", len(shown.get("rows", [])))
        if count > MAX_ROWS:
            raise NotebookError(
                f"{self.where}: Die Tabelle hat {number(count)} Zeilen; ein Bericht zeigt höchstens {number(MAX_ROWS)}. "
                "Bitte zusammenfassen oder auswählen."
            )
        if not shown["head"]:
            raise NotebookError(f"{self.where}: Die Tabelle hat keine Spalten.")
        caption = captions.get("tbl-cap") or str(escape(shown.get("caption") or ""))
        if not caption and options.label:
            raise NotebookError(f"{self.where}: Der Tabelle fehlt „#| tbl-cap: …“ am Anfang der Zelle.")
        table = Block("text", pipe_table(shown["head"], shown["rows"], shown["align"]))
        if not caption:
            return [table]
        label = self._label("tbl", options.label)
        return [*self._open(label), table, Block("text", caption), _CLOSE]


def markdown(text: str, where: str, cell: int) -> list[Block]:
    """Return the blocks of a cell's Markdown.

    Raises:
        NotebookError: part of it would not be shown.
    """
    try:
        return split(text, cell)
    except MarkdownError as error:
        raise NotebookError(f"{where}: {error}") from None


def _headings(shown: dict[str, Any]) -> list[str]:
    return [f"{c['name']} ({c['unit']})" if c["unit"] else c["name"] for c in shown["columns"]]


def _table_behind(shown: dict[str, Any]) -> bytes:
    """Return the figures of a chart as printed, from which its page makes a table (`assemble/charts`)."""
    table = {"columns": _headings(shown), "align": shown["align"], "rows": shown["display"]}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()


def titled(title: str, caption: str) -> str:
    """Return a caption with what the figure shows as its title; what is measured, where and when stands below."""
    return f"{escape(title)}\\\n[{caption}]{{.gemessen}}"


def not_evaluated(where: str) -> NotebookError:
    """Return the error for inline code in a notebook that another engine has run."""
    return NotebookError(
        f"{where}: Der Inline-Code wurde nicht ausgewertet. Bitte das Notebook mit „papermill --engine bildungsbericht“ ausführen."
    )


_CLOSE = Block("close", ":::")
_ON_A_PAGE = '.content-visible when-format="html:js"'
"""On the web; `html` would be EPUB, too."""


def _open(attributes: str) -> list[Block]:
    return [Block("open", f"::: {{{attributes}}}")]


def _notes(notes: list[str], downloads: list[tuple[str, str]]) -> list[Block]:
    """Return what stands under a figure or table."""
    texts = [Block("text", note) for note in notes]
    return [*_open(".figure-notes"), *texts, *_downloads(downloads), _CLOSE]


def _downloads(links: list[tuple[str, str]]) -> list[Block]:
    """Return links to files, which are of no use on paper or in a single file."""
    text = " ".join(f"[{name}]({path}){{.download}}" for name, path in links)
    return [*_open(_ON_A_PAGE), Block("text", text), _CLOSE]


def _about(caption: str, shown: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the lines of the workbook's second sheet: title, definitions and sources, and what stands under the figure."""
    reading = plain(shown["reading"] or "").removeprefix("Lesebeispiel: ")
    return [
        ("Titel", plain(caption)),
        *((label, text) for label, text in shown.get("about", [])),
        *(("Hinweis", plain(note)) for note in shown["notes"]),
        *([("Lesebeispiel", reading)] if reading else []),
        ("Quellenzeile", plain(shown["source"])),
    ]


_CARD = ("name", "value", "spark", "change", "comparison", "period")
"""What a card shows, in this order; `trend` and `polarity` become classes."""
_POINTS = re.compile(r"-?\d+,-?\d+( -?\d+,-?\d+)+")


def _cards(cards: list[dict[str, str]]) -> list[Block]:
    """Return key figures as cards, for the screen only: the table below says the same in print."""
    boxes: list[Block] = []
    for card in cards:
        classes = [
            f".{kind}-{card[kind]}"
            for kind in ("trend", "polarity")
            if re.fullmatch(r"\w+", card.get(kind, ""))
        ]
        texts = [Block("text", _told(card, name)) for name in _CARD if card.get(name)]
        boxes += [*_open(" ".join([".card", *classes])), *texts, _CLOSE]
    return [*_open(_ON_A_PAGE), *_open(".cards"), *boxes, _CLOSE, _CLOSE] if boxes else []


def _told(card: dict[str, str], name: str) -> str:
    """Return one detail of a card; the line of the last years is an empty span that the assembler draws."""
    if name == "spark":
        points = card[name] if _POINTS.fullmatch(card[name]) else ""
        return f'[]{{.spark data-points="{points}"}}'
    unit = f"{NBSP}[{card['unit']}]{{.unit}}" if name == "value" and card.get("unit") else ""
    return f"[{card[name]}{unit}]{{.{name}}}"


def _verbatim(text: str) -> Block:
    fence = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return Block("code", f"{fence}\n{text.rstrip()}\n{fence}")
