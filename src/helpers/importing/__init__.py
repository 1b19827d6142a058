"""Import what statistical offices and departments send: recognised by content, mapped to indicators.

>>> from helpers.importing import run_import, withdraw  # doctest: +SKIP
"""

from helpers.importing.service import ImportResult, import_file, run_import, withdraw

__all__ = ["ImportResult", "import_file", "run_import", "withdraw"]
