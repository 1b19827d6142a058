"""A review copy as DOCX: Pandoc makes document and pictures, every paragraph is written here with its bookmark."""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape as xml

from helpers.assemble.builtin.docx import packed
from helpers.assemble.builtin.processes import PANDOC
from helpers.errors import OutputError
from helpers.publish.review.segments import BOLD, ITALIC, Format
from helpers.publish.review.sheet import Line, Sheet, printable
from helpers.text.markdown import escape

COMPUTED = "Berechnet"
_STYLE = (
    f'<w:style w:type="character" w:customStyle="1" w:styleId="{COMPUTED}"><w:name w:val="{COMPUTED}"/>'
    '<w:rPr><w:shd w:val="clear" w:color="auto" w:fill="E2E2E2"/></w:rPr></w:style>'
)
_TICKS = "`" * 12


def review_document(sheet: Sheet, files: Mapping[str, bytes]) -> bytes:
    """Return a review copy as DOCX; the same bytes for the same text.

    Args:
        sheet: what it says.
        files: the chapter's files, its pictures among them.

    Raises:
        OutputError: Pandoc could not write it.
    """
    lines = sheet.lines()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        body = []
        for number, line in enumerate(lines):
            if line.sent and line.key.endswith("p"):
                picture = folder / f"{number}.png"
                picture.write_bytes(files[line.sent.picture])
                start, end = (f"`{mark}`{{=openxml}}" for mark in _bookmark(line.key, number))
                body.append(f"{start}![{escape(line.sent.shown)}]({picture.name}){{width=15cm}}{end}")
            else:
                body.append(f"{_TICKS}{{=openxml}}\n{_paragraph(line, number)}\n{_TICKS}")
        made = subprocess.run(
            [PANDOC, "-f", "markdown-implicit_figures", "-t", "docx", "-o", "-", "-M", "lang=de"],
            input="\n\n".join(body).encode(),
            capture_output=True,
            cwd=folder,
            env={**os.environ, "SOURCE_DATE_EPOCH": "0"},
            check=False,
        )
    if made.returncode:
        said = made.stderr.decode(errors="replace").strip()
        raise OutputError(f"Die Prüffassung von „{sheet.title}“ ist nicht entstanden: {said}")
    return _completed(made.stdout)


def _paragraph(line: Line, number: int) -> str:
    start, end = _bookmark(line.key, number)
    sent = line.sent
    parsed = sent.paragraph.parsed if sent and sent.kind == "text" else None
    if sent is None or parsed is None:
        runs, style = _run(line.text, frozenset(), ""), "" if sent is None else "Caption"
        style = "Title" if line.key.startswith("bbd_") else style
    else:
        parts: list[tuple[str, Format, bool]] = []
        for piece in parsed.pieces:
            alone = piece.kind != "hand"
            if not alone and parts and not parts[-1][2] and parts[-1][1] == piece.format:
                parts[-1] = (parts[-1][0] + piece.shown, piece.format, False)
            elif piece.shown:
                parts.append((piece.shown, piece.format, alone))
        runs = "".join(_run(text, format_, COMPUTED if alone else "") for text, format_, alone in parts)
        level = sent.paragraph.level
        style = f"Heading{min(level, 6)}" if level else "BodyText"
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    if sent and parsed and sent.paragraph.prefix and not sent.paragraph.level:
        properties = f'<w:pPr><w:pStyle w:val="{style}"/><w:ind w:left="360"/></w:pPr>'  # an item of a list, without its sign
    return f"<w:p>{properties}{start}{runs}{end}</w:p>"


def _bookmark(key: str, number: int) -> tuple[str, str]:
    return (
        f'<w:bookmarkStart w:id="{9000 + number}" w:name="{key}"/>',
        f'<w:bookmarkEnd w:id="{9000 + number}"/>',
    )


def _run(text: str, format_: Format, style: str) -> str:
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    properties += "<w:b/>" if BOLD in format_ else ""
    properties += "<w:i/>" if ITALIC in format_ else ""
    inner = f'<w:t xml:space="preserve">{xml(printable(text))}</w:t>'
    run = f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inner}</w:r>"
    if not style:
        return run
    return f'<w:sdt><w:sdtPr><w:lock w:val="sdtContentLocked"/></w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>'


def _completed(document: bytes) -> bytes:
    """Turn on tracked changes, add the look of computed text, and take the clock out of the archive."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, old, new in (
        ("word/settings.xml", b"<w:doNotTrackMoves />", b"<w:trackRevisions/>"),
        ("word/styles.xml", b"</w:styles>", _STYLE.encode() + b"</w:styles>"),
    ):
        parts[name] = parts[name].replace(old, new)
    return packed(parts.items())
