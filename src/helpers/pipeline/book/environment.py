"""What a page may not take from elsewhere: variables of the environment, and in comments whatever is more than text.

The environment of whoever makes a report holds passwords; `{{< env NAME >}}` would publish them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from helpers.errors import BookError
from helpers.pipeline.book.bookpages import Page

ALLOWED = "umgebung"
"""Key of `_quarto.yml`: the names that chapters may print."""

_VARIABLE = re.compile(r"(?<!\{)\{\{<\s*env\s+[\"']?(?P<name>[^\s\"'>]*)")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_MORE = (
    ("den Kurzbefehl", re.compile(r"(?<!\{)(\{\{<\s*[^\s>]*)")),
    ("das HTML-Element", re.compile(r"(<(?!https?:|mailto:|[\w.+-]+@)[A-Za-z/!?][^\s>]*)")),
    ("das Attribut", re.compile(r"\{[^}]*?\b(on\w+|style|src|srcdoc|href)\s*=")),
    ("die Angabe", re.compile(r"(\{=\w+\})")),
    ("die Adresse", re.compile(r"((?:javascript|vbscript|data|file)\s*:(?!\s))", re.IGNORECASE)),
)


def refuse_variables(pages: Iterable[Page], texts: Mapping[str, str], config: Mapping[str, Any]) -> None:
    """Refuse a variable that is not allowed, also in code: Quarto fills it in there, too.

    Args:
        pages: of the book.
        texts: of further files that pages include, by what messages call them.
        config: content of `_quarto.yml`.

    Raises:
        BookError: names the place and the variable, never its value.
    """
    allowed = {str(name) for name in config.get(ALLOWED) or []}
    told = ((_place(page, block.line), block.text) for page in pages for block in page.blocks)
    for where, text in (*told, *texts.items()):
        for found in _VARIABLE.finditer(text):
            if found["name"] not in allowed:
                raise BookError(
                    f"{where}: „{found['name']}“ ist eine Umgebungsvariable und könnte ein Geheimnis sein; in den Bericht kommt sie "
                    f"nur, wenn _quarto.yml sie nennt ({ALLOWED}: [{found['name'] or 'NAME'}])."
                )


def refuse_more_than_text(comments: Iterable[Page]) -> None:
    """Refuse shortcodes and HTML in what departments write: comments say something, they fetch and run nothing.

    Raises:
        BookError: names the place and what was found.
    """
    for page in comments:
        for block in page.blocks:
            shown = block.kind == "code" and block.text.lstrip().startswith(("`", "~"))
            text = block.text if shown else _CODE.sub("", block.text)
            for what, pattern in _MORE[:1] if shown else _MORE:
                if found := pattern.search(text):
                    line = block.line + block.text[: max(block.text.find(found[0]), 0)].count("\n")
                    raise BookError(
                        f"{_place(page, line)}: In Kommentaren gibt es {what} „{found[1]}“ nicht; bitte in Markdown schreiben."
                    )


def _place(page: Page, line: int) -> str:
    unit = "Zelle" if page.source.endswith(".ipynb") else "Zeile"
    return f"{page.source}, {unit} {line}" if line else page.source
