"""Texts measured once are as wide as matplotlib finds them, to the last digit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from helpers.figures.draw.metrics import FACES, FONT, measures, measures_of
from helpers.figures.draw.style import _rc

_rc()  # makes the font known to matplotlib

LETTERS = st.text("AaVvTtofiflßüÖ€%–„“1234567890 \u00a0,.()/", min_size=1, max_size=40)


@given(LETTERS, st.sampled_from(sorted(FACES)), st.sampled_from([8.5, 9.0, 9.5, 10.0, 10.5]))
def test_they_are_matplotlibs_own(text: str, face: tuple[str, str], size: float) -> None:
    weight, slant = face
    font = FontProperties(family=FONT, size=size, weight=weight, style=slant)
    expected = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    assert measures(text, size, weight, slant) == expected
    assert measures_of(text, font) == expected


@pytest.mark.parametrize(
    "font",
    [
        FontProperties(family="DejaVu Sans", size=10),
        FontProperties(family=[FONT, "DejaVu Sans"], size=10),
        FontProperties(family=FONT, size=10, weight="light"),
        FontProperties(family=FONT, size=10, stretch="condensed"),
    ],
)
def test_other_fonts_are_left_to_matplotlib(font: FontProperties) -> None:
    assert measures_of("Augsburg", font) is None


def test_characters_that_the_font_lacks_are_left_to_matplotlib() -> None:
    assert measures("日本", 10) is None
