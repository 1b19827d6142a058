"""What a notebook's kernel is taught to say of values, tables and charts of others, so that the chapter shows them whole and in German.

It runs inside the kernel, before the first cell. Nothing is imported for it: IPython asks by the names of classes.
"""

from __future__ import annotations

import importlib.util
import io
import os
import re
import sys
from typing import Any

from helpers.pipeline.contract import FRAME_MIME, MAX_ROWS, VALUE_MIME
from helpers.text.german import column, german

_KEYS = re.compile(r"(?i)\b(plz|postleitzahl\w*|ags|id|nr\.?|\w*nummer|\w*schlüssel|jahr|\w*jahr)\b")
"""Columns whose numbers are names: their thousands are not set apart."""
PANDAS_OPTIONS: dict[str, Any] = {
    "display.max_rows": None,
    "display.max_columns": None,
    "display.max_colwidth": None,
    "display.width": 10_000,
}
_YEARS = range(1900, 2101)


def register() -> None:
    """Teach the kernel of this process; of no effect outside of one."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return
    bundles = shell.display_formatter.mimebundle_formatter
    for module, name, make in (
        ("pandas", "DataFrame", _frame),
        ("pandas", "Series", _series),
        ("pandas.core.frame", "DataFrame", _frame),
        ("pandas.core.series", "Series", _series),
        ("pandas.io.formats.style", "Styler", _styler),
        ("plotly.basedatatypes", "BaseFigure", _plotly),
        ("altair.vegalite.v5.api", "TopLevelMixin", _altair),
        ("altair.vegalite.v6.api", "TopLevelMixin", _altair),
    ):
        bundles.for_type_by_name(module, name, make)
    for kind in (bool, int, float, str):
        bundles.for_type(kind, _value)
    for module, name in (
        ("numpy", "generic"),
        ("pandas", "Timestamp"),
        ("pandas._libs.tslibs.timestamps", "Timestamp"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("decimal", "Decimal"),
    ):
        bundles.for_type_by_name(module, name, _value)
    if importlib.util.find_spec("plotly") and importlib.util.find_spec("kaleido"):
        os.environ.setdefault("PLOTLY_RENDERER", "svg")
    shell.events.register("pre_run_cell", _print_whole_tables)


def _print_whole_tables(cell: Any) -> None:
    """Let pandas print tables whole, as soon as a cell is about to use it."""
    if "pandas" not in sys.modules and "pandas" not in str(cell.raw_cell):
        return
    import pandas as pd

    for option, value in PANDAS_OPTIONS.items():
        pd.set_option(option, value)


def _value(value: Any) -> dict[str, Any]:
    if hasattr(value, "_repr_markdown_"):  # text that is markup already, though it is a str
        return {}
    try:
        return {VALUE_MIME: german(value)}
    except ValueError:
        return {}


def _frame(frame: Any) -> dict[str, Any]:
    return {FRAME_MIME: table(frame, index=_shows_index(frame.index, frame=True))}


def _series(series: Any) -> dict[str, Any]:
    import pandas as pd

    frame = series.to_frame(name="Wert" if series.name is None else series.name)
    shown = not isinstance(series.index, pd.RangeIndex) or series.index.name is not None
    return {FRAME_MIME: table(frame, index=shown)}


def _styler(styler: Any) -> dict[str, Any]:
    """Take the table behind a Styler: what it formats is its author's own text, the rest is German."""
    frame, formats = styler.data, styler._display_funcs
    if len(frame) > MAX_ROWS:
        return {FRAME_MIME: {"count": len(frame)}}
    columns = [i for i in range(frame.shape[1]) if i not in styler.hidden_columns]
    rows = [i for i in range(len(frame)) if i not in styler.hidden_rows]
    shows_index = not any(styler.hide_index_) and _shows_index(frame.index, frame=True)
    made = table(frame.iloc[rows, columns], index=shows_index)
    before = len(made["head"]) - len(columns)
    for i, row in enumerate(rows):
        for j, column_ in enumerate(columns):
            if (row, column_) in formats:
                made["rows"][i][before + j] = str(formats[row, column_](frame.iat[row, column_]))
    caption = styler.caption[0] if isinstance(styler.caption, tuple) else styler.caption
    return {FRAME_MIME: {**made, "caption": caption or ""}}


def _plotly(figure: Any) -> dict[str, Any]:
    """Add the static picture where the library can draw one."""
    bundle = dict(figure._repr_mimebundle_())
    try:
        return {**bundle, "image/svg+xml": figure.to_image("svg").decode()}
    except Exception:  # no kaleido, or one that does not run: the exporter says so
        return bundle


def _altair(chart: Any) -> dict[str, Any]:
    """Add the static picture where the library can draw one."""
    drawn = io.StringIO()
    try:
        chart.save(drawn, format="svg")
    except Exception:  # no vl-convert: the exporter says so
        found = chart._repr_mimebundle_()
        return dict(found[0] if isinstance(found, tuple) else found)
    return {"image/svg+xml": drawn.getvalue()}


def _shows_index(index: Any, *, frame: bool) -> bool:
    """Tell whether an index says something: it has a name or words, or is of years; not the count of rows."""
    if any(name is not None for name in index.names) or index.nlevels > 1:
        return True
    if index.dtype.kind not in "iu":
        return True
    return frame and len(index) > 0 and all(value in _YEARS for value in index)


def table(frame: Any, *, index: bool) -> dict[str, Any]:
    """Return a DataFrame as headings, rows of German texts and alignment; only their number where there are too many rows.

    Args:
        frame: the table.
        index: whether its index is shown, as the first columns.
    """
    if len(frame) > MAX_ROWS:
        return {"count": len(frame)}
    labels = frame.index.to_frame(index=False) if index else frame.iloc[:, :0]
    names = ["" if name is None else name for name in frame.index.names] if index else []
    heads, columns = [], []
    for part, part_names in ((labels, names), (frame, list(frame.columns))):
        for position, name in enumerate(part_names):
            heads.append(_heading(name))
            values = part.iloc[:, position].astype(object).tolist()
            columns.append(column(values, key=part is labels or bool(_KEYS.search(heads[-1]))))
    return {
        "head": heads,
        "rows": [list(row) for row in zip(*(texts for texts, _ in columns), strict=True)],
        "align": ["right" if numeric else "left" for _, numeric in columns],
    }


def _heading(name: Any) -> str:
    levels = name if isinstance(name, tuple) else (name,)
    return " · ".join(dict.fromkeys(text for level in levels if (text := german(level, table=True))))
