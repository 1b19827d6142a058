"""Lists that staff keep."""

from __future__ import annotations

from helpers.data.steering.lists import plain


def test_words_are_compared_without_their_dashes() -> None:
    assert plain("Kita – Grundschule") == plain("kita-Grundschule") == plain("Kita —  Grundschule")
