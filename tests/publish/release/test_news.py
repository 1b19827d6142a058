"""What is new since a released edition: real figures of Augsburg against an edition whose open data were changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.data import load_profile, open_store
from helpers.paths import Project
from helpers.pipeline import opendata
from helpers.publish.release.content import Edition, Printed
from helpers.publish.release.news import PAGE, last_before, news, told
from helpers.publish.release.newspage import write_news
from helpers.publish.release.record import Release

CITY = "augsburg"
BEFORE = Release("2024.1", "2025-03-01")
CHAPTERS = {"03-kita": Printed("Kita", ("Satz.",)), "index": Printed("Auf einen Blick", ())}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project in which the edition of 2024 has published the figures of Augsburg as they are."""
    with open_store() as store:
        files = opendata.files(store, load_profile(CITY), 2025)
    folder = tmp_path / "_report" / CITY / "2024.1"
    (folder / "daten").mkdir(parents=True)
    for path, content in files.items():
        (folder / path).write_bytes(content)
    return Project(tmp_path)


def change(project: Project, indicator: str, of: Callable[[dict[str, str]], str | None]) -> None:
    """Change an indicator's figures for the city in the edition's data; None leaves one out."""
    path = project.reports / CITY / "2024.1" / "daten" / f"{indicator}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        for row in rows:
            value = of(row) if row["ags"] == "09761" else row["wert"]
            if value is not None:
                writer.writerow(row | {"wert": value})


def test_the_same_figures_are_no_news(project: Project) -> None:
    found = news(BEFORE, Edition(2024, CHAPTERS), Edition(2025, CHAPTERS), CITY, project)
    assert told(found) == []


def test_what_came_went_was_revised_and_turned(project: Project) -> None:
    data = project.reports / CITY / "2024.1" / "daten"
    (data / "kinderarmut.csv").unlink()
    (data / "abgeschafft.csv").write_bytes((data / "betreute_kinder_u3.csv").read_bytes())
    change(
        project,
        "betreute_kinder_u3",
        lambda r: {"2025-03-01": "2180", "2024-03-01": None}.get(r["zeitraum"], r["wert"]),
    )
    change(project, "schuldnerquote", lambda r: r["wert"] and str(30 - float(r["wert"])))
    change(project, "arbeitslosenquote", lambda r: r["wert"] if r["jahr"] < "2020" else None)
    then = Edition(2024, {"02-weg": Printed("Weg & fort", ()), "index": CHAPTERS["index"]})
    now = Edition(2025, CHAPTERS | {PAGE: Printed("Was ist neu", ())})

    found = news(BEFORE, then, now, CITY, project)
    assert found.chapters == (("Kita",), ("Weg & fort",))
    assert found.indicators == (("Kinderarmut",), ("abgeschafft",))
    assert found.newer == 1
    (kids,) = (r for r in found.revised if r.entry.id == "betreute_kinder_u3")
    assert (kids.what, kids.before, kids.after, kids.more) == ("01.03.2025", "2.180", "2.181", 0)
    assert kids.why == "von der Quelle geändert: Regionaldatenbank Deutschland"
    assert [entry.id for entry, _ in found.turned] == ["schuldnerquote"]


def test_open_data_of_another_version_are_passed_over(project: Project) -> None:
    path = project.reports / CITY / "2024.1" / "daten" / "schuldnerquote.csv"
    path.write_text("ags,gebiet,jahr,zahl\n09761,Augsburg,2020,9.6\n", "utf-8")
    found = news(BEFORE, Edition(2024, CHAPTERS), Edition(2025, CHAPTERS), CITY, project)
    assert (len(found.indicators[0]), found.revised) == (1, ())


def test_figures_that_are_lost_are_not_made_up(project: Project, tmp_path: Path) -> None:
    elsewhere = Project(tmp_path / "leer")
    found = news(BEFORE, Edition(2024, CHAPTERS), Edition(2025, CHAPTERS), CITY, elsewhere)
    assert not found.known
    assert found.revised == found.turned == ()


def test_the_page_stands_behind_the_opening_page_and_prints_text_as_text(
    project: Project, write: Callable[..., Path]
) -> None:
    then = Edition(2024, {"02-weg": Printed("Weg *und* <b>fort</b>", ())})
    book = write()
    write_news(book, news(BEFORE, then, Edition(2025, {}), CITY, project))
    page = (book / "chapters" / f"{PAGE}.qmd").read_text("utf-8")
    assert r"Weg \*und\* \<b\>fort\</b\>" in page
    assert "Ausgabe 2024.1 vom 01.03.2025" in page
    assert f"- chapters/{PAGE}.qmd" in (book / "_quarto.yml").read_text("utf-8").split("index.qmd")[1]


def test_the_edition_that_a_report_follows() -> None:
    releases = [Release(v, "2025-01-01") for v in ("2023.1", "2024.1", "2024.2", "2025.1")]
    releases.append(Release("2024.3", "2025-01-01", withdrawn="Zahlen vertauscht"))
    releases.sort(key=lambda release: release.version)
    assert [
        last_before(releases, year) and last_before(releases, year).version for year in (2023, 2024, 2025)
    ] == [
        None,
        "2023.1",
        "2024.2",
    ]
