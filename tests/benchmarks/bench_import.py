"""How long imports take: python tests/benchmarks/bench_import.py (needs nothing but the project's own data folder)."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from helpers.importing import import_file
from helpers.importing.recognise import read
from helpers.paths import Project, project

INDICATORS = [
    "Auszubildende je 100 Einwohner 15 bis 25 Jahre",
    "Ausländische Schüler",
    "Schulabgänger mit allgemeiner Hochschulreife",
    "Schulabgänger ohne Abschluss",
    "SGB II - Quote",
    "Kinderarmut",
    "Betreuungsquote Kleinkinder",
    "Betreuungsquote Vorschulkinder",
]


def inkar(path: Path) -> Path:
    """Write a made-up bulk file as large as the real one: 35,081 figures."""
    counties = [f"{land}{number:03d}" for land in range(1, 17) for number in range(1, 27)][:401]
    lines = ["Bereich;Indikator;Raumbezug;Kennziffer;Name;Zeitbezug;Wert"]
    for year in range(2009, 2020):
        for label in INDICATORS:
            lines += [
                f"Soziales;{label};Kreise;{key};Kreis {key};{year};{(int(key) * year) % 1000 / 10:.1f}".replace(
                    ".", ","
                )
                for key in counties
            ]
    path.write_text("\n".join(lines[:35_082]) + "\n", encoding="utf-8")
    return path


def flat(path: Path) -> Path:
    """Write a made-up flat file of 15 MB."""
    head = "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;1_variable_attribute_code;"
    head += "1_variable_attribute_label;2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;"
    head += "value;value_unit;value_variable_code;value_variable_label\n"
    with path.open("w", encoding="utf-8-sig") as file:
        file.write(head)
        for year in range(1995, 2026):
            for county in range(400):
                for age in range(7):
                    key = f"{county % 16 + 1:02d}{county // 16 + 100:03d}"
                    file.write(
                        f"12411;Fortschreibung des Bevölkerungsstandes;STAG;Stichtag;{year}-12-31;KREISE;Kreise und kreisfreie Städte;"
                        f"{key};Kreis {key};ALTX;Altersgruppe;ALT{age};{age} Jahre;{year * age + county};Anzahl;BEVSTD;Bevölkerungsstand\n"
                    )
    return path


def main() -> None:
    """Print the seconds of processor time each import takes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(project().data, root / "data")
        bulk = inkar(root / "inkar.csv")
        start = time.process_time()
        result = import_file(bulk, Project(root))
        print(
            f"INKAR, {result.read} Werte einlesen und ablegen: {time.process_time() - start:.2f} s (höchstens 3 s)"
        )
        large = flat(root / "ffcsv.csv")
        start = time.process_time()
        table = read(large)
        seconds = time.process_time() - start
        assert table is not None
        print(
            f"Flat-File, {large.stat().st_size / 1e6:.1f} MB, {len(table.frame)} Werte: {seconds:.2f} s (höchstens 10 s)"
        )


if __name__ == "__main__":
    main()
