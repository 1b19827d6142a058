"""What a notebook works with: one municipality in one report year, its charts, tables, figures and sentences."""

from __future__ import annotations

from helpers.figures.charts import Charts


class Report(Charts):
    """One municipality in one report year.

    >>> report = Report("augsburg", 2025)                 # doctest: +SKIP
    >>> report.line("kinderarmut")                        # doctest: +SKIP
    """
