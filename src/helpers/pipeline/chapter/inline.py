"""Quarto's inline code `` `{python} expression` ``: finding it, evaluating it in the kernel, putting the result in place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from helpers.text.german import enumeration, german, is_missing
from helpers.text.lines import read
from helpers.text.markdown import escape

_CODE = re.compile(r"(?<!`)`\{python\}[ \t]+([^`]+?)[ \t]*`(?!`)")
_CODE_AND_SPACE = re.compile(rf"{_CODE.pattern}(?P<after> ?)")

_SPAN = re.compile(r"(``+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)

_OBJECT = re.compile(r"^<[\w.]+ .*>$", re.DOTALL)

GAP = "\ue000"
"""Stands for inline code that found no data; the paragraph or list item around it is left out."""


class Inline:
    """The value of an inline expression, as the kernel hands it over.

    Args:
        value: anything; objects with `_repr_markdown_` are Markdown already, everything else is text.

    Raises:
        ValueError: for a value that says nothing in a sentence: None, or a number that is none.
    """

    def __init__(self, value: object) -> None:
        if value is None:
            raise ValueError("Der Ausdruck ergibt keinen Wert (None).")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"Der Ausdruck ergibt keine Zahl ({value}).")
        as_markdown = getattr(value, "_repr_markdown_", None)
        self.plain = str(value) if callable(as_markdown) else _text(value)
        self.markdown = str(as_markdown()) if callable(as_markdown) else str(escape(self.plain))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/markdown": self.markdown, "text/plain": self.plain}


def _text(value: object) -> str:
    """Return a value as German text; a list is an enumeration."""
    if isinstance(value, (list, tuple)):
        return enumeration([_text(item) for item in value])
    if is_missing(value):
        raise ValueError(f"Der Ausdruck ergibt keinen Wert ({value}).")
    text = german(value)
    if (
        isinstance(value, (dict, set, frozenset))
        or type(value).__module__.startswith("pandas.core")
        or _OBJECT.match(text)
    ):
        raise ValueError(
            f"Der Ausdruck ergibt keinen Text und keine Zahl, sondern ein Objekt der Art „{type(value).__name__}“. "
            "Bitte daraus einen einzelnen Wert wählen."
        )
    return text


def in_kernel(expression: str) -> str:
    """Return the Python expression that evaluates inline code in the notebook's namespace."""
    return f"__import__('helpers.pipeline.chapter.inline', fromlist=['Inline']).Inline((\n{expression}\n))"


def expressions(text: str) -> list[str]:
    """Return the inline expressions of a Markdown text in order, without those in fenced code blocks.

    >>> expressions("In `{python} ort` leben `{python} number(n)` Menschen.")
    ['ort', 'number(n)']
    """
    return [match[1] for piece, code in _pieces(text) if not code for match in _CODE.finditer(piece)]


def unclosed(text: str) -> bool:
    """Tell whether inline code begins and does not end, once all that ends was replaced; code that shows it is none.

    >>> unclosed("`{python} x"), unclosed("`` `{python} x` ``")
    (True, False)
    """
    return "`{python}" in text and any(
        "`{python}" in _SPAN.sub("", piece) for piece, code in _pieces(text) if not code
    )


def replace(text: str, results: list[dict[str, str]], *, plain: bool = False) -> str:
    """Put the results of inline code in place.

    Args:
        text: Markdown with inline code.
        results: one per expression, as recorded by the engine: `{"markdown", "plain"}` or `{"nodata"}`.
        plain: for attributes such as an alt text, which are no Markdown.
    """
    remaining = iter(results)

    def result(code: re.Match[str]) -> str:
        found = next(remaining)
        if "nodata" in found:
            return f"{GAP}{code['after']}"
        said = re.sub(r"\\(?=[^\w\s])", "", found["plain"]) if plain else found["markdown"]
        return f"{said}{code['after']}" if said else ""  # a sentence that says nothing leaves no second space

    made = "".join(piece if code else _CODE_AND_SPACE.sub(result, piece) for piece, code in _pieces(text))
    return made if text.endswith("\n") else made.removesuffix("\n")


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces, each with whether it is code or a comment."""
    if not any(sign in text for sign in ("```", "~~~", "<!--")):
        yield text, False
        return
    for code, lines in groupby(read(text), key=lambda line: line.kind in ("code", "comment")):
        piece = "".join(f"{line.text}\n" for line in lines)
        yield piece, code
