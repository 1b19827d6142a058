"""What a notebook works with: one municipality in one report year, its charts, tables and sentences."""

from __future__ import annotations

from helpers.report.charts import Charts
from helpers.report.prose import Prose


class Report(Charts, Prose):
    """One municipality in one report year.

    >>> report = Report("augsburg", 2025)                 # doctest: +SKIP
    >>> report.line("kinderarmut")                        # doctest: +SKIP
    """
