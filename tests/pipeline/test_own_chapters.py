"""A municipality's own chapters stand where their head asks for."""

from __future__ import annotations

import pytest
import yaml

from helpers.errors import BookError
from helpers.pipeline.book.compose import write_book
from helpers.pipeline.bookfile import read_book, unlisted

PLACES = {"vorwort": "vorn", "gremien": "anhang", "einschub": "methodik", "zusatz": ""}


def add(small, name: str, place: str) -> None:
    folder = small.chapters / "augsburg"
    folder.mkdir(exist_ok=True)
    head = f"---\nplatz: {place}\n---\n\n" if place else ""
    (folder / f"{name}.qmd").write_text(f"{head}# {name.title()} {{#sec-{name}}}\n\nText.\n", "utf-8")


def test_own_chapters_are_placed(small) -> None:
    (small.root / "_quarto.yml").write_text(
        "project:\n  type: book\nlang: de\nbook:\n  title: Bericht\n  chapters:\n    - index.qmd\n    - chapters/methodik.qmd\n"
        "    - chapters/ende.qmd\n  appendices:\n    - chapters/anhang.qmd\nkommune:\n  publisher: noch nicht eingetragen\n",
        "utf-8",
    )
    for name in ("ende", "anhang"):
        (small.chapters / f"{name}.qmd").write_text(f"# {name.title()}\n\nText.\n", "utf-8")
    for name, place in PLACES.items():
        add(small, name, place)
    book = write_book("augsburg", 2024, small, [])
    made = yaml.safe_load((book / "_quarto.yml").read_text("utf-8"))["book"]
    assert made["chapters"] == [
        "index.qmd", "chapters/vorwort.qmd", "chapters/zusatz.qmd", "chapters/methodik.qmd", "chapters/einschub.qmd", "chapters/ende.qmd",
    ]  # fmt: skip
    assert made["appendices"] == ["chapters/anhang.qmd", "chapters/gremien.qmd"]


def test_a_place_that_is_none(small) -> None:
    (small.root / "_quarto.yml").write_text(
        "book:\n  title: Bericht\n  chapters:\n    - index.qmd\n    - chapters/methodik.qmd\nkommune:\n  publisher: x\n",
        "utf-8",
    )
    add(small, "vorwort", "methodk")
    with pytest.raises(BookError, match=r"„platz: methodk“ gibt es nicht.*methodik"):
        write_book("augsburg", 2024, small, [])


def test_a_notebook_in_no_list_is_named(small, notebook) -> None:
    notebook("1", name="01-probe")
    notebook("1", name="99-vergessen")
    assert unlisted(read_book(small), small) == [
        "Das Notebook „99-vergessen.ipynb“ steht in keiner Liste in _quarto.yml und ist nicht Teil des Berichts."
    ]
