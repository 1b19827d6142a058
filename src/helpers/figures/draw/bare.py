"""Matplotlib's axes without ticks and limits of their own: `axes.scale` has both. Slow to import: for whoever draws."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes


class BareAxes(Axes):
    """Axes whose own ticks are never made, and which do not look for the extent of what is drawn.

    Matplotlib makes ticks with every axes, to give them looks and clip them: two thirds of making axes. The extent of each line and bar
    is asked for to choose limits; ours are always given. Should matplotlib name things otherwise one day, only the time is lost.
    """

    def _init_axis(self) -> None:
        super()._init_axis()  # type: ignore[misc]
        for axis in (self.xaxis, self.yaxis):
            axis.set_clip_path = axis.set_tick_params = _nothing  # type: ignore[method-assign]

    def _update_line_limits(self, line: Any) -> None:
        pass

    def _update_patch_limits(self, patch: Any) -> None:
        pass


def _nothing(*_: Any, **__: Any) -> None:
    """Stand for what would make ticks."""
