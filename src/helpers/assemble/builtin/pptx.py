"""Slides that can be edited: Pandoc writes them, on the town's own template; texts for pictures and the draft's mark come after it."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from helpers.assemble.builtin.book import Book
from helpers.assemble.builtin.docx import packed
from helpers.assemble.builtin.processes import PANDOC
from helpers.errors import BookError

_SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")
_DESCRIBED = re.compile(r' descr="[^"]*?bild-(\d+)\.png"')
_CAPTION = re.compile(r'<p:sp>(?:(?!<p:sp>).)*?name="TextBox \d+".*?</p:sp>', re.DOTALL)
_SMALLER = {b"3300": 2200, b"2400": 1800, b"2100": 1600}
_SIZE = re.compile(rb'sz="(3300|2400|2100)"')
"""Pandoc's own master is made for a few words; a town's template keeps its sizes."""
_LAYOUT = re.compile(r'(<p:cSld name=)"([^"]*)"')
_LAYOUTS = {
    "Titelfolie": "Title Slide",
    "Titel und Inhalt": "Title and Content",
    "Abschnittsüberschrift": "Section Header",
    "Zwei Inhalte": "Two Content",
    "Vergleich": "Comparison",
    "Inhalt mit Überschrift": "Content with Caption",
    "Leer": "Blank",
}
_EXPECTED = "Erwartet wird eine PowerPoint-Datei (.pptx) mit den üblichen Layouts, in PowerPoint gespeichert."
_MARK = (
    '<p:sp><p:nvSpPr><p:cNvPr id="900" name="Stand"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
    '<a:off x="120000" y="{y}"/><a:ext cx="5000000" cy="260000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
    '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="de-DE" sz="1000" b="1"/><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>'
)


def write_slides(book: Book, source: str, alts: Sequence[str], target: Path) -> None:
    """Write slides; the same bytes for the same source.

    Args:
        book: the project; `kurzformat.template` names the town's own template in it.
        source: Markdown file in it; its pictures are `bild-1.png` and so on, beside it.
        alts: what each picture shows.
        target: the file to write.

    Raises:
        BookError: the template is none.
    """
    folder, template = (book.root / source).parent, book.text("kurzformat.template")
    command = [str(PANDOC), "-f", "markdown", "-t", "pptx", "--slide-level=2", "-o", str(target.resolve())]
    if template:
        (folder / "vorlage.pptx").write_bytes(_in_english(book.root / template))
        command.append("--reference-doc=vorlage.pptx")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "315532800"}
    made = subprocess.run(
        [*command, str(book.root / source)], cwd=folder, env=environment, capture_output=True, check=False
    )
    if made.returncode:
        whole = (
            f"{Path(template).name} ist keine brauchbare Vorlage"
            if template
            else "Die Folien sind nicht entstanden"
        )
        said = made.stderr.decode(errors="replace").strip().splitlines()
        raise BookError(
            f"{whole}. {_EXPECTED if template else ''} Pandoc meldet: {said[-1] if said else made.returncode}"
        )
    with zipfile.ZipFile(target) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    height = re.search(rb'<p:sldSz [^>]*cy="(\d+)"', parts["ppt/presentation.xml"])
    y = int(height[1] if height else 6858000) - 300_000
    mark = _MARK.format(y=y, text=escape(" · ".join(book.marks))) if book.marks else ""
    for name, content in parts.items():
        if _SLIDE.fullmatch(name):
            text = _DESCRIBED.sub(
                lambda found: f" descr={quoteattr(alts[int(found[1]) - 1])}", content.decode()
            )
            text = _CAPTION.sub(lambda found: found[0].replace("<a:rPr", '<a:rPr sz="1400"'), text)
            parts[name] = text.replace("</p:spTree>", f"{mark}</p:spTree>").encode()
        elif not template and name.startswith("ppt/slideMasters/slideMaster"):
            parts[name] = _SIZE.sub(lambda found: b'sz="%d"' % _SMALLER[found[1]], content)
    target.write_bytes(packed(parts.items()))


def _in_english(template: Path) -> bytes:
    """Return a template whose layouts have the names that Pandoc looks for, where PowerPoint gave them German ones.

    Raises:
        BookError: it is none.
    """
    try:
        with zipfile.ZipFile(template) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        for name, content in parts.items():
            if name.startswith("ppt/slideLayouts/slideLayout"):
                parts[name] = _LAYOUT.sub(_named, content.decode()).encode()
    except (zipfile.BadZipFile, ValueError, EOFError, RuntimeError, NotImplementedError):
        raise BookError(f"{template.name} ist keine brauchbare Vorlage. {_EXPECTED}") from None
    return packed(parts.items())


def _named(found: re.Match[str]) -> str:
    return f'{found[1]}"{_LAYOUTS.get(found[2], found[2])}"'
