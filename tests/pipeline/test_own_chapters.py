"""A municipality's own chapters stand where their head asks for."""

from __future__ import annotations

import pytest
import yaml

from helpers.errors import BookError
from helpers.pipeline.book.compose import write_book
from helpers.pipeline.bookfile import read_book, unlisted
from helpers.pipeline.chapter.citytexts import unfit_texts
from helpers.pipeline.run.dependencies import Inputs

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


PASSAGES = "- zelle: zelle-0\n  ersetzt: Gemeinsam.\n  text: Nur `{python} city`.\n- zelle: zelle-0\n  ersetzt: Weg damit.\n  text: ''\n"


def test_a_city_words_single_passages_of_a_notebook_otherwise(small, notebook, run) -> None:
    path = notebook("md:Erster.\n\nGemeinsam.\n\nWeg damit.")
    inputs = Inputs(small)
    before = inputs.known(path.name, "augsburg", 2024), inputs.known(path.name, "jena", 2024)
    (small.chapters / "augsburg").mkdir()
    own = small.chapters / "augsburg" / "01-probe.texte.yml"
    own.write_text(PASSAGES, "utf-8")
    outcome = run()
    assert outcome.files["01-probe.qmd"].decode().endswith("Erster.\n\nNur augsburg.\n")
    assert outcome.chapter["warnings"] == []
    inputs = Inputs(small)  # the city's chapter is built anew, no other's is
    after = inputs.known(path.name, "augsburg", 2024), inputs.known(path.name, "jena", 2024)
    assert (before[0] == after[0], before[1] == after[1]) == (False, True)
    assert outcome.trace["notebook"] == after[0]["notebook"]


def test_a_passage_that_no_longer_fits_is_told_and_the_shared_text_printed(small, notebook, run) -> None:
    notebook("md:Gemeinsam, aber neu.")
    (small.chapters / "augsburg").mkdir()
    (small.chapters / "augsburg" / "01-probe.texte.yml").write_text(PASSAGES, "utf-8")
    outcome = run()
    assert "Gemeinsam, aber neu." in outcome.files["01-probe.qmd"].decode()
    first, second = outcome.chapter["warnings"]
    assert "chapters/augsburg/01-probe.texte.yml" in first
    assert "„Gemeinsam.…“" in first
    assert "Weg damit" in second
    (small.chapters / "augsburg" / "01-probe.texte.yml").write_text("- zelle: a\n  txt: b\n", "utf-8")
    outcome = run()
    assert (outcome.status, "Eintrag 1" in outcome.reason) == ("failed", True)


def test_passages_of_a_hand_written_chapter_and_no_file_of_them_in_the_book(small, notebook) -> None:
    notebook("md:Text.")
    (small.chapters / "augsburg").mkdir()
    (small.chapters / "methodik.qmd").write_text("# Methodik\n\nGemeinsam.\n\nBleibt.\n", "utf-8")
    own = small.chapters / "augsburg" / "methodik.texte.yml"
    own.write_text("- ersetzt: Gemeinsam.\n  text: Eigen.\n- ersetzt: Fehlt.\n  text: x\n", "utf-8")
    book = write_book("augsburg", 2024, small, [])
    assert "Eigen.\n\nBleibt." in (book / "chapters" / "methodik.qmd").read_text("utf-8")
    assert not list(book.rglob("*texte*"))
    (told,) = unfit_texts(small, "augsburg")
    assert "„Fehlt.…“" in told
    assert "Gemeinsam." in (write_book("jena", 2024, small, []) / "chapters" / "methodik.qmd").read_text(
        "utf-8"
    )
