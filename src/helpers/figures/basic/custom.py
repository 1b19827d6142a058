"""Any matplotlib figure of an author's own, with the words and data that every figure needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from helpers.errors import NotebookError
from helpers.figures.describe import Texts, finish, span_of, years_table
from helpers.figures.draw.style import house_style, to_svg
from helpers.figures.shown import Shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from helpers.facts.context import Context


def figure(report: Context, fig: Figure, *, indicator: str, **texts: Unpack[Texts]) -> Shown:
    """Return a matplotlib figure with source line, Lesebeispiel, notes and data from the catalogue.

    Args:
        report: municipality and report year.
        fig: the figure; `plt.gcf()` for one made with pyplot or seaborn.
        indicator: id of the indicator it shows.
        texts: `caption` and `alt` are required; note, reading or label in place of the catalogue's.

    Raises:
        NotebookError: caption or alt text is missing.
        NoData: the municipality has no number.
    """
    for key, name in (("caption", "eine Überschrift"), ("alt", "ein Alternativtext")):
        if not texts.get(key):
            raise NotebookError(
                f'Für die eigene Abbildung zu „{indicator}“ fehlt {name}: report.figure(…, {key}="…").'
            )
    from matplotlib import pyplot as plt

    entry = report.indicator(indicator)
    series = report.over_areas(indicator)
    cells = [c for s in series for c in s.cells.values()]
    with house_style():
        svg = to_svg(fig)
    plt.close(fig)  # pyplot would show it once more at the end of the cell
    return finish(
        report,
        "eigene",
        [entry],
        cells,
        years_table(series, entry),
        texts,
        caption=f"{entry.name}, {span_of(cells)}",
        alt="",
        svg=svg,
    )
