"""What can be told about accessibility without a browser: names, languages, headings, labels; tags of a PDF.

The rest (contrast, keyboard, reflow) is the program's own and is tested with it; a page of a municipality can lack what is asked for here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

NAMES = ("aria-label", "aria-labelledby", "title", "alt")
"""Attributes that give something a name."""
NAMED = {"a": "Ein Link", "button": "Ein Knopf"}
"""Need a text or a name."""
UNSEEN = ("link", "meta", "script", "style")
"""Nothing refers to them: Quarto gives the light and the dark style sheet one id."""
FIELDS = ("input", "select", "textarea")


def barriers(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield a German line about everything that shuts somebody out.

    Args:
        files: content by path.
    """
    for path, content in files.items():
        if path.endswith(".html"):
            page = _Page()
            page.feed(content.decode("utf-8"))
            yield from (f"{path}: {said}" for said in page.said())
        elif path.endswith(".pdf"):
            yield from (f"{path}: {said}" for said in _of_pdf(content))


class _Page(HTMLParser):
    """Collects what a page lacks."""

    def __init__(self) -> None:
        super().__init__()
        self._found: list[str] = []
        self._language = self._title = False
        self._levels: list[int] = []
        self._ids: set[str] = set()
        self._labels: set[str] = set()
        self._fields: list[dict[str, str]] = []
        self._open: list[tuple[str, bool]] = []
        self._in_title = False
        self._in_label = 0

    def said(self) -> Iterator[str]:
        """Yield what was found, once everything has been read."""
        if not self._language:
            yield "Die Sprache der Seite fehlt (lang)."
        if not self._title:
            yield "Der Titel der Seite fehlt."
        if 1 not in self._levels:
            yield "Die Hauptüberschrift der Seite fehlt."
        below = zip(self._levels, self._levels[1:], strict=False)
        yield from (
            f"Auf eine Überschrift der Ebene {before} folgt eine der Ebene {level}; dazwischen fehlt eine."
            for before, level in dict.fromkeys(below)
            if level > before + 1
        )
        for field in self._fields:
            if field.get("id") not in self._labels:
                yield f"Ein Eingabefeld ({field.get('name') or field.get('id') or field.get('type', 'text')}) hat keine Beschriftung."
        yield from dict.fromkeys(self._found)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        named = any(given.get(name, "").strip() for name in NAMES)
        if tag == "html":
            self._language = bool(given.get("lang", "").strip())
        if (identity := given.get("id")) is not None and tag not in UNSEEN:
            if identity in self._ids:
                self._found.append(f"Die Kennung „{identity}“ ist zweimal vergeben.")
            self._ids.add(identity)
        if tag == "title" and not self._open:
            self._in_title = True
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._levels.append(int(tag[1]))
        elif tag == "img":
            if "alt" not in given and given.get("role") != "presentation":
                self._found.append(f"Dem Bild „{given.get('src', '')[:60]}“ fehlt die Beschreibung.")
            self._name(bool(given.get("alt", "").strip()))
        elif tag == "iframe" and not given.get("title", "").strip():
            self._found.append("Einer eingebetteten Seite fehlt der Titel.")
        elif tag == "label":
            self._labels.add(given.get("for", ""))
            self._in_label += 1
        elif tag in FIELDS and given.get("type") not in ("hidden", "submit", "button"):
            if not named and not self._in_label:
                self._fields.append(given)
        elif tag in NAMED and (tag == "button" or "href" in given):
            self._open.append((tag, named or given.get("aria-hidden") == "true"))
        elif named:  # a picture or drawing inside a link names it
            self._name(True)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._title = self._title or self._in_title
            self._name(True)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag == "label":
            self._in_label -= 1
        elif tag in NAMED and self._open and self._open[-1][0] == tag and not self._open.pop()[1]:
            self._found.append(f"{NAMED[tag]} hat keinen Text.")

    def _name(self, named: bool) -> None:
        if self._open and named:
            self._open[-1] = (self._open[-1][0], True)


def _of_pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        catalog, information = reader.root_object, reader.metadata
    except (PyPdfError, ValueError, KeyError):
        yield "Das PDF lässt sich nicht lesen."
        return
    if not (catalog.get("/MarkInfo") or {}).get("/Marked") or "/StructTreeRoot" not in catalog:
        yield "Das PDF ist nicht für Vorleseprogramme ausgezeichnet."
    if not catalog.get("/Lang"):
        yield "Dem PDF fehlt die Sprache."
    if not information or not information.title:
        yield "Dem PDF fehlt der Titel."
