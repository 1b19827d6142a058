"""The conformance book: one chapter per feature, assembled once."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from helpers.assemble.builtin import documents, pandoc
from helpers.assemble.builtin.book import Book
from helpers.assemble.builtin.project import read_book
from helpers.look import colours

from .features import FEATURES, Feature

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LINE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300pt" height="150pt" viewBox="0 0 300 150">'
    '<path d="M20 130L280 20" stroke="#1c4e6e"/></svg>\n'
)
CONFIG = """\
project:
  type: book
lang: de
book:
  title: Konformitätsbuch
  date: 2026-01-15
  chapters:
    - index.qmd
{chapters}
    - literatur.qmd
  appendices:
    - anhang.qmd
bibliography: quellen.bib
number-sections: true
kommune:
  name: Probestadt
umgebung: [FEHLT_GANZ]
angabe:
  wahr: true
  falsch: false
"""


@dataclass(frozen=True)
class Conformance:
    """The book and what became of it."""

    book: Book
    html: dict[str, str]
    typst: dict[str, str]
    warnings: tuple[str, ...]
    word: dict[str, str]

    def page(self, feature: Feature) -> Tag:
        """The parsed page of a feature."""
        return BeautifulSoup(self.html[chapter_file(feature)], "html5lib").body

    def print(self, feature: Feature) -> str:
        """The Typst text of a feature."""
        return self.typst[chapter_file(feature)]


def chapter_texts(docx: Path) -> dict[str, str]:
    """The text of each chapter of a Word document by its title; footnotes at the end of all."""
    with zipfile.ZipFile(docx) as archive:
        body = ET.fromstring(archive.read("word/document.xml"))[0]
        notes = ET.fromstring(archive.read("word/footnotes.xml"))
    texts: dict[str, str] = {}
    title = ""
    for block in body:
        style = block.find(f"{W}pPr/{W}pStyle")
        text = "".join(
            (e.text or "") if e.tag == f"{W}t" else "\t" if e.tag == f"{W}tab" else "" for e in block.iter()
        )
        if style is not None and style.get(f"{W}val") == "Heading1":
            title = text.partition("\t")[2] or text
        texts[title] = texts.get(title, "") + text + "\n"
    for title in texts:
        texts[title] += "".join(e.text or "" for e in notes.iter(f"{W}t"))
    return texts


def chapter_file(feature: Feature) -> str:
    """Name of the chapter that holds a feature."""
    return f"{FEATURES.index(feature) + 1:02d}.qmd"


def write_book(root: Path) -> Path:
    """Write the conformance book and return its folder."""
    (root / "abb").mkdir(parents=True)
    (root / "abb" / "linie.svg").write_text(LINE, "utf-8")
    (root / "abb" / "daten.csv").write_text("Jahr;Wert\n", "utf-8")
    for feature in FEATURES:
        (root / chapter_file(feature)).write_text(f"# {feature.name}\n\n{feature.source}\n", "utf-8")
    chapters = "\n".join(f"    - {chapter_file(feature)}" for feature in FEATURES)
    (root / "_quarto.yml").write_text(CONFIG.format(chapters=chapters), "utf-8")
    (root / "_variables.yml").write_text('stadt:\n  einwohner: "12.345"\n', "utf-8")
    (root / "_teil.qmd").write_text("Eingefügt in {{< meta kommune.name >}}.\n", "utf-8")
    (root / "index.qmd").write_text("# Vorwort {.unnumbered}\n\nHallo.\n", "utf-8")
    (root / "anhang.qmd").write_text(
        "# Methodik {#sec-anhang}\n\n## Definition {#sec-def}\n\nText.\n", "utf-8"
    )
    (root / "literatur.qmd").write_text("# Literatur {.unnumbered}\n\n::: {#refs}\n:::\n", "utf-8")
    (root / "quellen.bib").write_text(
        "@book{muster2024, author = {{Mustergruppe}}, title = {Ein Buch}, year = {2024}, publisher = {Verlag}}\n",
        "utf-8",
    )
    return root


@pytest.fixture(scope="session")
def conformance(tmp_path_factory: pytest.TempPathFactory) -> Conformance:
    """The book in HTML and Typst."""
    book = read_book(write_book(tmp_path_factory.mktemp("konformitaet") / "book"))
    folder = tmp_path_factory.mktemp("word")
    extra = documents.prepare(book, colours.theme()[0], {"docx": folder / "buch.docx"}, folder)
    written = pandoc.run(book, ("html", "typst", "docx"), extra)
    html = {page["file"]: page["body"] for page in written.formats["html"]}
    typst = {page["file"]: page["text"] for page in written.formats["typst"]}
    return Conformance(book, html, typst, written.warnings, chapter_texts(folder / "buch.docx"))
