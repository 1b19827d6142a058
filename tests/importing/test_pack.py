"""What ships for all Kreise is made of what has been imported."""

from __future__ import annotations

import shutil
from pathlib import Path

from helpers.data.sql import connect, parquet
from helpers.importing.pack import FILE, pack
from helpers.paths import project


def figures(path: Path) -> list[tuple[object, ...]]:
    with connect() as connection:
        return connection.execute(
            f"SELECT ags, indicator, value, status, file FROM {parquet(path)} ORDER BY ALL"
        ).fetchall()


def test_what_was_imported_moves_into_the_file_that_ships(tmp_path: Path) -> None:
    data = tmp_path / "data [neu]"
    shutil.copytree(project().data / "catalogue", data / "catalogue")
    (data / "official").mkdir()
    (data / "eigene").mkdir()
    imported = data / "eigene" / "kinderarmut.csv"
    head = "ags,indicator,breakdown,period,value,status,source,file,row,column,edition\n"
    for value, edition in (("11.5", "2024"), ("12.25", "2025")):
        cell = f"inkar,inkar.csv,7,3,{edition}"
        imported.write_text(
            f"{head}09761,kinderarmut,,2022,{value},,{cell}\nDG,kinderarmut,,2022,,secret,{cell}\n", "utf-8"
        )
        assert pack(data) == 2
        assert not imported.exists(), "what ships is not imported any more"
        assert figures(data / "official" / FILE) == [
            ("09761", "kinderarmut", float(value), "", "inkar.csv"),
            ("DG", "kinderarmut", None, "secret", "inkar.csv"),
        ]
