"""Outputs that a report cannot show, each with a sentence: none vanishes without a word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_INTERACTIVE = (
    ("application/vnd.plotly", "eine interaktive Plotly-Grafik", "mit dem Paket „kaleido“ zeigt Plotly ein stehendes Bild"),
    ("application/vnd.vega", "eine interaktive Altair-Grafik", "mit dem Paket „vl-convert-python“ zeigt Altair ein stehendes Bild"),
    ("application/vnd.bokeh", "eine interaktive Bokeh-Grafik", ""),
    ("application/vnd.holoviews", "eine interaktive HoloViews-Grafik", ""),
    ("application/vnd.jupyter.widget", "ein Bedienelement (Widget)", ""),
    ("application/javascript", "JavaScript", ""),
    ("application/geo+json", "eine interaktive Karte", ""),
    ("application/pdf", "eine PDF-Datei", ""),
    ("application/json", "JSON", "als Tabelle zeigt es pd.DataFrame(…)"),
    ("image/", "ein Bild in einem Format, das nicht jedes Programm zeigt", "möglich sind SVG, PNG und JPEG"),
    ("audio/", "eine Tonaufnahme", ""),
    ("video/", "ein Film", ""),
)  # fmt: skip
_ELEMENTS = {
    "script": "HTML mit einem Skript",
    "iframe": "eine eingebettete Webseite (IFrame)",
    "object": "ein eingebettetes Objekt",
    "embed": "ein eingebettetes Objekt",
    "video": "ein Film",
    "audio": "eine Tonaufnahme",
    "form": "ein Formular",
    "input": "ein Formular",
    "button": "ein Formular",
    "canvas": "eine Zeichenfläche",
}
_TAG = re.compile(r"<\s*([a-zA-Z][\w-]*)")
ADVICE = "Bitte die Abbildung mit matplotlib oder als SVG oder PNG ausgeben, Text mit display(Markdown(…))"


def reason(data: Mapping[str, Any]) -> str:
    """Return why an output of these MIME types cannot be shown, as the rest of a sentence after notebook and cell.

    Args:
        data: the output's bundle; nothing in it can be shown.
    """
    what, hint = next(
        ((what, hint) for mime in data for start, what, hint in _INTERACTIVE if mime.startswith(start)),
        ("", ""),
    )
    if not what and "text/html" in data:
        tags = {tag.lower() for tag in _TAG.findall(str(data["text/html"]))}
        what = next((name for tag, name in _ELEMENTS.items() if tag in tags), "HTML, das keine Tabelle ist")
    if not what:
        what = f"vom Typ „{next((m for m in data if m != 'text/plain'), 'text/plain')}“"
    return (
        f"Die Ausgabe ist {what}; das kann ein Bericht nicht zeigen. {ADVICE}"
        f"{f'; {hint}' if hint else ''}. Soll sie nicht in den Bericht, hilft „#| output: false“."
    )


def is_active(html: str) -> bool:
    """Tell whether HTML does more than show text."""
    return any(tag.lower() in _ELEMENTS for tag in _TAG.findall(html))
