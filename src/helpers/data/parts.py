"""What the catalogue's entries are made of: counts, breaks, origins, cells and computations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from helpers.data.keys import earlier, year_end

Text = Annotated[str, Field(min_length=1)]


class Entry(BaseModel):
    """Base of all entries: immutable, unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Count(Entry):
    """Numerator or denominator of an indicator: what is counted, and when.

    Args:
        text: what is counted.
        at: reference date.
        indicator: id of a count that tells about how many they are, where a rate is published without its counts.
    """

    text: Text
    at: Text
    indicator: str = ""


class Break(Entry):
    """A place where a series is not comparable with what comes before.

    Args:
        period: first period (year or ISO date) of the new basis.
        reason: German sentence for text and chart.
    """

    period: Text
    reason: Text


class Twin(Entry):
    """Another indicator for the same, from another source: the one with the newer figure leads.

    Args:
        indicator: its id.
        differs: why the two differ, German sentence.
    """

    indicator: Text
    differs: Text


class Need(Entry):
    """How many want what an indicator counts: what is missing is the distance of two shares of one count.

    Args:
        indicator: id of the share of those who want it.
        of: id of the count that both are shares of.
        things: what is missing, German plural: „Plätze im Ganztag“.
    """

    indicator: Text
    of: Text
    things: Text


class Remark(Entry):
    """What to mind about one figure, wherever it is shown: in charts, tables, cards and sentences.

    Args:
        ags: key of the area; what is said of a Land holds for all areas in it.
        period: its period.
        text: German sentence.
    """

    ags: Text
    period: Text
    text: Text


class Origin(Entry):
    """Where an indicator's figures come from: a source and, in a source of many tables, the table."""

    source: Text
    table: str = ""


class Cells(Entry):
    """The cells of one indicator that are summed up for a computed one.

    Args:
        indicator: id of the indicator they belong to.
        where: fixed values per dimension; several values of one dimension are summed.
        across: dimensions of `Computation.by` that are not kept here: the total over them is taken.
        minus: whether the cells are subtracted.
    """

    indicator: Text
    where: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    across: tuple[Text, ...] = ()
    minus: bool = False

    @field_validator("where", mode="before")
    @classmethod
    def _one_is_a_list_of_one(cls, where: object) -> object:
        if isinstance(where, dict):
            return {key: (value,) if isinstance(value, str) else value for key, value in where.items()}
        return where


class Computation(Entry):
    """How a computed indicator follows from others: `factor` × sum(numerator) ÷ sum(denominator).

    Args:
        numerator: cells that are summed up.
        denominator: cells to divide by; none for a mere sum or a change.
        factor: 100 for a percentage.
        denominator_at: `same` period, the `year_end` (31 December of the numerator's year) or the `previous_year_end`.
        years: for a change, the distance in years; the value is factor × (sum ÷ sum so many years ago − 1).
        base: for an index, the period that it is compared with; the value is factor × sum ÷ sum at that period.
        by: dimensions that are kept: one value per combination that the numerator has.
    """

    numerator: tuple[Cells, ...] = Field(min_length=1)
    denominator: tuple[Cells, ...] = ()
    factor: float = 1.0
    denominator_at: Literal["same", "year_end", "previous_year_end"] = "same"
    years: int | None = Field(default=None, ge=1)
    base: str = ""
    by: tuple[str, ...] = ()

    def reference(self, period: str) -> str:
        """Return the period of what a figure of `period` is divided by."""
        if self.years:
            return earlier(period, self.years)
        if self.denominator_at != "same":
            return year_end(period, before=self.denominator_at == "previous_year_end")
        return self.base or period

    @model_validator(mode="after")
    def _one_reference(self) -> Computation:
        if bool(self.years) + bool(self.base) + bool(self.denominator) > 1:
            raise ValueError("nur eines von „denominator“, „years“ und „base“ ist möglich.")
        return self

    @property
    def indicators(self) -> tuple[str, ...]:
        """Ids of the indicators it is computed from."""
        return tuple(dict.fromkeys(cells.indicator for cells in (*self.numerator, *self.denominator)))
