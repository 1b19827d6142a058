"""Inline code: found as Quarto finds it, evaluated by the kernel, put in place as text or Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.pipeline.chapter.inline import GAP, Inline, expressions, replace
from helpers.text.markdown import Markdown, escape


def test_where_inline_code_is_found() -> None:
    text = "A `{python} x` B `{python}  f('a', \"b\")  `\n\n```python\n`{python} nicht`\n```\n\n`code` ``{python} auch nicht`` `{python} y`"
    assert expressions(text) == ["x", "f('a', \"b\")", "y"]


def test_results_are_put_in_order() -> None:
    results = [{"markdown": "**1**", "plain": "1"}, {"nodata": "fehlt"}, {"markdown": "3", "plain": "3"}]
    text = "`{python} a`\n\n```\n`{python} a`\n```\n\n`{python} b` und `{python} c`"
    assert replace(text, results) == f"**1**\n\n```\n`{{python}} a`\n```\n\n{GAP} und 3"


@given(st.lists(st.text(st.characters(exclude_characters="`\r"), min_size=1).filter(str.strip)))
def test_every_expression_is_replaced(sources: list[str]) -> None:
    text = " | ".join(f"`{{python}} {source}`" for source in sources)
    found = expressions(text)
    assert found == [source.strip(" \t") for source in sources if source.strip(" \t")] or "\n" in text
    assert replace(text, [{"markdown": "!", "plain": "!"}] * len(found)).count("!") >= len(found)


def test_values() -> None:
    assert Inline("a_b <c>").markdown == escape("a_b <c>")
    assert Inline(Markdown("**a**")).markdown == "**a**"
    assert (Inline(12).markdown, Inline(1.5).plain, Inline("").markdown) == ("12", "1,5", "")
    for value, sentence in (
        (None, "keinen Wert"),
        (float("nan"), "keine Zahl"),
        (float("inf"), "keine Zahl"),
        ({"a": 1}, "der Art „dict“"),
        (object(), "der Art „object“"),
    ):
        with pytest.raises(ValueError, match=sentence):
            Inline(value)


def test_the_kernel_evaluates_in_document_order(notebook, run) -> None:
    notebook(
        "n = 1",
        "md:Erst `{python} n`.",
        "n += 1",
        "md:Dann `{python} n` in `{python} city`, `{python} '*' + str(year)`.",
    )
    text = run().files["01-probe.qmd"].decode()
    assert "Erst 1." in text
    assert r"Dann 2 in augsburg, \*2024." in text


def test_inline_code_leaves_no_trace_in_the_namespace(notebook, run) -> None:
    notebook("md:`{python} 40 + 2`", "sorted(k for k in globals() if not k.startswith('_'))", "_, In[-2:]")
    text = run().files["01-probe.qmd"].decode()
    assert "\n42\n" in text
    assert "['In', 'Out', 'city', 'exit', 'get_ipython', 'open', 'quit', 'year']" in text


def test_an_error_names_cell_and_expression(notebook, run) -> None:
    notebook("a = 1", "md:Text\n\nHier `{python} a / 0` Menschen.")
    assert run().reason == (
        "Notebook „01-probe.ipynb“, Zelle 4, Augsburg: ZeroDivisionError: division by zero (in `{python} a / 0`). "
        "Ausgeführtes Notebook: _build/augsburg/executed/01-probe.ipynb"
    )


def test_the_executed_notebook_of_a_failed_expression_can_be_opened(notebook, run) -> None:
    import nbformat

    notebook("md:Hier `{python} gibtesnicht`.")
    executed = nbformat.reads(run().executed.decode(), as_version=4)
    nbformat.validate(executed)
    assert any("name 'gibtesnicht' is not defined" in cell.source for cell in executed.cells)


def test_without_data_the_paragraph_or_item_is_left_out(notebook, run) -> None:
    notebook(
        "from helpers.errors import NoData\ndef fehlt():\n    raise NoData('nichts')",
        "md:## Eins\n\nBleibt.\n\nHier `{python} fehlt()` Menschen.\n\n- bleibt auch\n- weg `{python} fehlt()`\n  mit Zeile\n- und das",
        "md:## Zwei\n\nNur `{python} fehlt()`.",
        "kern:Kern `{python} fehlt()`.",
    )
    outcome = run()
    assert (
        outcome.files["01-probe.qmd"].decode()
        == "# Probe {#sec-probe}\n\n## Eins\n\nBleibt.\n\n- bleibt auch\n- und das\n"
    )
    assert outcome.chapter["headings"] == ["Zwei"]
    assert outcome.chapter["key_messages"] == []
