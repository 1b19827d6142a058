"""Many reports at once: the chapters of all municipalities in one pool, books bound while others' chapters still run.

    rows = make_reports(["augsburg", "jena"], "", "all", "auto", project())

See docs/development/batch.md.
"""

from __future__ import annotations

from helpers.publish.batch.reports import make_reports
from helpers.publish.batch.rows import Cell, Row
from helpers.publish.batch.selection import selected

__all__ = ["Cell", "Row", "make_reports", "selected"]
