"""Review copies as departments send them back: OOXML by the standard, without a word processor."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import pytest

from helpers.publish.review.paragraphs import paragraphs
from helpers.publish.review.sheet import Sent, Sheet

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
WHO = 'w:id="1" w:author="Erika Muster" w:date="2026-03-01T10:00:00Z"'


def sheet_of(cells: dict[str, tuple[str, Sequence[str]]], chapter: str = "03-probe") -> Sheet:
    """A review copy of cells: id → Markdown and what its values show."""
    sent = []
    for cell, (source, results) in cells.items():
        left = list(results)
        for p in paragraphs(source, results):
            count = p.source.count("`{python}")
            own, left = tuple(left[:count]), left[count:]
            kind = "text" if p.parsed else "locked"
            sent.append(Sent(f"bbp_{len(sent):03}", kind, cell, p.source, own, p.shown))
    return Sheet("augsburg", 2025, chapter, "Probe", "Jugendamt", f"notebooks/{chapter}.ipynb", tuple(sent))


def run(text: str, *, bold: bool = False, italic: bool = False, tag: str = "t") -> str:
    """A run of text."""
    marks = "<w:b/>" * bold + "<w:i/>" * italic
    inside = f'<w:{tag} xml:space="preserve">{escape(text)}</w:{tag}>'
    return f"<w:r><w:rPr>{marks}</w:rPr>{inside}</w:r>"


def typed(text: str) -> str:
    """Text that was inserted with tracking."""
    return f"<w:ins {WHO}>{run(text)}</w:ins>"


def deleted(text: str) -> str:
    """Text that was deleted with tracking."""
    return f"<w:del {WHO}>{run(text, tag='delText')}</w:del>"


def document(body: str, comments: str = "", extended: str = "") -> bytes:
    """A DOCX around a body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        names = "".join(
            f'<w:style w:styleId="H{n}"><w:name w:val="heading {n}"/></w:style>' for n in range(1, 7)
        )
        archive.writestr("word/styles.xml", f"<w:styles {W}>{names}</w:styles>")
        if comments:
            archive.writestr("word/comments.xml", f"<w:comments {W} {W14}>{comments}</w:comments>")
            archive.writestr(
                "word/commentsExtended.xml", f"<w15:commentsEx {W15}>{extended}</w15:commentsEx>"
            )
    return out.getvalue()


def answer(sheet: Sheet, changes: dict[str, str | Callable[[str], str]]) -> str:
    """The body of an answer: each paragraph as sent, or what `changes` says in place of its runs, or of the whole paragraph."""
    body = []
    for number, line in enumerate(sheet.lines()):
        mark = f'<w:bookmarkStart w:id="{number}" w:name="{line.key}"/><w:bookmarkEnd w:id="{number}"/>'
        change = changes.get(line.key)
        if callable(change):
            body.append(change(mark))
        else:
            level = line.sent.paragraph.level if line.sent and line.sent.kind == "text" else 0
            style = f'<w:pPr><w:pStyle w:val="H{level}"/></w:pPr>' if level else ""
            body.append(
                f"<w:p>{style}{mark}{_runs(line.sent, line.text) if change is None else change}</w:p>"
            )
    return "".join(body)


def _runs(sent: Sent | None, text: str) -> str:
    if sent is None or sent.kind != "text":
        return run(text)
    assert sent.paragraph.parsed
    return "".join(
        run(p.shown, bold="b" in p.format, italic="i" in p.format) for p in sent.paragraph.parsed.pieces
    )


@pytest.fixture
def sheet() -> Sheet:
    """A review copy with a heading, values, a list and something that cannot be changed from Word."""
    return sheet_of(
        {
            "eins": (
                (
                    "## Kinder unter drei {#sec-drei}\n\nIm Jahr lag die Quote bei `{python} q`. **Das** ist viel, siehe\n@fig-quote.\n\n"
                    "- Erster Punkt\n- Zweiter Punkt"
                ),
                ["29,7 %"],
            ),
            "zwei": ("Ein Satz ohne Zahl.\n\n| a | b |\n|---|---|\n| 1 | 2 |", []),
        }
    )
