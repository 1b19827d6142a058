"""Text of data that looks like Markdown defines nothing, refers to nothing and runs nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helpers.pipeline.chapter.blocks import Block, definitions, references
from helpers.text.markdown import attribute, escape

PIECES = [
    "@fig-x",
    "{#fig-x}",
    "[@tbl-x]",
    "-@sec-x",
    '"',
    "\\",
    "`",
    "}",
    "{",
    " ",
    "a",
    "#tbl-y",
    "\n",
    "'",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_names_of_figures_in_data_are_text(text: str) -> None:
    shown = Block("text", f'![](a.svg){{#fig-da fig-alt="{attribute(text)}"}}')
    assert references(shown) == set()
    assert definitions(shown) == ["fig-da"]
    said = Block("text", str(escape(text)))
    assert references(said) == set()
    assert definitions(said) == []
