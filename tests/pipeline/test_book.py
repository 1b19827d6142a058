"""The book project is complete, and what does not fit together is a German sentence."""

# ruff: noqa: E501  (messages stand as they are printed)

from __future__ import annotations

import pikepdf
import pytest
import yaml
from bs4 import BeautifulSoup

from helpers.assemble import assemble
from helpers.errors import BookError, NotebookError
from helpers.pipeline.book.beside import refuse_pictures
from helpers.pipeline.book.compose import write_book
from helpers.pipeline.run.runner import run_chapters
from helpers.text.markdown import plain
from tests.pipeline.test_chapter import FIGURE


@pytest.fixture
def book(small, pool):
    """Run the notebooks and write the book; gives its folder."""

    def book(city="augsburg", **options):
        return write_book(city, 2024, small, run_chapters(city, 2024, small, pool=pool), **options)

    return book


def change(path, old, new) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def message(book) -> str:
    with pytest.raises(BookError) as caught:
        book()
    return str(caught.value)


def test_a_complete_project(small, notebook, book, snapshot) -> None:
    notebook("md:Siehe @fig-kinderarmut und @sec-methodik.", FIGURE, "kern:Die Armut sinkt auf 11,2 %.")
    notebook("md:Vorab.", FIGURE.replace("fig-kinderarmut", "fig-zahlen"), name="00-bildung-in-zahlen")
    (small.root / "index.qmd").write_text(
        "# Auf einen Blick {.unnumbered}\n\nIn {{< meta kommune.name >}}.\n\n::: {#bildung-in-zahlen}\n:::\n\n::: {#kernaussagen}\n:::\n",
        "utf-8",
    )
    (small.chapters / "methodik.qmd").write_text(
        "# Methodik {#sec-methodik}\n\n[@maier2020, S. 3] und a@b.de.\n\n::: {#ausgelassen}\n:::\n\n::: {#kolophon}\n:::\n",
        "utf-8",
    )
    (small.root / "quellen.bib").write_text("@book{maier2020,\n  title = {Titel}\n}\n", "utf-8")
    (small.chapters / "abb").mkdir()
    (small.chapters / "abb" / "karte.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8"
    )
    change(small.quarto_yml, "lang: de", "lang: de\nbibliography: quellen.bib")
    folder = book(colophon={"assembler": "Gesetzt mit Pandoc."})
    assert folder == small.build / "augsburg" / "book"
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    single = [name for name in files if name.startswith("daten/") and name != "daten/alle-zahlen.csv"]
    assert "daten/kinderarmut.csv" in single
    files = [name for name in files if name not in single]
    assert files == snapshot(name="files")
    for name in ("_quarto.yml", "index.qmd", "chapters/methodik.qmd"):
        assert (folder / name).read_text("utf-8") == snapshot(name=name)


def test_two_books_have_the_same_bytes(small, notebook, book) -> None:
    notebook(FIGURE)
    first = {p: p.read_bytes() for p in book().rglob("*") if p.is_file()}
    assert first == {p: p.read_bytes() for p in book().rglob("*") if p.is_file()}


def test_the_key_keeps_its_zero_for_every_yaml_reader(small, notebook, book) -> None:
    notebook("a = 1")
    text = (book("augsburg") / "_quarto.yml").read_text("utf-8")
    assert "  ags: '09761'\n" in text
    assert yaml.safe_load(text)["kommune"]["ags"] == "09761"


