"""What stands at the end of pages: voices, the question that closes a chapter, and the way to write back."""

# ruff: noqa: E501  (messages stand as they are printed)

from __future__ import annotations

import subprocess
import zipfile

import pytest

from helpers.assemble import assemble
from helpers.data import load_profile
from helpers.data.profile import Contact
from helpers.errors import BookError
from helpers.pipeline.book.comments import comment_pages
from helpers.pipeline.book.compose import write_book
from helpers.pipeline.book.feedback import feedback_blocks, imprint_blocks
from helpers.pipeline.chapter.blocks import split
from helpers.pipeline.run.runner import run_chapters

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
    (small.data / "musterstadt" / "stimmen.csv").unlink()  # about chapters that this project does not have
    folder = book("musterstadt")
    for name, subject in (
        ("index.qmd", "Auf%20einen%20Blick"),
        ("chapters/01-probe.qmd", "Probe"),
        ("chapters/methodik.qmd", "Methodik"),
    ):
        assert (
            "[Rückmeldung zu dieser Seite](mailto:bildungsbuero@musterstadt.example?subject=R%C3%BCckmeldung%3A%20"
            f"{subject}%20%28Bildungsbericht%20Musterstadt%202024%29)\n"
        ) in (folder / name).read_text("utf-8")


def links(**contact: str) -> list[str]:
    profile = load_profile("augsburg").model_copy(
        update={"contact": Contact(name="Bildungsbüro", **contact) if contact else None}
    )
    page = split("# *Ganztag* und {{< meta kommune.name >}} {#sec-ganztag}\n\nText\n")
    blocks = [*feedback_blocks(profile, 2024, page), *imprint_blocks(profile, 2024)]
    return [block.text for block in blocks if block.kind == "text"]


def test_the_way_back_follows_the_profile() -> None:
    assert links() == []
    assert links(phone="0000 000-0") == []
    assert links(url="https://example.org/kontakt") == [
        "[Rückmeldung zu dieser Seite](https://example.org/kontakt)",
        "Rückmeldung zu diesem Bericht: [https://example.org/kontakt](https://example.org/kontakt)",
    ]
    assert links(url="javascript:alert(1)") == []
    web, imprint = links(email="a)b@example.org", url="https://example.org")
    assert web == (
        "[Rückmeldung zu dieser Seite](mailto:a%29b@example.org?subject="
        "R%C3%BCckmeldung%3A%20Ganztag%20und%20%28Bildungsbericht%20Augsburg%202024%29)"
    )
    assert imprint.startswith(
        "Rückmeldung zu diesem Bericht: [a\\)b\\@example.org](mailto:a%29b@example.org?"
    )


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
    tags = ("<script", "<b>", "<i>", "<a ", "<strong", "<em", "<code", "<math")
    assert [tag for tag in tags if tag in voice] == []
    (pdf,) = out.glob("*.pdf")
    printed = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert "<script>alert(1)</script> **fett** [x](javascript:alert(1))" in " ".join(printed.split())
    for path, part in ((*out.glob("*.docx"), "word/document.xml"), (*out.glob("*.epub"), "")):
        with zipfile.ZipFile(path) as archive:
            names = [part] if part else [name for name in archive.namelist() if name.endswith(".xhtml")]
            text = " ".join(archive.read(name).decode() for name in names)
        assert "&lt;script&gt;" in text
        assert 'href="javascript' not in text
        assert "<script>alert" not in text


def comment(small, text: str, name: str = "probe") -> None:
    folder = small.chapters / "augsburg" / "kommentare"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text(text, "utf-8")


SIGNED = "<!-- neueste oben -->\n## Jugendamt, 12.05.2025\n\nSiehe *hier*.\n\n- eins\n\n## Amt für A & B, 2024-03-01\n\nDamals.\n"


