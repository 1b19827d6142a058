"""The Papermill engine that runs a notebook on a warm process."""

from __future__ import annotations

from papermill.engines import NBClientEngine


class ReportEngine(NBClientEngine):  # type: ignore[misc]
    """Papermill engine `bildungsbericht`."""
