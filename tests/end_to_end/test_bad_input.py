"""What a user can do wrong, each answered with a sentence; the previous report stays, nothing half-written is left."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import nbformat
import pytest

from tests.conftest import run_helpers


def refused(root: Path, **environment: str) -> str:
    """Ask for Augsburg's report, expect a refusal, and return its message."""
    published = root / "_report" / "augsburg"
    published.mkdir(parents=True, exist_ok=True)
    (published / "index.html").write_text("bisheriger Bericht")
    result = run_helpers(root, "report", {"CITY": "augsburg", **environment})
    assert result.returncode == 1, result.stdout + result.stderr
    assert not re.search("Traceback|nanobind|leaked", result.stdout + result.stderr)
    assert [p.name for p in (root / "_report").iterdir()] == ["augsburg"]
    assert (published / "index.html").read_text() == "bisheriger Bericht"
    return result.stderr


@pytest.fixture
def two_chapters(project_copy: Path) -> Path:
    """The project with only the notebooks that these tests break: the rest would be made each time."""
    book = project_copy / "_quarto.yml"
    lines = book.read_text("utf-8").splitlines(keepends=True)
    kept = (line for line in lines if "notebooks/" not in line or re.search("/0[35]-", line))
    book.write_text("".join(kept), "utf-8")
    return project_copy


def edit_notebook(root: Path, name: str, change: object) -> None:
    path = root / "notebooks" / name
    notebook = nbformat.read(path, as_version=4)
    change(notebook)  # type: ignore[operator]
    nbformat.write(notebook, path)


@pytest.mark.parametrize(
    ("city", "message"),
    [
        ("augsbrug", "Die Kommune „augsbrug“ ist nicht bekannt. Meinten Sie „Augsburg“?"),
        ("../../x", "„../../x“"),
        ("/etc", "„/etc“"),
        ("augsburg/../jena", "„augsburg/../jena“"),
        ("augsburg\x1b[31m", "ist kein Name einer Kommune"),
        ("99999", "„99999“"),
    ],
)
def test_unknown_city(project_copy: Path, city: str, message: str) -> None:
    error = refused(project_copy, CITY=city)
    assert message in error
    assert "\x1b" not in error, "control characters reach the terminal"
    assert error.count("\n") == 1


def test_missing_city_shows_usage_and_list(project_copy: Path) -> None:
    error = refused(project_copy, CITY="")
    assert "Aufruf: make report CITY=augsburg" in error
    assert re.search(r"halle\s+Halle \(Saale\) \(15002\)", error)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"YEAR": "25"}, "YEAR=25 ist kein Berichtsjahr. Erwartet wird eine Jahreszahl wie 2025."),
        ({"YEAR": "zweitausend"}, "YEAR=zweitausend ist kein Berichtsjahr."),
        (
            {"FORMAT": "pfd"},
            "FORMAT=pfd gibt es nicht. Möglich sind: all, html, pdf, docx, epub, kurzbericht,",
        ),
        ({"ASSEMBLER": "word"}, "ASSEMBLER=word gibt es nicht. Möglich sind: auto, builtin, quarto."),
    ],
)
def test_unknown_values(project_copy: Path, environment: dict[str, str], message: str) -> None:
    assert message in refused(project_copy, **environment)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("peers:", "pers:", "„pers“"),
        ('ags: "09761"', "ags: 09761", "Anführungszeichen"),
        ('ags: "09761"', 'ags: "0976"', "0976"),
        ('ags: "09761"', 'ags: "08222"', "08222"),
        ("year: 2025", "year: bald", "year"),
    ],
)
def test_profile(project_copy: Path, old: str, new: str, message: str) -> None:
    profile = project_copy / "data" / "augsburg" / "profile.yml"
    text = profile.read_text("utf-8")
    assert old in text
    profile.write_text(text.replace(old, new), "utf-8")
    error = refused(project_copy)
    assert message in error
    assert re.search(r"data/augsburg/profile\.yml, Zeile \d+", error)


def test_notebook_without_parameters(two_chapters: Path) -> None:
    def change(notebook: nbformat.NotebookNode) -> None:
        for cell in notebook.cells:
            cell.metadata.pop("tags", None)

    edit_notebook(two_chapters, "03-fruehkindliche-bildung.ipynb", change)
    error = refused(two_chapters)
    assert "03-fruehkindliche-bildung.ipynb" in error
    assert "parameters" in error


