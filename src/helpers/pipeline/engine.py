"""The Papermill engine `bildungsbericht`.

Papermill imports this module by its entry point while it is being imported itself, so nothing else is imported here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from papermill.engines import Engine

from helpers.pipeline.contract import Limits


class ReportEngine(Engine):  # type: ignore[misc]
    """Papermill engine `bildungsbericht`."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        warm: bool = False,
        limits: Limits | None = None,
        on_cell: Callable[[int], None] | None = None,
        **_: Any,
    ) -> None:
        """Execute the notebook that `nb_man` manages.

        Args:
            nb_man: Papermill's manager of the notebook.
            kernel_name: name of the stock kernel.
            warm: run in this process, which was forked for this notebook.
            limits: what the notebook may use.
            on_cell: called with the index of each cell before it runs.
        """
        from helpers.pipeline.client import ReportClient, WarmReportClient

        client = WarmReportClient if warm else ReportClient
        client(nb_man, limits or Limits(), on_cell, kernel_name=kernel_name).execute()
