"""Audit published reports: `python -m tests.audit augsburg jena`, or all that are published."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

from tests.audit.audit import audit

ROOT = Path(__file__).resolve().parents[2]


def main(cities: list[str]) -> int:
    """Print what was compared and what is wrong; return 1 where something is."""
    published = sorted(
        path.name for path in (ROOT / "_report").glob("*") if (path / "datapackage.json").exists()
    )
    total, wrong = Counter[str](), 0
    for city in cities or os.environ.get("CITIES", "").split() or published:
        result = audit(ROOT / "data", ROOT / "_report" / city, city)
        total += result.checked
        wrong += len(result.wrong)
        print(
            f"{city}: {sum(result.checked.values())} verglichen, {len(result.wrong)} falsch, {len(result.untraced)} ohne Herkunft"
        )
        for problem in result.wrong:
            print(f"  {problem}")
    for kind, count in sorted(total.items()):
        print(f"{count:>8}  {kind}")
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
