"""Lists that staff keep: a chapter notices when one comes, and a folder counts by the names in it."""

from __future__ import annotations

import sys
from pathlib import Path

from helpers.data.steering.allocation import FILE as PLANS
from helpers.data.steering.allocation import read_plans
from helpers.data.steering.lists import plain, read_folder
from helpers.paths import Project
from helpers.pipeline.inputs import Inputs


def test_a_list_that_is_not_there_is_looked_for(tmp_path: Path) -> None:
    """The trace of a notebook records what is opened, whether or not it is there."""
    opened: list[str] = []

    def record(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and str(arguments[0]).startswith(str(tmp_path)):
            opened.append(str(arguments[0]))

    sys.addaudithook(record)
    read_folder(tmp_path / "angebote", "data/x/angebote", ((), ()), lambda *_: None)
    read_plans(tmp_path, "x")
    assert {str(tmp_path / "angebote"), str(tmp_path / "x" / PLANS)} <= set(opened)


def test_a_folder_changes_with_the_names_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "x" / "angebote"
    assert Inputs(Project(tmp_path)).file("data/x/angebote") == ""
    folder.mkdir(parents=True)
    empty = Inputs(Project(tmp_path)).file("data/x/angebote")
    (folder / "liste.csv").write_text("angebot")
    full = Inputs(Project(tmp_path)).file("data/x/angebote")
    assert len({"", empty, full}) == 3


def test_words_are_compared_without_their_dashes() -> None:
    assert plain("Kita – Grundschule") == plain("kita-Grundschule") == plain("Kita —  Grundschule")
