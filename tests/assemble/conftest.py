"""A small report made by the built-in assembler, shared by the tests that look at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers.assemble import Assembled, assemble

from .sample_book import write_sample_book

ALL = frozenset({"html", "pdf", "docx", "epub"})


@dataclass(frozen=True)
class Report:
    """A report, the book it was made from and the folder it is in."""

    book: Path
    out: Path
    assembled: Assembled


@pytest.fixture(scope="session")
def make_report(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Report]:
    """Write the sample book to a folder of the given name, and assemble it in all formats."""

    def make(name: str) -> Report:
        base = tmp_path_factory.mktemp(name)
        book = write_sample_book(base / "buch", chapters=3, figures=3)
        return Report(book, base / "bericht", assemble(book, base / "bericht", ALL, "builtin"))

    return make


@pytest.fixture(scope="session")
def report(make_report: Callable[[str], Report]) -> Report:
    """The sample report."""
    return make_report("eins")
