"""Executed notebooks become plain Quarto Markdown with figures and data beside it."""

# ruff: noqa: E501  (messages stand as they are printed)

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.pipeline.chapter.pipetables import csv_bytes, pipe_table

FIGURE = """
import json
class Figur:
    def _repr_mimebundle_(self, **_):
        shown = {"kind": "figure", "caption": "Armut **hier**", "alt": 'Linie "steigt" {auf} 11,2 %', "source": "Quelle: INKAR.",
            "reading": "Lesebeispiel: 2019 …", "notes": ["Bruch 2011."], "label": "fig-kinderarmut", "indicators": ["kinderarmut"],
            "columns": [{"name": "Jahr", "unit": ""}, {"name": "Anteil", "unit": "%"}], "rows": [["2019", 11.24], ["2020", None]],
            "align": ["left", "right"], "display": [["2019", "11,2"], ["2020", "."]]}
        return {"application/vnd.bildungsbericht.shown+json": shown, "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "text/html": "<svg/>"}
Figur()
"""


def test_a_chapter(notebook, run, snapshot) -> None:
    notebook(
        "md:Ein Satz zu @fig-kinderarmut in `{python} city`.",
        FIGURE,
        FIGURE.replace('"kind": "figure"', '"kind": "table"').replace("fig-kinder", "tbl-kinder"),
        "kern:Die Armut sinkt.",
        "#| label: fig-eigen\n#| fig-cap: Eigene `{python} year`\n#| fig-alt: 'Balken `{python} \"a*b\"`'\n"
        'from IPython.display import SVG\nSVG(\'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\')',
        "#| tbl-cap: Rahmen\nimport pandas as pd\npd.DataFrame({'a|b': [1, 2], '*c*': ['x', '<script>']})",
        "pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([('A', 'x'), ('A', 'y')]))",
        "print('```')\nimport sys\nprint('laut', file=sys.stderr)",
        "#| include: false\nprint('geheim')",
        "#| output: false\nprint('geheim')",
        "from IPython.display import Markdown\nMarkdown('### Zwischen\\n\\n*Text*')",
        "object()",
    )
    outcome = run()
    assert outcome.status == "built", outcome.reason
    assert outcome.files["01-probe.qmd"].decode() == snapshot
    assert sorted(outcome.files) == snapshot
    assert {**outcome.chapter} == snapshot


def test_a_kernaussage_knows_what_it_is_about_also_by_a_variable(notebook, run) -> None:
    """What stands among the findings is not said again; variables that hold no name are no topic of anything."""
    notebook(
        "class Bericht:\n    def __getattr__(self, name):\n        return lambda *_, **more: name\n\nreport = Bericht()\narmut = 'kinderarmut'\n"
        "mehrere = ['a', 'b']",
        'kern:`{python} report.change("sgb2_quote", alter="unter 3")` und `{python} report.rank(armut)`',
        "kern:`{python} report.told(mehrere)`",
    )
    assert run().chapter["key_names"] == [["sgb2_quote", "kinderarmut"], ["mehrere"]]


def test_a_tag_takes_a_figure_into_a_short_format(notebook, run) -> None:
    path = notebook(FIGURE, FIGURE.replace("fig-kinder", "fig-eltern"))
    tag(path, "kurzbericht", "steckbrief")
    text = run().files["01-probe.qmd"].decode()
    assert "::: {#fig-kinderarmut .kurzbericht .steckbrief}" in text
    assert "::: {#fig-elternarmut .kurzbericht .steckbrief}" in text


def test_of_several_figures_of_a_cell_the_first_is_taken(notebook, run) -> None:
    second = (
        FIGURE.strip().removesuffix("Figur()").replace("fig-kinder", "fig-eltern").replace("Figur", "Zweite")
    )
    shows = "from IPython.display import display\ndisplay(Figur(), Zweite())"
    path = notebook(FIGURE.strip().removesuffix("Figur()") + second + shows)
    tag(path, "kurzbericht")
    text = run().files["01-probe.qmd"].decode()
    assert "::: {#fig-kinderarmut .kurzbericht}" in text
    assert "::: {#fig-elternarmut}" in text


def test_more_figures_than_a_short_format_holds_are_refused(notebook, run) -> None:
    path = notebook(*(FIGURE.replace("fig-kinder", f"fig-{name}") for name in ("a", "b", "c")))
    tag(path, "kurzbericht")
    outcome = run()
    assert outcome.status == "failed"
    assert (
        "Zellen mit dem Tag „kurzbericht“ zeigen 3 Abbildungen und Tabellen; aus einem Kapitel sind es höchstens 2."
        in outcome.reason
    )


