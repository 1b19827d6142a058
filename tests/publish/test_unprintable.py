"""Characters without a font are named before any chapter runs, where they were written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.errors import BookError
from helpers.paths import Project
from helpers.publish.unprintable import check_written


@pytest.fixture
def written(tmp_path: Path) -> Project:
    """A project in which text cell, caption, chapter, comment and voice have a character of their own."""
    for folder in ("notebooks", "chapters/jena/kommentare", "data/jena"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "_quarto.yml").write_text(
        "project: {type: book}\nbook:\n  title: x\n  chapters:\n    - index.qmd\n    - notebooks/01-a.ipynb\n"
        "    - chapters/methodik.qmd\n",
        "utf-8",
    )
    (tmp_path / "index.qmd").write_text("# A\n\nText <!-- weg -->\n\n<!-- 隠 -->\n", "utf-8")
    (tmp_path / "chapters/methodik.qmd").write_text("# M 你\n", "utf-8")
    (tmp_path / "chapters/jena/methodik.qmd").write_text("# M\n\nJena 好\n", "utf-8")
    (tmp_path / "chapters/jena/kommentare/a.md").write_text("## Amt, 1.1.2025\n\n間\n", "utf-8")
    (tmp_path / "data/jena/stimmen.csv").write_text("text\n„人“\n", "utf-8")
    cells = [
        {"cell_type": "markdown", "id": "eins", "metadata": {}, "source": "# A"},
        {
            "cell_type": "code",
            "id": "zwei",
            "metadata": {"tags": ["parameters"]},
            "source": 'city = "x"\nyear = 2025',
        },
        {"cell_type": "markdown", "id": "drei", "metadata": {}, "source": "<!-- 隠 -->\n\nSchule 学"},
        {"cell_type": "code", "id": "vier", "metadata": {}, "source": '#| fig-cap: "校"\nx = "隠"'},
    ]
    for cell in cells[1::2]:
        cell |= {"outputs": [], "execution_count": None}
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "notebooks/01-a.ipynb").write_text(json.dumps(notebook), "utf-8")
    return Project(tmp_path)


def test_each_character_is_named_with_its_place(written: Project) -> None:
    with pytest.raises(BookError) as caught:
        check_written("jena", frozenset({"html", "pdf"}), written)
    lines = str(caught.value).splitlines()[1:-1]
    named = {line.partition(": „")[0].removeprefix("- ") + line.partition(": ")[2][:3] for line in lines}
    assert named == {
        "Notebook „01-a.ipynb“, Zelle 3„学“",
        "Notebook „01-a.ipynb“, Zelle 4„校“",
        "chapters/jena/methodik.qmd, Zeile 3„好“",
        "chapters/jena/kommentare/a.md, Zeile 3„間“",
        "data/jena/stimmen.csv, Zeile 2„人“",
    }


@pytest.mark.parametrize("formats", [{"html"}, {"docx", "epub"}, {"html", "ratsvorlage"}])
def test_without_a_pdf_nothing_is_refused(formats: set[str], written: Project) -> None:
    check_written("jena", frozenset(formats), written)


def test_a_short_format_is_a_pdf(written: Project) -> None:
    with pytest.raises(BookError):
        check_written("jena", frozenset({"kurzbericht"}), written)
