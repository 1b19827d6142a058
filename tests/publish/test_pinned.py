"""Who assembles: what was typed, what the edition was released with, profile, `_quarto.yml`; and who goes on where Quarto fails."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from helpers.assemble import Assembled
from helpers.assemble.choose import Choice
from helpers.errors import BookError, DataError, QuartoError
from helpers.paths import Project
from helpers.paths import project as checkout
from helpers.publish import make_report
from helpers.publish.make_report import bind, colophon
from helpers.publish.pinned import FILE, chosen, keep
from helpers.publish.release.content import Edition
from helpers.publish.request import Request
from helpers.publish.short_formats import Made

RELEASED = {"year": 2025, "assembler": {"name": "builtin", "version": "Pandoc, Typst", "reason": "weil"}}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Augsburg and Mannheim, a book of one page, and a Quarto 1.9.38 on this machine."""
    data = checkout().data
    shutil.copytree(data / "catalogue", tmp_path / "data" / "catalogue")
    for city in ("augsburg", "mannheim", "halle", "offenbach", "frankfurt"):
        (tmp_path / "data" / city).mkdir()
        shutil.copy(data / city / "profile.yml", tmp_path / "data" / city)
    (tmp_path / "_quarto.yml").write_text("book: {chapters: [index.qmd]}\n", "utf-8")
    (tmp_path / "index.qmd").write_text("# Titel\n", "utf-8")
    path = tmp_path / "quarto"
    path.write_text("#!/bin/sh\necho 1.9.38\n", "utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(path))
    return Project(tmp_path)


def request(assembler: str = "auto", year: int = 2025) -> Request:
    return Request("augsburg", year, frozenset({"html", "pdf"}), assembler)


def append(path: Path, line: str) -> None:
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")


def test_the_more_particular_counts(project: Project) -> None:
    assert chosen(request(), project).name == "quarto"
    append(project.quarto_yml, "assembler: builtin")
    choice = chosen(request(), project)
    assert (choice.name, choice.reason) == (
        "builtin",
        "Eingebauter Assembler, weil _quarto.yml es so festlegt.",
    )
    append(project.data / "augsburg" / "profile.yml", "assembler: quarto")
    choice = chosen(request(), project)
    assert choice.reason == "Quarto 1.9.38, weil data/augsburg/profile.yml es so festlegt."
    assert not choice.free
    line = keep("augsburg", RELEASED, project)
    assert (
        line
        == "Gesetzt mit dem eingebauten Assembler: festgehalten in data/augsburg/veroeffentlicht/assembler.yml."
    )
    assert chosen(request(), project).name == "builtin"
    assert chosen(request(year=2024), project).name == "quarto"
    assert chosen(request("quarto"), project).reason == "Quarto 1.9.38, weil ASSEMBLER=quarto gewählt ist."


def test_what_an_edition_was_released_with_is_kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    with_quarto = RELEASED | {"assembler": {"name": "quarto", "version": "1.9.12", "reason": "weil"}}
    keep("augsburg", with_quarto, project)
    keep("augsburg", RELEASED | {"year": 2024}, project)
    assert not keep("augsburg", with_quarto, project)
    choice = chosen(request(), project)
    assert choice.notes == (
        "Die Ausgabe 2025 ist mit Quarto 1.9.12 gesetzt, hier arbeitet Quarto 1.9.38: Der Umbruch kann abweichen.",
    )
    assert chosen(request(year=2024), project).name == "builtin"
    monkeypatch.setenv("QUARTO_PATH", "/gibt/es/nicht")
    with pytest.raises(QuartoError, match="QUARTO_PATH nennt „/gibt/es/nicht“"):
        chosen(request(), project)


def test_a_wrong_name_or_file_is_named(project: Project) -> None:
    append(project.quarto_yml, "assembler: qarto")
    with pytest.raises(BookError, match=r"^_quarto\.yml: assembler: „qarto“ gibt es nicht; .*„quarto“"):
        chosen(request(), project)
    keep("augsburg", RELEASED, project)
    (project.data / "augsburg" / FILE).write_text("2025: {name: latex, version: 1}\n", "utf-8")
    with pytest.raises(
        DataError, match=r"^data/augsburg/veroeffentlicht/assembler\.yml lässt sich nicht lesen"
    ):
        chosen(request(), project)


def test_the_built_in_one_goes_on_where_a_found_quarto_fails(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Choice] = []

    def assembled_in(staging, request, project, choice, chapters, kind, on_step=None):  # type: ignore[no-untyped-def]
        taken.append(choice)
        assert not list(staging.iterdir())
        (staging / "index.html").write_text(choice.name)
        if choice.quarto:
            raise QuartoError("Quarto konnte das Buch nicht als typst erzeugen. Es meldet:\nGLIBC")
        made = Assembled({"html": staging / "index.html"}, choice.name, "1", choice.reason)
        return made, Made({}, (), {}, ()), Edition(2024, {}), ""

    monkeypatch.setattr(make_report, "assembled_in", assembled_in)
    monkeypatch.setattr(make_report, "check_data", lambda *_: "")
    monkeypatch.setattr("helpers.publish.release.content.keep_printed", lambda *_: None)
    said = bind(request(), project, chosen(request(), project), (), {})
    assert [choice.name for choice in taken] == ["quarto", "builtin"]
    assert said == ("Quarto konnte das Buch nicht als typst erzeugen. Es meldet:\nGLIBC",)
    manifest = json.loads((project.reports / "augsburg" / "manifest.json").read_text("utf-8"))
    assert manifest["assembler"]["name"] == "builtin"
    assert (project.reports / "augsburg" / "index.html").read_text() == "builtin"
    with pytest.raises(QuartoError, match="GLIBC"):
        bind(request("quarto"), project, chosen(request("quarto"), project), (), {})
    assert (project.reports / "augsburg" / "index.html").read_text() == "builtin"


def test_the_text_knows_what_was_made(project: Project) -> None:
    choice = chosen(request(), project)
    assert colophon(choice, frozenset({"html", "pdf", "kurzbericht"})) == {
        "assembler": "Den Satz besorgte Quarto 1.9.38.",
        "fassungen": "seine Webfassung und die Fassung als PDF",
        "quarto": True,
        "html": True,
        "pdf": True,
    }
    made = colophon(choice, frozenset({"docx"}))
    assert (
        made["assembler"]
        == "Den Satz besorgte Quarto 1.9.38, den der Word-Datei der eingebaute Assembler des Projekts."
    )
    assert "html" not in made
