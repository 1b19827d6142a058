"""A short format as a web page of its own beside the report's, in the same look."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from helpers.assemble.builtin.book import Book

TEMPLATE = "short.html"


def write(book: Book, pages: Sequence[dict[str, Any]], target: Path, pdf: Path) -> None:
    """Write the page and the pictures that it shows.

    Args:
        book: the short format's book project.
        pages: what Pandoc wrote of it.
        target: the page; what it loads lies in `site/` of the report beside it.
        pdf: the same as PDF.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("helpers.assemble.builtin", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = templates.get_template(TEMPLATE).render(
        book=book, pages=pages, pdf=pdf.name, english=book.text("lang") == "en"
    )
    target.write_text(text, "utf-8", newline="\n")
    for file in book.files:
        if file.endswith(".svg"):
            copy = target.parent / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(book.root / file, copy)
