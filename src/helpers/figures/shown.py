"""What every chart and table call returns: a picture or table with all that a reader must know about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape as html_escape
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from helpers.facts.finding import Finding

MIME = "application/vnd.bildungsbericht.shown+json"

Value = str | float | int | None


@dataclass(frozen=True)
class Column:
    """One column of the data behind a figure.

    Args:
        name: heading, as plain German text.
        unit: unit of the typed values, empty for texts.
        number: whether values are numbers (aligned to the right).
    """

    name: str
    unit: str = ""
    number: bool = False


@dataclass(frozen=True)
class Shown:
    """A finished figure or table; field by field the contract in `docs/development/architecture.md`.

    Args:
        kind: `figure` (with `svg`), `table`, or `cards` (a table that also carries `cards`).
        caption: Markdown.
        alt: what the chart shows, with numbers; plain text.
        source: source line; Markdown.
        reading: Lesebeispiel; Markdown, or None.
        notes: remarks on comparability, breaks and rounding; Markdown.
        label: cross-reference id such as `fig-kinderarmut`.
        indicators: ids of the indicators shown.
        columns: headings of `rows` and `display`.
        rows: typed data for downloads.
        display: the same rows as German texts.
        dates: per row which of its values are of another date than the row's; plain text, only for downloads. Empty where none can be.
        svg: the picture, or None for tables.
        cards: key figures, one mapping of texts per card.
        finding: what a figure shows, for its title and the front page; plain text.
        about: label and text of each line about definitions, sources and licences, for the workbook; plain text.
    """

    kind: Literal["figure", "table", "cards"]
    caption: str
    alt: str
    source: str
    label: str
    indicators: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    display: tuple[tuple[str, ...], ...]
    reading: str | None = None
    notes: tuple[str, ...] = ()
    svg: str | None = field(default=None, repr=False)
    cards: tuple[dict[str, str], ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    finding: Finding | None = None
    dates: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of the contract."""
        data: dict[str, Any] = {
            "kind": self.kind,
            "caption": self.caption,
            "alt": self.alt,
            "source": self.source,
            "reading": self.reading,
            "notes": list(self.notes),
            "label": self.label,
            "indicators": list(self.indicators),
            "columns": [{"name": c.name, "unit": c.unit} for c in self.columns],
            "rows": [list(row) for row in self.rows],
            "align": ["right" if c.number else "left" for c in self.columns],
            "display": [list(row) for row in self.display],
        }
        if any(self.dates):
            data["dates"] = list(self.dates)
        if self.finding:
            data["finding"] = self.finding.to_json()
        if self.about:
            data["about"] = [list(line) for line in self.about]
        if self.cards:
            data["cards"] = [dict(card) for card in self.cards]
        return data

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = {
            MIME: self.to_json(),
            "text/html": self._html(),
            "text/plain": f"{self.caption}: {self.alt}",
        }
        if self.svg is not None:
            bundle["image/svg+xml"] = self.svg
        return bundle

    def _html(self) -> str:
        """Return the view for JupyterLab, where HTML comes before SVG."""
        body = self.svg if self.svg is not None else self._html_table()
        lines = [*self.notes, *([self.reading] if self.reading else []), self.source]
        small = "".join(f"<div>{html_escape(plain(line))}</div>" for line in lines)
        caption = html_escape(plain(self.caption))
        title = (
            f"<b>{html_escape(self.finding.title)}</b><br>{caption}" if self.finding else f"<b>{caption}</b>"
        )
        return (
            f'<figure style="margin:0"><figcaption>{title}</figcaption>'
            f'{body}<div style="font-size:85%">{small}</div></figure>'
        )

    def _html_table(self) -> str:
        align = [
            ' style="text-align:right"' if c.number else ' style="text-align:left"' for c in self.columns
        ]
        head = "".join(f"<th{a}>{html_escape(c.name)}</th>" for a, c in zip(align, self.columns, strict=True))
        body = "".join(
            "<tr>"
            + "".join(f"<td{a}>{html_escape(t)}</td>" for a, t in zip(align, row, strict=True))
            + "</tr>"
            for row in self.display
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def plain(markdown: str) -> str:
    r"""Return Markdown without the backslashes of escaped characters, for views that show plain text.

    >>> plain(r"31\. Dezember")
    '31. Dezember'
    """
    return re.sub(r"\\(.)", r"\1", markdown)
