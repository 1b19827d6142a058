"""The built-in assembler's files: complete, the same every time, accessible, and asking nobody else for anything."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pikepdf
import pytest
from bs4 import BeautifulSoup

from helpers.assemble import assemble
from helpers.errors import BookError, OutputError

from .conftest import Report
from .sample_book import write_sample_book


def test_every_format_is_there(report: Report) -> None:
    assert {name: path.name for name, path in report.assembled.files.items()} == {
        "html": "index.html",
        "pdf": "bildungsbericht-probestadt.pdf",
        "docx": "bildungsbericht-probestadt.docx",
        "epub": "bildungsbericht-probestadt.epub",
    }
    assert all(path.stat().st_size > 2000 for path in report.assembled.files.values())
    assert report.assembled.warnings == ()
    assert report.assembled.assembler == "builtin"
    assert re.fullmatch(r"Pandoc \(pypandoc_binary [\d.]+\), Typst [\d.]+", report.assembled.version)


def test_two_runs_in_two_folders_give_the_same_bytes(
    report: Report, make_report: Callable[[str], Report]
) -> None:
    def digests(folder: Path) -> dict[str, str]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        }

    assert digests(report.out) == digests(make_report("zwei").out)


def test_the_book_project_is_left_as_it_was(report: Report, tmp_path: Path) -> None:
    fresh = write_sample_book(tmp_path / "buch", chapters=3, figures=3)
    before, after = (
        {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (fresh, report.book)
    )
    assert before == after


def test_a_folder_that_cannot_be_written_is_a_german_sentence(tmp_path: Path) -> None:
    book = write_sample_book(tmp_path / "buch", chapters=1, figures=1)
    (tmp_path / "belegt").write_text("eine Datei", "utf-8")
    with pytest.raises(
        OutputError,
        match=r"^Der Bericht lässt sich nicht schreiben: .*belegt.*freien Platz prüfen\.$",
    ):
        assemble(book, tmp_path / "belegt", frozenset({"html"}), "builtin")


# ---------------------------------------------------------------------- HTML


def pages(report: Report) -> dict[str, BeautifulSoup]:
    return {
        path.relative_to(report.out).as_posix(): BeautifulSoup(path.read_text("utf-8"), "html5lib")
        for path in report.out.rglob("*.html")
    }


def test_every_link_has_a_target_and_no_id_is_used_twice(report: Report) -> None:
    parsed = pages(report)
    ids = {name: [element["id"] for element in page.select("[id]")] for name, page in parsed.items()}
    links = 0
    for name, page in parsed.items():
        assert [i for i, count in Counter(ids[name]).items() if count > 1] == []
        for element in page.select("[href], [src]"):
            address = element.get("href") or element.get("src")
            parts = urlsplit(address)
            if parts.scheme in ("http", "https", "mailto"):
                assert element.name == "a", f"{name} loads {address} from another host"
                continue
            assert not parts.scheme, address
            target = (report.out / name).parent / unquote(parts.path) if parts.path else report.out / name
            assert target.is_file(), f"{name} → {address}"
            if parts.fragment:
                assert (
                    unquote(parts.fragment)
                    in ids[target.resolve().relative_to(report.out.resolve()).as_posix()]
                ), f"{name} → {address}"
            links += 1
    assert links > 100


def test_every_picture_has_size_and_text(report: Report) -> None:
    pictures = [img for page in pages(report).values() for img in page.select("main figure img")]
    assert len(pictures) == 9
    assert {(img["width"], img["height"]) for img in pictures} == {("605", "242")}
    assert all(img["alt"].startswith("Liniendiagramm: ") for img in pictures)


def test_a_page_is_numbered_in_order(report: Report) -> None:
    page = pages(report)["02-kapitel.html"]
    labels = [label.get_text().replace("\u00a0", " ") for label in page.select("figcaption .caption-label")]
    assert labels == ["Abbildung 2.1:", "Abbildung 2.2:", "Abbildung 2.3:", "Tabelle 2.1:"]


# ---------------------------------------------------------------------- PDF


@pytest.fixture(scope="session")
def pdf(report: Report) -> pikepdf.Pdf:
    return pikepdf.open(report.assembled.files["pdf"])


def elements(node: pikepdf.Object, kind: str = "") -> list[pikepdf.Object]:
    """All structure elements below a node in reading order, of one kind or of all."""
    found: list[pikepdf.Object] = []
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if not kind or f"/{kind}" == child.S:
                found.append(child)
            found += elements(child, kind)
    return found


def test_the_pdf_says_that_it_is_accessible_and_archivable(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        assert meta["dc:title"] == "Bildungsbericht Probestadt 2025"
        assert meta["xmp:CreateDate"].startswith("2025-11-20")
    assert str(pdf.Root.Lang) == "de-DE"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_every_figure_of_the_pdf_has_an_alternative_text(pdf: pikepdf.Pdf) -> None:
    figures = elements(pdf.Root.StructTreeRoot, "Figure")
    texts = [str(figure.Alt) for figure in figures if "/Alt" in figure]
    assert len([text for text in texts if text.startswith("Liniendiagramm: ")]) == 9
    assert len(texts) == len(figures)


def test_a_figure_is_read_caption_first_and_notes_last(pdf: pikepdf.Pdf) -> None:
    order = elements(pdf.Root.StructTreeRoot)
    kinds = [str(element.S)[1:] for element in order]
    pictures = [
        i for i, element in enumerate(order) if str(element.get("/Alt", "")).startswith("Liniendiagramm: ")
    ]
    for index in pictures:
        assert "Caption" in kinds[index - 8 : index]
        assert kinds[index + 1 : index + 3] == ["P", "P"], "Lesebeispiel and Quelle"


def test_headings_of_the_pdf_are_nested(pdf: pikepdf.Pdf) -> None:
    levels = [
        int(str(e.S)[2:]) for e in elements(pdf.Root.StructTreeRoot) if re.fullmatch(r"/H[1-6]", str(e.S))
    ]
    assert levels[0] == 1
    assert all(level <= before + 1 for before, level in pairwise(levels))
    assert levels.count(2) == 6


def test_tables_of_the_pdf_have_headers_with_scope(pdf: pikepdf.Pdf) -> None:
    headers = elements(pdf.Root.StructTreeRoot, "TH")
    assert len(headers) >= 3 * 4
    for header in headers:
        attributes = header.A if isinstance(header.A, pikepdf.Array) else [header.A]
        assert any(a.get("/Scope") == "/Column" for a in attributes)


def test_fonts_of_the_pdf_come_from_wheels_and_are_embedded(pdf: pikepdf.Pdf) -> None:
    fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
    assert all("SourceSansPro" in name or "DejaVuSansMono" in name for name in fonts), fonts


def test_bookmarks_lead_to_the_chapters(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        titles = [item.title.replace("\u00a0", " ") for item in outline.root]
    assert "Kapitel über das Thema 1" in " | ".join(titles)
    assert len(titles) == len(set(titles))


def test_a_book_without_a_date_has_no_clock_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    book = write_sample_book(tmp_path / "buch", chapters=1, figures=1)
    config = book / "_quarto.yml"
    config.write_text(config.read_text("utf-8").replace("  date: 2025-11-20\n", ""), "utf-8")
    files = [
        assemble(book, tmp_path / name, frozenset({"pdf"}), "builtin").files["pdf"] for name in ("a", "b")
    ]
    with pikepdf.open(files[0]) as document, document.open_metadata() as meta:
        assert meta["xmp:CreateDate"].startswith("2000-01-01")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_broken_picture_is_named_in_german(tmp_path: Path) -> None:
    book = write_sample_book(tmp_path / "buch", chapters=1, figures=1)
    (book / "abb" / "linie-1-1.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><broken', "utf-8"
    )
    with pytest.raises(BookError, match=r"^abb/linie-1-1\.svg: .*kein lesbares SVG"):
        assemble(book, tmp_path / "out", frozenset({"pdf"}), "builtin")


# ---------------------------------------------------------------------- DOCX and EPUB

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="session")
def word(report: Report) -> dict[str, ET.Element]:
    with zipfile.ZipFile(report.assembled.files["docx"]) as archive:
        return {
            name: ET.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }


def test_every_style_of_the_word_document_exists_once(word: dict[str, ET.Element]) -> None:
    defined = Counter(style.get(f"{W}styleId") for style in word["word/styles.xml"].iter(f"{W}style"))
    used = {
        e.get(f"{W}val")
        for tag in ("pStyle", "rStyle", "tblStyle")
        for e in word["word/document.xml"].iter(W + tag)
    }
    assert used <= set(defined)
    assert max(defined.values()) == 1
    assert {"Heading1", "ImageCaption", "TableCaption", "TOC1", "Kasten", "Anmerkung"} <= used


def test_captions_of_the_word_document_are_fields(word: dict[str, ET.Element]) -> None:
    instructions = [e.text.strip() for e in word["word/document.xml"].iter(f"{W}instrText")]
    # Three chapters with three figures each: the count begins anew with every chapter but the first.
    assert instructions.count("SEQ Abbildung \\* ARABIC") == 7
    assert instructions.count("SEQ Abbildung \\* ARABIC \\r 1") == 2
    assert instructions.count("SEQ Tabelle \\* ARABIC") == 1
    assert instructions.count("SEQ Tabelle \\* ARABIC \\r 1") == 2
    assert instructions[0] == 'TOC \\o "1-2" \\h \\z \\u'
    settings = {e.tag for e in word["word/settings.xml"].iter()}
    assert f"{W}updateFields" not in settings, "Word would ask whether to trust fields of other files"
    text = "".join(e.text or "" for e in word["word/document.xml"].iter(f"{W}t"))
    assert "Abbildung\u00a02.3: Anteil der Kinder" in text


def test_title_page_and_header_of_the_word_document(word: dict[str, ET.Element]) -> None:
    paragraphs = list(word["word/document.xml"].iter(f"{W}p"))[:5]
    styles = [p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for p in paragraphs]  # type: ignore[union-attr]
    assert styles == ["Fiktiv", "Title", "Subtitle", "Author", "Date"]
    header = "".join(e.text or "" for e in word["word/header1.xml"].iter(f"{W}t"))
    assert header == "Fiktiv: Kommune und Zahlen sind erfunden"


#: ECMA-376, 17.3.1.26 and 17.3.2.28, what of it is used: Word calls a file damaged whose properties stand in another order.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind contextualSpacing jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs i iCs smallCaps strike color sz szCs u shd vertAlign lang",
    "style": "name basedOn next link uiPriority qFormat pPr rPr tblPr tblStylePr",
    "sectPr": "headerReference footerReference footnotePr type pgSz pgMar titlePg",
}


def test_properties_stand_in_the_order_that_word_wants(word: dict[str, ET.Element]) -> None:
    for part in ("word/document.xml", "word/styles.xml", "word/footnotes.xml"):
        for tag, order in ORDER.items():
            for element in word[part].iter(W + tag):
                found = [order.split().index(child.tag.removeprefix(W)) for child in element]
                assert found == sorted(found), ET.tostring(element)


def test_rows_of_the_word_document_stay_whole(word: dict[str, ET.Element]) -> None:
    rows = list(word["word/document.xml"].iter(f"{W}tr"))
    assert rows
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_a_table_of_many_columns_has_smaller_type_in_word(tmp_path: Path) -> None:
    book = write_sample_book(tmp_path / "buch", chapters=1, figures=1)
    chapter = next(book.glob("01-*.qmd"))
    years = range(2016, 2025)
    table = f"\n| Kennzahl | {' | '.join(map(str, years))} |\n|:--|{'--:|' * 9}\n| Einwohner |{' 301.786 |' * 9}\n"
    chapter.write_text(chapter.read_text("utf-8") + table, "utf-8")
    made = assemble(book, tmp_path / "bericht", frozenset({"docx"}), "builtin").files["docx"]
    with zipfile.ZipFile(made) as archive:
        document, styles = (
            ET.fromstring(archive.read(f"word/{name}.xml")) for name in ("document", "styles")
        )
    used = [str(style.get(f"{W}val")) for style in document.iter(f"{W}tblStyle")]
    assert used == ["Table", "Kleintabelle"]
    assert {"Table", "Kleintabelle"} <= {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}


def test_pictures_and_links_of_the_word_document(report: Report, word: dict[str, ET.Element]) -> None:
    document = word["word/document.xml"]
    alts = [e.get("descr") for e in document.iter() if e.tag.endswith("}docPr")]
    assert len(alts) == 9
    assert all(alt and alt.startswith("Liniendiagramm: ") for alt in alts)
    with zipfile.ZipFile(report.assembled.files["docx"]) as archive:
        assert {name.rpartition(".")[2] for name in archive.namelist() if "/media/" in name} == {"png"}
    bookmarks = Counter(e.get(f"{W}name") for e in document.iter(f"{W}bookmarkStart"))
    assert max(bookmarks.values()) == 1
    assert {e.get(f"{W}anchor") for e in document.iter(f"{W}hyperlink") if e.get(f"{W}anchor")} <= set(
        bookmarks
    )


def test_the_epub_holds_together(report: Report) -> None:
    with zipfile.ZipFile(report.assembled.files["epub"]) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        package = ET.fromstring(archive.read("EPUB/content.opf"))
        listed = {f"EPUB/{e.get('href')}" for e in package.iter() if e.tag.endswith("}item")}
        assert listed == {
            name
            for name in archive.namelist()
            if name.startswith("EPUB/") and not name.endswith((".opf", "/"))
        }
        texts = {name: archive.read(name) for name in archive.namelist() if name.endswith(".xhtml")}
    properties = {e.get("property"): e.text for e in package.iter() if e.tag.endswith("}meta")}
    assert properties["schema:accessModeSufficient"] == "textual"
    assert properties["schema:accessibilitySummary"].startswith("Alle Abbildungen haben einen Alternativtext")
    ids: dict[str, set[str]] = {}
    for name, text in texts.items():
        found = [e.get("id") for e in ET.fromstring(text).iter() if e.get("id")]
        assert len(found) == len(set(found)), name
        ids[name.rpartition("/")[2]] = set(found)
    for name, text in texts.items():
        assert b".xhtml</title>" not in text
        for element in ET.fromstring(text).iter("{http://www.w3.org/1999/xhtml}a"):
            address = urlsplit(element.get("href", ""))
            if address.fragment and not address.scheme:
                assert address.fragment in ids[address.path.rpartition("/")[2] or name.rpartition("/")[2]], (
                    element.get("href")
                )
