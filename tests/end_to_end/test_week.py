"""A week's work of a Bildungsbüro, from an empty folder to next year's update, as somebody types it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers.fetching.mapserver import Regionalatlas
from helpers.fetching.regionaldatenbank import TOKEN, Regionaldatenbank
from helpers.fetching.web import Pace, Web
from helpers.paths import Project
from helpers.pipeline.bookfile import OPENING_NOTEBOOK
from helpers.publish import make_update
from helpers.publish.make_update import accept_update, show_update
from tests.conftest import run_helpers
from tests.end_to_end import department_files as files
from tests.end_to_end.test_any_kreis import empty_sections
from tests.fetching.standin import StandIn, area, running

KREISE = {"08421": 33.0, "08221": 42.0, "08311": 40.0, "09161": 28.0, "09562": 35.0}
"""Ulm and its peers with their made-up day-care rates of 2025."""
LAENDER = {"08": 31.0, "09": 32.0, "06": 33.0}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with running() as found:
        for year in range(2011, 2026):
            for typ, areas in ((1, LAENDER), (3, KREISE)):
                found.atlas["ai003_3", typ, year] = [
                    area(key, year, ai0306=rate + year - 2025, ai0307=rate + 55)
                    for key, rate in areas.items()
                ]
        found.files = {
            "12411-02-03-4": files.population(range(2015, 2025)),
            "82411-01-03-4": files.income(range(2015, 2022)),
        }
        offices = (Regionalatlas(found.url), Regionaldatenbank(found.url))
        monkeypatch.setattr(make_update, "chosen", lambda _: offices)
        monkeypatch.delenv(TOKEN, raising=False)
        monkeypatch.setattr(make_update, "Web", lambda _: Web(Pace(0.0, 5.0, lambda _: None)))
        yield found


class Week:
    """The project, and what is typed."""

    def __init__(self, root: Path) -> None:
        self.root, self.data = root, root / "data" / "ulm"

    def make(self, command: str, *, refused: bool = False, **given: str) -> str:
        """Type a command; return what it says."""
        done = run_helpers(self.root, command, {"CITY": "ulm", **given})
        said = done.stdout + done.stderr
        assert bool(done.returncode) == refused, f"{command} {given}\n{said}"
        assert "Traceback" not in said, f"{command} {given}\n{said}"
        return said

    def figures(self, name: str) -> dict[tuple[str, str, str, str], str]:
        with (self.data / f"ulm-{name}.csv").open(encoding="utf-8", newline="") as lines:
            return {
                (row["ags"], row["indicator"], row["breakdown"], row["period"]): row["value"]
                for row in csv.DictReader(lines)
            }

    def manifest(self) -> dict[str, Any]:
        return dict(json.loads((self.root / "_report" / "ulm" / "manifest.json").read_text("utf-8")))

    def chapters(self) -> list[str]:
        return [
            Path(chapter["notebook"]).stem
            for chapter in self.manifest()["chapters"]
            if chapter["included"] and chapter["notebook"] != OPENING_NOTEBOOK
        ]

    def page(self, name: str) -> str:
        return (self.root / "_report" / "ulm" / "chapters" / f"{name}.html").read_text("utf-8")


@pytest.mark.long
def test_a_week_of_a_bildungsbuero(project_copy: Path, tmp_path: Path, server: StandIn) -> None:
    week, inbox, project = Week(project_copy), tmp_path / "Posteingang", Project(project_copy)
    inbox.mkdir()

    # Monday: a new town, and what the offices have published since.
    assert "Ulm (08421, Baden-Württemberg)" in week.make("new", CITY="Ulm")
    said: list[str] = []
    assert show_update("ulm", None, "", "2025-12-01", project, said.append)
    assert "Kapitel „Frühkindliche Bildung“" in "\n".join(said)
    accept_update("2025-12-01", project, said.append)
    week.make("report", FORMAT="html")
    chapters = week.chapters()
    figures = {name: week.page(name).count('<figure class="float float-fig"') for name in chapters}
    assert len(chapters) >= 11, chapters
    assert sum(figures.values()) >= 45, figures
    assert "2025 besuchten 33,0 von 100 Kindern unter drei Jahren in Ulm" in text_of(
        week.page("03-fruehkindliche-bildung")
    )

    # Tuesday and Wednesday: borders, and three departments' files.
    files.borders(inbox / "stadtteile.geojson")
    assert "6 Sozialräume neu eingetragen" in week.make("import", FILE=str(inbox / "stadtteile.geojson"))
    files.kitas(inbox / "Kitaliste_2025.xlsx", 2025)
    files.examinations(inbox / "SEU 2024-25.csv", 2025)
    files.courses(inbox / "vhs_kurse_2024.xlsx", 2024)
    three = ("Kitaliste_2025.xlsx", "SEU 2024-25.csv", "vhs_kurse_2024.xlsx")
    for name in three:
        assert "Ein Vorschlag steht in" in week.make("import", FILE=str(inbox / name))
        assert "Es steht noch ein „?“" in refused_once(week, inbox / name)
    answer(week)
    assert "Die Quelle „ulm-jugendamt“ ist nicht bekannt" in week.make(
        "import", refused=True, FILE=str(inbox / three[0])
    )
    offices = {"ulm-jugendamt": "Jugendamt", "ulm-gesundheitsamt": "Gesundheitsamt", "ulm-vhs": "Volkshochschule",
               "ulm-stadtbibliothek": "Stadtbibliothek"}  # fmt: skip
    (week.data / "sources.yml").write_text(
        "".join(files.SOURCE.format(name=name, office=office) for name, office in offices.items()), "utf-8"
    )
    for name in three:
        assert "übernommen" in week.make("import", FILE=str(inbox / name))
    places = week.figures("jugendamt")
    assert places["08421-02", "kita_plaetze", "", "2025-03-01"] == str(25 + 30 + 35)
    assert sum(map(int, places.values())) == sum(files.places(2025, d, h) for d in range(6) for h in range(3))
    health = week.figures("gesundheitsamt")
    assert (health["08421-03", "seu_untersuchte_kinder", "", "2024/25"], len(health)) == ("214", 12)
    adults = week.figures("vhs")
    assert adults["08421", "vhs_kurse", "", "2024"] == "30"
    assert adults["08421", "vhs_unterrichtsstunden", "programmbereich=Kultur, Gestalten", "2024"] == "160"

    # Thursday: goals in Excel, an indicator and a chapter of the town's own.
    assert "ziele.xlsx" in week.make("template", KIND="ziele")
    files.filled_in(week.data / "lieferungen" / "ziele.xlsx", "Ziele", files.GOALS)
    assert "2 Zeilen übernommen" in week.make("import", FILE="data/ulm/lieferungen/ziele.xlsx")
    catalogue = project_copy / "data" / "catalogue" / "indicators.yml"
    catalogue.write_text(catalogue.read_text("utf-8") + files.INDICATOR, "utf-8")
    files.readers(inbox / "Lesepaten.csv", range(2020, 2025))
    week.make("import", FILE=str(inbox / "Lesepaten.csv"))
    files.answered(week.data / "import" / "Lesepaten.yml", {'quelle: "\\?"': "quelle: ulm-stadtbibliothek"})
    assert "5 Werte neu" in week.make("import", FILE=str(inbox / "Lesepaten.csv"))
    files.chapter(project_copy)

    # Friday: checked, and printed in every format.
    assert "Traceback" not in week.make("check")
    log = week.make("report", FORMAT="all")
    assert not re.search(r"Warnung|Warning|leaked", log), log
    assert {"10-weiterbildung", "16-steuerung", "18-lesen"} <= set(week.chapters())
    assert "138" in text_of(week.page("18-lesen"))
    for name in week.chapters():
        written = project_copy / "_build" / "ulm" / "book" / "chapters" / f"{name}.qmd"
        assert not empty_sections(written.read_text("utf-8")), name
    made = {path.name for path in (project_copy / "_report" / "ulm").iterdir()}
    assert {".docx", ".epub", ".pdf"} <= {Path(name).suffix for name in made}, made
    short = ("kurzbericht-ulm.pdf", "steckbrief-ulm.pdf", "ratsvorlage-ulm.docx", "folien-ulm.pptx")
    assert set(short) <= made, made
    assert week.manifest()["absent"].keys() == {
        "sozialraeume"
    }  # nothing is known about the districts but their children

    # Next year: the same files with new names, a revised rate, and only what is new is shown.
    for year in (2025, 2026):
        server.atlas["ai003_3", 3, year] = [area("08421", year, ai0306=35.0, ai0307=88.0)]
    files.kitas(inbox / "Kitaliste_2026.xlsx", 2026)
    files.examinations(inbox / "SEU 2025-26.csv", 2026)
    files.courses(inbox / "vhs_kurse_2025.xlsx", 2025)
    for name in ("Kitaliste_2026.xlsx", "SEU 2025-26.csv", "vhs_kurse_2025.xlsx"):
        assert re.search(r"[1-9]\d* Werte neu, 0 revidiert", week.make("import", FILE=str(inbox / name)))
    assert week.figures("jugendamt")["08421-02", "kita_plaetze", "", "2026-03-01"] == str(26 + 31 + 36)
    assert week.figures("vhs")["08421", "vhs_kurse", "", "2025"] == "30"
    said.clear()
    assert show_update("ulm", 2026, "", "2026-12-01", project, said.append)
    told = "\n".join(said)
    assert "2 Werte neu, 1 revidiert" in told, told
    assert "Ulm, betreuungsquote_u3, 2025: 33 → 35" in told, told
    accept_update("2026-12-01", project, said.append)
    week.make("report", YEAR="2026", FORMAT="html")
    assert "2026 besuchten 35,0 von 100 Kindern unter drei Jahren in Ulm" in text_of(
        week.page("03-fruehkindliche-bildung")
    )


def refused_once(week: Week, path: Path) -> str:
    """Read a file whose mapping nobody has looked at yet: one more question, no figures."""
    mapping = week.data / "import" / f"{path.stem}.yml"
    proposed = mapping.read_text("utf-8")
    mapping.write_text(proposed.replace("geprueft: false", "geprueft: true"), "utf-8")
    said = week.make("import", refused=True, FILE=str(path))
    mapping.write_text(proposed, "utf-8")
    assert not list(week.data.glob("ulm-*.csv"))
    return said


def answer(week: Week) -> None:
    """Answer what the three proposals ask."""
    folder, open_ = week.data / "import", 'indikator: "\\?", zusammenfassen: "\\?"'
    summed = "indikator: {}, zusammenfassen: summe"
    files.answered(
        folder / "Kitaliste_2025.yml",
        {
            'Kitaliste_2025\\.xlsx" #': 'Kitaliste_*.xlsx" #',
            'quelle: "\\?"': "quelle: ulm-jugendamt",
            'blatt: "Kitas 2025"': 'blatt: ""',
            "ist: merkmal, merkmal: einrichtung": "ist: auslassen",
            open_: summed.format("kita_plaetze"),
        },
    )
    files.answered(
        folder / "SEU 2024-25.yml",
        {
            'datei: "[^"]*"': 'datei: "SEU *.csv"',
            'quelle: "\\?"': "quelle: ulm-gesundheitsamt",
            '(Sprachförderbedarf", ist: wert, indikator: )"\\?"': r"\1seu_sprachfoerderbedarf",
            '"in %", ist: wert, indikator: "\\?"': '"in %", ist: auslassen',
            "zeilen_auslassen": 'gebiete: {"Bergf.": Bergfeld}\nzeilen_auslassen',
        },
    )
    files.answered(
        folder / "vhs_kurse_2024.yml",
        {
            'datei: "[^"]*"': 'datei: "vhs_kurse_*.xlsx"',
            'quelle: "\\?"': "quelle: ulm-vhs",
            f'"UE", ist: wert, {open_}': f'"UE", ist: wert, {summed.format("vhs_unterrichtsstunden")}',
            f'"Belegungen", ist: wert, {open_}': f'"Belegungen", ist: wert, {summed.format("vhs_belegungen")}',
            '"Kursnr.", ist: auslassen': '"Kursnr.", ist: wert, indikator: vhs_kurse, zusammenfassen: anzahl',
            '"Kultur und Gestalten": "\\?"': '"Kultur und Gestalten": "Kultur, Gestalten"',
        },
    )


def text_of(page: str) -> str:
    """Return a page's words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page).replace("\xa0", " "))
