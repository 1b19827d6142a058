"""Matplotlib's SVG writer, with texts measured once. Slow to import: for whoever draws."""

# mypy: disable-error-code="no-untyped-call"
# Matplotlib's backends are annotated here and there only.

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG

from helpers.figures.draw.metrics import Measures, measures_of
from helpers.figures.draw.readings import AREA

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties


class Renderer(RendererSVG):
    """Matplotlib's own, which measures every text anew for every figure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas: set[str] = set()

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool | str
    ) -> tuple[float, float, float]:
        """Return the measures of a line of text in points."""
        found: Measures | None = None if ismath else measures_of(s, prop)
        return found or super().get_text_width_height_descent(s, prop, ismath)

    def draw_text(  # type: ignore[no-untyped-def]
        self, gc, x, y, s, prop, angle, ismath=False, mtext=None
    ) -> None:
        """Write a text with its length: a browser without the font would write wider letters, out of the picture."""
        element = self.writer.element
        width = 0.0 if ismath else self.get_text_width_height_descent(s, prop, ismath)[0]
        if width:
            self.writer.element = partial(element, textLength=f"{width:.2f}", lengthAdjust="spacingAndGlyphs")  # type: ignore[method-assign]
        try:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        finally:
            self.writer.element = element  # type: ignore[method-assign]

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Begin a group; that of an outline which says a value has it as its title."""
        if gid is None or not gid.startswith(AREA):
            super().open_group(s, gid)
            return
        code, text = gid.removeprefix(AREA).split(" ", 1)
        named = {} if code in self.areas else {"id": f"ort-{code}"}  # an inset shows it once more
        self.areas.add(code)
        self.writer.start("g", attrib={"class": "wert", **named, "pointer-events": "all"})
        self.writer.element("title", text)

    def draw_value(self, box: tuple[float, float, float, float], text: str) -> None:
        """Write what says a value where the pointer rests: an unseen box (left, top, width, height) with the text as its title."""
        self.writer.start(
            "rect",
            attrib={
                "class": "wert",
                **{name: f"{v:.1f}" for name, v in zip(("x", "y", "width", "height"), box, strict=True)},
            },
        )
        self.writer.element("title", text)
        self.writer.end("rect")


def written(figure: Figure) -> str:
    """Return a figure as matplotlib writes it to an SVG file, without date and program."""
    out = io.StringIO()
    dpi, figure.dpi = figure.dpi, 72
    width, height = figure.get_size_inches()
    writer = Renderer(width * 72, height * 72, out, image_dpi=dpi, metadata={"Date": None, "Creator": None})
    renderer = MixedModeRenderer(figure, width, height, dpi, writer)
    figure.draw(renderer)  # type: ignore[arg-type]  # it stands for the writer
    renderer.finalize()
    return out.getvalue()
