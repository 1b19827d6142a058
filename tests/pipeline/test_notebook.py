"""What is wrong with a notebook is a German sentence."""

# ruff: noqa: E501  (messages stand as they are printed)

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.errors import NotebookError
from helpers.pipeline.chapter.notebook import cell_options, read_notebook


def message(path) -> str:
    with pytest.raises(NotebookError) as caught:
        read_notebook(path)
    return str(caught.value)


def test_broken_files(tmp_path) -> None:
    path = tmp_path / "01-kita.ipynb"
    assert message(path) == f"Das Notebook „01-kita.ipynb“ gibt es nicht im Ordner {tmp_path.name}/."
    path.write_text('{"cells": [\n  {"cell_type": }\n]}', "utf-8")
    assert message(path) == (
        "Das Notebook „01-kita.ipynb“ ist beschädigt: In Zeile 2, Spalte 17 steht kein gültiges JSON. "
        "Bitte die letzte lauffähige Fassung wiederherstellen."
    )
    path.write_bytes(b'{"cells": "\xff"}')
    assert "keine UTF-8-Datei" in message(path)
    for content in (
        '{"a": 1}',
        "[]",
        '"x"',
        '{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        "null",
    ):
        path.write_text(content, "utf-8")
        assert (
            message(path)
            == "Das Notebook „01-kita.ipynb“ ist gültiges JSON, aber kein Jupyter-Notebook im Format 4."
        ), content


def test_what_a_notebook_must_have(notebook) -> None:
    path = notebook("print(1)")
    whole = json.loads(path.read_text("utf-8"))

    def without(change) -> str:
        changed = json.loads(json.dumps(whole))
        change(changed["cells"])
        path.write_text(json.dumps(changed), "utf-8")
        return message(path)

    assert without(lambda cells: cells[0].update(source="## Unterkapitel")) == (
        "Das Notebook „01-probe.ipynb“ hat keine Überschrift. Die erste Markdown-Zelle beginnt mit „# “ und dem Titel des Kapitels."
    )
    assert without(lambda cells: cells[1]["metadata"].clear()) == (
        "Das Notebook „01-probe.ipynb“ hat keine Zelle mit dem Tag „parameters“. Bitte eine Code-Zelle mit "
        'city = "augsburg" und year = 2024 anlegen und ihr in JupyterLab (Zahnrad rechts oben) diesen Tag geben.'
    )
    assert without(lambda cells: cells[1].update(source='city = "jena"')) == (
        "In das Notebook „01-probe.ipynb“ fehlt in der Zelle mit dem Tag „parameters“: year. "
        'Erwartet werden city = "augsburg" und year = 2024.'
    ).replace("In das Notebook", "Im Notebook")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "#| labl: fig-x",
            "Zelle 3: Die Option „labl“ ist nicht bekannt. Meinten Sie „label“? Möglich sind label, fig-cap, fig-alt, tbl-cap, echo, include, output.",
        ),
        (
            "#| label: abb-x",
            "Zelle 3: Das Label „abb-x“ beginnt nicht mit „fig-“ oder „tbl-“ oder enthält andere Zeichen als Buchstaben, Ziffern und „-“.",
        ),
        (
            "#| label: fig-x\n#| fig-cap: Armut: eine Last",
            "Zelle 3: Die Option in Zeile 2 („#| fig-cap: Armut: eine Last“) ist nicht lesbar. Erwartet wird „#| name: Wert“. Werte mit Doppelpunkt gehören in Anführungszeichen.",
        ),
        (
            "#| nur Text",
            "Zelle 3: Die Option in Zeile 1 („#| nur Text“) ist nicht lesbar. Erwartet wird „#| name: Wert“. Werte mit Doppelpunkt gehören in Anführungszeichen.",
        ),
        ("#| echo: true", "Zelle 3: „echo: true“ geht nicht, denn ein Bericht zeigt keinen Programmtext."),
        ("#| include: vielleicht", "Zelle 3: Die Option „include“ ist true oder false, nicht „vielleicht“."),
        ("#| fig-alt:", "Zelle 3: Die Option „fig-alt“ braucht einen Text."),
        ("#| fig-cap: 3", "Zelle 3: Die Option „fig-cap“ braucht einen Text."),
    ],
)
def test_wrong_options(lines, expected) -> None:
    with pytest.raises(NotebookError) as caught:
        cell_options(lines + "\nreport.line('x')", "Zelle 3")
    assert str(caught.value) == expected


def test_options() -> None:
    options = cell_options(
        '#| label: fig-x\n#| fig-cap: "Armut: `{python} ort`"\n#| echo: false\nx = 1\n#| spaeter: egal', ""
    )
    assert (options.label, options.captions, options.shown) == (
        "fig-x",
        {"fig-cap": "Armut: `{python} ort`"},
        True,
    )
    assert cell_options("x = 1", "").captions == {}
    assert not cell_options("#| output: false", "").shown


@pytest.mark.parametrize(
    "source", ['r = Report("jena", year)', "r = helpers.Report(city, 2024)", 'Report(city=city, year="2025")']
)
def test_a_report_of_one_municipality_is_refused(source, tmp_path):
    path = tmp_path / "01-probe.ipynb"
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Titel"),
            new_code_cell('city = "augsburg"\nyear = 2024', metadata={"tags": ["parameters"]}),
            new_code_cell(f"x = 1\n{source}"),
        ]
    )
    nbformat.write(notebook, path)
    assert "Zelle 3: In Zeile 2 steht „" in message(path)
    assert "Report(city, year)" in message(path)


@pytest.mark.parametrize("content", ["[" * 100_000, '{"a":' * 100_000, "9" * 5_000])
def test_depth_and_length_that_nobody_writes_are_a_sentence(content: str, tmp_path: Path) -> None:
    path = tmp_path / "01-probe.ipynb"
    path.write_text(content, "utf-8")
    with pytest.raises(NotebookError, match="ist beschädigt: Eine Zahl darin ist zu lang"):
        read_notebook(path)