def test_quarto_learns_colour_and_that_all_is_made_up(small, notebook, book) -> None:
    notebook("a = 1")
    folder = book()
    assert not (folder / "_brand.yml").exists()
    assert "include-before-body" not in (folder / "_quarto.yml").read_text("utf-8")
    profile = small.data / "augsburg" / "profile.yml"
    profile.write_text(
        profile.read_text("utf-8") + '\nfictional: true\ncolours:\n  primary: "#C0A020"\n', "utf-8"
    )
    folder = book()
    # Too light for text on paper: darkened until the contrast is 4,5 : 1 (WCAG 2.1, 1.4.3)
    assert yaml.safe_load((folder / "_brand.yml").read_text("utf-8")) == {"color": {"primary": "#7d6815"}}
    html = yaml.safe_load((folder / "_quarto.yml").read_text("utf-8"))["format"]["html"]
    assert html["include-before-body"] == {
        "text": '<p class="fiktiv">Fiktiv: Kommune und Zahlen sind erfunden</p>'
    }


HOSTILE = [
    "<script>alert(1)</script>",
    "Amt *für* `Bildung` & [Schule](x.html)",
    "{{< include /etc/passwd >}} {{{< meta book >}}}",
    "`{python} 1/0`",
    '31. Revier -- @amt $x$ # "so"',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_the_profile_says_is_text(text, small, notebook, book, tmp_path) -> None:
    notebook("a = 1")
    (small.chapters / "methodik.qmd").write_text(
        "# Angaben\n\nHerausgabe\n:   {{< meta kommune.publisher >}}\n\nAnschrift\n:   {{< meta kommune.contact.address >}}\n",
        "utf-8",
    )
    profile = small.data / "augsburg" / "profile.yml"
    own = {
        "title": text,
        "publisher": {"name": text, "address": f"{text}\nPlatz 1\n86150 Augsburg"},
        "contact": {"name": text},
    }
    profile.write_text(profile.read_text("utf-8") + "\n" + yaml.safe_dump(own, allow_unicode=True), "utf-8")
    folder = book()
    config = yaml.safe_load((folder / "_quarto.yml").read_text("utf-8"))
    for value in (config["book"]["title"], config["book"]["author"], config["kommune"]["publisher"]):
        assert plain(value) == text
    made = assemble(folder, tmp_path, frozenset({"html", "pdf"}), "builtin")
    page = BeautifulSoup((tmp_path / "chapters" / "methodik.html").read_text("utf-8"), "html5lib")
    assert [dd.get_text().strip() for dd in page.select("dd")] == [text, f"{text}, Platz 1, 86150 Augsburg"]
    assert page.select_one(".bar .brand").get_text() == text
    with pikepdf.open(made.files["pdf"]) as pdf:
        assert pdf.docinfo["/Title"] == text


def test_chapters_of_one_municipality(small, notebook, book) -> None:
    notebook("a = 1")
    own = small.chapters / "augsburg"
    own.mkdir()
    (own / "methodik.qmd").write_text("# Eigene Methodik\n\n![](bild.svg){fig-alt='x'}\n", "utf-8")
    (own / "stimmen.qmd").write_text("# Stimmen\n", "utf-8")
    (own / "bild.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8")
    folder = book()
    assert "Eigene Methodik" in (folder / "chapters" / "methodik.qmd").read_text("utf-8")
    assert (folder / "chapters" / "bild.svg").is_file()
    chapters = yaml.safe_load((folder / "_quarto.yml").read_text("utf-8"))["book"]["chapters"]
    assert chapters == ["index.qmd", "chapters/01-probe.qmd", "chapters/stimmen.qmd", "chapters/methodik.qmd"]
    chapters = yaml.safe_load((book("jena") / "_quarto.yml").read_text("utf-8"))["book"]["chapters"]
    assert chapters == ["index.qmd", "chapters/01-probe.qmd", "chapters/methodik.qmd"]
    assert not (small.build / "jena" / "book" / "chapters" / "augsburg").exists()


def test_a_chapter_without_data_is_left_out_everywhere(small, notebook, book) -> None:
    notebook(
        "from helpers.errors import NoChapter\nraise NoChapter('Für Augsburg liegen keine Zahlen zu „Kitas“ vor.')",
        "#| label: fig-kita\n1",
    )
    (small.chapters / "methodik.qmd").write_text(
        "# Methodik\n\nMehr in @sec-probe.\n\nDazu @fig-kita.\n\nBleibt.\n\n::: {#ausgelassen}\n:::\n",
        "utf-8",
    )
    folder = book()
    assert (folder / "chapters" / "methodik.qmd").read_text("utf-8") == (
        "# Methodik\n\nBleibt.\n\n::: {#ausgelassen}\n\nAusgelassene Kapitel, und was ihnen fehlt:\n\n"
        "- **Probe**: Für Augsburg liegen keine Zahlen zu „Kitas“ vor.\n\n:::\n"
    )
    assert "probe" not in (folder / "_quarto.yml").read_text("utf-8")


def test_figures_left_out_are_named(small, notebook, book) -> None:
    notebook(
        "#| label: fig-kita\nfrom helpers.errors import NoData\nraise NoData('Keine Zahlen zu *Kitas*.')"
    )
    assert "In anderen Kapiteln fehlen:\n\n- **Probe**: Keine Zahlen zu \\*Kitas\\*." in (
        book() / "chapters" / "methodik.qmd"
    ).read_text("utf-8")


def test_what_a_chapter_lacks_is_one_line(small, notebook, book) -> None:
    """Two cells, and one whose caption already asks in vain: it says why, not that its caption lacks something."""
    lacks = "from helpers.errors import NoData\nraise NoData('Für Augsburg liegen keine Zahlen vor zu {}.')"
    gap = '#| fig-cap: "Kitas: `{python} lacking`"\n'
    notebook(
        "#| label: fig-eins\n" + lacks.format("„Kitas“"),
        "from helpers.errors import NoData\nlacking = NoData('nichts')",
        "#| label: fig-zwei\n" + gap + lacks.format("„Horte“ nach Jahr"),
        "#| label: fig-drei\n" + lacks.format("„Kitas“"),
    )
    assert "- **Probe**: Kitas und Horte nach Jahr\n" in (book() / "chapters" / "methodik.qmd").read_text(
        "utf-8"
    )


def test_what_a_chapter_lacks_is_told_in_readers_words(small, notebook, book) -> None:
    """By kind and by short names; without what only Augsburg published, and what districts lack where there are none."""
    lacks = '#| label: fig-{}\nfrom helpers.errors import NoData\nraise NoData("{}")'
    messages = (
        "Für Jena liegen bis 2025 keine Zahlen vor zu „Anteil der Bevölkerung ab 65 Jahren“.",
        "Für Jena liegen bis 2025 keine Zahlen vor zu „Eins“, „Zwei“, „Drei“ und „Vier“.",
        "Für Jena gibt es zu „Kinderarmut“ keine zwei Jahre, die sich vergleichen lassen.",
        "Für Jena liegen bis 2025 keine Zahlen vor zu „Betreuungsquote, wie im Bildungsbericht 2020 gedruckt“.",
        "Für die Sozialräume in Jena liegen bis 2025 keine Zahlen vor zu „Schuldnerquote“.",
    )
    notebook(*(lacks.format(f"x{i}", message) for i, message in enumerate(messages)))
    assert (
        "- **Probe**: Bevölkerung ab 65 Jahren, Eins, Zwei und 2 weitere Kennzahlen; frühere Jahre: Kinderarmut\n"
        in (book("jena") / "chapters" / "methodik.qmd").read_text("utf-8")
    )


def test_references_to_what_is_not_there(small, notebook, book) -> None:
    notebook("a = 1", "md:Text\n\nSiehe @fig-kinderarmt.", FIGURE)
    assert message(book) == (
        "Notebook „01-probe.ipynb“, Zelle 4: Verwiesen wird auf „@fig-kinderarmt“, aber die Abbildung ist in keinem Kapitel zu finden. "
        "Meinten Sie „fig-kinderarmut“?"
    )
    notebook(FIGURE)
    (small.chapters / "methodik.qmd").write_text(
        "# Methodik\n\nText.\n\nErste Zeile,\nsiehe [-@tbl-x].\n\n`@fig-code`\n", "utf-8"
    )
    assert message(book) == (
        "chapters/methodik.qmd, Zeile 6: Verwiesen wird auf „@tbl-x“, aber die Tabelle ist in keinem Kapitel zu finden."
    )


def test_labels_that_are_defined_twice(small, notebook, book) -> None:
    notebook(FIGURE)
    (small.chapters / "methodik.qmd").write_text("# Methodik\n\n![Bild](x.svg){#fig-kinderarmut}\n", "utf-8")
    assert message(book) == (
        "Das Label „fig-kinderarmut“ ist zweimal vergeben: in „notebooks/01-probe.ipynb“ und in „chapters/methodik.qmd“. "
        "Bitte eines davon umbenennen (in Notebooks mit „#| label: …“)."
    )


def test_citations_without_source(small, notebook, book) -> None:
    notebook("a = 1")
    (small.chapters / "methodik.qmd").write_text("# Methodik\n\nSo [@maier2020; @mueller].\n", "utf-8")
    assert message(book) == (
        "chapters/methodik.qmd, Zeile 3: Die Quelle „@maier2020“ gibt es nicht: _quarto.yml nennt kein Literaturverzeichnis "
        "(bibliography). Ein @ im Text schreibt man „\\@“."
    )
    change(small.quarto_yml, "lang: de", "lang: de\nbibliography: quellen.bib")
    assert message(book) == "_quarto.yml: Das Literaturverzeichnis „quellen.bib“ gibt es nicht."
    (small.root / "quellen.bib").write_text("@book{maier2020, title={x}}\n@article{ mueller2 ,}\n", "utf-8")
    assert message(book) == (
        "chapters/methodik.qmd, Zeile 3: Die Quelle „@mueller“ steht nicht in quellen.bib. Meinten Sie „mueller2“? Ein @ im Text schreibt man „\\@“."
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("chapters/methodik.qmd", "chapters/methode.qmd", "_quarto.yml, Zeile 9: Das Kapitel „chapters/methode.qmd“ gibt es nicht. Meinten Sie „chapters/methodik.qmd“?"),
        ("    - index.qmd\n", "", "_quarto.yml, Zeile 7: Das erste Kapitel muss index.qmd sein, nicht „notebooks/01-probe.ipynb“."),
        ("chapters/methodik.qmd", "../x.qmd", "_quarto.yml, Zeile 9: Das Kapitel „../x.qmd“ liegt nicht im Projektordner."),
        ("chapters/methodik.qmd", "notebooks/01-probe.ipynb", "_quarto.yml, Zeile 9: „notebooks/01-probe.ipynb“ und „notebooks/01-probe.ipynb“ (Zeile 8) ergeben dasselbe Kapitel."),
        ("notebooks/01-probe.ipynb", "01-probe.ipynb", "_quarto.yml, Zeile 8: Das Notebook „01-probe.ipynb“ gehört in den Ordner notebooks/."),
        ("  chapters:\n", "  kapitel:\n", "_quarto.yml: Es fehlt die Liste der Kapitel (book: chapters:)."),
        ("book:\n", "book: [\n", "_quarto.yml, Zeile 6: Das ist kein gültiges YAML. Bitte Einrückung und Doppelpunkte prüfen."),
    ],
)  # fmt: skip
def test_mistakes_in_quarto_yml(old, new, expected, small, notebook, book) -> None:
    notebook("a = 1")
    change(small.quarto_yml, old, new)
    assert message(book) == expected


