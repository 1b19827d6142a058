"""The catalogue's reading examples with a municipality's figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpers.facts.series import Cell
from helpers.text.numbers import number, period_when

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context


def lesebeispiel(
    context: Context, indicator: Indicator, cell: Cell | None = None, within: Mapping[str, str] | None = None
) -> str | None:
    """Return the catalogue's Lesebeispiel, plain text, or None when there is no number.

    Args:
        context: municipality and report year.
        indicator: catalogue entry.
        cell: the figure to explain; the municipality's latest total where it is not given.
        within: the values of dimensions that `cell` belongs to.
    """
    latest = cell or context.store.latest(indicator.id, context.ags, until=context.year)
    template = indicator.readings.get(",".join(sorted(within))) if within else indicator.reading
    if latest is None or latest.value is None or template is None:
        return None
    words = template.format(
        value=number(latest.value, indicator.decimals),
        period=opening(period_when(latest.period)),
        city=context.name,
        in_city=context.profile.in_city,
        of_city=context.profile.of_city,
        **(within or {}),
    )
    return f"Lesebeispiel: {words}"


def opening(text: str) -> str:
    """Return a text as it opens a sentence, with a capital first letter."""
    return text[:1].upper() + text[1:]
