"""Values that depend on the day, on chance or on another computer are named with their cell."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.pipeline.chapter.impure import notices


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("from datetime import date\ndate.today()", "„date.today“ hängt vom Tag ab"),
        ("import pandas as pd\npd.Timestamp.now()", "hängt vom Tag ab"),
        ("import random\nrandom.random()", "hängt vom Zufall ab"),
        ("np.random.normal(0, 1)", "hängt vom Zufall ab"),
        ("rng = np.random.default_rng()", "hängt vom Zufall ab"),
        ("df.sample(3)", "hängt vom Zufall ab"),
        ("pd.read_csv('https://example.org/x.csv')", "fragt einen anderen Rechner"),
        ("requests.get(url)", "fragt einen anderen Rechner"),
        ("random.seed(1)\nrandom.random()", ""),
        ("rng = np.random.default_rng(42)", ""),
        ("df.sample(3, random_state=1)", ""),
        ("pd.read_csv('daten.csv')", ""),
        ("date(2025, 3, 1)", ""),
    ],
)
def test_notices(source, said) -> None:
    found = notices(new_notebook(cells=[new_code_cell(source)]), "01-probe")
    assert len(found) == bool(said)
    if said:
        assert found[0].startswith("Notebook „01-probe.ipynb“, Zelle 1: ")
        assert said in found[0]


def test_inline_code_is_looked_at_too() -> None:
    notebook = new_notebook(cells=[new_markdown_cell("Stand: `{python} date.today()`")])
    assert "„date.today“" in notices(notebook, "x")[0]
