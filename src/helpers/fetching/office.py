"""What every source of an update is: the one interface that its module fills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from helpers.errors import DataError, FetchError, Offline
from helpers.fetching.deliveries import Kept
from helpers.fetching.web import Marks, Web


class Page(NamedTuple):
    """Where a person finds the same in a browser."""

    what: str
    address: str


class Delivery(NamedTuple):
    """One answer, or the answers about one table.

    Args:
        table: the office's code.
        path: the file as delivered.
        marks: what to ask with next time.
    """

    table: str
    path: Path
    marks: Marks = Marks()


class Source(Protocol):
    """One office's service."""

    @property
    def name(self) -> str:
        """As `SOURCE=…` has it."""

    @property
    def called(self) -> str:
        """Its name in German."""

    @property
    def pages(self) -> tuple[Page, ...]:
        """The list for the browser."""

    def fetch(self, web: Web, kept: Kept) -> Iterator[Delivery | str]:
        """Yield what is newer than what is kept, and German sentences about tables that could not be had.

        Raises:
            FetchError: nothing more can be had from this source now.
        """


def each_table(
    called: str, tables: Sequence[str], deliveries: Callable[[str], Iterator[Delivery]]
) -> Iterator[Delivery | str]:
    """Yield what there is of each table; what one does not give becomes a sentence, and the next is asked for.

    Raises:
        Offline: the server cannot be reached at all.
    """
    for table in tables:
        try:
            yield from deliveries(table)
        except Offline:
            raise
        except (FetchError, DataError) as problem:
            yield f"{called} {table}: {problem}"
