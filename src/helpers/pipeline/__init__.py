"""Notebook → chapter → book project.

    results = run_chapters("augsburg", 2025, project(), on_progress=print)
    book = write_book("augsburg", 2025, project(), results)

`why(city, project)` says for each chapter when and why it was built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.pipeline.book import write_book
    from helpers.pipeline.run import ChapterResult, Progress, run_chapters, why

__all__ = ["ChapterResult", "Progress", "run_chapters", "why", "write_book"]


def __getattr__(name: str) -> Any:
    if name == "write_book":
        from helpers.pipeline.book import write_book

        return write_book
    if name in __all__:
        from helpers.pipeline import run

        return getattr(run, name)
    raise AttributeError(f"module 'helpers.pipeline' has no attribute '{name}'")
