"""What a notebook works with: one municipality in one report year, its charts, tables and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpers.errors import nearest
from helpers.report.charts import Charts
from helpers.report.prose import Prose


class Report(Charts, Prose):
    """One municipality in one report year.

    >>> report = Report("augsburg", 2025)                 # doctest: +SKIP
    >>> report.line("kinderarmut")                        # doctest: +SKIP
    """

    if not TYPE_CHECKING:  # to a type checker every name would be there

        def __getattr__(self, name: str) -> Any:
            """Name the nearest call for one that is not there.

            Raises:
                AttributeError: always.
            """
            if name.startswith("_") or hasattr(type(self), name):
                return object.__getattribute__(self, name)
            known = [f"report.{call}" for call in dir(type(self)) if not call.startswith("_")]
            raise AttributeError(
                f"„report.{name}“ gibt es nicht.{nearest(f'report.{name}', known)} "
                "Alle Aufrufe stehen im Handbuch unter „Was report kann“."
            )
