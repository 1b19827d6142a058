"""What has been imported: files in which the later edition counts, and earlier figures that can come back.

For each source there is `<folder>/<source>.csv` with the figures that count, which the store reads, and
beside it `<folder>/import/<source>.csv` with the figures that a later edition has replaced. Both together are
a set of rows; which of two counts follows from their edition and file alone. So the order of imports does not
matter, an import can be repeated, and withdrawing one brings back what it had replaced. The figures that the project ships
stay as they are; where `data/eigene/` has the same figure of the same source, that one counts (`observations.choose`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.observations import COLUMNS, LINEAGE, NOT_OBSERVATIONS
from helpers.data.sql import connect, literal, parquet
from helpers.errors import DataError, OutputError, nearest, reason_for
from helpers.files import write_atomically
from helpers.importing.changes import Changes
from helpers.importing.mapping import text_of
from helpers.importing.messages import german

if TYPE_CHECKING:
    import pandas as pd

KEY = ["indicator", "ags", "breakdown", "period"]
ALL = [*COLUMNS, *LINEAGE]
IDENTITY = ["source", "edition", "file"]
MANY = 10
"""Fewer figures may all change in a correction."""


def import_id(source: str, edition: str, file: str) -> str:
    """Return the name under which an import can be withdrawn: `source@edition:file`."""
    return f"{source}@{edition}:{file}"


def add(folder: Path, rows: pd.DataFrame, names: dict[str, str], shipped: Path | None = None) -> Changes:
    """Add the rows of one import (one source, edition and file) and return what changed.

    Args:
        folder: `data/eigene` or `data/<city>`.
        rows: all columns of `ALL`, as text.
        names: key → name of areas, for the largest revision.
        shipped: folder with the figures of the same source that the project brings along; imported ones replace them.

    Raises:
        OutputError: the folder cannot be written. Nothing is half-written: each file is replaced in one step.
    """
    import pandas as pd

    source = str(rows["source"].iloc[0])
    active, earlier = _read(folder / f"{source}.csv"), _read(folder / "import" / f"{source}.csv")
    everything = pd.concat([active, earlier], ignore_index=True)
    identity = rows[IDENTITY].iloc[0]
    same = (everything[IDENTITY] == identity).all(axis=1)
    rows = _first_day(rows, everything[same])
    everything = everything[~same]
    winners, losers = _resolve(pd.concat([everything, rows[ALL]], ignore_index=True))
    before = active if shipped is None else _over(_shipped(shipped, source), active)
    changes = _compare(before, winners, rows, losers, names)
    _write(folder, source, winners, losers)
    return changes


def _over(shipped: pd.DataFrame, active: pd.DataFrame) -> pd.DataFrame:
    """Return what counts before an import: the figures imported so far, and those shipped where there are none."""
    import pandas as pd

    return pd.concat([active, shipped], ignore_index=True).drop_duplicates(KEY, ignore_index=True)


def _shipped(folder: Path, source: str) -> pd.DataFrame:
    """Return what the project brings along of a source: its own file, and its part of the figures of all Kreise."""
    import pandas as pd

    found = [_read(folder / f"{source}.csv")]
    for path in sorted(folder.glob("*.parquet")):
        with connect() as database:
            figures = f"SELECT * FROM {parquet(path)} WHERE source = {literal(source)}"  # noqa: S608 (quoted)
            part = database.execute(figures).df()
        part["value"] = text_of(part["value"], part["status"])
        found.append(part[ALL].fillna("").astype(object))
    return pd.concat(found, ignore_index=True)


def refuse_other_figures(folder: Path, rows: pd.DataFrame, file: str, when: str, city: str) -> None:
    """Raise where a file would replace most figures of the same edition, for a time that its mapping fixes.

    Such a file is next year's more often than a correction, and last year's figures would be gone.

    Raises:
        DataError: saying how to go on in either case.
    """
    before = _read(folder / f"{rows['source'].iloc[0]}.csv")
    both = rows.merge(before[before["edition"] == rows["edition"].iloc[0]], on=KEY, suffixes=("", "_before"))
    changed = both[(both["value"] != both["value_before"]) | (both["status"] != both["status_before"])]
    if len(both) >= MANY and len(changed) * 2 > len(both):
        earlier = str(changed["file_before"].iloc[0])
        raise DataError(
            f"{file}: {german(len(changed))} von {german(len(both))} Werten weichen von denen ab, die aus {earlier} mit demselben "
            f"Stand für {when} schon eingelesen sind. Es wurde nichts übernommen. Sind es Zahlen eines neuen Jahres, bitte „zeit“ in "
            f"der Zuordnung ändern („zeit: Dateiname“ liest das Jahr aus dem Namen der Datei). Ist es eine Berichtigung: make "
            f"withdraw FILE={earlier} CITY={city}, dann noch einmal einlesen."
        )


def _first_day(rows: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return the rows; those that are imported again unchanged keep the day of their first import."""
    if before.empty:
        return rows
    rest = [name for name in ALL if name != "imported"]
    first = rows[rest].merge(before[ALL].drop_duplicates(rest), on=rest, how="left")["imported"]
    return rows.assign(imported=first.where(first.notna(), rows["imported"].to_numpy()).to_numpy())


