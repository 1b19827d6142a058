"""German words for figures and places in the Prüfbericht."""

from __future__ import annotations

from helpers.checking.findings import Place
from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.keys import parse_period, split_breakdown
from helpers.data.observations import Row
from helpers.text.numbers import printed

NBSP = "\u00a0"


def figure(value: float | None, decimals: int | None = None) -> str:
    """Return a number in German: 1.234,5; without `decimals` as many digits as it has.

    >>> figure(6406.0), figure(89.33), figure(5.0, 1)
    ('6.406', '89,33', '5,0')
    """
    from babel.numbers import format_decimal

    if value is None:
        return "keine Angabe"
    if decimals is None:
        text = f"{printed(value, 4):.4f}".rstrip("0").rstrip(".")
        decimals = len(text.partition(".")[2])
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale="de"))


def with_unit(value: float | None, unit: str, decimals: int | None = None) -> str:
    r"""Return a number with its unit.

    >>> with_unit(89.3, "%")
    '89,3\xa0%'
    """
    return f"{figure(value, decimals)}{NBSP}{unit}" if unit and value is not None else figure(value, decimals)


def describe(row: Row, catalogue: Catalogue, areas: Areas, period: str | None = None) -> str:
    """Return indicator, area, breakdown and period of a figure in words."""
    parts = [catalogue.indicators[row.indicator].name, areas[row.ags].name]
    for dimension, value in split_breakdown(row.breakdown).items():
        parts.append(f"{catalogue.dimensions[dimension].name}: {value}")
    if period is None:
        period = period_text(row.period)
    return ", ".join([*parts, period] if period else parts)


def period_text(period: str) -> str:
    """Return a period in German.

    >>> period_text("2024-03-01"), period_text("2023/24")
    ('1. März 2024', '2023/24')
    """
    from babel.dates import format_date

    if period.count("-") != 2:
        return period
    return str(format_date(parse_period(period).date, format="long", locale="de"))


def place_of(row: Row) -> Place:
    """Return where a figure stands."""
    if row.file:
        return Place(row.file, row.sheet, row.row, row.column)
    return Place(row.stored, "", str(row.line) if row.line else "", "value" if row.line else "")


def supplier_of(row: Row, catalogue: Catalogue) -> str:
    """Return who supplied a figure: the municipal department, else the publisher of the source."""
    indicator = catalogue.indicators.get(row.indicator)
    if indicator and indicator.supplied_by:
        return indicator.supplied_by
    source = catalogue.sources.get(row.source)
    return source.publisher if source else "Herkunft nicht angegeben"


def key_of(rule: str, row: Row, *, period: bool = True) -> str:
    """Return the name under which a finding is answered."""
    parts = [rule, row.indicator, row.ags, row.breakdown or "insgesamt"]
    return "/".join([*parts, row.period.replace("/", "-")] if period else parts)


def stored(value: float | None) -> str:
    """Return the value that an answer is valid for, as text."""
    return "" if value is None else f"{value:.10g}"
