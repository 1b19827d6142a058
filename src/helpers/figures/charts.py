"""The registry: every chart and table type, one small module each.

A chart type is a function whose first argument is the report; listed here it becomes a method of `Report`.
"""

from __future__ import annotations

from helpers.figures import (
    bars,
    cards,
    custom,
    heatmap,
    line,
    multiples,
    peers,
    proportions,
    pyramid,
    slope,
    stacked,
    tables,
)
from helpers.figures.context import Context


class Charts(Context):
    """A municipality in a report year, with all chart types as methods."""

    line = line.line
    peers = peers.peers
    bars = bars.bars
    stacked = stacked.stacked
    proportions = proportions.proportions
    pyramid = pyramid.pyramid
    slope = slope.slope
    small_multiples = multiples.small_multiples
    heatmap = heatmap.heatmap
    table = tables.table
    compare_table = tables.compare_table
    key_figures = cards.key_figures
    figure = custom.figure
