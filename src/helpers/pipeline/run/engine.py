"""The Papermill engine `bildungsbericht`.

Papermill imports this module by its entry point while it is being imported itself, so nothing else is imported here.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from tempfile import TemporaryDirectory
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
        root: str | None = None,
        on_start: Callable[[Any], None] | None = None,
        on_cell: Callable[[int], None] | None = None,
        **_: Any,
    ) -> None:
        """Execute the notebook that `nb_man` manages.

        Args:
            nb_man: Papermill's manager of the notebook.
            kernel_name: name of the stock kernel.
            warm: run in this process, which was forked for this notebook.
            limits: what the notebook may use.
            root: the project's folder, for `helpers` inside the notebook; the one it lies in by default.
            on_start: called with the notebook that is about to be changed in place.
            on_cell: called with the index of each cell before it runs.
        """
        from helpers.pipeline.run.client import ReportClient, WarmReportClient

        if on_start:
            on_start(nb_man.nb)
        environment = {"BILDUNGSBERICHT_ROOT": root} if root else {}
        if warm:
            os.environ.update(environment)
            WarmReportClient(nb_man, limits or Limits(), on_cell).execute()
            return
        with TemporaryDirectory(prefix="ipython-") as profile:
            # A profile of its own: what somebody has set up for IPython must not change a report.
            environment["IPYTHONDIR"] = profile
            client = ReportClient(
                nb_man, limits or Limits(), on_cell, sockets=profile, kernel_name=kernel_name
            )
            client.execute(env={**os.environ, **environment})
