"""What cells show arrives whole and in German, or is refused by notebook, cell and kind; nothing vanishes."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from helpers.pipeline.chapter.htmltables import read_html_table
from helpers.pipeline.chapter.notebook import parameters_set
from helpers.pipeline.chapter.printed import clean, warning
from helpers.pipeline.run.displays import table
from helpers.text.german import MISSING, column, decimals, german, number

from .conftest import cells

DISPLAY = "from IPython.display import display, HTML, IFrame, Markdown, Math\n"


def bundle(**data: str) -> str:
    made = {key.replace("__", "/").replace("_", "."): value for key, value in data.items()}
    return f"{DISPLAY}display({made!r}, raw=True)"


REFUSED = {
    "plotly": (
        '#| label: fig-p\n#| fig-cap: A\n#| fig-alt: B\n'
        + DISPLAY
        + 'display({"application/vnd.plotly.v1+json": {"data": []}, "text/html": "<div></div>", "text/plain": "Figure()"}, raw=True)',
        "Zelle 3: Die Ausgabe ist eine interaktive Plotly-Grafik; das kann ein Bericht nicht zeigen.",
    ),
    "altair": (
        DISPLAY + 'display({"application/vnd.vegalite.v5+json": {}, "text/plain": "<VegaLite>"}, raw=True)',
        "eine interaktive Altair-Grafik",
    ),
    "bokeh": (
        DISPLAY + 'display({"application/vnd.bokehjs_exec.v0+json": "", "text/plain": "x"}, raw=True)',
        "Bokeh",
    ),
    "widget": (
        DISPLAY
        + 'display({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider()"}, raw=True)',
        "ein Bedienelement (Widget)",
    ),
    "interact": ("from ipywidgets import interact\ninteract(lambda x: x, x=3)", "ein Bedienelement (Widget)"),
    "iframe": (DISPLAY + "IFrame('https://example.org', 100, 100)", "eine eingebettete Webseite (IFrame)"),
    "script": (DISPLAY + "HTML('<p>a</p><script>alert(1)</script>')", "HTML mit einem Skript"),
    "html": (DISPLAY + "HTML('<p>Ein <b>Absatz</b></p>')", "HTML, das keine Tabelle ist"),
    "html-around": (
        DISPLAY + "HTML('<p>Davor</p><table><tr><td>1</td></tr></table>')",
        "enthält neben der Tabelle auch Text („Davor“)",
    ),
    "html-image": (
        DISPLAY + "HTML('<table><tr><td><img src=x></td></tr></table>')",
        "in einer Tabelle mehr als Text (<img>)",
    ),
    "html-two": (
        DISPLAY + "HTML('<table><tr><td>1</td></tr></table><table><tr><td>2</td></tr></table>')",
        "mehrere Tabellen",
    ),
    "gif": (DISPLAY + 'display({"image/gif": "R0lGOD"}, raw=True)', "möglich sind SVG, PNG und JPEG"),
    "json": (DISPLAY + 'display({"application/json": {"a": 1}}, raw=True)', "ist JSON"),
    "unknown": (DISPLAY + 'display({"application/x-foo": "1"}, raw=True)', "vom Typ „application/x-foo“"),
    "label-of-nothing": (
        "#| label: fig-a\n#| fig-cap: A\n#| fig-alt: B\nx = 1",
        "„fig-a“ gehört zu einer Abbildung oder Tabelle, aber die Zelle zeigt keine.",
    ),
    "caption-of-text": ("#| tbl-cap: Werte\nprint('kein Rahmen')", "„#| tbl-cap: …“ gehört zu"),
    "frame-without-caption": (
        "#| label: tbl-a\nimport pandas as pd\npd.DataFrame({'a': [1]})",
        "Der Tabelle fehlt „#| tbl-cap: …“",
    ),
    "frame-too-long": (
        "import pandas as pd\npd.DataFrame({'a': range(2001)})",
        "Die Tabelle hat 2.001 Zeilen; ein Bericht zeigt höchstens 2.000.",
    ),
    "lines": ("for i in range(60_000): print(i)", "Die Zelle gibt 60.000 Zeilen aus; ein Bericht zeigt je Zelle höchstens 500 Zeilen."),
    "lines-in-pieces": (
        DISPLAY + "for i in range(300):\n    print(i)\ndisplay(Markdown('x'))\nfor i in range(300): print(i)",
        "600 Zeilen",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_shown_is_refused(name, notebook, run) -> None:
    source, sentence = REFUSED[name]
    notebook(source)
    outcome = run()
    assert outcome.status == "failed"
    assert outcome.reason.startswith("Notebook „01-probe.ipynb“, Zelle 3: ")
    assert sentence in outcome.reason


def test_a_call_that_is_not_there_names_the_nearest(notebook, run) -> None:
    notebook("from helpers import Report\nreport = Report(city, year)", 'report.linie("kinderarmut")')
    assert "„report.linie“ gibt es nicht. Meinten Sie „report.line“?" in run().reason


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (new_raw_cell('---\ntitle: "Titel"\n---'), "Einen Kopf aus Angaben"),
        (new_code_cell("1", metadata={"tags": ["hide-output"]}), "„hide-output“"),
    ],
)
def test_what_other_programs_read_is_refused(cell, said, small, run) -> None:
    made = cells()
    made.cells.append(cell)
    nbformat.write(made, small.notebooks / "01-probe.ipynb")
    assert said in run().reason


def test_jupyters_tags_leave_out_what_they_name(small, run) -> None:
    made = cells()
    made.cells += [
        new_markdown_cell("Weg", metadata={"tags": ["remove-cell"]}),
        new_code_cell("x = 'Weg'\nprint(x)", metadata={"tags": ["remove-output"]}),
        new_markdown_cell("Da: `{python} x.lower()`"),
        new_markdown_cell('<img src="plan.png" alt="Lageplan" width="300">'),
    ]
    nbformat.write(made, small.notebooks / "01-meine Bücherei.ipynb")
    outcome = run("01-meine Bücherei")
    text = outcome.files["01-meine Bücherei.qmd"].decode()
    assert text == "# Probe {#sec-meine-Bücherei}\n\nDa: weg\n\n![Lageplan](plan.png){width=300px}\n"


def test_a_static_picture_is_taken_where_there_is_one(notebook, run) -> None:
    notebook(
        "import sys, types\nmodule = types.ModuleType('plotly.basedatatypes')\nsys.modules['plotly.basedatatypes'] = module\n"
        "class BaseFigure:\n    __module__ = 'plotly.basedatatypes'\n"
        "    def _repr_mimebundle_(self, **_):\n        return {'application/vnd.plotly.v1+json': {}}\n"
        '    def to_image(self, format):\n        return b\'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>\'\n'
        "class Figure(BaseFigure): pass",
        "#| label: fig-p\n#| fig-cap: Balken\n#| fig-alt: Ein Balken\nFigure()",
    )
    outcome = run()
    assert outcome.status == "built", outcome.reason
    assert b'viewBox="0 0 9 9"' in outcome.files["01-probe_files/fig-p.svg"]


def test_frames_are_whole_and_german(notebook, run) -> None:
    notebook(
        "import pandas as pd\n#| x\npd.DataFrame({'Name': [f'Grundschule {i} in der Straße mit einem wirklich sehr langen Namen' "
        "for i in range(150)], 'Kinder': [i * 113 for i in range(150)]})",
        "pd.DataFrame({'Bezirk': ['A', 'B'], 'Quote': [12.5, 1234.567], 'Zahl': [1234567, -5], 'leer': [None, 1.0], "
        "'Tag': pd.to_datetime(['2025-03-01', '2025-12-31']), 'ja': [True, False], 'Jahr': [2024, 2025], 'PLZ': [86150, 86152]})",
        "pd.Series([1.5, 2.25], index=['Nord', 'Süd'], name='Quote')",
        "pd.DataFrame({'a': [3, 1, 2]}).sort_values('a')",
        "pd.DataFrame({'x': [1, 1, 2], 'y': [1.0, 2.0, 4.0]}).groupby('x').mean()",
        "pd.DataFrame({'Anteil': [0.5]}).style.hide(axis='index')",
        "pd.DataFrame({'Anteil': [0.5]}).style.format('{:.1%}', decimal=',').set_caption('Mit Titel')",
        "print(pd.DataFrame({'n': range(70)}))\nprint(pd.Series([1]))",
    )
    outcome = run()
    assert outcome.status == "built", outcome.reason
    text = outcome.files["01-probe.qmd"].decode()
    assert (
        len(re.findall(r"\| Grundschule \d+ in der Straße mit einem wirklich sehr langen Namen \|", text))
        == 150
    )
    assert "| 16.837 |" in text
    assert "…" not in text
    assert "..." not in text
    assert "| A | 12,500 | 1.234.567 | k.\u00a0A. | 01.03.2025 | ja | 2024 | 86150 |" in text
    assert "| B | 1.234,567 | −5 | 1 | 31.12.2025 | nein | 2025 | 86152 |" in text
    assert "|   | Quote |\n|:----|----:|\n| Nord | 1,50 |\n| Süd | 2,25 |" in text
    assert "| a |\n|----:|\n| 1 |\n| 2 |\n| 3 |" in text
    assert "| x | y |\n|----:|----:|\n| 1 | 1,5 |\n| 2 | 4,0 |" in text
    assert "| Anteil |\n|----:|\n| 0,5 |" in text
    assert "| 50,0% |" in text
    assert "Mit Titel" in text
    assert "\n69  69\n" in text
    assert "dtype" not in text


def test_single_values_are_german(notebook, run) -> None:
    notebook(
        "md:`{python} 12.5`; `{python} 1234567`; "
        "`{python} -3.25`; `{python} 1e-7`; `{python} True`; `{python} [1.5, 2.5]`; `{python} year`",
        "import datetime, numpy as np, pandas as pd\n12345.5",
        "'Text'",
        "np.float64(2.5)",
        "datetime.date(2025, 3, 1)",
        "md:`{python} pd.Timestamp('2025-03-01')`; `{python} np.int64(3)`; `{python} np.bool_(False)`; `{python} ['a', 'b', 'c']`",
    )
    outcome = run()
    assert outcome.status == "built", outcome.reason
    text = outcome.files["01-probe.qmd"].decode()
    assert "12,5; 1.234.567; −3,25; 0,0000001; ja; 1,5 und 2,5; 2024" in text
    for shown in ("12.345,5", "Text", "2,5", "1.\u00a0März 2025"):
        assert f"```\n{shown}\n```" in text
    assert "1.\u00a0März 2025; 3; nein; a, b und c" in text.replace("\\", "")


def test_printed_text_is_clean_and_stderr_is_for_the_staff(notebook, run) -> None:
    notebook(
        "import sys, warnings\nprint('\\x1b[31mrot\\x1b[0m'); print('1%\\r2%\\r100%')\n"
        "print('\\x1b[1;32mFehler\\x1b[0m', file=sys.stderr); warnings.warn('Achtung')",
        "from IPython.display import display, Markdown\ndisplay(Markdown('*ok*'))",
    )
    outcome = run()
    text = outcome.files["01-probe.qmd"].decode()
    assert "```\nrot\n100%\n```" in text
    assert "\x1b" not in text
    assert outcome.chapter["warnings"] == [
        "Notebook „01-probe.ipynb“, Zelle 3: Fehler UserWarning: Achtung warnings.warn('Achtung')"
    ] or all("\x1b" not in w and "/tmp" not in w for w in outcome.chapter["warnings"])
    assert "Achtung" in outcome.chapter["warnings"][0]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('city = "jena"', "city"),
        ("for year in (2023, 2024):\n    pass", "year"),
        ("x, (city, y) = 1, (2, 3)", "city"),
        ("import pandas as city", "city"),
        ("with open('x') as year:\n    pass", "year"),
        ("def f():\n    global year\n    year = 1", "year"),
        ("del city", "city"),
        ("(year := 3)", "year"),
        ("year += 1", "year"),
        ("%matplotlib inline\ncity = 1", "city"),
    ],
)
def test_the_parameters_are_set_once(source, name, notebook, run) -> None:
    notebook("x = 1", source)
    outcome = run()
    assert outcome.status == "failed"
    assert (
        f"Zelle 4: In Zeile {source.count(chr(10)) + 1 if '%' in source else parameters_set(source)[0][1]} wird „{name}“ neu gesetzt"
        in outcome.reason
    )


def test_names_of_their_own_are_nobodys_parameters() -> None:
    for source in (
        "[year for year in (1, 2)]",
        "def f(city):\n    year = 1\n    return year",
        "f(city=city)",
        "x.city = 1",
        "lambda city: city",
        "city == 'jena'",
    ):
        assert parameters_set(source) == []


def test_parameters_set_behind_the_readers_back_are_found(notebook, run) -> None:
    notebook("globals()['city'] = 'jena'", "md:Text")
    assert "Am Ende steht in „city“ nicht mehr „augsburg“, sondern 'jena'" in run().reason


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_german_number_is_the_number(value: float) -> None:
    text = german(value)
    back = float(text.replace(".", "").replace(",", ".").replace("−", "-"))
    assert back == pytest.approx(value, rel=1e-5, abs=1e-12)
    assert number(value, decimals(value)).count(",") <= 1


@given(
    st.lists(
        st.one_of(st.none(), st.integers(-(10**9), 10**9), st.decimals(-1000, 1000, places=2)), min_size=1
    )
)
def test_a_column_keeps_its_values_and_has_one_number_of_decimals(values) -> None:
    texts, numeric = column(values)
    assert [text == MISSING for text in texts] == [value is None for value in values]
    assert numeric == any(value is not None for value in values)
    told = [text for text in texts if text != MISSING]
    assert len({len(text.partition(",")[2]) for text in told}) <= 1
    for value, text in zip(values, texts, strict=True):
        if value is not None:
            assert Decimal(text.replace(".", "").replace(",", ".").replace("−", "-")) == value


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (np.float32(0.1), "0,1"),
        (np.int64(70000), "70.000"),
        (np.bool_(True), "ja"),
        (dt.datetime(2025, 3, 1, 14, 30), "01.03.2025, 14:30\u00a0Uhr"),
        (pd.Timestamp("2025-03-01"), "01.03.2025"),
        (pd.NaT, MISSING),
        (pd.NA, MISSING),
        (float("nan"), MISSING),
        (float("-inf"), "−∞"),
        (Decimal("1.50"), "1,5"),
        (1e30, "1." + ".".join(["000"] * 10)),
        ("1.5", "1.5"),
    ],
)
def test_values(value, told) -> None:
    assert german(value, table=True) == told


def test_an_index_that_says_something_is_shown() -> None:
    from helpers.pipeline.contract import FRAME_MIME
    from helpers.pipeline.run.displays import _frame, _series

    shown = {
        "years": _frame(pd.DataFrame({"a": [1]}, index=[2024])),
        "filtered": _frame(pd.DataFrame({"a": [1, 2, 3]}).query("a > 1")),
        "names": _frame(pd.DataFrame({"a": [1]}, index=["Nord"])),
        "series": _series(pd.Series([1, 2], index=[7, 8])),
    }
    assert {name: len(made[FRAME_MIME]["head"]) for name, made in shown.items()} == {
        "years": 2, "filtered": 1, "names": 2, "series": 2,
    }  # fmt: skip


def test_text_that_is_markup_already_stays_markup() -> None:
    """Sections of surveys and districts are displayed as `Markdown`, which is a `str`: their headings are headings."""
    from helpers.pipeline.run.displays import _value
    from helpers.text.markdown import Markdown

    assert _value(Markdown("## Befragung {#sec-x}")) == {}
    assert list(_value("## keine Überschrift").values()) == ["## keine Überschrift"]


def test_levels_of_columns_are_joined() -> None:
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("A", "x"), ("A", "")]))
    assert table(frame, index=False)["head"] == ["A · x", "A"]


def test_terminal_text() -> None:
    assert clean("a\bb\n\x1b]0;Titel\x07c\x1b[2K") == "b\nc"
    assert clean("lang lang\rkurz") == "kurz lang"
    assert warning(" 10%|█         | 1/10 [00:00<00:01,  9.0it/s]\r100%|███| 10/10 [00:01<00:00]\n") == ""


def test_html_tables_without_head_and_with_foot() -> None:
    made = read_html_table(
        "<table><tr><td>a</td></tr><tr><td>1</td></tr><tfoot><tr><td>Summe</td></tr></tfoot></table>"
    )
    assert (made.head, made.rows) == ([""], [["a"], ["1"], ["Summe"]])