def test_parts_and_files_with_titles(small, notebook, book) -> None:
    notebook("from helpers.errors import NoChapter\nraise NoChapter('nichts')")
    change(
        small.quarto_yml,
        "    - notebooks/01-probe.ipynb\n",
        "    - part: Eins\n      chapters:\n        - notebooks/01-probe.ipynb\n    - file: chapters/methodik.qmd\n",
    )
    change(small.quarto_yml, "    - chapters/methodik.qmd\n", "")
    assert yaml.safe_load((book() / "_quarto.yml").read_text("utf-8"))["book"]["chapters"] == [
        "index.qmd",
        {"file": "chapters/methodik.qmd"},
    ]


def test_a_failed_chapter_leaves_the_book_as_it_was(small, notebook, book) -> None:
    notebook("print('gut')")
    before = (book() / "chapters" / "01-probe.qmd").read_bytes()
    notebook("1 / 0")
    with pytest.raises(NotebookError, match="ZeroDivisionError"):
        book()
    assert (small.build / "augsburg" / "book" / "chapters" / "01-probe.qmd").read_bytes() == before


def test_the_register_of_sources_names_what_the_report_can_show(small, notebook, book) -> None:
    notebook("a = 1")
    (small.chapters / "methodik.qmd").write_text("# Datenquellen\n\n::: {#datenquellen}\n:::\n", "utf-8")
    text = (book() / "chapters" / "methodik.qmd").read_text("utf-8")
    assert "\n## Rahmenbedingungen {.unnumbered}\n\nBevölkerung\n:   Personen mit" in text
    assert (
        "Einheit: Personen. Anwendungsleitfaden: A1.1. Quelle: Regionaldatenbank Deutschland, Tabelle 12411-01-01-4;"
        in text
    )
    assert (
        "© Statistische Ämter des Bundes und der Länder, Deutschland, 2026. Datenlizenz Deutschland – Namensnennung – Version 2.0"
        in text
    )
    assert "Tabelle Tabelle" not in text


