"""Zeros that are none, and numbers that somebody has rounded: patterns in counts that a person has to explain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from helpers.data.catalogue import Catalogue
from helpers.errors import DataError
from helpers.importing import grid
from helpers.importing.excel import Cell
from helpers.importing.own_groups import Figure
from helpers.importing.own_mapping import Zuordnung
from helpers.importing.values import number, short

Name = TypeVar("Name")
SMALLEST = (3, 4, 5)
"""Smallest counts that are usually shown where smaller ones are secret."""
ENOUGH = 5
"""So many counts just above the gap make it improbable by chance (below one half to the power of this)."""
FEW = 2
"""So many are enough in a table that has another such column."""
BASES = (10, 5, 3)
"""Multiples that counts are rounded to."""
MANY = 12
"""So many different multiples of 3 and nothing else come about by chance once in half a million tables."""


def secret_zero(numbers: Sequence[float], enough: int = ENOUGH) -> int:
    """Return the smallest count that is shown where zeros stand for smaller ones as well; 0 where nothing speaks for it.

    >>> secret_zero([0, 0, 3, 3, 4, 4, 5, 9, 30]), secret_zero([0, 1, 3, 3, 4, 4, 5, 9, 30])
    (3, 0)
    """
    positive = [n for n in numbers if n > 0]
    smallest = min(positive, default=0.0)
    near = sum(n < 2 * smallest for n in positive)
    whole = all(float(n).is_integer() for n in numbers)
    return int(smallest) if whole and smallest in SMALLEST and near >= enough and 0 in numbers else 0


def secret_zeros(columns: Mapping[Name, Sequence[float]]) -> dict[Name, int]:
    """Return the columns in which zeros look like secrets, with the smallest count that is shown.

    Where one column of a table speaks for it, less is enough in the others: the same office has made them.
    """
    sure = {name: smallest for name, numbers in columns.items() if (smallest := secret_zero(numbers))}
    return sure | {
        name: smallest
        for name, numbers in columns.items()
        if name not in sure and (smallest := secret_zero(numbers, FEW)) in sure.values() and smallest
    }


def rounded_to(numbers: Sequence[float]) -> int:
    """Return the multiple that counts are rounded to; 0 where nothing speaks for it.

    >>> rounded_to([3 * n for n in range(1, 20)]), rounded_to(range(1, 20))
    (3, 0)
    """
    positive = {n for n in numbers if n > 0}
    return next((base for base in BASES if len(positive) >= MANY and all(n % base == 0 for n in positive)), 0)


def figure_in(cell: Cell) -> float | None:
    """Return the number that a cell holds, as number or as text."""
    return cell if isinstance(cell, float) else number(cell) if isinstance(cell, str) else None


def columns_of(table: grid.Table) -> dict[str, dict[tuple[str, int], float]]:
    """Return the numbers of each column by sheet and row."""
    return {
        name: {
            (line.sheet, line.number): figure
            for line in table.rows
            if (figure := figure_in(line.cells[i])) is not None
        }
        for i, name in enumerate(table.header)
    }


def refuse(figures: Sequence[Figure], table: grid.Table, mapping: Zuordnung, catalogue: Catalogue) -> None:
    """Raise DataError where zeros or multiples in a column of counts have to be explained, all columns at once."""
    columns: defaultdict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if not figure.meaning.zusammenfassen:
            columns[figure.column, figure.meaning.indikator].append(figure)
    numbers = {key: [f.number for f in members if not f.status] for key, members in columns.items()}
    beside = {(name, ""): list(found.values()) for name, found in columns_of(table).items()}
    secret = secret_zeros(beside | numbers)
    questions: list[str] = []
    for (column, indicator), members in columns.items():
        where = f"Spalte „{short(column, 160)}“"
        if len({key for key in columns if key[0] == column}) > 1:
            where += f" ({indicator})"
        zero = "0" in mapping.werte or "0" in members[0].meaning.werte
        if catalogue.indicators[indicator].kind == "count":
            smallest = 0 if zero else secret.get((column, indicator), 0)
            questions += _about_counts(numbers[column, indicator], where, members[0], smallest)
        elif not zero:
            questions += _about_rates(members, where, table, {name for name, _ in secret})
    if questions:
        listed = "\n".join(f"  {question}" for question in questions)
        raise DataError(
            f"{table.place}: Bitte erst klären, was diese Zahlen bedeuten; es wurde nichts übernommen.\n{listed}"
        )


def _about_counts(numbers: Sequence[float], where: str, figure: Figure, smallest: int) -> Iterator[str]:
    if smallest:
        missing = "1 und 2" if smallest == 3 else f"1 bis {smallest - 1}"
        yield (
            f"{where}: {numbers.count(0)} × 0, {numbers.count(smallest)} × {smallest}, aber nie {missing}. Steht 0 auch für "
            f'„weniger als {smallest}“? Bitte bei der Spalte mit werte: {{"0": geheim}} oder werte: {{"0": genau null}} sagen.'
        )
    if not figure.meaning.gerundet and (base := rounded_to(numbers)):
        yield (
            f"{where}: Alle {len(numbers)} Zahlen sind Vielfache von {base}. Sind sie gerundet? Bitte bei der Spalte mit "
            f"gerundet: {base} oder gerundet: nein sagen."
        )


def _about_rates(members: Sequence[Figure], where: str, table: grid.Table, secret: set[str]) -> Iterator[str]:
    zeros = {(f.sheet, int(f.rows)) for f in members if f.number == 0 and not f.status}
    for column, found in columns_of(table).items() if zeros and secret else ():
        if column in secret - {members[0].column} and all(found.get(row) == 0 for row in zeros):
            yield (
                f"{where}: {len(zeros)} × 0, und zwar dort, wo in der Spalte „{short(column, 160)}“ die 0 auch für „wenige“ stehen kann. "
                'Bitte bei der Spalte mit werte: {"0": geheim} oder werte: {"0": genau null} sagen.'
            )
            return
