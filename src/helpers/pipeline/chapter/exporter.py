"""The nbconvert exporter `bildungsbericht`: executed notebook to plain Quarto Markdown, figures and data.

jupyter nbconvert --to bildungsbericht notebook.ipynb
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from nbconvert.exporters.exporter import Exporter

from helpers.pipeline.chapter.convert import export
from helpers.pipeline.contract import METADATA


class ChapterExporter(Exporter):
    """Exporter `bildungsbericht`: executed notebook to plain Quarto Markdown with SVG figures and CSV data."""

    export_from_notebook = "Bildungsbericht (Quarto-Markdown)"
    output_mimetype = "text/markdown"

    def _file_extension_default(self) -> str:
        return ".qmd"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[Any, dict[str, Any]]:
        """Return the chapter's text, and the files beside it in `resources["outputs"]`."""
        _, resources = super().from_notebook_node(nb, resources, **kw)
        stem = resources.get("unique_key") or resources.get("metadata", {}).get("name") or "kapitel"
        files, chapter = export(nb, PurePath(stem).name)
        text = files.pop(f"{PurePath(stem).name}.qmd").decode()
        resources["outputs"] = files
        resources[METADATA] = chapter
        return text, resources
