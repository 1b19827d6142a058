"""Check the data before they are published: errors stop the report, open findings are counted in one line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import DataError, ReportError
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.pipeline.contract import Limits
from helpers.pipeline.run.pool import make_pool

if TYPE_CHECKING:
    from helpers.checking import CheckResult


SHOWN = 10
"""So many errors are spelt out; all stand in the Prüfbericht."""

RELEVANT = ("data/", "src/helpers/data/", "src/helpers/checking/")
"""Where what the outcome of the checks depends on lies."""


def check_data(city: str, project: Project, hashes: Mapping[str, str]) -> str:
    """Return one German line about the open findings, empty when there is none.

    The outcome is kept by the content of the data, so that a report whose texts changed does not wait for it.

    Args:
        city: folder name of the municipality.
        project: the checkout; the Prüfbericht is written to `_build/<city>/pruefbericht/`.
        hashes: of the input files, as `file_hashes` returns them.

    Raises:
        DataError: the data have errors; names the first of them and the Prüfbericht.
    """
    relevant = {name: found for name, found in hashes.items() if name.startswith(RELEVANT)}
    inputs = hashlib.sha256(json.dumps(relevant, sort_keys=True).encode()).hexdigest()
    state = project.build / city / "pruefung.json"
    pages = project.build / city / "pruefbericht" / "index.html"
    kept = _kept(state, inputs) if pages.exists() else None
    if kept is None:
        from helpers.checking import run_check

        result = run_check(city, project)
        kept = {
            "inputs": inputs,
            "errors": [error.message for error in result.errors],
            "open": [finding.key for finding in result.open_findings],
            "suppliers": _by_supplier(result),
        }
        write_atomically(state, json.dumps(kept, ensure_ascii=False).encode())
    place = pages.relative_to(project.root).as_posix()
    if errors := kept["errors"]:
        listed = "\n".join(errors[:SHOWN])
        more = f"\n… und {len(errors) - SHOWN} weitere" if len(errors) > SHOWN else ""
        raise DataError(
            f"Die Daten haben Fehler, siehe {place}:\n{listed}{more}\nDer bisherige Bericht ist unverändert."
        )
    count = len(kept["open"])
    return (
        f"Prüfung: {count} {'offener Befund' if count == 1 else 'offene Befunde'}, siehe {place}"
        if count
        else ""
    )


@contextmanager
def checking(city: str, project: Project, hashes: Mapping[str, str]) -> Iterator[Future[str]]:
    """Check the data in a process of its own, while the one is started that notebooks are forked from.

    Yields:
        What will be empty, with the outcome kept for `check_data` to find, or a German sentence about why that was not possible.
    """
    pool = make_pool(1, ())
    try:
        yield pool.submit(Check(city, project, hashes))
    finally:
        pool.close()


@dataclass(frozen=True)
class Check:
    """`check_data` as a task for another process.

    Args:
        city: folder name of the municipality.
        project: the checkout.
        hashes: of the input files.
        limits: how long it may take.
    """

    city: str
    project: Project
    hashes: Mapping[str, str]
    limits: Limits = field(default_factory=lambda: Limits(notebook=900))

    def run(self) -> str:
        """Write the Prüfbericht and keep the outcome, for `check_data` to find; return why that was not possible."""
        try:
            check_data(self.city, self.project, self.hashes)
        except DataError:
            return ""  # kept with the outcome
        except ReportError as error:
            return str(error)
        return ""

    def ended(self, reason: str) -> str:
        """Return what a killed process counts as."""
        return f"Die Daten ließen sich nicht prüfen: {reason}"


def open_findings(city: str, project: Project) -> list[str]:
    """Return the keys of the findings that were open when the report was last made: rule, indicator, area and more, with `/` between."""
    try:
        return list(json.loads((project.build / city / "pruefung.json").read_text("utf-8"))["open"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


def findings_of(city: str, project: Project) -> dict[str, list[int]]:
    """Return who supplied figures → how many findings are open and answered, as `check_data` has left them."""
    state = json.loads((project.build / city / "pruefung.json").read_text("utf-8"))
    return dict(state["suppliers"])


def _by_supplier(result: CheckResult) -> dict[str, list[int]]:
    counts: dict[str, list[int]] = {}
    for place, found in enumerate((result.open_findings, result.answered)):
        for finding in found:
            counts.setdefault(finding.supplier, [0, 0])[place] += 1
    return dict(sorted(counts.items()))


def _kept(state: Path, inputs: str) -> dict[str, Any] | None:
    """Return the outcome of an earlier check of the same data."""
    try:
        found: dict[str, Any] = json.loads(state.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return (
        found
        if found.get("inputs") == inputs
        and isinstance(found.get("open"), list)
        and {"errors", "suppliers"} <= found.keys()
        else None
    )
