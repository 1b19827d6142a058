"""The shape of a book: parts, folders, metadata, numbering options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from helpers.assemble.builtin import pandoc, pdf
from helpers.assemble.builtin.book import Book
from helpers.assemble.builtin.project import read_book
from helpers.errors import BookError
from helpers.look.colours import contrast, theme

LINE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 150"><path d="M20 130L280 20"/></svg>\n'


def write(root: Path, config: str, files: dict[str, str]) -> Book:
    root.mkdir(parents=True, exist_ok=True)
    (root / "_quarto.yml").write_text(config, "utf-8")
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return read_book(root)


def pages(book: Book) -> dict[str, dict[str, Any]]:
    return {page["file"]: page for page in pandoc.run(book, ("html",)).formats["html"]}


def text(page: dict[str, Any]) -> str:
    return " ".join(BeautifulSoup(page["body"], "html5lib").get_text().replace("\u00a0", " ").split())


def test_parts_by_title_and_by_file(tmp_path: Path) -> None:
    config = """\
book:
  title: Buch
  chapters:
    - index.qmd
    - part: Grundlagen
      chapters:
        - eins.qmd
    - part: teil.qmd
      chapters:
        - zwei.qmd
  appendices:
    - anhang.qmd
"""
    files = {
        "index.qmd": "# Vorwort {.unnumbered}\n",
        "eins.qmd": "# Erstes\n",
        "teil.qmd": "# Der zweite Teil {.unnumbered}\n\nWorum es geht.\n",
        "zwei.qmd": "# Zweites\n",
        "anhang.qmd": "# Anhang\n",
    }
    book = write(tmp_path, config, files)
    made = pages(book)
    assert [(p["file"], p["number"], p["part"], p["appendix"]) for p in made.values()] == [
        ("index.qmd", "", "", False),
        ("eins.qmd", "1", "Grundlagen", False),
        ("teil.qmd", "", "Der zweite Teil", False),
        ("zwei.qmd", "2", "Der zweite Teil", False),
        ("anhang.qmd", "A", "", True),
    ]
    source = pdf.document(book, pandoc.run(book, ("typst",)).formats["typst"], theme()[0])
    assert "#part-page([Grundlagen], [Teil I])" in source
    assert "#part-page([Der zweite Teil], [Teil II])" in source
    assert "#part-page([Anhang], [])" in source


def test_chapters_in_folders_keep_their_paths(tmp_path: Path) -> None:
    book = write(
        tmp_path,
        "book:\n  title: Buch\n  chapters: [index.qmd, kapitel/eins.qmd]\n",
        {
            "index.qmd": "# Start\n\n[Bild](kapitel/bild.svg), [Kapitel](kapitel/eins.qmd), @fig-a\n",
            "kapitel/eins.qmd": '# Eins\n\n![B](bild.svg){#fig-a fig-alt="x"}\n\n![C](/kapitel/bild.svg){fig-alt="y"}\n\n'
            "[zurück](../index.qmd)\n",
            "kapitel/bild.svg": LINE,
        },
    )
    made = pages(book)
    start, chapter = (
        BeautifulSoup(made[name]["body"], "html5lib") for name in ("index.qmd", "kapitel/eins.qmd")
    )
    assert [a["href"] for a in start.select("p a")] == [
        "kapitel/bild.svg",
        "kapitel/eins.html",
        "kapitel/eins.html#fig-a",
    ]
    assert [img["src"] for img in chapter.select("img")] == ["../kapitel/bild.svg", "../kapitel/bild.svg"]
    assert chapter.select_one("p a")["href"] == "../index.html"


def test_title_in_the_head_of_a_chapter(tmp_path: Path) -> None:
    book = write(
        tmp_path,
        "kommune:\n  name: Probestadt\nbook:\n  title: Buch\n  chapters: [index.qmd]\n",
        {"index.qmd": '---\ntitle: "Bildung in {{< meta kommune.name >}}"\n---\n\nText.\n\n## Abschnitt\n'},
    )
    page = pages(book)["index.qmd"]
    assert (page["number"], page["title"]) == ("1", "Bildung in Probestadt")
    assert "1.1 Abschnitt" in text(page)


def test_metadata_of_a_folder_reaches_its_chapters(tmp_path: Path) -> None:
    book = write(
        tmp_path,
        "jahr: 2024\nbook:\n  title: Buch\n  chapters: [index.qmd, a/eins.qmd]\n",
        {
            "_metadata.yml": "stand: Mai\n",
            "a/_metadata.yml": "jahr: 2025\n",
            "index.qmd": "# Eins\n\n{{< meta jahr >}} {{< meta stand >}}\n",
            "a/eins.qmd": "# Zwei\n\n{{< meta jahr >}} {{< meta stand >}}\n",
        },
    )
    made = pages(book)
    assert (text(made["index.qmd"]), text(made["a/eins.qmd"])) == ("2024 Mai", "2025 Mai")


def test_numbering_can_start_later_and_be_hidden_in_one_format(tmp_path: Path) -> None:
    config = """\
