"""The recipes in docs/development/recipes.md work as they stand: carried out one by one in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, copy_project

PAGE = ROOT / "docs" / "development" / "recipes.md"
BLOCK = re.compile(r"(?ms)^```(?P<language>\w+) (?P<what>[^\n]+)\n(?P<text>.*?)^```$")


@dataclass(frozen=True)
class Step:
    """One block of a recipe: what to do with its text."""

    language: str
    options: dict[str, str]
    text: str


def recipes() -> dict[str, list[Step]]:
    """Return the steps by the heading they stand under."""
    found = {}
    for part in re.split(r"(?m)^## ", PAGE.read_text("utf-8"))[1:]:
        heading, _, text = part.partition("\n")
        steps = []
        for block in BLOCK.finditer(text):
            words = (word.partition("=") for word in shlex.split(block["what"]))
            steps.append(Step(block["language"], {name: value for name, _, value in words}, block["text"]))
        found[heading] = steps
    return found


def carry_out(step: Step, root: Path) -> int:
    """Do one step; return how many lines of files that were there it adds."""
    options = step.options
    if "file" in options:
        path = root / options["file"]
        assert not path.exists(), f"{path} is there already"
        path.write_text(step.text, "utf-8")
        return 0
    if "append" in options:
        path = root / options["append"]
        path.write_text(path.read_text("utf-8") + step.text, "utf-8")
        return 0
    if "in" in options:
        path = root / options["in"]
        lines = path.read_text("utf-8").splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines) if options["after"] in line)
        path.write_text("".join([*lines[: at + 1], step.text, *lines[at + 1 :]]), "utf-8")
        return step.text.count("\n")
    assert "check" in options, options
    environment = {
        **{k: v for k, v in os.environ.items() if k not in ("CITY", "FORMAT", "YEAR", "QUARTO_PATH")},
        "PYTHONPATH": str(root / "src"),
        "BILDUNGSBERICHT_ROOT": str(root),
        "ASSEMBLER": "builtin",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    command = ["sh", "-ec", step.text] if step.language == "sh" else [sys.executable, "-c", step.text]
    done = subprocess.run(
        command, env=environment, cwd=root, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return 0


def test_there_is_a_recipe_for_each_kind_of_thing() -> None:
    assert set(recipes()) == {
        "A chart",
        "A table",
        "An indicator",
        "A chapter",
        "A check",
        "An importer",
        "An output format",
    }


LONG = ("An output format", "A chapter")
"""They make a report; CI runs them, too (`.ci/run`)."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long) if name in LONG else name for name in recipes()]
)
def test_a_recipe_works_as_it_stands(name: str, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "projekt")
    steps = recipes()[name]
    assert "check" in steps[-1].options
    assert sum(carry_out(step, root) for step in steps) <= 1, "more than one line in files that are there"
    assert sum("file" in step.options or "append" in step.options for step in steps) == 1


HANDBOOK = ROOT / "docs" / "handbuch"
FORM = ("tests/notebooks/test_form.py", "tests/data/test_catalogue.py", "tests/text/test_bases.py")
"""What `make test` asks of the users' content itself."""


def blocks_of(page: str, heading: str, language: str) -> list[str]:
    """Return the code blocks of a section of the handbook."""
    part = (HANDBOOK / page).read_text("utf-8").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    found = re.findall(rf"(?ms)^( *)```{language}\n(.*?)^ *```$", part)
    return [re.sub(rf"(?m)^{indent}", "", text).strip() for indent, text in found]


def in_copy(root: Path, *command: str) -> str:
    """Run Python on a copy of the project; return what it prints."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{root / 'src'}{os.pathsep}{ROOT}",
        "BILDUNGSBERICHT_ROOT": str(root),
    }
    done = subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.long
def test_a_chapter_and_an_indicator_by_the_handbook_pass_the_tests(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "projekt")
    path = root / "notebooks" / "18-bibliotheken.ipynb"
    notebook = json.loads((root / "notebooks" / "05-uebergaenge-und-abschluesse.ipynb").read_text("utf-8"))
    title, parameters, report, *_ = notebook["cells"]
    text, question = (dict(title, id=f"neu-{name}") for name in ("text", "frage"))
    figure = dict(report, id="8c1f0a2b")
    page = (HANDBOOK / "notebooks.md").read_text("utf-8")
    (title["source"],) = re.findall(r"ist die Überschrift des Kapitels: `(# [^`]+)`", page)
    parameters["source"], report["source"] = blocks_of("notebooks.md", "Ein neues Kapitel anlegen", "python")
    drawn = blocks_of("notebooks.md", "Ein Kapitel bearbeiten", "python")[0]
    figure["source"] = drawn.replace("fig-kinderarmut", "fig-bibliotheken")
    text["source"] = (
        "Die Stadt hat 3 Bibliotheken mit 12.500 Medien. @fig-bibliotheken zeigt `{python} report.name`."
    )
    question["source"] = "Was fehlt?"
    notebook["cells"] = [title, parameters, report, text, figure, question]
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.12.1"}  # as JupyterLab saves it
    path.write_text(json.dumps(notebook, ensure_ascii=False), "utf-8")
    book = root / "_quarto.yml"
    second = "    - notebooks/02-grundinformationen.ipynb\n"
    book.write_text(
        book.read_text("utf-8").replace(second, f"{second}    - notebooks/{path.name}\n"), "utf-8"
    )
    catalogue = root / "data" / "catalogue" / "indicators.yml"
    entries = [
        *blocks_of("indikator-anlegen.md", "1. Eine Anzahl", "yaml"),
        *blocks_of("indikator-anlegen.md", "2. Eine Quote, die das Projekt berechnet", "yaml"),
        *(step.text for step in recipes()["An indicator"] if "append" in step.options),
    ]
    assert len(entries) == 3
    catalogue.write_text("\n\n".join([catalogue.read_text("utf-8"), *entries]), "utf-8")
    run = (
        "from helpers.paths import project\nfrom helpers.pipeline.contract import Job, Limits\n"
        "from helpers.pipeline.run.job import run_job\n"
        f"job = Job(project().root, {path.name!r}, 'jena', 'Jena', 2025, Limits())\n"
        "made = run_job(job)\nprint(made.status, made.reason)\nprint(made.files['18-bibliotheken.qmd'].decode())"
    )
    told = in_copy(root, "-c", run)
    assert told.startswith("built")
    assert "fig-bibliotheken" in told
    in_copy(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", *FORM)
    sentences = "tests/text/test_all_sentences.py"
    in_copy(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", sentences, "-k", "grammar and augsburg")
