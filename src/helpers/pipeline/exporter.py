"""The nbconvert exporter that turns an executed notebook into a chapter."""

from __future__ import annotations

from nbconvert.exporters import MarkdownExporter


class ChapterExporter(MarkdownExporter):  # type: ignore[misc]
    """Exporter `bildungsbericht`: executed notebook to plain Quarto Markdown."""