number-offset: 4
book:
  title: Buch
  chapters: [index.qmd]
format:
  html:
    number-sections: false
  typst: default
"""
    book = write(
        tmp_path,
        config,
        {
            "index.qmd": '# Titel\n\n## Abschnitt {#sec-a}\n\n![B](b.svg){#fig-a fig-alt="x"}\n\n@fig-a\n',
            "b.svg": LINE,
        },
    )
    written = pandoc.run(book, ("html", "typst"))
    assert written.formats["html"][0]["number"] == ""
    assert "heading-number" not in written.formats["html"][0]["body"]
    assert "Abbildung\u00a05.1" in written.formats["html"][0]["body"]
    assert '#section(2, "5.1", [Abschnitt]) <sec-a>' in written.formats["typst"][0]["text"]


def test_figures_of_unnumbered_chapters_share_one_count(tmp_path: Path) -> None:
    figure = '![B](b.svg){#fig-%s fig-alt="x"}\n'
    book = write(
        tmp_path,
        "book:\n  title: Buch\n  chapters: [index.qmd, zwei.qmd]\n",
        {
            "index.qmd": "# A {.unnumbered}\n\n" + figure % "a",
            "zwei.qmd": "# B {.unnumbered}\n\n" + figure % "b" + "\n@fig-a, @fig-b\n",
            "b.svg": LINE,
        },
    )
    assert text(pages(book)["zwei.qmd"]).endswith("Abbildung 1, Abbildung 2")


def test_own_words_for_references(tmp_path: Path) -> None:
    book = write(
        tmp_path,
        "crossref:\n  fig-prefix: Grafik\nbook:\n  title: Buch\n  chapters: [index.qmd]\n",
        {"index.qmd": '# Titel\n\n![B](b.svg){#fig-a fig-alt="x"}\n\n@fig-a\n', "b.svg": LINE},
    )
    assert "Grafik 1.1" in text(pages(book)["index.qmd"])


def test_the_same_heading_in_two_chapters(tmp_path: Path) -> None:
    book = write(
        tmp_path,
        "book:\n  title: Buch\n  chapters: [index.qmd, zwei.qmd]\n",
        {"index.qmd": "# Eins\n\n## Fazit\n", "zwei.qmd": "# Zwei\n\n## Fazit\n\n[hierher](#fazit)\n"},
    )
    made = pages(book)
    assert [h["id"] for h in made["index.qmd"]["headings"]] == ["fazit"]
    assert [h["id"] for h in made["zwei.qmd"]["headings"]] == ["fazit-zwei"]
    assert 'href="#fazit-zwei"' in made["zwei.qmd"]["body"]


def test_a_heading_gives_way_to_a_written_id(tmp_path: Path) -> None:
    book = write(
        tmp_path,
        "book:\n  title: Buch\n  chapters: [index.qmd]\n",
        {"index.qmd": "# Titel\n\n## Kernaussagen\n\n::: {#kernaussagen}\nInhalt\n:::\n"},
    )
    assert 'id="kernaussagen-index"' in pages(book)["index.qmd"]["body"]


def test_a_skipped_level_is_closed_and_reported(tmp_path: Path) -> None:
    book = write(
        tmp_path, "book:\n  title: Buch\n  chapters: [index.qmd]\n", {"index.qmd": "# Titel\n\n#### Tief\n"}
    )
    written = pandoc.run(book, ("html",))
    assert "<h2" in written.formats["html"][0]["body"]
    assert written.warnings == (
        "index.qmd, Zeile 3: Die Überschrift „Tief“ springt von Ebene 1 auf Ebene 4 und wurde auf Ebene 2 gesetzt.",
    )


def test_windows_line_ends_and_byte_order_marks(tmp_path: Path) -> None:
    book = write(
        tmp_path,
        "book:\n  title: Buch\n  chapters: [index.qmd]\n",
        {"index.qmd": "\ufeff# Titel\r\n\r\nText.\r\n"},
    )
    assert text(pages(book)["index.qmd"]) == "Text."


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text("book:\n  title: Buch\n  chapters: [index.qmd]\n", "utf-8")
    (tmp_path / "index.qmd").write_bytes("# Überschrift\n".encode("cp1252"))
    with pytest.raises(
        BookError, match=r"^index\.qmd: Die Datei ist nicht in UTF-8 gespeichert; bitte so speichern\.$"
    ):
        read_book(tmp_path)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("book:\n  title: Buch\n", "Unter „book“ fehlt die Liste „chapters“"),
        ("book:\n  chapters: [index.qmd]\n", "Unter „book“ fehlt der Titel"),
        (
            "book:\n  title: B\n  chapters: [index.qmd, index.qmd]\n",
            "Das Kapitel „index.qmd“ ist zweimal genannt.",
        ),
        ("book:\n  title: B\n  chapters: [index.ipynb]\n", "Das Kapitel „index.ipynb“ ist kein .qmd"),
        ("- eins\n", "Erwartet werden Angaben der Form „schlüssel: wert“."),
    ],
)
def test_an_inconsistent_project(config: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BookError, match=message):
        write(tmp_path, config, {"index.qmd": "# Titel\n"})


def test_a_chapter_without_a_heading(tmp_path: Path) -> None:
    book = write(tmp_path, "book:\n  title: Buch\n  chapters: [index.qmd]\n", {"index.qmd": "Nur Text.\n"})
    with pytest.raises(
        BookError,
        match=r"^index\.qmd: Das Kapitel hat keine Überschrift; es beginnt mit „# Titel“ oder mit „title:“ im Kopf\.$",
    ):
        pandoc.run(book, ("html",))


@pytest.mark.parametrize("colour", ["#ffcc00", "#1c4e6e", "#ffffff", "#000000", "#e30613"])
def test_colours_are_readable_on_light_and_dark_pages(colour: str) -> None:
    made, warnings = theme(colour, colour)
    assert contrast(made.primary, "#ffffff") >= 4.5
    assert contrast(made.primary_dark, "#16191d") >= 4.5
    assert contrast(made.on_primary, made.primary) >= 4.5
    assert bool(warnings) == (contrast(colour, "#eff2f5") < 4.5)


def test_a_colour_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="Die Farbe „rot“"):
        theme("rot")


STYLE = """\
<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Nummern</title><id>nummern</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout prefix="[" suffix="]" delimiter=", "><text variable="citation-number"/></layout></citation>
  <bibliography><layout><text variable="citation-number" suffix=". "/><text variable="title"/></layout></bibliography>
