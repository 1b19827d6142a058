"""The short formats as files: pages, structure, and what is said in them."""

from __future__ import annotations

import hashlib
import io
import itertools
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from helpers.errors import BookError
from helpers.publish.formats import SHORT
from helpers.publish.short_formats import Made, make_short
from tests import short_book


def text_of(pdf: Path) -> str:
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def elements(node: Any) -> Iterator[Any]:
    """Yield the structure elements of a tagged PDF in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return short_book.write(tmp_path / "book")


@pytest.fixture
def made(book: Path, tmp_path: Path) -> Made:
    out = tmp_path / "bericht"
    out.mkdir()
    return make_short(book, out, frozenset(SHORT))


def test_all_formats_without_a_warning(made: Made, tmp_path: Path) -> None:
    names = {
        name: [p.relative_to(tmp_path / "bericht").as_posix() for p in paths]
        for name, paths in made.files.items()
    }
    assert names == {
        "kurzbericht": ["kurzbericht-probestadt.pdf"],
        "steckbrief": ["steckbrief-probestadt.pdf"],
        "sozialraeume": ["sozialraeume/01-altstadt.pdf", "sozialraeume/02-sued-oed.pdf"],
        "ratsvorlage": ["ratsvorlage-probestadt.docx"],
        "folien": ["folien-probestadt.pdf", "folien/folien.qmd", "folien-probestadt.pptx"],
        "leicht": ["leicht-probestadt.pdf"],
        "english": ["english-probestadt.pdf"],
    }
    assert made.warnings == ()
    assert set(made.absent) == {"zahl"}  # the small book begins with no findings
    assert [(d.label, d.kind, d.series) for d in made.downloads] == [
        ("Kurzbericht", "PDF", ""),
        ("Steckbrief", "PDF", ""),
        ("Altstadt", "PDF", "Profile der Sozialräume"),
        ("Süd-Öd", "PDF", "Profile der Sozialräume"),
        ("Folien", "PDF", ""),
        ("Folien für PowerPoint", "PowerPoint", ""),
        ("Leichte Sprache", "PDF", ""),
        ("Summary in English", "PDF", ""),
    ]


def test_pdfs_are_tagged_titled_and_in_their_language(made: Made) -> None:
    titles = {}
    for path in (p for paths in made.files.values() for p in paths if p.suffix == ".pdf"):
        with pikepdf.open(path) as pdf:
            titles[path.stem] = str(pdf.docinfo["/Title"])
            assert str(pdf.Root.Lang)[:2] == ("en" if path.stem.startswith("english") else "de")
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
            with pdf.open_metadata() as meta:
                assert (meta["pdfuaid:part"], meta["pdfaid:part"], meta["pdfaid:conformance"]) == (
                    "1",
                    "2",
                    "A",
                )
            found = list(elements(pdf.Root.StructTreeRoot))
            assert all("/Alt" in e for e in found if e.S == "/Figure")
            levels = [int(str(e.S)[2]) for e in found if str(e.S) in {f"/H{i}" for i in range(1, 7)}]
            assert levels[0] == 1
            assert all(deeper <= level + 1 for level, deeper in itertools.pairwise(levels))
    assert titles == {
        "kurzbericht-probestadt": "Kurzbericht: Bildungsbericht Probestadt",
        "steckbrief-probestadt": "Steckbrief: Bildungsbericht Probestadt",
        "01-altstadt": "Altstadt: Bildungsbericht Probestadt",
        "02-sued-oed": "Süd-Öd: Bildungsbericht Probestadt",
        "folien-probestadt": "Folien: Bildungsbericht Probestadt",
        "leicht-probestadt": "Leichte Sprache: Bildungsbericht Probestadt",
        "english-probestadt": "Summary in English: Bildungsbericht Probestadt",
    }


def test_what_the_chapters_say_appears(made: Made) -> None:
    for name in ("kurzbericht", "steckbrief", "folien"):
        told = " ".join(text_of(made.files[name][0]).split())
        for part in (
            "34,2 %",
            "Verlauf von armut in Probestadt",
            "Probeamt (fiktiv), Tabelle 1",
            "Rahmenbedingungen",
        ):
            assert part in told, (name, part)
    cards = " ".join(text_of(made.files["kurzbericht"][0]).split())
    for part in (
        "11,2 %",
        "29.965 Personen",
        "seit 2016 gesunken (−1,6 Pp.)",
        "Land 6,1 % · Deutschland 11,8 %",
    ):
        assert part in cards
    first, second = (" ".join(text_of(path).split()) for path in made.files["sozialraeume"])
    assert "22,4" in first
    assert "siehe Tabelle 1 und Abbildung 1.2" in first
    assert "Süd-Öd im Profil" in second
    assert "22,4" not in second


def test_the_kurzbericht_leads_to_the_chapters(book: Path, tmp_path: Path) -> None:
    """Beside the web pages, or where the report is published; nowhere if there are none."""

    def links(folder: str, formats: set[str]) -> set[str]:
        (tmp_path / folder).mkdir()
        made = make_short(book, tmp_path / folder, frozenset({"kurzbericht", *formats}))
        with pikepdf.open(made.files["kurzbericht"][0]) as pdf:
            found = [note for page in pdf.pages for note in page.get("/Annots", [])]
            return {str(note.A.URI) for note in found if "/A" in note}

    outside = "https://example.org/a"
    page = "chapters/01-rahmenbedingungen.html"
    assert links("ohne", set()) == {outside}
    assert page in links("mit", {"html"})
    config = book / "_quarto.yml"
    config.write_text(config.read_text("utf-8") + "  url: https://bericht.example.org/\n", "utf-8")
    assert f"https://bericht.example.org/{page}" in links("im-netz", set())


def test_every_page_says_that_it_is_made_up(made: Made) -> None:
    for path in (p for paths in made.files.values() for p in paths if p.suffix == ".pdf"):
        pages = [page for page in text_of(path).split("\f") if page.strip()]
        assert all("Fiktiv: Kommune und Zahlen sind erfunden" in page for page in pages), path.name


def test_a_steckbrief_has_two_pages_however_much_there_is_to_say(book: Path, tmp_path: Path) -> None:
    chapter = book / "chapters" / "03-kita.qmd"
    more = "".join(
        f"\n::: {{.kernaussage}}\n\nAussage {i}. {'Und so weiter. ' * 12}\n\n:::\n" for i in range(60)
    )
    for text, count in (("", 2), (more, 2)):
        chapter.write_text(chapter.read_text("utf-8") + text, "utf-8")
        out = tmp_path / f"bericht{len(text)}"
        out.mkdir()
        made = make_short(book, out, frozenset({"steckbrief"}))
        with pikepdf.open(made.files["steckbrief"][0]) as pdf:
            assert len(pdf.pages) == count


def test_no_short_word_is_divided_in_the_table_of_a_steckbrief(book: Path, tmp_path: Path) -> None:
    chapter = book / "chapters" / "01-rahmenbedingungen.qmd"
    heads = " | ".join(f"Vergleich {i}" for i in range(7))
    names = [f"Quote {'i' * 2 * i} von 3 bis unter 6 Jahre" for i in range(12)]
    rows = "\n".join(f"| {name} | {' | '.join(['17,2 (2019)'] * 7)} |" for name in names)
    text = chapter.read_text("utf-8")
    before, after = text.split("| Kennzahl | Probestadt | Land |")
    chapter.write_text(
        f"{before}| Kennzahl | {heads} |\n|:--|{'--:|' * 7}\n{rows}\n{after.split('6,1 |', 1)[1]}", "utf-8"
    )
    out = tmp_path / "bericht"
    out.mkdir()
    made = make_short(book, out, frozenset({"steckbrief"}))
    table = text_of(made.files["steckbrief"][0]).split("Kernaussagen")[0]
    assert table.count("Jahre") == len(names)


def test_too_many_figures_are_left_out_of_the_kurzbericht_with_a_word(book: Path, tmp_path: Path) -> None:
    config = book / "_quarto.yml"
    names = [f"chapters/{i:02d}-viel.qmd" for i in range(20, 37)]
    config.write_text(
        config.read_text("utf-8").replace(
            "    - chapters/methodik.qmd",
            f"    - {{part: Mehr, chapters: [{', '.join(names)}]}}\n    - chapters/methodik.qmd",
        ),
        "utf-8",
    )
    for i, name in enumerate(names):
        figures = "".join(
            short_book.FIGURE.format(name=f"k{i}-{j}", classes=" .kurzbericht") for j in range(2)
        )
        text = f"# Kapitel Nummer {i}\n\n::: {{.kernaussage}}\n\nAussage von {i}.\n\n:::\n\n{figures}"
        (book / name).write_text(text, "utf-8")
    made = make_short(book, tmp_path, frozenset({"kurzbericht"}))
    (warning,) = made.warnings
    assert warning.startswith("Kurzbericht: Für 12 Seiten sind zu viele Abbildungen ausgewählt")
    with pikepdf.open(made.files["kurzbericht"][0]) as pdf:
        assert len(pdf.pages) <= 12
    told = text_of(made.files["kurzbericht"][0])
    assert "k16-0" in told
    assert "k16-1" not in told


def test_gaps_of_the_paper_are_marked_and_alt_texts_kept(made: Made) -> None:
    with zipfile.ZipFile(made.files["ratsvorlage"][0]) as word:
        document = word.read("word/document.xml").decode()
        styles = word.read("word/styles.xml").decode()
        core = word.read("docProps/core.xml").decode()
        header = word.read("word/header1.xml").decode()
    assert document.count('<w:rStyle w:val="Platzhalter"') >= 8
    assert 'w:styleId="Platzhalter"' in styles
    assert "Mitteilungsvorlage: Bildungsbericht Probestadt" in core
    assert "Fiktiv: Kommune und Zahlen sind erfunden" in header
    assert "TOC" not in document


def test_the_same_bytes_twice(book: Path, tmp_path: Path) -> None:
    sums = []
    for folder in ("eins", "zwei"):
        (tmp_path / folder).mkdir()
        make_short(book, tmp_path / folder, frozenset(SHORT))
        files = sorted(p for p in (tmp_path / folder).rglob("*") if p.is_file())
        sums.append([(p.name, hashlib.sha256(p.read_bytes()).hexdigest()) for p in files])
    assert sums[0] == sums[1]


def slides_of(pptx: Path) -> list[str]:
    with zipfile.ZipFile(pptx) as archive:
        names = [n for n in archive.namelist() if n.startswith("ppt/slides/slide")]
        return [archive.read(name).decode() for name in names]


def test_slides_for_powerpoint_say_what_pictures_show_and_that_all_is_made_up(made: Made) -> None:
    slides = slides_of(made.files["folien"][2])
    assert len(slides) > 3
    assert all("Fiktiv" in slide for slide in slides)
    described = [d for slide in slides for d in re.findall(r'descr="([^"]*)"', slide)]
    assert all(".png" not in text and len(text) > 5 for text in described)


def test_slides_are_the_same_for_the_same_book_and_a_template_that_is_none_is_named(
    book: Path, tmp_path: Path
) -> None:
    contents = []
    for name in ("eins", "zwei"):
        (tmp_path / name).mkdir()
        contents.append(
            make_short(book, tmp_path / name, frozenset({"folien"})).files["folien"][2].read_bytes()
        )
    assert contents[0] == contents[1]
    (book / "vorlagen").mkdir()
    with (
        zipfile.ZipFile(io.BytesIO(contents[0])) as old,
        zipfile.ZipFile(book / "vorlagen/folien.pptx", "w") as new,
    ):
        for name in old.namelist():  # as a German PowerPoint names its layouts
            new.writestr(name, old.read(name).replace(b'"Title and Content"', b'"Titel und Inhalt"'))
    (tmp_path / "drei").mkdir()
    own = make_short(book, tmp_path / "drei", frozenset({"folien"})).files["folien"][2]
    assert len(slides_of(own)) > 3
    (book / "vorlagen/folien.pptx").write_bytes(b"PK")
    with pytest.raises(BookError, match=r"folien\.pptx ist keine brauchbare Vorlage"):
        make_short(book, tmp_path, frozenset({"folien"}))
