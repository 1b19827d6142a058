"""Import what statistical offices and departments send: recognised by content, mapped to indicators.

>>> from helpers.importing import run_import, withdraw  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.importing.service import ImportResult, import_file, run_import, withdraw

__all__ = ["ImportResult", "import_file", "run_import", "withdraw"]


def __getattr__(name: str) -> Any:
    """Load what imports need when it is asked for: the process that reads a workbook needs none of it."""
    if name not in __all__:
        raise AttributeError(name)
    from helpers.importing import service

    return getattr(service, name)
