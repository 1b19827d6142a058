"""Notes in a PDF are read with their chapter, their page and the line they stand at."""

from __future__ import annotations

import io

import pytest
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Highlight, Text
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

from helpers.errors import ReportError
from helpers.publish.review.pdfnotes import read_notes

TITLES = {"Kinder": "03-kinder", "Schulen": "04-schulen"}
SOURCE = '#set heading(numbering: "1")\n= Kinder\nEin Satz.\n#pagebreak()\n= Schulen\nZwei Sätze stehen hier.'


@pytest.fixture(scope="module")
def report() -> bytes:
    return bytes(typst.compile(SOURCE.encode(), format="pdf"))


def noted(report: bytes) -> PdfWriter:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(report)))
    heights: list[float] = []
    writer.pages[1].extract_text(
        visitor_text=lambda text, cm, tm, *_: (
            heights.append(tm[5] * cm[3] + cm[5]) if "Zwei" in text else None
        )
    )
    low, high = heights[0] - 3, heights[0] + 9
    quad = ArrayObject(FloatObject(x) for x in (70, high, 200, high, 70, low, 200, low))
    mark = Highlight(rect=(70, low, 200, high), quad_points=quad)
    mark[NameObject("/T")] = TextStringObject("Erika")
    mark[NameObject("/M")] = TextStringObject("D:20260301100000+01'00'")
    first = writer.add_annotation(1, mark)
    reply = Text(rect=(70, low, 80, high), text="Ja.")
    reply[NameObject("/T")] = TextStringObject("Max")
    reply[NameObject("/IRT")] = first.indirect_reference
    writer.add_annotation(1, reply)
    done = Text(rect=(70, low, 80, high), text="")
    done[NameObject("/State")] = TextStringObject("Completed")
    done[NameObject("/IRT")] = first.indirect_reference
    writer.add_annotation(1, done)
    writer.add_annotation(0, Text(rect=(10, 10, 20, 20), text="Frei"))
    return writer


def saved(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_notes_have_chapter_page_line_replies_and_state(report: bytes) -> None:
    (free_place, free), (place, mark) = sorted(
        read_notes(saved(noted(report)), "a.pdf", TITLES), key=lambda n: n[0]
    )
    assert (free_place, free.text, free.quoted) == ("03-kinder", "Frei", "Seite 1")
    assert (place, mark.text, mark.quoted) == ("04-schulen", "(markiert)", "Seite 2: Zwei Sätze stehen hier.")
    assert (mark.by.author, mark.by.date, mark.done) == ("Erika", "2026-03-01", True)
    assert [(by.author, text) for by, text in mark.replies] == [("Max", "Ja.")]
    assert read_notes(report, "a.pdf", TITLES) == []


def test_a_pdf_of_something_else_is_refused(report: bytes) -> None:
    with pytest.raises(ReportError, match="kein PDF dieses Berichts"):
        read_notes(report, "a.pdf", {"Anderes": "05-anderes"})
    for broken in (b"%PDF-1.7", report[: len(report) // 2]):
        with pytest.raises(ReportError, match="PDF"):
            read_notes(broken, "a.pdf", TITLES)
