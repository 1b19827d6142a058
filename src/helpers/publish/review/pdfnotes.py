"""Notes, highlights and strike-outs in a PDF of the report, each with its chapter, page and the line it stands at."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from helpers.errors import ReportError
from helpers.publish.review.wordfile import Change, Remark

_WITHOUT_WORDS = {
    "/Highlight": "(markiert)",
    "/Underline": "(unterstrichen)",
    "/Squiggly": "(unterstrichen)",
    "/StrikeOut": "(durchgestrichen)",
    "/Ink": "(Zeichnung)",
    "/Stamp": "(Stempel)",
}
_NO_NOTES = {"/Link", "/Popup", "/Widget"}
_DONE = {"Completed", "Accepted", "Marked"}


def read_notes(content: bytes, name: str, titles: Mapping[str, str]) -> list[tuple[str, Remark]]:
    """Return the notes of a PDF in order, each with the name of its chapter; empty where it stands in none.

    Args:
        content: the file.
        name: its name, for messages.
        titles: the report's chapters, title → name.

    Raises:
        ReportError: it is no readable PDF, or one of another report.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with the file is said below
    try:
        reader = PdfReader(io.BytesIO(content))
        starts = _chapters(reader, titles)
        pages = [list(_of_page(page, number)) for number, page in enumerate(reader.pages)]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        raise ReportError(
            f"{name} ist keine lesbare PDF-Datei. Bitte im Programm, mit dem die Notizen entstanden sind, neu speichern."
        ) from None
    if not starts:
        raise ReportError(
            f"{name} ist kein PDF dieses Berichts: Von seinen Kapiteln steht keines im Inhaltsverzeichnis der Datei."
        )
    found: dict[Any, tuple[str, Remark]] = {}
    replies: list[tuple[Any, Any, Remark, str]] = []
    for number, notes in enumerate(pages):
        chapter = next((chapter for first, chapter in reversed(starts) if first <= number), "")
        for key, parent, remark, state in notes:
            if parent is None:
                found[key] = chapter, remark
            else:
                replies.append((key, parent, remark, state))
    parents = {key: parent for key, parent, _, _ in replies}
    for _, parent, remark, state in replies:
        seen = set()
        while parent in parents and parent not in seen:
            seen.add(parent)
            parent = parents[parent]
        if parent not in found:
            found[len(found), "reply"] = "", remark
            continue
        chapter, first = found[parent]
        if state:
            found[parent] = chapter, replace(first, done=state in _DONE)
        else:
            found[parent] = chapter, replace(first, replies=(*first.replies, (remark.by, remark.text)))
    return list(found.values())


def _chapters(reader: Any, titles: Mapping[str, str]) -> list[tuple[int, str]]:
    """Return on which page each chapter begins, from the outline: `3 Frühkindliche Bildung`."""
    found = []
    for entry in reader.outline:
        if not isinstance(entry, list):
            title = re.sub(r"^(?:\d+|[A-Z]) ", "", str(entry.title))
            page = reader.get_destination_page_number(entry)
            if page is not None:
                found.append((page, titles.get(title, "")))
    return sorted(found) if any(chapter for _, chapter in found) else []


def _of_page(page: Any, number: int) -> Iterator[tuple[Any, Any, Remark, str]]:
    """Yield each note: its key, that of the note it replies to, what it says, and the state that it sets."""
    lines: list[tuple[float, str]] | None = None
    for place, reference in enumerate(page.get("/Annots") or ()):
        note = reference.get_object()
        kind = str(note.get("/Subtype", ""))
        if kind in _NO_NOTES:
            continue
        if lines is None:
            lines = _lines(page)
        text = str(note.get("/Contents") or "").strip() or _WITHOUT_WORDS.get(kind, "(ohne Text)")
        day = re.match(r"D:(\d{4})(\d\d)(\d\d)", str(note.get("/M") or note.get("/CreationDate") or ""))
        by = Change(str(note.get("/T") or ""), "-".join(day.groups()) if day else "")
        box = sorted(float(y) for y in (note.get("/Rect") or (0, 0, 0, 0))[1::2])
        beside = " ".join(line for y, line in lines if box[0] - 2 <= y <= box[1])
        where = f"Seite {number + 1}{f': {beside}' if beside else ''}"
        reply = note.raw_get("/IRT") if "/IRT" in note else None
        key = getattr(reference, "idnum", (number, place))
        yield key, getattr(reply, "idnum", None), Remark(by, text, "", where), str(note.get("/State") or "")


def _lines(page: Any) -> list[tuple[float, str]]:
    """Return the lines of a page from its top: height above its foot, and text."""
    pieces: list[tuple[float, float, str]] = []

    def look(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            pieces.append((round(tm[5] * cm[3] + cm[5], 1), tm[4] * cm[0] + cm[4], text))

    page.extract_text(visitor_text=look)
    rows: dict[float, str] = {}
    for y, _, text in sorted(pieces, key=lambda p: (-p[0], p[1])):
        rows[y] = rows.get(y, "") + text
    return [(y, " ".join(text.split())) for y, text in rows.items()]
