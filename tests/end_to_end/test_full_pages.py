"""Pages of the PDF are full: what is left of one is spread over it, and few that do not end a chapter have a hole."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

HOLE = 1 / 8
"""Of the height of the text: more is a hole."""
TEXT = (26 / 297, 272 / 297)
"""Where the text of a page lies between header and footer."""


def blank(picture: Path) -> float:
    """Return the highest blank part of a page, as a share of its text's height."""
    with Image.open(picture) as page:
        grey = page.convert("L")
    body = grey.crop((0, round(grey.height * TEXT[0]), grey.width, round(grey.height * TEXT[1])))
    lines = body.resize((1, body.height), Image.Resampling.BOX).get_flattened_data()
    runs = [len(list(run)) for is_blank, run in groupby(lines, key=lambda grey: grey == 255) if is_blank]
    return max(runs, default=0) / body.height


@pytest.mark.parametrize(
    ("city", "most"),
    [("augsburg", 0.125), pytest.param("musterstadt", 0.125, marks=pytest.mark.long)],
)
def test_few_pages_have_a_hole(
    city: str, most: float, report_of: Callable[[str], Path], tmp_path: Path
) -> None:
    """Before, a quarter of them had: figures went to the top or the bottom of pages that had no text to fill them."""
    path = report_of(city) / f"bildungsbericht-{city}.pdf"
    reader = PdfReader(path)
    starts = {
        reader.get_destination_page_number(entry) for entry in reader.outline if not isinstance(entry, list)
    }  # type: ignore[arg-type]
    subprocess.run(["pdftoppm", "-r", "40", "-gray", "-png", path, tmp_path / "p"], check=True)
    pictures = sorted(tmp_path.glob("*.png"))
    inside = [
        picture
        for number, picture in enumerate(pictures)
        if number >= min(starts - {0}) and number + 1 not in starts and number + 1 < len(pictures)
    ]
    assert len(inside) > 40
    holes = [picture.stem for picture in inside if blank(picture) > HOLE]
    assert len(holes) <= most * len(inside), holes