def test_notebook_with_a_syntax_error(two_chapters: Path) -> None:
    def change(notebook: nbformat.NotebookNode) -> None:
        notebook.cells[-1] = nbformat.v4.new_code_cell("#| label: fig-neu\nreport.line('kinderarmut'")

    edit_notebook(two_chapters, "03-fruehkindliche-bildung.ipynb", change)
    error = refused(two_chapters)
    assert re.search(
        r"03-fruehkindliche-bildung\.ipynb“, Zelle \d+ \(fig-neu\), Augsburg: SyntaxError", error
    )
    executed = re.search(r"(_build/\S+\.ipynb)", error)
    assert executed
    assert (two_chapters / executed[1]).is_file()


def test_failing_cell(two_chapters: Path) -> None:
    def change(notebook: nbformat.NotebookNode) -> None:
        notebook.cells.append(nbformat.v4.new_code_cell("#| label: fig-rest\nreport.line('kinderamut')"))

    edit_notebook(two_chapters, "05-uebergaenge-und-abschluesse.ipynb", change)
    error = refused(two_chapters)
    assert re.search(r"05-uebergaenge-und-abschluesse\.ipynb“, Zelle \d+ \(fig-rest\), Augsburg:", error)
    assert "kinderarmut" in error, "the nearest indicator is named"


def test_damaged_notebook_file(two_chapters: Path) -> None:
    (two_chapters / "notebooks" / "05-uebergaenge-und-abschluesse.ipynb").write_text('{"cells": [')
    assert "05-uebergaenge-und-abschluesse.ipynb" in refused(two_chapters)


def test_reference_to_a_missing_figure(two_chapters: Path) -> None:
    with (two_chapters / "chapters" / "methodik.qmd").open("a") as chapter:
        chapter.write("\n\nSiehe @fig-gibt-es-nicht.\n")
    error = refused(two_chapters)
    assert "fig-gibt-es-nicht" in error
    assert re.search(r"chapters/methodik\.qmd, Zeile \d+", error)


def test_book_names_a_missing_chapter(project_copy: Path) -> None:
    path = project_copy / "_quarto.yml"
    path.write_text(path.read_text("utf-8").replace("chapters/glossar.qmd", "chapters/glosar.qmd"), "utf-8")
    error = refused(project_copy)
    assert re.search(
        r"_quarto\.yml, Zeile \d+: Das Kapitel „chapters/glosar\.qmd“ gibt es nicht\. Meinten Sie „chapters/glossar\.qmd“\?",
        error,
    )


def test_damaged_observation(project_copy: Path) -> None:
    path = next((project_copy / "data" / "official").glob("inkar-2024*.csv"))
    lines = path.read_text("utf-8").splitlines()
    lines[100] = lines[100].replace(",", ";")
    path.write_text("\n".join(lines), "utf-8")
    error = refused(project_copy)
    assert path.name in error
    assert "101" in error


def test_quarto_too_old(project_copy: Path, tmp_path: Path) -> None:
    quarto = tmp_path / "bin" / "quarto"
    quarto.parent.mkdir()
    quarto.write_text("#!/bin/sh\necho 1.4.550\n")
    quarto.chmod(quarto.stat().st_mode | stat.S_IXUSR)
    error = refused(project_copy, ASSEMBLER="quarto", QUARTO_PATH=str(quarto))
    assert "Quarto 1.4.550" in error
    assert "1.9" in error


def test_quarto_missing(project_copy: Path) -> None:
    assert "make quarto" in refused(project_copy, ASSEMBLER="quarto", PATH="/usr/bin:/bin")


def test_no_write_permission(project_copy: Path) -> None:
    for name in ("_report", "_build"):
        (project_copy / name).mkdir()
        (project_copy / name).chmod(0o555)
    # Root may write everywhere, unless it gives that capability away.
    prefix = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    result = run_helpers(project_copy, "report", {"CITY": "augsburg"}, prefix=prefix)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert re.search(r"^Fehler: \S*_build\S* kann nicht verwendet werden: keine Berechtigung", result.stderr)


def test_a_file_where_a_folder_belongs(project_copy: Path) -> None:
    (project_copy / "_build").write_text("")
    result = run_helpers(project_copy, "report", {"CITY": "augsburg"})
    assert result.returncode == 1
    assert result.stderr.startswith("Fehler: ")
    assert "Traceback" not in result.stderr
    assert json.dumps(str(project_copy / "_build"))[1:-1] in result.stderr
