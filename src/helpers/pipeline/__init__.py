"""Notebook → chapter → book project.

    results = run_chapters("augsburg", 2025, project(), on_progress=print)
    book = write_book("augsburg", 2025, project(), results)

`why(city, project)` says for each chapter when and why it was built.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.pipeline.book.compose import write_book
    from helpers.pipeline.run.history import why
    from helpers.pipeline.run.runner import ChapterResult, Progress, run_chapters

__all__ = ["ChapterResult", "Progress", "run_chapters", "why", "write_book"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        module = {"write_book": "book.compose", "why": "run.history"}.get(name, "run.runner")
        return getattr(import_module(f"helpers.pipeline.{module}"), name)
    raise AttributeError(f"module 'helpers.pipeline' has no attribute '{name}'")
