"""What the project stands on: known holes, licences and care of every package in `uv.lock`.

`make audit-deps` runs it; `docs/development/dependencies.md` says what is done about what it names.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLANS = ROOT / "docs" / "development" / "dependencies.md"
PROJECT = "bildungsbericht"
OLD = dt.timedelta(days=2 * 365)
"""Since the newest release of a package, seen from the newest of all: same lock file, same answer."""

FREE = re.compile(
    r"(?i)\b(mit|mit-0|mit-cmu|bsd|0bsd|apache|isc|psf|python software|cc0|zlib|unlicense|ofl|eupl)\b|BSD-\d|Apache-2"
)
WEAK = re.compile(r"(?i)\bMPL|Mozilla|LGPL")
STRONG = re.compile(r"(?i)\bA?GPL|General Public License")
STATED = {
    "axe-playwright-python": "MIT AND MPL-2.0",  # says so in its repository; axe-core is MPL
    "duckdb": "MIT",
    "oracledb": "Apache-2.0 OR UPL-1.0",
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
    "quarto-cli": "MIT",
}
"""Where the metadata say nothing, or the package is installed on request only."""


@dataclass(frozen=True)
class Package:
    """One entry of the lock file.

    Args:
        needed: whether every report needs it, and not only those who develop or ask for a group.
        released: day of the locked version.
        licence: as its metadata say; empty where they do not, or where it is not installed here.
    """

    name: str
    version: str
    needed: bool
    released: dt.date | None
    licence: str


def packages(lock: Path = ROOT / "uv.lock") -> list[Package]:
    """Return every package of the lock file, sorted."""
    entries = tomllib.loads(lock.read_text("utf-8"))["package"]
    needs = {e["name"]: {d["name"] for d in e.get("dependencies", [])} for e in entries}
    needed, todo = set(), [PROJECT]
    while todo:
        name = todo.pop()
        if name not in needed:
            needed.add(name)
            todo += needs.get(name, ())
    return sorted(
        (
            Package(e["name"], e.get("version", ""), e["name"] in needed, _released(e), _licence(e["name"]))
            for e in entries
            if e["name"] != PROJECT
        ),
        key=lambda package: (package.name, package.version),
    )


def _released(entry: dict[str, object]) -> dt.date | None:
    files = [*entry.get("wheels", []), *([entry["sdist"]] if "sdist" in entry else [])]  # type: ignore[misc,list-item]
    days = [str(file["upload-time"])[:10] for file in files if "upload-time" in file]  # type: ignore[index,operator]
    return dt.date.fromisoformat(max(days)) if days else None


def _licence(name: str) -> str:
    try:
        said = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return STATED.get(name, "")
    classes = [
        c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    first = (said.get("License") or "").strip().partition("\n")[0]
    return said.get("License-Expression") or "; ".join(classes) or first or STATED.get(name, "")


def unfit(found: list[Package]) -> list[str]:
    """Return what may not be in a report's program: an unknown licence, or one that would spread to it."""
    said = []
    for package in found:
        spreads = STRONG.search(package.licence) and not WEAK.search(package.licence)
        if package.needed and not package.licence and importable(package.name):
            said.append(f"{package.name}: no licence in its metadata")
        elif package.needed and spreads and not FREE.search(package.licence):
            said.append(f"{package.name}: {package.licence}")
        elif package.licence and not (
            FREE.search(package.licence) or WEAK.search(package.licence) or spreads
        ):
            said.append(f"{package.name}: unknown licence „{package.licence}“")
    return said


def importable(name: str) -> bool:
    """Tell whether a package is installed here."""
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def old(found: list[Package]) -> list[Package]:
    """Return packages without a release for two years: finished, or left alone."""
    newest = max(package.released for package in found if package.released)
    return [package for package in found if package.released and newest - package.released > OLD]


def without_plan(found: list[Package]) -> list[str]:
    """Return old packages that reports need and of which the plans say nothing."""
    plans = PLANS.read_text("utf-8")
    return [package.name for package in old(found) if package.needed and f"`{package.name}`" not in plans]


def main() -> int:
    """Print what there is, and return whether something has to be done."""
    found = packages()
    for package in found:
        day = package.released.isoformat() if package.released else "?"
        kind, licence = "report" if package.needed else "group", package.licence or "(not installed here)"
        print(f"{package.name:32} {package.version:16} {day}  {kind:6}  {licence}")
    print(f"\n{len(found)} packages, {sum(package.needed for package in found)} needed by every report.")
    print(f"No release for two years: {', '.join(package.name for package in old(found))}.")
    wrong = [
        *unfit(found),
        *(f"{name}: no plan in {PLANS.relative_to(ROOT)}" for name in without_plan(found)),
    ]
    print("\n".join(wrong) or "Every licence is known and fits; everything old has a plan.")
    uv = ROOT / ".uv" / ("Scripts/uv.exe" if sys.platform == "win32" else "bin/uv")
    print("\nKnown holes, by the OSV database:", flush=True)
    holes = subprocess.run([str(uv), "audit", "--frozen"], cwd=ROOT, check=False).returncode
    if holes:
        print(
            "There are holes, or the database (api.osv.dev) cannot be reached from here; the lines above say which."
        )
    return 1 if wrong or holes else 0


if __name__ == "__main__":
    raise SystemExit(main())
