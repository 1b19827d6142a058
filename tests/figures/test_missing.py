"""In a notebook a figure without data says so and lets the other cells run; elsewhere it is an error."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from helpers.errors import NoChapter, NoData
from helpers.facts.context import Context
from helpers.figures.missing import MIME, Missing, or_missing
from helpers.paths import project
from helpers.pipeline.contract import NODATA_MIME

CELLS = [
    "from helpers import Report\nreport = Report('augsburg', 2025)",
    "report.bars('vhs_kurse')",
    "report.map('kinderarmut_sgb2')",
    "1 + 1",
]


def test_outside_of_a_notebook_it_is_an_error(report: Any) -> None:
    with pytest.raises(NoData, match="Volkshochschule"):
        report("augsburg").bars("vhs_kurse")


def test_the_pipeline_knows_the_message() -> None:
    assert MIME == NODATA_MIME


def test_a_message_has_nothing_of_a_figure() -> None:
    gone = Missing("Keine Zahlen zu *Kitas*.")
    bundle = gone._repr_mimebundle_()
    assert bundle[MIME] == {"message": "Keine Zahlen zu *Kitas*.", "label": ""}
    assert bundle["text/markdown"] == "**Entfällt im Bericht:** Keine Zahlen zu \\*Kitas\\*."
    with pytest.raises(NoData, match="Keine Zahlen"):
        _ = gone.rows
    assert not hasattr(gone, "_repr_html_")


def test_other_errors_stay_errors() -> None:
    @or_missing
    def broken() -> None:
        raise ValueError("kaputt")

    with pytest.raises(ValueError, match="kaputt"):
        broken()


@pytest.mark.long
def test_all_cells_run_in_jupyterlab_and_under_a_plain_papermill(tmp_path: Path) -> None:
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in CELLS])
    client = NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": str(project().notebooks)}}
    )
    asyncio.run(client.async_execute())  # stops at the first error, as „Run All“ does
    first, second = (cell.outputs[0] for cell in notebook.cells[1:3])
    assert first.data["text/markdown"].startswith("**Entfällt im Bericht:** Für Augsburg liegen")
    assert "Sozialräume" in second.data[MIME]["message"]
    assert notebook.cells[3].outputs[0].data["text/plain"] == "2"
    nbformat.validate(notebook)


@pytest.mark.parametrize(
    ("points", "built"), [([{2023: 0.0, 2024: 0.0}, {2024: 0.0}], False), ([{2023: 0.0}, {2024: 0.1}], True)]
)
def test_a_chapter_of_nothing_but_zeros_is_left_out(points: list[dict[int, float]], built: bool) -> None:
    report: Any = SimpleNamespace(
        has=lambda *_: True,
        indicator=lambda name: SimpleNamespace(name=name),
        total=lambda name: SimpleNamespace(points=points[int(name)]),
        for_city="Ulm",
        year=2025,
    )
    if built:
        Context.require(report, "0", "1")
    else:
        with pytest.raises(NoChapter, match="sind alle Zahlen null"):
            Context.require(report, "0", "1")
