"""Lines of progress hold no codes that a terminal would obey, wherever their texts come from."""

from __future__ import annotations

import pytest

from helpers.publish.progress import PlainProgress


def test_codes_of_terminals_are_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with PlainProgress() as shown:
        shown.expect(3)
        shown.step("Titel \x1b]0;Fenster\x07 und \x1b[2J")
        shown.note("Hinweis\r\x9b31m")
    said = capsys.readouterr().out
    assert not set(said) & {"\x1b", "\x07", "\r", "\x9b"}
    assert said.startswith("[ 1/3] Titel \N{REPLACEMENT CHARACTER}")
