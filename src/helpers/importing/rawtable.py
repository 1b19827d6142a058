"""What every reader returns: one long table of figures with the cell each of them came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpers.importing.values import Notation, parse_values

if TYPE_CHECKING:
    import pandas as pd

CONTENT = ["period", "key", "name", "level", "labels", "unit", "text", "value", "status"]
ORIGIN = ["sheet", "row", "column"]
SEPARATOR = " | "


@dataclass(frozen=True)
class Footnote:
    """One remark from a table's footer.

    Args:
        subject: what it is about (`Hauptschulen`); empty for the whole table.
        laender: two-digit keys of the Länder it names; empty when it concerns everyone.
        years: its restriction in time as printed (`ab 2015`), or empty.
        text: the remark itself, on one line.
    """

    subject: str
    laender: tuple[str, ...]
    years: str
    text: str


@dataclass(frozen=True)
class RawTable:
    """A table as its publisher sent it, before it is mapped to indicators.

    Args:
        layout: which reader understood it.
        code: the publisher's table code, statistic or title; the key in `imports.yml`.
        title: heading in the publisher's words.
        edition: date of the file's figures (ISO date, or INKAR's year), empty if the file does not say.
        frame: `period, key, name, level, labels, unit, text, value, status`, sorted; one row per figure.
            `labels` are the header and row labels joined by ` | `, `text` is the cell as it stands.
        origin: `sheet, row, column` (counted from 1) of each row of `frame`.
        licence: the publisher's licence text.
        footnotes: remarks from the footer.
        variables: codes of the dimensions of a flat file.
        remarks: German sentences about what was repaired or assumed while reading.
    """

    layout: str
    code: str
    title: str
    edition: str
    frame: pd.DataFrame
    origin: pd.DataFrame
    licence: str = ""
    footnotes: tuple[Footnote, ...] = ()
    variables: tuple[str, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    def footnotes_for(self, key: str, labels: str = "") -> tuple[Footnote, ...]:
        """Return the remarks that concern an area (its Land, or everyone) and a figure with these labels."""
        parts = labels.split(SEPARATOR) if labels else []
        return tuple(
            note
            for note in self.footnotes
            if (not note.laender or key[:2] in note.laender)
            and (not note.subject or any(part and part in note.subject for part in parts))
        )

    def symbols(self) -> dict[str, int]:
        """Return how often each sign that is not a number occurs, e.g. `{"-": 1955, ".": 102, "x": 114}`."""
        text = self.frame.loc[self.frame["status"] != "", "text"]
        return {str(sign): int(count) for sign, count in sorted(text.value_counts().items())}


def build(
    rows: Mapping[str, Sequence[object]], notation: Notation, place: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turn columns `period … text, sheet, row, column` into a sorted `(frame, origin)`.

    Raises:
        DataError: a text is neither a number nor a known sign, or a figure occurs twice.
    """
    import pandas as pd

    frame = pd.DataFrame(rows)
    frame["value"], frame["status"] = parse_values(frame, notation, place)
    frame = frame.sort_values(
        ["period", "key", "labels", "unit", "row", "column"], kind="stable", ignore_index=True
    )
    return frame[CONTENT], frame[ORIGIN]