</style>
"""


def test_a_citation_style_of_its_own(tmp_path: Path) -> None:
    book = write(
        tmp_path,
        "bibliography: quellen.bib\ncsl: nummern.csl\nbook:\n  title: Buch\n  chapters: [index.qmd]\n",
        {
            "index.qmd": "# Eins\n\nSo [@amt].\n\n::: {#refs}\n:::\n",
            "quellen.bib": "@book{amt, title = {Ein Buch}, year = {2024}}\n",
            "nummern.csl": STYLE,
        },
    )
    assert text(pages(book)["index.qmd"]) == "So [1]. 1. Ein Buch"


def test_lists_of_figures_and_tables_are_an_option_of_the_format(tmp_path: Path) -> None:
    config = "book:\n  title: Buch\n  chapters: [index.qmd]\nformat:\n  html: default\n  typst:\n    lof: true\n    toc-depth: 1\n"
    book = write(tmp_path, config, {"index.qmd": "# Eins\n"})
    assert (book.options("html")["lof"], book.options("html")["toc-depth"]) == (False, 3)
    source = pdf.document(book, pandoc.run(book, ("typst",)).formats["typst"], theme()[0])
    settings = json.loads(json.loads(source.partition("json(bytes(")[2].partition("))\n")[0]))
    assert (settings["lof"], settings["lot"], settings["toc-depth"]) == (True, False, 1)


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        ('.content-visible when-format="html"', True),
        ('.content-visible when-format="html:js"', True),
        ('.content-visible when-format="typst"', False),
        ('.content-visible unless-format="typst"', True),
        ('.content-hidden when-format="html"', False),
        ('.content-hidden unless-format="html"', True),
        ('.content-visible when-meta="angabe.wahr"', True),
        ('.content-visible unless-meta="angabe.wahr"', False),
        ('.content-visible when-format="html" when-meta="angabe.fehlt"', False),
    ],
)
def test_conditions(attributes: str, shown: bool, tmp_path: Path) -> None:
    book = write(
        tmp_path,
        "angabe:\n  wahr: true\nbook:\n  title: Buch\n  chapters: [index.qmd]\n",
        {"index.qmd": f"# Eins\n\nImmer.\n\n::: {{{attributes}}}\nManchmal.\n:::\n"},
    )
    assert ("Manchmal" in text(pages(book)["index.qmd"])) == shown


def test_a_heading_can_stay_out_of_the_contents(tmp_path: Path) -> None:
    files = {"index.qmd": "# Eins\n\n## Zwei\n\n## Drei {.unlisted}\n"}
    page = pages(write(tmp_path, "book:\n  title: Buch\n  chapters: [index.qmd]\n", files))["index.qmd"]
    assert [heading["html"] for heading in page["headings"]] == ["Zwei"]
    assert "1.2 Drei" in text(page)
