"""An update as a whole: fetched, shown, accepted, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpers.errors import DataError, Offline
from helpers.fetching.mapserver import Regionalatlas
from helpers.fetching.sources import chosen
from helpers.fetching.web import Pace, Web
from helpers.importing import import_file
from helpers.paths import Project
from helpers.publish import make_update
from helpers.publish.make_update import accept_update, changed_chapters, show_update, withdraw_update
from helpers.publish.release.content import Edition, Printed
from tests.fetching.standin import SPECIAL, StandIn, area, running
from tests.importing.conftest import snapshot

FIGURES = "eigene/regionalatlas.csv"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with running() as found:
        for year in (2011, 2012):
            found.atlas["ai003_3", 3, year] = [
                area("01004", year, ai0306=year - 1990.5, ai0307=92.1),
                area("11", year, ai0306=SPECIAL["geheim"], ai0307=SPECIAL["unsicher"]),
            ]
        monkeypatch.setattr(make_update, "chosen", lambda _: (Regionalatlas(found.url),))
        monkeypatch.setattr(make_update, "Web", lambda _: Web(Pace(0.0, 0.3, lambda _: None)))
        yield found


@pytest.fixture
def said() -> list[str]:
    return []


def test_nothing_changes_until_it_is_accepted_and_everything_can_be_taken_back(
    server: StandIn,
    project: Project,
    stored: Callable[..., dict[tuple[str, str, str, str], dict[str, str]]],
    said: list[str],
) -> None:
    before = snapshot(project.data)
    assert show_update("", None, "", "2025-12-01", project, said.append)
    assert snapshot(project.data) == before
    assert "Zusammen 12 Werte neu, 0 revidiert." in said  # Berlin stands under both of its keys
    accept_update("2025-12-01", project, said.append)
    rows = stored(FIGURES)
    assert rows["betreuungsquote_u3", "01004", "", "2012"]["value"] == "21.5"
    assert rows["betreuungsquote_u3", "11000", "", "2012"]["status"] == "unknown"
    assert rows["betreuungsquote_3_bis_6", "11", "", "2012"]["status"] == "unreliable"
    kept = project.data / "eigene" / "abrufe" / "2025-12-01"
    assert sorted(path.name for path in kept.iterdir()) == [
        "regionalatlas-ai003-3_2025-12-01.jsonl",
        "verzeichnis.json",
    ]
    first = snapshot(project.data)

    server.atlas["ai003_3", 3, 2012][0]["ai0306"] = 20.0
    said.clear()
    show_update("", None, "", "2026-12-01", project, said.append)
    assert "Zusammen 0 Werte neu, 1 revidiert." in said
    assert "Neumünster, betreuungsquote_u3, 2012: 21,5 → 20 (−7,0\u00a0%)" in "\n".join(said)
    accept_update("2026-12-01", project, said.append)
    assert stored(FIGURES)["betreuungsquote_u3", "01004", "", "2012"]["value"] == "20"
    withdraw_update("2026-12-01", project, said.append)
    assert snapshot(project.data) == first
    withdraw_update("2025-12-01", project, said.append)
    assert {k: v for k, v in snapshot(project.data).items() if k not in before} == {}


def test_accepting_twice_or_nothing_is_a_sentence(server: StandIn, project: Project, said: list[str]) -> None:
    with pytest.raises(DataError, match="Es wartet nichts"):
        accept_update("2025-12-01", project, said.append)
    with pytest.raises(DataError, match="gibt es nicht"):
        withdraw_update("../..", project, said.append)


def test_a_second_call_of_the_day_asks_nothing_twice(
    server: StandIn, project: Project, said: list[str]
) -> None:
    show_update("", None, "", "2025-12-01", project, said.append)
    queries = len(server.headers)
    show_update("", None, "", "2025-12-01", project, said.append)
    assert len(server.headers) == queries


def test_without_a_network_there_is_the_list_for_the_browser(
    project: Project, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_update, "chosen", lambda _: (Regionalatlas("http://127.0.0.1:9"),))
    monkeypatch.setattr(make_update, "Web", lambda _: Web(Pace(0.0, 0.3, lambda _: None)))
    with pytest.raises(Offline, match=r"Ohne Netz .* nicht erreichbar") as error:
        show_update("", None, "", "2025-12-01", project, said.append)
    assert "https://regionalatlas.statistikportal.de" in str(error.value)
    assert not (project.data / "eigene").exists()


def test_an_unknown_source_names_those_there_are() -> None:
    assert [source.name for source in chosen("Regionalatlas")] == ["regionalatlas"]
    with pytest.raises(DataError, match="regionalatlas, regionaldatenbank"):
        chosen("inkar")


def test_changed_sentences_are_shown_chapter_by_chapter() -> None:
    before = Edition(
        2025,
        {"03": Printed("Kita", ("Die Quote lag bei 25,6 % (@fig-a).", "| 1 |")), "04": Printed("Schule", ())},
    )
    after = Edition(
        2025,
        {"03": Printed("Kita", ("Die Quote lag bei 27,9 % (@fig-a).", "| 2 |")), "05": Printed("Beruf", ())},
    )
    assert list(changed_chapters(before, after)) == [
        "\nKapitel „Kita“:",
        "  „Die Quote lag bei 25,6 %.“ wird „Die Quote lag bei 27,9 %.“",
        "  und 1 weitere Stelle (Sätze, Tabellen, Abbildungen)",
        "\nKapitel „Schule“ entfällt.",
        "\nKapitel „Beruf“ kommt hinzu.",
    ]
    assert list(changed_chapters(after, after)) == ["In den Kapiteln ändert sich nichts."]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            '{"features":[{"attributes":{"ags":"0100","jahr":2024,"ai0306":1}}]}',
            "erwartet werden ein Gebietsschlüssel",
        ),
        (
            '{"features":[{"attributes":{"ags":"01004","jahr":"bald","ai0306":1}}]}',
            "erwartet werden ein Gebietsschlüssel",
        ),
        (
            '{"features":[{"attributes":{"ags":"01004","jahr":2024,"ai0306":"viel"}}]}',
            "erwartet wird eine Zahl",
        ),
        (
            '{"features":[{"attributes":{"ags":"01004","jahr":2024,"ai0306":3333333333}}]}',
            "keines der Zeichen",
        ),
        ('{"features":[{"attributes":{"ags":"01004","jahr":2024,"ai0306":null}}]}', "keine Werte"),
        (
            '{"features":[{"attributes":{"ags":"01004","jahr":2024,"ai0306":1}},{"attributes":{"ags":"01004","jahr":2024,"ai0306":2}}]}',
            "zweimal",
        ),
        ('{"features":[{"attributes":{"ags":"01004"', "kein vollständiges JSON"),
    ],
)
def test_a_kept_answer_that_is_damaged_is_refused(
    project: Project, tmp_path: Path, answer: str, message: str
) -> None:
    path = tmp_path / "regionalatlas-ai003-3_2025-12-01.jsonl"
    path.write_text(answer, "utf-8")
    with pytest.raises(DataError, match=message):
        import_file(path, project)


@pytest.mark.long
def test_the_sentences_that_change_are_shown_and_the_project_stays_as_it_is(
    server: StandIn, project_copy: Path, said: list[str]
) -> None:
    for year in range(2011, 2026):
        server.atlas["ai003_3", 3, year] = [area("08421", year, ai0306=year - 1990.0)]
    before = snapshot(project_copy / "data")
    show_update("ulm", None, "", "2026-12-01", Project(project_copy), said.append)
    shown = "\n".join(said)
    assert "Kapitel „Frühkindliche Bildung“:" in shown
    assert "2019 besuchten 33,5 von 100 Kindern unter drei Jahren in Ulm" in shown
    assert "wird „2025 besuchten 35,0 von 100 Kindern unter drei Jahren in Ulm" in shown
    assert snapshot(project_copy / "data") == before
    assert not (project_copy / "_build" / "ulm").exists()