def tag(path, *tags: str) -> None:
    """Tag all cells that draw."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        if "Figur()" in "".join(cell["source"]):
            cell["metadata"]["tags"] = list(tags)
    path.write_text(json.dumps(notebook), "utf-8")


def test_options_override_what_the_chart_says(notebook, run) -> None:
    notebook("#| label: fig-neu\n#| fig-cap: Neu *hier*\n#| fig-alt: Neuer Text" + FIGURE)
    outcome = run()
    text = outcome.files["01-probe.qmd"].decode()
    assert '::: {#fig-neu}\n\n![](01-probe_files/fig-neu.svg){fig-alt="Neuer Text"}' in text
    assert "\n\nNeu *hier*\n\n:::\n" in text
    assert outcome.chapter["labels"] == ["fig-neu", "sec-probe"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([FIGURE, FIGURE], "Notebook „01-probe.ipynb“, Zelle 4: Das Label „fig-kinderarmut“ ist schon vergeben. Bitte mit „#| label: …“ ein anderes wählen. (für Augsburg)"),
        (["#| label: tbl-x" + FIGURE], "Notebook „01-probe.ipynb“, Zelle 3: Das Label „tbl-x“ gehört zu einer Abbildung und beginnt deshalb mit „fig-“. (für Augsburg)"),
        (["import matplotlib.pyplot as plt\nplt.plot([1]);"], "Notebook „01-probe.ipynb“, Zelle 3: Der Abbildung fehlt „#| fig-cap: …“ und „#| fig-alt: …“ am Anfang der Zelle. (für Augsburg)"),
    ],
)  # fmt: skip
def test_what_a_chapter_cannot_hold(cells, message, notebook, run) -> None:
    notebook(*cells)
    outcome = run()
    assert (outcome.status, outcome.reason) == ("failed", message)


def test_a_figure_without_data_is_left_out_with_all_that_refers_to_it(notebook, run) -> None:
    raising = (
        "def line(name):\n    from helpers.errors import NoData\n    raise NoData(f'Keine Zahlen zu {name}.')"
    )
    notebook(
        raising,
        "md:## Armut\n\nSiehe @fig-kinderarmut und [@tbl-armut].\n\n### Genauer\n\nNur @fig-kinderarmut-bars.\n\n## Kitas\n\nText.",
        "line('kinderarmut')",
        "#| label: tbl-armut\nline('x')",
        "md:| a | b |\n|---|---|\n| 1 | @fig-kinderarmut |\n| 2 | bleibt |",
    )
    outcome = run()
    assert outcome.files["01-probe.qmd"].decode() == (
        "# Probe {#sec-probe}\n\n## Kitas\n\nText.\n\n| a | b |\n|---|---|\n| 2 | bleibt |\n"
    )
    assert [f["message"] for f in outcome.chapter["omitted"]] == [
        "Keine Zahlen zu kinderarmut.",
        "Keine Zahlen zu x.",
    ]
    assert outcome.chapter["headings"] == ["Armut", "Genauer"]


def test_the_closing_question_holds_no_heading(notebook, run) -> None:
    raising = "from helpers.errors import NoData\nraise NoData('Keine Zahlen.')"
    question = '::: {.callout-tip title="Zur Diskussion"}\n\nUnd nun?\n\n:::'
    notebook(
        "md:Text.\n\n## Arbeit\n\nSiehe @fig-arbeit.", f"#| label: fig-arbeit\n{raising}", f"md:{question}"
    )
    outcome = run()
    assert outcome.files["01-probe.qmd"].decode() == f"# Probe {{#sec-probe}}\n\nText.\n\n{question}\n"
    assert outcome.chapter["headings"] == ["Arbeit"]


def test_a_chapter_without_data_is_left_out(notebook, run) -> None:
    notebook(
        "from helpers.errors import NoChapter\nraise NoChapter('Für Augsburg liegen keine Zahlen vor.')",
        "1 / 0",
    )
    outcome = run()
    assert (outcome.status, outcome.title, outcome.reason) == (
        "omitted",
        "Probe",
        "Für Augsburg liegen keine Zahlen vor.",
    )
    assert outcome.files == {}


def test_two_runs_give_the_same_bytes(notebook, run) -> None:
    notebook(
        "md:`{python} city`", FIGURE, "from helpers import Report\nReport(city, year).line('kinderarmut')"
    )
    assert run().files == run().files


def test_csv_is_for_a_german_excel() -> None:
    columns = [{"name": "Jahr", "unit": ""}, {"name": "Anteil", "unit": "%"}, {"name": "=Ort", "unit": ""}]
    content = csv_bytes(columns, [["2019", 11.24, "=1+1"], ["2020", -3.0, "-"], ["2021", None, 'a;"b"']])
    assert content == (
        '\ufeffJahr;Anteil (%);\'=Ort\r\n2019;11,24;\'=1+1\r\n2020;-3;-\r\n2021;;"a;""b"""\r\n'.encode()
    )


@given(
    st.lists(
        st.one_of(st.none(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
        min_size=1,
    )
)
def test_csv_holds_every_value_and_no_formula(row) -> None:
    content = csv_bytes([{"name": str(i), "unit": ""} for i in range(len(row))], [row]).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[-1]
    for value, text in zip(row, read, strict=True):
        if isinstance(value, str):
            assert text in (value, f"'{value}")
            assert len(text) < 2 or not text.startswith(("=", "+", "-", "@", "\t", "\r"))
        else:
            assert (float(text.replace(",", ".")) if text else None) == (
                None if value is None else float(value)
            )


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_a_pipe_table_keeps_its_columns(cells) -> None:
    import re

    lines = pipe_table(cells, [cells], ["left"] * len(cells)).split("\n")
    assert len(lines) == 3
    assert {len(re.findall(r"(?<!\\)\|", line.replace("\\\\", ""))) for line in lines} == {len(cells) + 1}


def test_as_an_exporter_of_nbconvert(notebook, run, tmp_path) -> None:
    notebook(FIGURE, "md:`{python} year`")
    outcome = run()
    source = tmp_path / "01-probe.ipynb"
    source.write_bytes(outcome.executed)
    done = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "bildungsbericht", str(source)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "01-probe.qmd").read_bytes().strip() == outcome.files["01-probe.qmd"].strip()
    assert (tmp_path / "01-probe_files" / "fig-kinderarmut.csv").read_bytes() == outcome.files[
        "01-probe_files/fig-kinderarmut.csv"
    ]


def test_the_executed_notebook_is_a_notebook_without_paths(notebook, run, tmp_path) -> None:
    notebook("a = 1")
    executed = run().executed.decode()
    assert str(tmp_path) not in executed
    assert "/tmp/" not in executed
    assert json.loads(executed)["metadata"]["papermill"]["parameters"] == {"city": "augsburg", "year": 2024}
