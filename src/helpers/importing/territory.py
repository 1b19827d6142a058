"""What the offices' tables leave to the reader: Kreise that are Länder, too, and Kreise that are no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.data.keys import parse_period

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
    """Return the observations without those of Kreise that had been dissolved by then, and a German sentence about these.

    Tables go on to list them, with a population of 0: as figures they would enter ranks and means.
    """
    ended = {
        key: area.valid_to
        for key in rows["ags"].unique()
        if (area := areas.get(key)) is not None and area.valid_to is not None
    }
    gone = [
        key in ended and ended[key] < parse_period(period).date
        for key, period in zip(rows["ags"], rows["period"], strict=True)
    ]
    if not any(gone):
        return rows, []
    left = rows.loc[gone, "ags"].nunique()
    word = "eines aufgelösten Kreises" if left == 1 else f"von {left} aufgelösten Kreisen"
    return rows[[not g for g in gone]].reset_index(drop=True), [
        f"{sum(gone)} Angaben {word} ausgelassen: Es gab sie zu dieser Zeit nicht mehr."
    ]
