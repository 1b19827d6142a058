"""What the offices' tables leave to the reader: Kreise that are Länder, too, and Kreise that are no more."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from helpers.data.keys import parse_period
from helpers.importing.messages import german

if TYPE_CHECKING:
    import pandas as pd

    from helpers.data.areas import Areas

CITY_STATES = {"02": "02000", "11": "11000"}
"""Hamburg and Berlin are Land and Kreis at once; some tables name only one of the two keys."""


def with_city_states(rows: pd.DataFrame) -> pd.DataFrame:
    """Return observations in which Berlin and Hamburg stand under both of their keys, with the same cell as their origin."""
    import pandas as pd

    present = set(rows["ags"].unique())
    pairs = [*CITY_STATES.items(), *((kreis, land) for land, kreis in CITY_STATES.items())]
    twins = [
        rows[rows["ags"] == one].assign(ags=other)
        for one, other in pairs
        if one in present and other not in present
    ]
    return pd.concat([rows, *twins], ignore_index=True) if twins else rows


def existing(rows: pd.DataFrame, areas: Areas) -> tuple[pd.DataFrame, list[str]]:
    """Return the observations without those of Kreise that did not exist at the time, and a German sentence about these.

    Tables go on to list dissolved Kreise with a population of 0: as figures they would enter ranks and means. Of the time
    before a Kreis came into being only its symbols are left out; numbers were computed for it afterwards.
    """
    limits = {
        key: (area.valid_from or dt.date.min, area.valid_to or dt.date.max)
        for key in rows["ags"].unique()
        if (area := areas.get(key)) is not None and (area.valid_from or area.valid_to)
    }

    def gone(key: str, period: str, status: str) -> bool:
        first, last = limits.get(key, (dt.date.min, dt.date.max))
        day = parse_period(period).date
        return day > last or (day < first and bool(status))

    left = [gone(*row) for row in zip(rows["ags"], rows["period"], rows["status"], strict=True)]
    if not any(left):
        return rows, []
    count = rows.loc[left, "ags"].nunique()
    number, word = (
        german(sum(left)),
        "eines Kreises, den" if count == 1 else f"von {german(count)} Kreisen, die",
    )
    what = "Angabe" if sum(left) == 1 else "Angaben"
    said = f"{number} {what} {word} es zu dieser Zeit nicht gab, ausgelassen."
    return rows[[not g for g in left]].reset_index(drop=True), [said]
