"""Matplotlib's axes without ticks, which `axes.scale` draws. Slow to import: for whoever draws."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes


class BareAxes(Axes):
    """Axes whose own ticks are never made: matplotlib makes some with every axes, to give them looks and clip them.

    That is two thirds of making axes. Should matplotlib name things otherwise one day, only the time is lost.
    """

    def _init_axis(self) -> None:
        super()._init_axis()  # type: ignore[misc]
        for axis in (self.xaxis, self.yaxis):
            axis.set_clip_path = axis.set_tick_params = _nothing  # type: ignore[method-assign]


def _nothing(*_: Any, **__: Any) -> None:
    """Stand for what would make ticks."""
