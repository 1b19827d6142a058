"""What the tests of the short formats start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.pipeline.extracts import Material
from tests import short_book


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return short_book.write(tmp_path / "book")


@pytest.fixture
def material(book: Path) -> Material:
    return Material(book)
