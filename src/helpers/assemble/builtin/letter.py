"""The styles of a Word document of a few pages, in place of the report's: no cover, no new page for each heading."""

from __future__ import annotations

from helpers.assemble.builtin.docx import Style, size, spacing
from helpers.look.colours import Theme

HEADINGS = ((14, 18, 6), (12, 14, 4), (11, 12, 3))
"""Size, space before and after in points, by level."""


def styles(theme: Theme) -> list[Style]:
    """Return the styles that differ, and the one that marks a place to be filled in."""
    bold, colour = "<w:b/><w:bCs/>", f'<w:color w:val="{theme.primary[1:]}"/>'
    heads = [
        Style(
            f"heading {level}",
            paragraph=f'<w:keepNext/><w:keepLines/>{spacing(before, after)}<w:outlineLvl w:val="{level - 1}"/>',
            run=f"{bold}{colour}{size(points)}",
        )
        for level, (points, before, after) in enumerate(HEADINGS, 1)
    ]
    return [
        *heads,
        Style("Title", paragraph=spacing(0, 4, 1), run=f"{bold}{colour}{size(20)}"),
        Style("Fiktiv", paragraph=spacing(0, 8), run=f"{bold}{size(10)}"),
        Style("Logo", paragraph=spacing(0, 12)),
        Style(
            "Platzhalter",
            "DefaultParagraphFont",
            run='<w:shd w:val="clear" w:color="auto" w:fill="FFF2A8"/>',
            kind="character",
        ),
    ]
