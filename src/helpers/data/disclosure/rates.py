"""Rates that would give a hidden count away."""

from __future__ import annotations

import math

import pandas as pd

from helpers.data.disclosure.table import SUPPRESSED, ProtectedTable


def rate_bounds(rate: float, denominator: float, *, per: float = 100.0, decimals: int = 1) -> tuple[int, int]:
    """Return the smallest and largest count that a printed rate allows.

    Args:
        rate: as printed.
        denominator: the count it refers to.
        per: 100 for a percentage.
        decimals: digits after the comma in print.

    >>> rate_bounds(83.9, 7637)
    (6404, 6411)
    """
    half = 0.5 * 10**-decimals
    low = math.ceil((rate - half) * denominator / per - 1e-9)
    return max(0, low), math.floor((rate + half) * denominator / per + 1e-9)


def protect_rates(
    rates: pd.DataFrame,
    value: str,
    numerators: ProtectedTable,
    denominators: ProtectedTable | None = None,
) -> ProtectedTable:
    """Hide each rate whose numerator or denominator is hidden: with the other count it would give the hidden one away.

    A rate, change, share or index is as telling as the counts it is made of, rounded or not; so all go.

    Args:
        rates: one row per rate with the dimension columns of `numerators`.
        value: column of the rates.
        numerators: the protected counts that the rates are computed from.
        denominators: the protected counts they refer to; their dimensions are among those of `numerators`.

    Returns:
        The rates; a rate without a row in `numerators` or `denominators` stays as it is.
    """
    hide = _hidden(rates, numerators)
    if denominators is not None:
        hide |= _hidden(rates, denominators)
    frame = rates.copy()
    frame[value] = frame[value].astype("float64").mask(hide)
    status = numerators.status
    frame[status] = (frame[status] if status in frame.columns else pd.Series("", index=frame.index)).mask(
        hide, SUPPRESSED
    )
    note = numerators.note or (denominators.note if denominators is not None else "")
    return ProtectedTable(
        frame, numerators.dims, value, note if hide.any() else "", (), numerators.total, status
    )


def _hidden(rates: pd.DataFrame, counts: ProtectedTable) -> pd.Series[bool]:
    dims = list(counts.dims)
    hidden = {
        tuple(map(str, row)) for row in counts.frame.loc[counts.suppressed, dims].itertuples(index=False)
    }
    rows = rates[dims].itertuples(index=False)
    return pd.Series([tuple(map(str, row)) in hidden for row in rows], index=rates.index, dtype=bool)