def test_links_out_of_the_chapters_are_not_followed(small, notebook, book, tmp_path_factory) -> None:
    notebook("md:Text.")
    secret = tmp_path_factory.mktemp("anderswo") / "geheim.csv"
    secret.write_text("geheim", "utf-8")
    (small.chapters / "daten.csv").symlink_to(secret)
    assert message(book) == (
        "chapters/daten.csv führt als Verknüpfung aus dem Ordner hinaus. Bitte die Datei selbst ablegen."
    )


@pytest.mark.parametrize("code", ["{{< env HOME >}}", "~~~\n{{< env HOME 'x' >}}\n~~~", "`{{< env HOME >}}`"])
def test_variables_of_the_environment_are_printed_only_where_the_book_allows_them(
    code, small, notebook, book
) -> None:
    notebook("md:Text.")
    (small.chapters / "methodik.qmd").write_text(f"# Methodik\n\n{code}\n", "utf-8")
    said = message(book)
    assert said.startswith("chapters/methodik.qmd, Zeile 3: „HOME“ ist eine Umgebungsvariable")
    assert "/" not in said.partition(":")[2]  # never its value
    change(small.quarto_yml, "lang: de", "lang: de\numgebung: [HOME]")
    assert "{{< env HOME" in (book() / "chapters" / "methodik.qmd").read_text("utf-8")


def test_a_picture_that_does_more_is_refused_before_notebooks_run(small, notebook) -> None:
    notebook("md:Text.")
    (small.chapters / "bild.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script/></svg>', "utf-8"
    )
    with pytest.raises(
        BookError, match=r"^chapters/bild\.svg: Das Bild kann nicht in den Bericht: es enthält <script>"
    ):
        refuse_pictures(small, "augsburg")


def test_headings_skip_no_level_for_any_assembler(small, notebook, book) -> None:
    notebook("md:### Eins\n\na\n\n### Zwei\n\nb\n\n#### Drei\n\nc\n\n::: {.callout-note}\n#### Titel\nd\n:::")
    text = (book() / "chapters" / "01-probe.qmd").read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("#")][1:] == [
        "## Eins",
        "## Zwei",
        "### Drei",
        "#### Titel",
    ]
