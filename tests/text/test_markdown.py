"""Plain text stays text, whatever is in it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.text.markdown import Markdown, attribute, escape, plain

PANDOC = str(Path(pypandoc.__file__).parent / "files" / "pandoc")
MARKER = "ENDE"


def pandoc(text: str, to: str = "plain") -> str:
    done = subprocess.run(
        [PANDOC, "-f", "markdown", "-t", to, "--wrap=none"],
        input=text,
        encoding="utf-8",
        capture_output=True,
        check=True,
    )
    return done.stdout.strip("\n")


NASTY = [
    "<script>alert(1)</script>",
    "# Überschrift",
    "- Punkt",
    "+ Punkt",
    "31. Dezember",
    "a) Fall",
    "| a | b |",
    "::: {.callout-note}",
    "> Zitat",
    "    Code",
    "a -- b --- c ... d",
    "'eins' \"zwei\"",
    "{{< include /etc/passwd >}}",
    "`{python} 1/0`",
    "$x^2$ @quelle [Link](http://x.y){.c} ![Bild](b.png) H~2~O x^2^ ~~weg~~",
    "&amp; &#60; \\ \\textbf{x}",
    "=====",
    "% Titel",
    ": Definition",
    "*fett* _kursiv_ __init__",
    "Zeile\n\n# zwei",
    "---",
    "(@) Beispiel",
    "^[Fußnote] [^1]: x",
    '=HYPERLINK("http://x")',
]


@pytest.mark.parametrize("text", NASTY)
def test_markup_in_text_is_shown_as_it_is(text):
    assert pandoc(escape(text)) == " ".join(text.split())


@settings(max_examples=25)
@given(st.lists(st.text("aB1 .-+*_`~^$@&<>[](){}|\\!#\"':=%/0", min_size=1, max_size=20), min_size=20))
def test_any_text_is_shown_as_it_is(texts):
    texts = [shown for text in texts if (shown := " ".join(text.split()))]
    paragraphs = [f"{escape(text)}\n\n{MARKER}" for text in texts]
    shown = pandoc("\n\n".join(paragraphs)).split(MARKER)
    assert [" ".join(text.split()) for text in shown[:-1]] == texts


@pytest.mark.parametrize("text", NASTY)
def test_shortcodes_and_inline_code_are_broken_up(text):
    assert not re.search(r"\{\{<|`\{|(?<!\\)<script|^:::", escape(text))
    assert not re.search(r"\{\{<|`\{|(?<!\\)<script", attribute(text))


@pytest.mark.parametrize("text", NASTY)
def test_text_in_an_attribute_stays_in_it(text):
    html = pandoc(f'![Bild](b.svg){{alt="{attribute(text)}"}}', "html")
    assert html.count("<img") == 1
    assert "<script" not in html


def test_markdown_is_not_escaped_twice():
    assert escape(Markdown("**11,2 %**")) == "**11,2 %**"
    assert escape(escape("a_b")) == escape("a_b")


@given(st.text("aB1 .-+*_`~^$@&<>[](){}|\\!#\"':=%/0", max_size=20))
def test_plain_text_comes_back(text):
    assert plain(escape(text)) == " ".join(text.split())


def test_markdown_shows_itself_in_jupyter():
    assert Markdown("**x**")._repr_markdown_() == "**x**"


def test_line_breaks_and_control_characters_go():
    assert escape("a\r\nb\x00c\u2028d") == "a bc d"
