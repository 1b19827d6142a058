"""A short format may have exactly as many pages as it says; one more, and it shows fewer figures."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from helpers.assemble.builtin import pdf


@pytest.mark.parametrize(("pages", "lean"), [(1, False), (2, False), (3, True)])
def test_the_limit_itself_is_allowed(
    pages: int, lean: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def document(*_: object, lean: bool = False) -> str:
        asked.append(lean)
        return ""

    monkeypatch.setattr(pdf, "document", document)
    monkeypatch.setattr(pdf, "_pages", lambda _: pages)
    monkeypatch.setattr(pdf.typesetter, "pdf", lambda *_: (b"%PDF", []))
    book: Any = SimpleNamespace(
        short={"pages": 2}, root=tmp_path, timestamp=0, layout="steckbrief", text=lambda _: "Steckbrief"
    )
    theme: Any = None
    warnings = pdf.write_pdf(book, [], theme, tmp_path / "steckbrief.pdf")
    assert asked == [False, True] if lean else asked == [False]
    assert bool(warnings) == lean
