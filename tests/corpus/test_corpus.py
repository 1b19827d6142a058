"""What is accepted appears, unchanged, in HTML, PDF, Word and EPUB; what is not supported is refused by notebook and cell, in German."""

from __future__ import annotations

import re
import subprocess
import unicodedata
import zipfile
from html import unescape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell, new_notebook

from helpers.assemble.builtin import build
from helpers.errors import ReportError
from helpers.look.glyphs import missing
from helpers.pipeline.book.bookpages import Page, check_citations, check_references
from helpers.pipeline.book.origins import FILE, with_cells, written
from helpers.pipeline.chapter.blocks import join, split
from helpers.pipeline.chapter.convert import export
from helpers.text.markdown import escape

from .accepted import HIDDEN, MARKDOWN, REFUSED, SCRIPTS

FORMATS = frozenset({"html", "pdf", "docx", "epub"})
_LETTER = re.compile(r"(?<![\w.])[A-E](?!\w)|(?<=[~^])[A-E](?=[~^\n]|$)")


def book(root: Path, cells: dict[str, list[str]], formats: frozenset[str] = FORMATS) -> dict[str, str]:
    """Return the text of each format of a book of notebooks with these text cells."""
    root.mkdir(parents=True, exist_ok=True)
    pages = []
    for stem, sources in cells.items():
        notebook = new_notebook(
            cells=[new_markdown_cell(f"# Kapitel {stem}"), *map(new_markdown_cell, sources)]
        )
        files, chapter = export(notebook, stem)
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        blocks = with_cells(split(files[f"{stem}.qmd"].decode()), chapter["cells"])
        pages.append(Page(f"{stem}.qmd", f"notebooks/{stem}.ipynb", blocks))
    check_references(pages)
    check_citations(pages, {}, root)
    for page in pages:
        (root / page.path).write_text(join(page.blocks), "utf-8")
    (root / FILE).write_bytes(written(pages))
    (root / "index.qmd").write_text("# Vorwort {.unnumbered}\n\nHallo.\n", "utf-8")
    chapters = "\n".join(f"    - {stem}.qmd" for stem in cells)
    (root / "_quarto.yml").write_text(
        f"lang: de\nbook:\n  title: Korpus\n  date: 2026-01-15\n  chapters:\n    - index.qmd\n{chapters}\n",
        "utf-8",
    )
    out = root / "_out"
    made, _ = build(root, out, formats)
    return {name: text_of(name, path, out) for name, path in made.items()}


def text_of(name: str, path: Path, out: Path) -> str:
    """Return all text of a format, without any space."""
    if name == "pdf":
        text = subprocess.run(
            ["pdftotext", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout
    elif name == "html":
        text = " ".join(
            BeautifulSoup(p.read_bytes(), "html.parser").get_text("") for p in sorted(out.glob("*.html"))
        )
    else:
        with zipfile.ZipFile(path) as archive:
            parts = [n for n in archive.namelist() if n.endswith((".xhtml", "document.xml", "footnotes.xml"))]
            text = " ".join(unescape(re.sub(r"<[^>]*>", "", archive.read(n).decode())) for n in parts)
    return squeezed(text)


def squeezed(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    return re.sub(r"[\s\u200b-\u200f\u202a-\u202e\u2060\u00ad\ufe0e\ufe0f]+", "", text)


def worded(template: str, number: int) -> tuple[str, list[str]]:
    """Return a text with words of its own in place of its letters, and those words."""
    words: list[str] = []

    def word(found: re.Match[str]) -> str:
        words.append(f"Wort{number}q{'abcde'['ABCDE'.index(found[0])]}")
        return words[-1]

    return _LETTER.sub(word, template), words


def test_the_corpus_is_large() -> None:
    assert len(SCRIPTS) + len(MARKDOWN) + len(HIDDEN) + len(REFUSED) >= 150


def test_everything_accepted_is_in_every_format(tmp_path: Path) -> None:
    cells: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    hidden: list[str] = []
    for number, template in enumerate((*MARKDOWN, *HIDDEN)):
        text, own = worded(template, number)
        if "[^1]" in text:
            text = text.replace("[^1]", f"[^n{number}]")
        cells.setdefault(f"{number // 12:02d}-probe{number // 12}", []).append(
            f"## Fall {number} {{.unnumbered}}\n\n{text}"
        )
        if template in HIDDEN:
            hidden += own
        else:
            words |= dict.fromkeys(own, template)
    scripts = [f"Anfang{i}: {escape(text)}. Ende{i}" for i, text in enumerate(SCRIPTS)]
    scripts += [f"| Spalte |\n|---|\n| Zelle{i} {escape(text)} |" for i, text in enumerate(SCRIPTS)]
    cells["90-schriften"] = scripts
    made = book(tmp_path / "buch", cells)
    assert len(words) > 150
    for name in FORMATS:
        lost = {template for word, template in words.items() if word not in made[name]}
        assert not lost, name
        assert [word for word in hidden if word in made[name]] == [], name
        for i, text in enumerate(SCRIPTS):
            assert squeezed(f"Anfang{i}: {text}. Ende{i}") in made[name], (name, text)
            assert squeezed(f"Zelle{i} {text}") in made[name], (name, text)


@pytest.mark.parametrize(("source", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_is_refused_is_named_with_notebook_and_cell(source, said, tmp_path) -> None:
    with pytest.raises(ReportError) as error:
        book(tmp_path / "buch", {"01-probe": ["Davor.", source]}, frozenset({"html", "pdf"}))
    message = str(error.value)
    assert said in message
    assert "01-probe.ipynb" in message
    assert ".qmd" not in message.replace("fehlt.qmd", "")
    assert "Traceback" not in message


TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12).filter(
    lambda text: (
        not list(missing(text))
        and not re.search("[\u0590-\u08ff\u0900-\u1cff\u200b-\u206f\ue000-\uf8ff]", text)
    )
)


def extractable(text: str) -> bool:
    """Tell whether pdftotext gives a text back in order: none written from the right, no letter set from two signs."""
    return not any(
        unicodedata.bidirectional(c) in ("R", "AL", "AN")
        or (0x17F < ord(c) < 0x250 and unicodedata.decomposition(c))
        or unicodedata.normalize("NFKC", c) != c
        for c in text
    )


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXT, min_size=40, max_size=40))
def test_any_text_is_the_same_in_every_format(tmp_path_factory, texts: list[str]) -> None:
    kinds = ("{}", "- {}", "> {}", "| K |\n|---|\n| {} |", "Note^[{}]", "**{}**")
    shown = [f"X{i}q{escape(text)}q{i}X" for i, text in enumerate(texts)]
    cells = [kinds[i % len(kinds)].format(text) for i, text in enumerate(shown)]
    made = book(tmp_path_factory.mktemp("eigenschaft") / "buch", {"01-probe": cells})
    for name, whole in made.items():
        for i, text in enumerate(texts):
            if name == "pdf" and not extractable(text):
                continue
            assert squeezed(f"X{i}q{text}q{i}X") in whole, (name, text)
