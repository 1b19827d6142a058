"""What a notebook needs: `from helpers import Report`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.report import Report

__all__ = ["Report"]


def __getattr__(name: str) -> Any:
    if name == "Report":  # imported late: matplotlib and pandas take their time, `helpers.cli` does without
        from helpers.report import Report

        return Report
    raise AttributeError(f"module 'helpers' has no attribute '{name}'")
