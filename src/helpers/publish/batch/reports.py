"""`make reports`: the reports of several or all municipalities."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from helpers.assemble.choose import choose
from helpers.paths import Project
from helpers.pipeline.run.cache import Cache
from helpers.pipeline.run.pool import NOTEBOOKS, Pool, make_pool
from helpers.platforms import processors
from helpers.publish.batch.display import display
from helpers.publish.batch.journal import Journal
from helpers.publish.batch.lane import Lane
from helpers.publish.batch.rows import Row
from helpers.publish.batch.scheduler import Engine
from helpers.publish.inputs import file_hashes
from helpers.publish.make_report import BINDING
from helpers.publish.request import Request
from helpers.scratch import scratch

FOR_BOOKS = (
    *BINDING,
    "helpers.checking.official:prepare",
    "helpers.checking.pruefbericht:templates",
    "helpers.checking.checker",
    "helpers.publish.batch.task",
)
"""What binding a book imports and prepares: once for all books."""


def make_reports(
    cities: Sequence[str],
    year: str,
    format_: str,
    assembler: str,
    project: Project,
    *,
    workers: int | None = None,
    cluster: str = "",
    keys: str = "",
) -> list[Row]:
    """Make and publish reports; those that are up to date are left as they are.

    Args:
        cities: folder names.
        year: report year as typed; empty for each profile's own.
        format_: list of formats, see `formats.checked_formats`.
        assembler: `auto`, `builtin` or `quarto`.
        project: the checkout.
        workers: processes on this machine; one per processor by default.
        cluster: address of a Dask scheduler on which the notebooks run; empty for this machine.
        keys: folder with the keys of an address with `tls://`.

    Returns:
        What became of each report, in the order of `cities`. A failure is a row, not an exception.

    Raises:
        ReportError: what was asked for is not possible, or the cluster does not fit.
        OSError: nothing more can be written.
    """
    of = partial(Request.of, year=year, format_=format_, assembler=assembler)
    # A mistake in what was typed is told once, and not for every municipality; with a year no profile is read.
    Request.of(cities[0], year or "2025", format_, assembler)
    choose(assembler)  # the same holds for a Quarto that is asked for and missing
    workers = workers or processors()
    with scratch():
        books = chapters = Lane(partial(make_pool, workers, (*NOTEBOOKS, *FOR_BOOKS)), workers + 1)
        try:
            if cluster:
                chapters = _on_cluster(cluster, project, keys)
            with Journal(project.build / "stapel" / "journal.jsonl") as journal, display() as shown:
                hashes = file_hashes(project)
                engine = Engine(project, hashes, chapters, books, journal, shown)
                rows = engine.run([(city, partial(of, city)) for city in cities])
        finally:
            for lane in {chapters, books}:
                lane.close()
    Cache(project.build / "cache").prune()
    order = {city: i for i, city in enumerate(cities)}
    return sorted(rows, key=lambda row: order[row.city])


def _on_cluster(address: str, project: Project, keys: str) -> Lane:
    from helpers.publish.batch.cluster import ClusterPool

    pool = ClusterPool(address, project, keys)

    def make() -> Pool:
        return pool

    return Lane(make, 2 * pool.workers, pool.attend)
