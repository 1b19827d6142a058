"""Reports in the portal: editions, corrections, what is withdrawn, under embargo, a draft, or published elsewhere."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from helpers.errors import OutputError
from helpers.paths import Project
from helpers.paths import project as checkout
from helpers.publish.portal.common_figures import Material
from helpers.publish.portal.portal_feed import around
from helpers.publish.portal.portal_pages import Site, pages
from helpers.publish.portal.report_shelf import Report, Wanted, shelf
from tests.publish.portal.conftest import NOW
from tests.publish.test_make_site import CITY, release
from tests.publish.test_make_site import project as project  # the fixture

BELOW = f"berichte/{CITY}/"
ADDRESS = "https://bildung.example.de/"


def published_at(project: Project, address: str) -> None:
    profile = project.data / CITY / "profile.yml"
    profile.write_text(profile.read_text("utf-8") + f"\nopen_data:\n  url: {address}\n", "utf-8")


def test_editions_with_what_they_offer(project: Project) -> None:
    offered = {f"bildungsbericht-{CITY}.pdf": "", f"kurzbericht-{CITY}.pdf": "", "daten/alle-zahlen.csv": ""}
    release(project, "2025.1", withdrawn="Eine Tabelle war vertauscht.", extra=offered)
    release(project, "2025.2", erratum="Eine Zahl war falsch.", extra=offered)
    release(project, "2026.1", embargo="2026-03-12T10:00")
    found = shelf(CITY, project, Wanted(dt.datetime(2026, 3, 12, 9, 59)))
    assert found
    assert [report.label[-6:] for report in found.reports] == ["2025.2", "2025.1"]
    newest, withdrawn = found.reports
    assert newest.erratum == "Eine Zahl war falsch."
    assert dict(newest.more) == {
        "PDF": f"{BELOW}2025.2/bildungsbericht-{CITY}.pdf",
        "Kurzbericht": f"{BELOW}2025.2/kurzbericht-{CITY}.pdf",
        "Daten": f"{BELOW}2025.2/daten/alle-zahlen.csv",
    }
    assert withdrawn.more == ()
    assert {href for report in found.reports for href in (report.href, *dict(report.more).values())} <= set(
        found.files
    )
    assert not any("2026" in path for path in found.files)
    later = shelf(CITY, project, Wanted(dt.datetime(2026, 3, 12, 10, 0)))
    assert later
    assert (later.reports[0].label, later.reports[0].on) == (
        "Bildungsbericht 2026, Ausgabe 2026.1",
        "2026-03-12",
    )


def test_published_elsewhere_is_linked_and_copied_only_where_wanted(project: Project) -> None:
    published_at(project, ADDRESS)
    release(project, "2025.1", extra={f"bildungsbericht-{CITY}.pdf": ""})
    found = shelf(CITY, project, Wanted(NOW))
    assert found
    assert found.files == {}
    assert found.reports[0].seen_from("../") == f"{ADDRESS}2025.1/index.html"
    assert found.reports[0].more == [("PDF", f"{ADDRESS}2025.1/bildungsbericht-{CITY}.pdf")]
    copied = shelf(CITY, project, Wanted(NOW, copies=True))
    assert copied
    assert copied.reports[0].seen_from("../") == f"../{BELOW}2025.1/index.html"
    assert copied.reports[0].href in copied.files


def test_an_edition_that_somebody_changed_stops_everything(project: Project) -> None:
    release(project, "2025.1")
    (project.reports / CITY / "2025.1" / "index.html").write_text("anders", "utf-8")
    for address in ("", ADDRESS):
        if address:
            published_at(project, address)
        with pytest.raises(OutputError, match="ist nach dem Abschluss verändert worden"):
            shelf(CITY, project, Wanted(NOW))


def test_drafts_only_where_wanted_and_nothing_is_released(project: Project) -> None:
    folder = project.reports / CITY
    folder.mkdir(parents=True)
    for name in ("index.html", "manifest.json", f"ratsvorlage-{CITY}.docx"):
        (folder / name).write_text("Entwurf", "utf-8")
    assert shelf(CITY, project, Wanted(NOW)) is None
    found = shelf(CITY, project, Wanted(NOW, drafts=True))
    assert found
    assert list(found.files) == [f"{BELOW}index.html"]
    assert [report.label for report in found.reports] == ["Entwurf des Bildungsberichts"]
    release(project, "2025.1")
    released = shelf(CITY, project, Wanted(NOW, drafts=True))
    assert released
    assert [report.label[-6:] for report in released.reports] == ["2025.1"]


def test_pages_and_feed_tell_of_reports(material: Material, tmp_path: Path) -> None:
    """The map and the lists lead to what holds; what is withdrawn is named as such, and nothing of it is offered."""
    augsburg = [
        Report("Bildungsbericht 2026, Ausgabe 2026.1", f"{BELOW}2026.1/index.html", "2026-03-12", "", "<Fehler> & mehr"),
        Report("Bildungsbericht 2025, Ausgabe 2025.2", f"{BELOW}2025.2/index.html", "2025-04-01", "Eine Zahl war falsch.",
               more=[("PDF", f"{BELOW}2025.2/bildungsbericht-{CITY}.pdf")]),
    ]  # fmt: skip
    jena = [
        Report(
            "Bildungsbericht 2024, Ausgabe 2024.1", "https://jena.example/2024.1/", "2024-01-31", "", "weg"
        )
    ]
    site = Site(material, {"09761": augsburg, "16053": jena}, checkout().data)
    wanted = {"index.html", "kreise/augsburg.html", "kreise/jena.html", "laender/bayern.html"}
    found = {path: content.decode() for path, content in pages(site) if path in wanted}
    start, page = found["index.html"], found["kreise/augsburg.html"]
    assert start.count('class="has"') == 1
    assert f'<a class="report" href="{BELOW}2025.2/index.html">' in start
    assert "Jena: Bildungsbericht 2024, Ausgabe 2024.1</a> (31.01.2024)" in start
    assert start.index("2026.1</a> (12.03.2026)") < start.index("2025.2</a> (01.04.2025)")
    assert "<strong>zurückgezogen</strong>: &lt;Fehler&gt; &amp; mehr" in page
    assert f'href="../{BELOW}2025.2/bildungsbericht-{CITY}.pdf">PDF' in page
    assert "Berichtigung: Eine Zahl war falsch." in page
    assert f'href="../{BELOW}2025.2/index.html">Bildungsbericht 2025' in found["laender/bayern.html"]
    assert 'href="https://jena.example/2024.1/"' in found["kreise/jena.html"]
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ET.fromstring(around(site, {})["feed.xml"]).findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}summary") for entry in entries] == [
        "Zurückgezogen: <Fehler> & mehr", "Berichtigung: Eine Zahl war falsch.", "Zurückgezogen: weg",
    ]  # fmt: skip
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == 3
