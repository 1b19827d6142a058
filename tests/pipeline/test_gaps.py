"""What the report says about figures that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.pipeline.book.gaps import beyond_data
from tests.town import town


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (2023, ""),
        (
            2024,
            "Das Berichtsjahr ist 2024, die neuesten Zahlen der Stadt Probestadt sind von 2023: Für 2024 liegen",
        ),
        (
            2026,
            "Das Berichtsjahr ist 2026, die neuesten Zahlen der Stadt Probestadt sind von 2023: Für 2024 bis 2026 liegen",
        ),
        (2021, "die neuesten Zahlen der Stadt Probestadt sind von 2019: Für 2020 bis 2021 liegen"),
    ],
)
def test_a_report_year_beyond_the_data_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int, said: str
) -> None:
    """Secret figures are none that a reader could be shown."""
    rows = [
        ("arbeitslose", "", "2019", 10.0),
        ("arbeitslose", "", "2023", 20.0),
        ("arbeitslose", "", "2026", None),
    ]
    report = town(tmp_path, monkeypatch, {"erfunden": rows})
    told = beyond_data(report.store, report.profile, year)
    assert said in told
    assert bool(said) == bool(told)
