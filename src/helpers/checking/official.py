"""The official files as checks see them: read once for all municipalities, checked once for what all have in common."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.checking.check_schema import check_rows
from helpers.checking.findings import Finding
from helpers.checking.records import Record, read_records
from helpers.data.areas import read_areas
from helpers.data.catalogue import read_catalogue
from helpers.data.fresh import in_folders, kept_while_unchanged
from helpers.data.observations import SHARED, Row, observation_files
from helpers.errors import ReportError
from helpers.importing.register import entered
from helpers.paths import project

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Official:
    """What stands in the tables of `data/official/` and `data/eigene/`; what ships as Parquet is checked by the project's tests.

    Args:
        rows: the valid rows of the areas that every municipality is compared with: those of the catalogue.
        findings: what is wrong with these rows, with rows of unknown areas, and with files as a whole.
        others: the rows of areas that imports brought along, not yet checked, by the area's key.
    """

    rows: list[Row]
    findings: list[Finding]
    others: dict[str, list[Record]]


def _files(data: Path) -> list[str]:
    return in_folders(
        data,
        lambda file, folder: (
            folder in (*SHARED, "catalogue") or file in ("areas.csv", "area-names.csv", "sources.yml")
        ),
    )


@kept_while_unchanged(_files)
def official(data: Path) -> Official:
    """Read the official files.

    Raises:
        CatalogueError: when the catalogue or the list of areas cannot be used.
    """
    catalogue, areas, apart = read_catalogue(data), read_areas(data), entered(data)
    common: list[Record] = []
    others: dict[str, list[Record]] = {}
    found: list[Finding] = []
    for path in observation_files(data):
        if path.parent.name in SHARED and path.suffix == ".csv":
            records, problems = read_records(path, path.relative_to(data.parent).as_posix())
            found += problems
            for record in records:
                (others.setdefault(record["ags"], []) if record["ags"] in apart else common).append(record)
    rows, problems = check_rows(common, catalogue, areas)
    return Official(rows, found + problems, others)


def prepare() -> None:
    """Read and check the official files in the process that those of all reports are forked from; mistakes are their business."""
    with contextlib.suppress(ReportError, OSError):
        official(project().data)
