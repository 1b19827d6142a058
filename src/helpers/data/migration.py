"""What users imported under an earlier version, moved to the place where it is now: `data/eigene/`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from helpers.errors import OutputError, reason_for
from helpers.files import write_atomically

OWN = "eigene"
"""The folder under `data/` with everything that users import and declare themselves; the project never ships it."""


def migrate(data: Path) -> list[str]:
    """Move imported figures and areas out of what the project ships; return a German sentence for each step.

    Until version 1.0 imports were written into `data/official/` and `data/gebiete/`. Rows that name the file they come from are
    the user's; each file is written to its new place before it leaves the old one, so that a crash in between loses nothing.

    Raises:
        OutputError: a folder cannot be written.
    """
    try:
        return [*_figures(data), *_areas(data)]
    except OSError as problem:
        raise OutputError(f"Unter {data} lässt sich nicht schreiben ({reason_for(problem)}).") from problem


def _figures(data: Path) -> list[str]:
    moved = 0
    for path in sorted((data / "official").glob("*.csv")):
        with path.open(encoding="utf-8-sig") as file:
            if "file" not in file.readline().strip().split(","):
                continue
        header, rows = _read(path)
        if not any(row[header.index("file")] for row in rows):
            continue
        at = header.index("file")
        own = [row for row in rows if row[at]]
        _add(data / OWN / path.name, header, own)
        moved += len(own)
        shipped = [row for row in rows if not row[at]]
        if shipped:
            _replace(path, header, shipped)
        else:
            path.unlink()
    earlier = data / "official" / "import"
    for path in sorted(earlier.glob("*.csv")):
        header, rows = _read(path)
        _add(
            data / OWN / "import" / path.name,
            header,
            [row for row in rows if "file" in header and row[header.index("file")]],
        )
        path.unlink()
    if earlier.is_dir() and not any(earlier.iterdir()):
        earlier.rmdir()
    if not moved:
        return []
    said = f"Die Ablage hat sich geändert: {moved} eingelesene Werte wurden aus data/official/ nach data/{OWN}/ verschoben."
    return [f"{said} Dort bleiben sie, wenn Sie das Programm erneuern. Es ist nichts weiter zu tun."]


def _areas(data: Path) -> list[str]:
    path = data / "gebiete" / "areas.csv"
    if not path.is_file():
        return []
    header, rows = _read(path)
    target = data / OWN / "areas.csv"
    if not target.exists():
        _replace(target, header, rows)
    path.unlink()
    if not any(path.parent.iterdir()):
        path.parent.rmdir()
    return [
        f"Die Ablage hat sich geändert: data/gebiete/areas.csv liegt jetzt unter data/{OWN}/. Es ist nichts weiter zu tun."
    ]


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def _add(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """Write rows after those that stand there already; a step that was interrupted adds nothing twice."""
    if not rows:
        return
    present, known = _read(path) if path.exists() else (header, [])
    columns = [*present, *(name for name in header if name not in present)]
    everything = [
        [dict(zip(names, row, strict=True)).get(name, "") for name in columns]
        for names, part in ((present, known), (header, rows))
        for row in part
    ]
    _replace(path, columns, [list(row) for row in dict.fromkeys(map(tuple, everything))])


def _replace(path: Path, header: list[str], rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    write_atomically(path, text.getvalue().encode())
