"""Write the folder of Musterstadt: profile, districts, borders, deliveries, and the figures the importers read from them."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

import yaml

from examples.musterstadt import allday, cohort, inclusion, leisure, resources
from examples.musterstadt.answered import write_answers
from examples.musterstadt.borders import borders
from examples.musterstadt.deliveries import FICTIONAL, STAND, Delivery, departments, key_figures, official
from examples.musterstadt.station_files import station_files
from examples.musterstadt.steering import write_steering
from examples.musterstadt.surveys import describe_surveys, write_surveys
from examples.musterstadt.truth import AGS, NAME, districts
from examples.musterstadt.voices import write_voices
from helpers.paths import Project

CITY = "musterstadt"
SUBJECTS = (
    departments,
    allday.deliveries,
    station_files,
    leisure.deliveries,
    cohort.deliveries,
    inclusion.deliveries,
    resources.deliveries,
)
"""Who sends files, subject by subject."""

OFFICIAL = "musterstadt-amtlich"
"""Source of the figures that come in the layout of official tables: made up, and so never among the official ones."""

_DAY = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_ALTERED = frozenset({"profile.yml", "sources.yml"})
"""Written by hand, kept by the generator."""


def generate(data: Path) -> None:
    """Write `data/musterstadt/` anew; `profile.yml` and `sources.yml` there are written by hand and stay.

    Args:
        data: the project's data folder, which also gives catalogue and hand-written files.
    """
    from helpers.data.catalogue import read_catalogue
    from helpers.importing import import_file

    with tempfile.TemporaryDirectory() as scratch:
        work = Project(Path(scratch))
        city = work.data / CITY
        shutil.copytree(data / "catalogue", work.data / "catalogue")
        (work.data / "official").mkdir()
        city.mkdir()
        for name in sorted(_ALTERED):
            shutil.copy(data / CITY / name, city)
        _without_peers(city / "profile.yml")
        _places(city)
        write_voices(city)
        write_steering(city)
        sent = city / "lieferungen"
        (city / "import").mkdir()
        sent.mkdir()
        sent_by = (delivery for subject in SUBJECTS for delivery in subject())
        for delivery in (*sent_by, *key_figures(read_catalogue(work.data))):
            _deliver(delivery, city)
            import_file(sent / delivery.name, work, CITY)
        describe_surveys(city)
        for name in write_surveys(city):
            import_file(sent / name, work, CITY)
        for name, text in official().items():
            (sent / name).write_bytes(text.encode("cp1252"))
            import_file(sent / name, work)
        _as_own(work.data / "eigene", city / f"{OFFICIAL}.csv")
        write_answers(work, CITY)
        target = data / CITY
        for path in sorted(target.iterdir()):
            if path.name not in _ALTERED:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name in _ALTERED:
            (city / name).unlink()
        shutil.copytree(city, target, dirs_exist_ok=True)


def _without_peers(profile: Path) -> None:
    """Leave out what needs other municipalities, which the scratch project does not have."""
    text = profile.read_text("utf-8")
    profile.write_text(re.sub(r"^peers: .*$", "peers: []", text, flags=re.MULTILINE), "utf-8")


def _places(city: Path) -> None:
    head = ["ags", "name", "kind", "parent", "valid_from", "valid_to"]
    rows = [[AGS, NAME, "kreis", AGS[:2], "", ""]]
    rows += [[d.ags, d.name, "sozialraum", AGS, "", ""] for d in districts()]
    with (city / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
    (city / "grenzen.geojson").write_text(borders(), "utf-8")


def _deliver(delivery: Delivery, city: Path) -> None:
    """Write a department's file and the mapping by which it is read."""
    cells: list[list[object]] = [[FICTIONAL], [], list(delivery.columns), *delivery.rows]
    path = city / "lieferungen" / delivery.name
    if path.suffix == ".csv":
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(cells)
        path.write_bytes(text.getvalue().encode("cp1252"))
    else:
        path.write_bytes(_workbook(cells))
    mapping = {
        "datei": delivery.name,
        "geprueft": True,
        "quelle": delivery.source,
        "stand": STAND,
        "kopfzeile": 3,
        "spalten": [{"spalte": name, **meant} for name, meant in delivery.columns.items()],
        **delivery.more,
    }
    text_ = yaml.safe_dump(mapping, sort_keys=False, allow_unicode=True, width=110)
    (city / "import" / f"{path.stem}.yml").write_text(f"# {FICTIONAL}\n{text_}", "utf-8")


def _workbook(cells: list[list[object]]) -> bytes:
    """Return a workbook that is the same whenever it is written."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tabelle1"
    for row in cells:
        sheet.append(row)
    first, second = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = _DAY.sub(rb"\g<1>2026-03-01T00:00:00Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name, (2026, 3, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return second.getvalue()


def _as_own(folder: Path, target: Path) -> None:
    """Move what the importers read from tables in official layouts under the city's own, fictional source."""
    rows: list[dict[str, str]] = []
    for path in sorted(p for p in folder.glob("*.csv") if p.name != "areas.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [{**row, "source": OFFICIAL} for row in csv.DictReader(file)]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: (row["indicator"], row["breakdown"], row["period"])))
    shutil.rmtree(folder)
    folder.mkdir()
