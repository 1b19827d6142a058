"""What stands at the end of pages: voices, the question that closes a chapter, and the way to write back."""

from __future__ import annotations

import pytest

from helpers.assemble import assemble
from helpers.pipeline.book import write_book
from helpers.pipeline.run import run_chapters

QUESTION = 'md:::: {.callout-tip title="Zur Diskussion"}\nWas folgt daraus?\n:::'
HEAD = "kapitel,gruppe,datum,n,art,text,gebiet\n"
HOSTILE = (
    '<script>alert(1)</script> **fett** [x](javascript:alert(1)) {{< env HOME >}} `{python} 1` $x^2$ @fig-x # 1 ""Zitat"" '
    "#import | \\input{x} ::: {.callout-tip} <b>"
)


@pytest.fixture
def book(small, pool):
    def book(city="augsburg", **options):
        return write_book(city, 2024, small, run_chapters(city, 2024, small, pool=pool), **options)

    return book


def say(small, *rows: str) -> None:
    (small.data / "augsburg" / "stimmen.csv").write_text(HEAD + "".join(f"{r}\n" for r in rows), "utf-8")


def contact(small, lines: str) -> None:
    profile = small.data / "augsburg" / "profile.yml"
    profile.write_text(profile.read_text("utf-8") + f"\ncontact:\n  name: Bildungsbüro\n{lines}", "utf-8")


def test_voices_stand_before_the_question_that_closes_the_chapter(small, notebook, book, snapshot) -> None:
    notebook("md:Text.", QUESTION)
    say(
        small,
        'probe,Jugendliche,2025-05-12,23,zitat,"Wir wollen ""mehr"" Zeit.",',
        "probe,Elternbeirat,2025-05-13,14,ergebnis,11 von 14 wünschen sich das.,09761",
        "probe,Alleinerziehende,2025-05-13,4,zitat,Ganz geheim.,",
    )
    text = (book() / "chapters" / "01-probe.qmd").read_text("utf-8")
    assert text == snapshot
    assert "geheim" not in text
    assert "Stimmen" not in (book("jena") / "chapters" / "01-probe.qmd").read_text("utf-8")


def test_a_chapter_without_a_question_ends_with_its_voices(small, notebook, book) -> None:
    notebook("md:Text.", "md:::: {.callout-note}\nHinweis.\n:::")
    say(small, "probe,Jugendliche,2025-05-12,23,zitat,Mehr Zeit.,")
    text = (book() / "chapters" / "01-probe.qmd").read_text("utf-8")
    assert text.index("Hinweis") < text.index("## Stimmen") < text.index("„Mehr Zeit.“")


def test_nothing_but_small_groups_leaves_no_trace(small, notebook, book) -> None:
    notebook("md:Text.")
    before = (book() / "chapters" / "01-probe.qmd").read_text("utf-8")
    say(small, "probe,Alleinerziehende,2025-05-13,4,zitat,Ganz geheim.,")
    assert (book() / "chapters" / "01-probe.qmd").read_text("utf-8") == before


def test_every_page_has_a_way_to_write_back(small, notebook, book) -> None:
    notebook("md:Text.")
    contact(small, "  email: bildung+bericht@example.org\n")
    folder = book()
    for name, subject in (
        ("index.qmd", "Auf%20einen%20Blick"),
        ("chapters/01-probe.qmd", "Probe"),
        ("chapters/methodik.qmd", "Methodik"),
    ):
        assert (
            "[Rückmeldung zu dieser Seite](mailto:bildung+bericht@example.org?subject=R%C3%BCckmeldung%3A%20"
            f"{subject}%20%28Bildungsbericht%20Augsburg%202024%29)\n"
        ) in (folder / name).read_text("utf-8")


def test_without_an_address_there_is_no_link(small, notebook, book) -> None:
    notebook("md:Text.")
    assert "Rückmeldung" not in (book() / "index.qmd").read_text("utf-8")
    contact(small, "  phone: 0000 000-0\n")
    assert "Rückmeldung" not in (book() / "index.qmd").read_text("utf-8")


def test_a_form_on_the_web_will_do(small, notebook, book) -> None:
    notebook("md:Text.")
    (small.chapters / "methodik.qmd").write_text("# Methodik\n\n::: {#rueckmeldung}\n:::\n", "utf-8")
    contact(small, "  url: https://example.org/kontakt\n")
    text = (book() / "chapters" / "methodik.qmd").read_text("utf-8")
    assert "[Rückmeldung zu dieser Seite](https://example.org/kontakt)" in text
    assert "Rückmeldung zu diesem Bericht: [https://example.org/kontakt](https://example.org/kontakt)" in text


def test_words_are_never_markup(small, notebook, book, tmp_path) -> None:
    notebook("md:Text.")
    say(small, f'probe,"<i>Wir</i> & *die*",2025-05-12,23,zitat,"{HOSTILE}",')
    out = tmp_path / "out"
    assemble(book(), out, frozenset({"html", "pdf", "docx", "epub"}), "builtin")
    page = (out / "chapters" / "01-probe.html").read_text("utf-8")
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt; **fett** [x](javascript:alert(1)) {{&lt; env HOME &gt;}}"
        in page
    )
    assert "&lt;i&gt;Wir&lt;/i&gt; &amp; *die*" in page
    voice = page[page.index('class="stimmen"') : page.index("n\u00a0=\u00a023")]
    assert not {"<script", "<b>", "<i>", "<a ", "<strong", "<em", "<code", "<math"} & {
        tag for tag in ("<script", "<b>", "<i>", "<a ", "<strong", "<em", "<code", "<math") if tag in voice
    }
