"""What JupyterLab shows is what Pandoc reads, or a sentence says what would be lost."""

from __future__ import annotations

import subprocess

import pypandoc
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from helpers.pipeline.chapter.blocks import join, split
from helpers.text.asjupyter import MarkdownError, as_shown, cells
from helpers.text.footnotes import footnote_mistakes
from helpers.text.lines import read

SHOWN = {
    "list below a line": ("Drei Gründe:\n- eins\n- zwei", "<p>Drei Gründe:</p> <ul> <li>eins</li> <li>zwei</li> </ul>"),
    "numbers below a line": ("Und:\n1. erstens\n2. zweitens", "<p>Und:</p> <ol> <li>erstens</li> <li>zweitens</li> </ol>"),
    "dates": (
        "Termine:\n\n18. September: Auftakt\n2. Oktober: Werkstatt",
        "<p>Termine:</p> <p>18. September: Auftakt<br/> 2. Oktober: Werkstatt</p>",
    ),
    "a date alone": ("3. Oktober 2025 ist ein Feiertag.", "<p>3. Oktober 2025 ist ein Feiertag.</p>"),
    "equal dates": ("1. Mai: a\n1. Juni: b", "<p>1. Mai: a<br/> 1. Juni: b</p>"),
    "dates with blank lines": ("18. Mai: a\n\n2. Juni: b", "<p>18. Mai: a</p> <p>2. Juni: b</p>"),
    "classes in a list": ("- 3. Klasse: 120\n- 4. Klasse: 130", "<ul> <li>3. Klasse: 120</li> <li>4. Klasse: 130</li> </ul>"),
    "counted": ("3. a\n4. b", '<ol start="3"> <li>a</li> <li>b</li> </ol>'),
    "lazy": ("1. a\n1. b", "<ol> <li>a</li> <li>b</li> </ol>"),
    "abbreviation": ("z. B. so\n\ni. d. R. auch", "<p>z. B. so</p> <p>i. d. R. auch</p>"),
    "nested": ("1. a\n   - b\n   - c\n2. d", "<ol> <li>a <ul> <li>b</li> <li>c</li> </ul> </li> <li>d</li> </ol>"),
    "quotation": ("Er sagte:\n> Ja", "<p>Er sagte:</p> <blockquote> <p>Ja</p> </blockquote>"),
    "quotations around a heading": (
        "> Ja\n## Titel\nText\n> Nein",
        "<blockquote> <p>Ja</p> </blockquote> <h2>Titel</h2> <p>Text</p> <blockquote> <p>Nein</p> </blockquote>",
    ),
    "rule": ("Text\n***\nmehr", "<p>Text</p> <hr/> <p>mehr</p>"),
    "code below a line": ("Text\n```\n1. x\n```", "<p>Text</p> <pre><code>1. x</code></pre>"),
    "heading below a line": ("Text\n## Titel\nmehr", "<p>Text</p> <h2>Titel</h2> <p>mehr</p>"),
    "underlined twice": ("Titel\n=====\nText", "<h1>Titel</h1> <p>Text</p>"),
    "one item": ("1. allein", "<ol> <li>allein</li> </ol>"),
    "one number": ("7. Klasse: 120", "<p>7. Klasse: 120</p>"),
    "letters": ("a. eins\nb. zwei", "<ol> <li>eins</li> <li>zwei</li> </ol>"),
    "Roman numbers": ("ii. eins\niii. zwei", '<ol start="2"> <li>eins</li> <li>zwei</li> </ol>'),
    "abbreviations of Roman letters": ("i. d. R. so\nd. h. anders", "<p>i. d. R. so d. h. anders</p>"),
    "underlined": ("Titel\n-----\nText", "<h2>Titel</h2> <p>Text</p>"),
}  # fmt: skip


def pandoc(texts: list[str]) -> list[str]:
    """Return the HTML that Pandoc makes of each, in one call."""
    mark = "MARKIERUNG"
    document = f"\n\n{mark}\n\n".join(join(split(text)) for text in texts)
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown-auto_identifiers", "-t", "html", "--wrap=none"],
        input=document,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split(f"<p>{mark}</p>")