def withdraw(folders: list[Path], identity: str) -> tuple[str, int, int]:
    """Take an import back; figures that it had replaced count again.

    Args:
        folders: `data/eigene` and the municipalities' folders.
        identity: its id, or the name of its file where only one import has it.

    Returns:
        Its id, the number of figures removed, and the number of earlier figures that count again.

    Raises:
        DataError: no import, or more than one, has that name.
    """
    import pandas as pd

    everything_known = _imports(folders)
    wanted = known(folders, identity)
    if not wanted:
        files = [entry[-1] for entry in everything_known.values()]
        hint = nearest(identity, [*everything_known, *files]) if everything_known else ""
        listed = "".join(f"\n  {name}" for name in sorted(everything_known))
        raise DataError(
            f"„{identity}“ wurde nicht eingelesen.{hint}"
            + (f" Eingelesen sind:{listed}" if listed else " Es ist noch nichts eingelesen.")
        )
    if len(wanted) > 1:
        listed = "".join(f"\n  {name}" for name in wanted)
        raise DataError(f"„{identity}“ ist mehrdeutig. Bitte eine Bezeichnung angeben:{listed}")
    folder, source, edition, file = everything_known[wanted[0]]
    active, earlier = _read(folder / f"{source}.csv"), _read(folder / "import" / f"{source}.csv")
    everything = pd.concat([active, earlier], ignore_index=True)
    own = (everything[IDENTITY] == [source, edition, file]).all(axis=1)
    winners, losers = _resolve(everything[~own].reset_index(drop=True))
    _write(folder, source, winners, losers, active_first=True)
    removed = active.merge(winners[KEY], on=KEY, how="left", indicator=True)["_merge"].eq("left_only").sum()
    back = int((active[IDENTITY] == [source, edition, file]).all(axis=1).sum() - removed)
    return wanted[0], int(own.sum()), back


def known(folders: list[Path], identity: str) -> list[str]:
    """Return the ids of the imports that an id or a file's name means, sorted."""
    return sorted(name for name, (*_, file) in _imports(folders).items() if identity in (name, file))


def _imports(folders: list[Path]) -> dict[str, tuple[Path, str, str, str]]:
    """Return folder, source, edition and file of every import, by its id."""
    import pandas as pd

    found = {}
    for folder in folders:
        for path in sorted(folder.glob("*.csv")):
            if path.name in NOT_OBSERVATIONS:
                continue
            table = pd.concat([_read(path), _read(folder / "import" / path.name)], ignore_index=True)
            for row in table.loc[table["file"] != "", IDENTITY].drop_duplicates().itertuples(index=False):
                found[import_id(*row)] = (folder, *row)
    return found


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    if not path.exists():
        return pd.DataFrame(columns=ALL, dtype=object)
    table = pd.read_csv(path, dtype=object, keep_default_na=False, encoding="utf-8-sig")
    for name in ALL:
        if name not in table.columns:
            table[name] = ""
    return table[ALL]


def _resolve(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split into the rows that count (latest edition) and those that are replaced, both sorted."""
    ordered = rows.drop_duplicates().sort_values([*KEY, "edition", "file"], kind="stable")
    replaced = ordered.duplicated(KEY, keep="last")
    return ordered[~replaced].reset_index(drop=True), ordered[replaced].reset_index(drop=True)


def _compare(
    before: pd.DataFrame, after: pd.DataFrame, rows: pd.DataFrame, losers: pd.DataFrame, names: dict[str, str]
) -> Changes:
    import pandas as pd

    both = after.merge(
        before[[*KEY, "value", "status"]], on=KEY, how="left", suffixes=("", "_before"), indicator=True
    )
    old, new = (
        pd.to_numeric(both["value_before"], errors="coerce"),
        pd.to_numeric(both["value"], errors="coerce"),
    )
    known = both["_merge"] == "both"
    same = known & (both["status"] == both["status_before"]) & ((old == new) | (old.isna() & new.isna()))
    revised = known & ~same
    own = (both[IDENTITY] == rows[IDENTITY].iloc[0]).all(axis=1)
    superseded = int((losers[IDENTITY] == rows[IDENTITY].iloc[0]).all(axis=1).sum())
    change = ((new - old).abs() / old.abs().where(old != 0)).where(revised)
    largest = ""
    if change.notna().any():
        at = int(change.fillna(-1).to_numpy().argmax())
        row = both.iloc[at]
        part = f", {row['breakdown']}" if row["breakdown"] else ""
        share = f"{(new.iloc[at] - old.iloc[at]) / abs(old.iloc[at]) * 100:+.1f}".replace(".", ",").replace(
            "-", "−"
        )
        largest = (
            f"{names.get(row['ags'], row['ags'])}, {row['indicator']}{part}, {row['period']}: "
            f"{german(row['value_before'])} → {german(row['value'])} ({share}\u00a0%)"
        )
    return Changes(
        int((own & ~known).sum()), int(revised.sum()), int((own & same).sum()), superseded, largest
    )


def _write(
    folder: Path, source: str, winners: pd.DataFrame, losers: pd.DataFrame, active_first: bool = False
) -> None:
    """Replace both files; first the one that rows move to, so that a crash in between loses no figure."""
    steps = [(folder / "import" / f"{source}.csv", losers), (folder / f"{source}.csv", winners)]
    try:
        for path, rows in reversed(steps) if active_first else steps:
            _write_one(path, rows)
    except OSError as problem:
        raise OutputError(
            f"Die eingelesenen Zahlen lassen sich nicht unter {folder} ablegen ({reason_for(problem)})."
        ) from problem


def _write_one(path: Path, rows: pd.DataFrame) -> None:
    if rows.empty:
        path.unlink(missing_ok=True)
        if path.parent.name == "import" and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()
        return
    used = [name for name in ALL if name in COLUMNS or (rows[name] != "").any()]
    write_atomically(path, rows[used].to_csv(index=False, lineterminator="\n").encode())
