"""Terms are linked where a chapter first uses them, in whatever form, and nowhere they would harm."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import BookError
from helpers.paths import project
from helpers.pipeline.book.bookpages import Page
from helpers.pipeline.book.glossary import (
    anchor,
    inflected,
    link_terms,
    read_glossary,
    unlinked,
    with_anchors,
    with_links,
)
from helpers.pipeline.chapter.blocks import join, split

OWN = Page(
    "chapters/glossar.qmd",
    "chapters/glossar.qmd",
    split((project().chapters / "glossar.qmd").read_text("utf-8")),
)
GLOSSARY = read_glossary(OWN)


def linked(text: str, path: str = "chapters/06-ganztag.qmd") -> str:
    return join(with_links(Page(path, path, split(text)), GLOSSARY).blocks).rstrip("\n")


@pytest.mark.parametrize(
    ("term", "forms"),
    [
        ("Betreuungsquote", ["Betreuungsquote", "Betreuungsquoten"]),
        ("Mittlerer Abschluss", ["mittlerer Abschluss", "mittleren Abschlusses", "mittlere Abschlüsse"]),
        ("Allgemeinbildende Schulen", ["allgemeinbildenden Schulen", "allgemeinbildende Schule"]),
        ("Kreisfreie Stadt", ["kreisfreie Städte", "kreisfreien Stadt"]),
        ("Auszubildende", ["Auszubildende", "Auszubildenden", "Auszubildender"]),
        ("Stichtag", ["Stichtag", "Stichtage", "Stichtags", "Stichtagen"]),
        ("SGB II", ["SGB II", "SGB\u00a0II"]),
        ("Landkreis", ["Landkreise", "Landkreisen", "Landkreises"]),
        ("Sozialraum", ["Sozialräume", "Sozialräumen", "Sozialraums"]),
    ],
)
def test_forms(term: str, forms: list[str]) -> None:
    for form in forms:
        assert re.fullmatch(inflected(term), form), form


def test_the_first_use_is_linked_and_no_other() -> None:
    assert linked("Die Betreuungsquote steigt.\n\nBetreuungsquoten über 100 %.") == (
        "Die [Betreuungsquote](glossar.qmd#glossar-betreuungsquote){.glossar} steigt.\n\nBetreuungsquoten über 100 %."
    )


def test_the_longest_term_wins() -> None:
    assert "[SGB-II-Quote](glossar.qmd#glossar-sgb-ii-quote)" in linked("Die SGB-II-Quote sinkt.")
    assert "[Jugendarbeitslosenquote]" in linked("Die Jugendarbeitslosenquote sinkt.")
    assert "](" not in linked("Die Ganztagsbetreuungsquotenentwicklung.")


def test_both_names_of_an_entry_lead_to_it() -> None:
    assert (
        linked("Das Abitur.")
        == "Das [Abitur](glossar.qmd#glossar-allgemeine-hochschulreife-abitur){.glossar}."
    )
    assert "[Exklusionsquote](glossar.qmd#glossar-foerderschulbesuchsquote-exklusionsquote)" in linked(
        "Die Exklusionsquote."
    )


@pytest.mark.parametrize(
    "text",
    [
        "# Kinderarmut {#sec-x}",
        "```\nKinderarmut\n```",
        "Siehe `Kinderarmut`.",
        "[Mehr zur Kinderarmut](https://example.org)",
        '![Kinderarmut](x.svg){fig-alt="Kinderarmut"}',
        '::: {#fig-x}\n\n![](x.svg){fig-alt="Kinderarmut"}\n\n::: {.figure-notes}\n\nKinderarmut\n\n:::\n\nKinderarmut in Jena\n\n:::',
        "| Kinderarmut | 1 |\n|:--|--:|\n| a | 2 |",
        "::: {.stimmen}\n\n> „Kinderarmut ist da.“\n\n:::",
        "@fig-kinderarmut und [-@sec-kinderarmut]",
        "{{< meta kommune.Kinderarmut >}}",
        "$Kinderarmut$",
        "Kinderarmuts-Studie und Kinderarmut.Zahl",
    ],
)
def test_where_nothing_is_linked(text: str) -> None:
    assert linked(text) == text


def test_after_a_figure_the_text_is_linked_again() -> None:
    text = linked("::: {#fig-x}\n\nKinderarmut\n\n:::\n\nKinderarmut")
    assert text.endswith("[Kinderarmut](glossar.qmd#glossar-kinderarmut){.glossar}")


def test_from_the_opening_page_the_path_is_another() -> None:
    assert "(chapters/glossar.qmd#glossar-kinderarmut)" in linked("Kinderarmut", "index.qmd")


def test_comments_count_with_their_chapter() -> None:
    chapter = Page("chapters/06-ganztag.qmd", "x", split("# Ganztag\n\nDie Kinderarmut."))
    note = Page("chapters/a/kommentare/ganztag.md", "y", split("Kinderarmut und der Median."))
    pages, notes = link_terms([chapter, OWN], {"ganztag": note}, ["chapters/impressum.qmd"])
    assert join(notes["ganztag"].blocks) == (
        "Kinderarmut und der [Median](glossar.qmd#glossar-median){.glossar}.\n"
    )
    assert "[Median]{#glossar-median}\n:   " in join(pages[1].blocks)


def test_a_book_without_a_glossary_has_no_links() -> None:
    chapter = Page("chapters/06-ganztag.qmd", "x", split("Die Kinderarmut."))
    assert link_terms([chapter], {}, [])[0] == [chapter]


def test_one_explanation_per_term() -> None:
    page = Page(
        "chapters/glossar.qmd", "chapters/glossar.qmd", split("# G\n\nQuote\n:   a\n\nquote\n:   b\n")
    )
    with pytest.raises(
        BookError, match=r"^chapters/glossar\.qmd, Zeile 6: Der Begriff „quote“ ist schon erklärt\."
    ):
        with_anchors(page)


def test_our_glossary_is_in_order_and_explains_each_term_once() -> None:
    terms = re.findall(r"^(.+)\n:   ", join(OWN.blocks), re.MULTILINE)
    ids = [anchor(term) for term in terms]
    assert len(set(ids)) == len(ids) >= 60

    def order(term: str) -> str:
        flat = term.casefold().translate(str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "-": " "}))
        return re.sub("[^a-z0-9 ]", "", flat)

    assert terms == sorted(terms, key=order)


PIECES = [*"abc [](){}`*#\n|:$@\\", "Kinderarmut", "Median", " und ", "::: {#fig-x}\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_links_taken_back_give_the_text_again(text: str) -> None:
    blocks = split(text)
    page = with_links(Page("chapters/x.qmd", "x", blocks), GLOSSARY)
    assert unlinked(join(page.blocks)) == join(blocks)
