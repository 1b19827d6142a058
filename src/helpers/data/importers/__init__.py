"""Import what statistical offices and departments send: recognised by content, mapped to indicators.

>>> from helpers.data.importers import run_import, withdraw  # doctest: +SKIP
"""

from helpers.data.importers.service import ImportResult, import_file, run_import, withdraw

__all__ = ["ImportResult", "import_file", "run_import", "withdraw"]