def tidy(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        tag.attrs = {name: value for name, value in tag.attrs.items() if name == "start"}
    return (
        " ".join(str(soup).replace(">", "> ").replace("<", " <").split())
        .replace("> ", ">")
        .replace(" <", "<")
    )


def test_as_jupyterlab_shows_it() -> None:
    made = pandoc([text for text, _ in SHOWN.values()])
    for (name, (_, wanted)), html in zip(SHOWN.items(), made, strict=True):
        assert tidy(html) == tidy(wanted), name


def test_a_table_below_a_line() -> None:
    (html,) = pandoc(["Werte:\n| a | b |\n|---|---|\n| 1 | 2 |\nText danach"])
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find("p").text == "Werte:"
    assert [cell.text for cell in soup.find_all(["th", "td"])][:4] == ["a", "b", "1", "2"]
    assert "Text danach" in soup.text


WORD = st.text(st.sampled_from("abcäöüß"), min_size=1, max_size=6)
PIECE = st.one_of(
    WORD,
    WORD.map(lambda w: f"- {w}"),
    WORD.map(lambda w: f"1. {w}"),
    WORD.map(lambda w: f"> {w}"),
    WORD.map(lambda w: f"## {w}"),
    WORD.map(lambda w: f"```\n{w}\n```"),
    st.just(""),
)


@pytest.mark.long
@given(st.lists(st.lists(PIECE, min_size=1, max_size=6).map("\n".join), min_size=40, max_size=40))
@settings(max_examples=6, deadline=None)
def test_any_blocks_below_each_other(texts: list[str]) -> None:
    shown = MarkdownIt("commonmark").enable("table")
    for text, html in zip(texts, pandoc(texts), strict=True):
        mine, theirs = (BeautifulSoup(made, "html.parser") for made in (html, shown.render(text)))
        for tag in ("li", "blockquote", "h2", "pre"):
            assert [t.get_text(" ", strip=True).split() for t in mine.find_all(tag)] == [
                t.get_text(" ", strip=True).split() for t in theirs.find_all(tag)
            ], text
        assert mine.get_text().split() == theirs.get_text().split(), text


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", 3, "hat 3 Zellen, die Kopfzeile 2"),
        ("| a | b |\n|---|\n| 1 |", 1, "hat 2 Zellen, die Linie darunter 1"),
        ("5. a\n\n   Absatz\n\n9. b", 1, "5., 9. zählen nicht fortlaufend"),
    ],
)
def test_what_would_be_lost_is_refused(text, line, said) -> None:
    with pytest.raises(MarkdownError, match=said) as error:
        as_shown(read(text))
    assert error.value.line == line


def test_cells_of_a_row() -> None:
    assert cells("| a | b `|` c |") == ["a", "b `|` c"]
    assert cells(r"a \| b | c") == [r"a \| b", "c"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Text[^fehlt].", ["„[^fehlt]“ ist nirgends erklärt"]),
        ("Text[^a].\n\n[^a]: eins\n\n[^a]: zwei", ["„[^a]“ ist zweimal erklärt"]),
        ("Text.\n\n[^a]: eins", ["Auf die Fußnote „[^a]“ verweist nichts"]),
        ("Text[^a] `[^b]` \\[^c]\n\n```\n[^d]\n```\n\n[^a]: eins", []),
    ],
)
def test_footnotes(text, said) -> None:
    found = footnote_mistakes((line.number, line) for line in read(text))
    assert len(found) == len(said)
    for (_, message), part in zip(found, said, strict=True):
        assert part in message


@given(st.text(st.sampled_from("ab`~<!->:# \n1."), max_size=60))
def test_every_line_is_kept(text: str) -> None:
    assert "\n".join(line.text for line in read(text)) == text
    assert [line.number for line in read(text)] == list(range(1, text.count("\n") + 2))


def test_code_in_lists_and_quotations_and_comments() -> None:
    text = "- a\n  ```python\n  x\n  ```\n> ```\n> y\ndanach\n\n    ```\n\n<!-- {{< include x >}}\nweiter --> \nText"
    assert [line.kind for line in read(text)] == [
        "text", "code", "code", "code", "code", "code", "text", "text", "text", "text", "comment", "comment", "text",
    ]  # fmt: skip
