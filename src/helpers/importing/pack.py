"""Make what ships for all Kreise of what has been imported, and choose their peers by it: `python -m helpers.importing.pack`.

For those who look after the project, not for municipalities: import the offices' tables, run this, commit.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.areas import read_areas
from helpers.data.kreise import CITIES
from helpers.data.migration import OWN
from helpers.data.observations import COLUMNS, LINEAGE, NOT_OBSERVATIONS
from helpers.data.sql import connect, literal, parquet
from helpers.importing.peer_groups import find_peers
from helpers.paths import project

if TYPE_CHECKING:
    import pandas as pd

FILE = "kreise.parquet"
KEY = ["ags", "indicator", "breakdown", "period", "source"]
ROWS = 8192
"""Rows of one group: so many are read where one is asked for."""


def pack(data: Path) -> int:
    """Move what was imported into `data/eigene/` with its cell (column `file`) into the Parquet file that ships; return its figures.

    Of a figure that it holds already the later edition stays; what it supersedes is in the Git history. Areas smaller than a
    Kreis, and areas that the catalogue does not know, are left out. The day of the import is not kept: the same tables give
    the same file.
    """
    import pandas as pd

    folder, known = data / "official", read_areas(data)
    held = [_read(folder / FILE)] if (folder / FILE).exists() else []
    for path in sorted((data / OWN).glob("*.csv")):
        if path.name in NOT_OBSERVATIONS:
            continue
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        imported = rows["file"] != "" if "file" in rows else pd.Series(False, index=rows.index)
        if not imported.any():
            continue
        held.append(_typed(rows[imported]))
        rest = rows[~imported]
        used = [name for name in rows if name in COLUMNS or (rest[name] != "").any()]
        if rest.empty:
            path.unlink()
        else:
            rest[used].to_csv(path, index=False, lineterminator="\n")
    table = pd.concat(held, ignore_index=True)
    table = table[[len(key) <= 5 and key in known for key in table["ags"]]]
    table = table.sort_values([*KEY, "edition"]).drop_duplicates(KEY, keep="last")
    # Germany, Länder and Regierungsbezirke first: every report reads these, of the Kreise only a few.
    _write(table.iloc[(table["ags"].str.len() == 5).argsort(kind="stable")], folder / FILE)
    return len(table)


def compare(data: Path) -> None:
    """Write the newest year and the peers of all Kreise into `data/catalogue/kreise.csv`, from the figures that ship."""
    import pandas as pd

    path = data / "catalogue" / "kreise.csv"
    kreise = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("ags", drop=False)
    with connect() as database:
        figures = database.execute(f"SELECT * FROM {parquet(data / 'official' / FILE)}").df()  # noqa: S608 (quoted)
    figures = figures[figures["ags"].isin(kreise["ags"])]
    kreise["year"] = figures.dropna(subset="value").groupby("ags")["period"].max().str[:4]

    def latest(indicator: str, breakdown: str = "") -> dict[str, float]:
        chosen = figures[(figures["indicator"] == indicator) & (figures["breakdown"] == breakdown)]
        chosen = chosen[chosen["period"] == chosen["period"].max()]
        return dict(zip(chosen["ags"], chosen["value"], strict=True))

    size = dict(zip(kreise["ags"], kreise["km2"].astype(int), strict=True))
    names = dict(zip(kreise["ags"], kreise["city"], strict=True))
    population, pupils = latest("bevoelkerung"), latest("schueler")
    foreign = latest("schueler", "nationalitaet=ausländisch")
    measures = [
        {key: math.log(people / size[key]) for key, people in population.items()},
        {key: foreign[key] / pupils[key] for key in pupils if pupils[key] and key in foreign},
        latest("sgb2_quote"),
        latest("arbeitslosenquote"),
    ]
    measures = [{key: value for key, value in m.items() if value == value} for m in measures]
    is_city = kreise["kind"].isin(CITIES)
    found: dict[str, tuple[list[str], int]] = {}
    for chosen in (is_city, ~is_city):
        found |= find_peers(sorted(kreise.loc[chosen, "ags"]), population, measures)
    kreise["peers"] = [" ".join(names[key] for key in found[ags][0]) for ags in kreise["ags"]]
    kreise["within"] = [str(found[ags][1]) for ags in kreise["ags"]]
    kreise.to_csv(path, index=False, lineterminator="\n")


def _read(path: Path) -> pd.DataFrame:
    with connect() as connection:
        return connection.execute(f"SELECT * FROM {parquet(path)}").df()  # noqa: S608 - our own file


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with all columns, the value as a number or missing."""
    import pandas as pd

    full = rows.reindex(columns=[*COLUMNS, *LINEAGE], fill_value="")
    zero = full["value"].where(full["status"] != "zero", "0")
    return full.assign(imported="", value=pd.to_numeric(zero.where(zero != "")))


def _write(table: pd.DataFrame, path: Path) -> None:
    columns = ", ".join(
        f'"{c}"::{"DOUBLE" if c == "value" else "VARCHAR"} AS "{c}"' for c in (*COLUMNS, *LINEAGE)
    )
    with connect() as connection:
        connection.register("figures", table)
        connection.execute(
            f"COPY (SELECT {columns} FROM figures) TO {literal(str(path))}"  # noqa: S608 - our own names
            f" (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19, ROW_GROUP_SIZE {ROWS})"
        )


if __name__ == "__main__":
    here = project().data
    print(f"{pack(here)} figures in data/official/{FILE}")
    compare(here)