def test_comments_stand_at_the_end_with_department_and_day(small, notebook, book, snapshot) -> None:
    notebook("md:Text.", QUESTION)
    comment(small, SIGNED)
    say(small, "probe,Jugendliche,2025-05-12,23,zitat,Mehr Zeit.,")
    folder = book()
    assert (folder / "chapters" / "01-probe.qmd").read_text("utf-8") == snapshot(name="chapter")
    assert (folder / "chapters" / "augsburg" / "kommentare" / "probe.md").read_text("utf-8") == snapshot(
        name="comments"
    )
    assert sorted(p.name for p in (folder / "chapters").iterdir()) == [
        "01-probe.qmd",
        "augsburg",
        "methodik.qmd",
    ]
    assert not (book("jena") / "chapters" / "augsburg").exists()


def test_comments_are_printed(small, notebook, book, tmp_path) -> None:
    notebook("md:Text.")
    comment(small, SIGNED)
    assemble(book(), tmp_path / "out", frozenset({"html"}), "builtin")
    page = (tmp_path / "out" / "chapters" / "01-probe.html").read_text("utf-8")
    for text in (
        "Kommentare der Ämter",
        "Jugendamt, 12. Mai 2025",
        "Siehe <em>hier</em>",
        "Amt für A &amp; B, 1. März 2024",
    ):
        assert text in page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Ohne alles.\n", "probe", "probe.md, Zeile 1: Vor dem Text fehlt, von wem er ist und von wann. Erwartet wird eine Zeile mit Amt und Tag, zum Beispiel „## Jugendamt, 12.05.2025“."),
        ("## Jugendamt\n\nText\n", "probe", "probe.md, Zeile 1: „## Jugendamt“ gefunden; erwartet wird eine Zeile mit Amt und Tag, zum Beispiel „## Jugendamt, 12.05.2025“. Andere Überschriften gibt es in Kommentaren nicht."),
        ("## Jugendamt, 31.02.2025\n\nText\n", "probe", "probe.md, Zeile 1: „## Jugendamt, 31.02.2025“ gefunden; erwartet wird eine Zeile mit Amt und Tag, zum Beispiel „## Jugendamt, 12.05.2025“. Andere Überschriften gibt es in Kommentaren nicht."),
        ("## Jugendamt, 12.05.2025\n\nText\n\n### Mehr\n", "probe", "probe.md, Zeile 5: „### Mehr“ gefunden; erwartet wird eine Zeile mit Amt und Tag, zum Beispiel „## Jugendamt, 12.05.2025“. Andere Überschriften gibt es in Kommentaren nicht."),
        (SIGNED, "porbe", "porbe.md: Kein Kapitel heißt „porbe“. Meinten Sie „probe“? Die Datei heißt wie das Kapitel, zu dem die Kommentare gehören, ohne dessen Nummer."),
    ],
)  # fmt: skip
def test_mistakes_in_comments_name_file_and_line(text, name, expected, small, notebook) -> None:
    notebook("md:Text.")
    comment(small, text, name)
    with pytest.raises(BookError) as caught:
        comment_pages(small, "augsburg")
    assert str(caught.value) == f"chapters/augsburg/kommentare/{expected}"


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "Und <iframe src='https://example.org'></iframe>",
        "<!-- offen",
        "{{< env HOME >}}",
        "`{{< env HOME >}}` {{< include /etc/passwd >}}",
        "~~~\n{{< env HOME >}}\n~~~",
        "`<b>x</b>`{=html}",
        '[x]{onclick="alert(1)"}',
        "[x](javascript:alert(1))",
        "[x](file:///etc/passwd)",
    ],
)
def test_comments_are_text_and_no_more(markup, small, notebook, book) -> None:
    notebook("md:Text.")
    comment(small, f"## Jugendamt, 12.05.2025\n\nText.\n\n\n{markup}\n")
    with pytest.raises(
        BookError, match=r"^chapters/augsburg/kommentare/probe\.md, Zeile [67]: In Kommentaren gibt es "
    ):
        book()


def test_what_has_no_data_goes_from_comments_too(small, notebook, book) -> None:
    notebook(
        "md:Text.",
        "#| label: fig-kita\nfrom helpers.errors import NoData\nraise NoData('Keine Zahlen zu Kitas.')",
    )
    comment(small, "## Jugendamt, 12.05.2025\n\nBleibt.\n\nMehr in @fig-kita.\n")
    text = (book() / "chapters" / "augsburg" / "kommentare" / "probe.md").read_text("utf-8")
    assert "Bleibt." in text
    assert "kita" not in text
