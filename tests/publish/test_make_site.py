"""What the public gets: exactly the released editions, whole, at the right time; nothing removed that was somebody else's."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from helpers.errors import OutputError, ReportError
from helpers.paths import Project
from helpers.paths import project as checkout
from helpers.publish.make_site import make_site
from helpers.publish.release.content import Edition, Printed
from helpers.publish.release.record import SUMS, Release, checksums, printed_in, record, released
from helpers.publish.site import swap
from helpers.publish.site.verify import problems

CITY = "augsburg"
NOW = dt.datetime(2026, 3, 12, 10, 0)
PAGE = '<!DOCTYPE html><html lang="de"><head><title>{title}</title></head><body><h1 id="oben">{title}</h1>{body}</body></html>'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    data = tmp_path / "project" / "data"
    shutil.copytree(checkout().data / "catalogue", data / "catalogue")
    for profile in checkout().data.glob("*/profile.yml"):
        (data / profile.parent.name).mkdir()
        shutil.copy(profile, data / profile.parent.name)
    return Project(tmp_path / "project")


def release(
    project: Project,
    version: str,
    embargo: str = "",
    body: str = "",
    extra: Mapping[str, str] = MappingProxyType({}),
    **more: str,
) -> None:
    folder = project.reports / CITY / version
    (folder / "chapters").mkdir(parents=True)
    link = '<a href="chapters/01.html#oben">1</a>'
    (folder / "index.html").write_text(PAGE.format(title=f"Bericht {version}", body=link + body), "utf-8")
    (folder / "chapters" / "01.html").write_text(PAGE.format(title="Eins", body=version), "utf-8")
    for name, text in extra.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for name in ("manifest.json", "ratsvorlage-augsburg.docx", "folien.pdf"):
        (folder / name).write_text(version, "utf-8")
    (folder / "folien").mkdir()
    (folder / "folien" / "folien.qmd").write_text("source", "utf-8")
    listed = checksums(folder).encode()
    (folder / SUMS).write_bytes(listed)
    entry = Release(version, "2026-03-01", embargo, "1a2b3c4d", hashlib.sha256(listed).hexdigest(), **more)
    record(CITY, entry, Edition(entry.year, {"01": Printed("Eins", (version,))}), project)


def published(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != ".bildungsbericht.json"
    }


def test_exactly_what_the_public_may_have(project: Project, tmp_path: Path) -> None:
    release(project, "2025.1")
    list(make_site(CITY, tmp_path / "web", NOW, project))
    found = published(tmp_path / "web")
    edition = {"index.html", "chapters/01.html", "folien.pdf"}
    around = {"404.html", "ausgaben.html", "rahmen.css", "feed.xml", "robots.txt", "llms.txt"}
    places = {f"{place}{name}" for place in ("", "2025/", "2025.1/") for name in edition}
    assert set(found) - {"sitemap.xml"} == places | around


def test_old_addresses_stay_and_lead_to_the_newer_edition(project: Project, tmp_path: Path) -> None:
    release(project, "2025.1")
    list(make_site(CITY, tmp_path / "web", NOW, project))
    before = set(published(tmp_path / "web"))
    release(project, "2025.2", erratum="Eine Zahl war falsch.")
    release(project, "2026.1")
    list(make_site(CITY, tmp_path / "web", NOW, project))
    after = published(tmp_path / "web")
    assert before <= set(after)
    assert "Bericht 2026.1" in after["index.html"].decode()
    assert "Bericht 2025.2" in after["2025/index.html"].decode()
    old = after["2025.1/chapters/01.html"].decode()
    assert (
        'Es gibt eine neuere. <a href="../../index.html" style="color: inherit">Zur Ausgabe 2026.1</a>' in old
    )
    assert "Es gibt eine neuere" not in after["2026.1/index.html"].decode()
    assert "Eine Zahl war falsch." in after["ausgaben.html"].decode()
    assert after["feed.xml"].decode().count("<entry>") == 3


def test_what_the_newest_edition_has_no_more_says_where_it_is(project: Project, tmp_path: Path) -> None:
    release(
        project,
        "2025.1",
        extra={"chapters/14-weg.html": PAGE.format(title="Weg", body=""), "daten/weg.csv": "a;b"},
    )
    list(make_site(CITY, tmp_path / "web", NOW, project))
    before = set(published(tmp_path / "web"))
    release(project, "2026.1")
    list(make_site(CITY, tmp_path / "web", NOW, project))
    after = published(tmp_path / "web")
    assert before <= set(after)
    assert 'href="../2025.1/chapters/14-weg.html"' in after["chapters/14-weg.html"].decode()
    assert "nicht mehr" not in after["2025/chapters/14-weg.html"].decode()
    assert after["daten/weg.csv"] == b"a;b"
    assert "14-weg" not in after["llms.txt"].decode()


def test_nothing_before_the_embargo(project: Project, tmp_path: Path) -> None:
    release(project, "2025.1", "2026-03-12T10:01")
    with pytest.raises(ReportError, match=r"erst ab 12\.03\.2026, 10:01 Uhr"):
        list(make_site(CITY, tmp_path / "web", NOW, project))
    assert not (tmp_path / "web").exists()
    list(make_site(CITY, tmp_path / "web", NOW + dt.timedelta(minutes=1), project))
    assert (tmp_path / "web" / "index.html").exists()


def test_nothing_released(project: Project, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="make release"):
        list(make_site(CITY, tmp_path / "web", NOW, project))


def test_a_changed_edition_is_not_published(project: Project, tmp_path: Path) -> None:
    release(project, "2025.1")
    (project.reports / CITY / "2025.1" / "chapters" / "01.html").write_text("other", "utf-8")
    with pytest.raises(OutputError, match="verändert"):
        list(make_site(CITY, tmp_path / "web", NOW, project))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="weg.html">x</a>', "führt ins Leere"),
        ('<a href="chapters/01.html#unten">x</a>', "gibt es nicht"),
        ('<script src="https://example.org/a.js"></script>', "anderen Server"),
        ('<link rel="stylesheet" href="//example.org/a.css">', "anderen Server"),
        ("<p>Entwurf, Stand 1a2b3c4d</p>", "Entwurf"),
    ],
)
def test_what_is_not_fit_is_refused(project: Project, tmp_path: Path, body: str, said: str) -> None:
    release(project, "2025.1", body=body)
    with pytest.raises(OutputError, match=said):
        list(make_site(CITY, tmp_path / "web", NOW, project))
    assert not (tmp_path / "web").exists()


def test_a_second_time_changes_nothing(project: Project, tmp_path: Path) -> None:
    release(project, "2025.1")
    list(make_site(CITY, tmp_path / "web", NOW, project))
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "web").rglob("*.html")}
    assert "schon auf diesem Stand" in next(make_site(CITY, tmp_path / "web", NOW, project))
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "web").rglob("*.html")} == before


def test_files_of_others_stay(project: Project, tmp_path: Path) -> None:
    release(project, "2025.1")
    web = tmp_path / "web"
    (web / "chapters").mkdir(parents=True)
    (web / "chapters" / "eigenes.html").write_text("mine", "utf-8")
    list(make_site(CITY, web, NOW, project))
    shutil.rmtree(project.reports / CITY)
    (project.data / CITY / "freigaben" / "2025.yml").unlink()
    release(project, "2026.1")
    list(make_site(CITY, web, NOW, project))
    assert (web / "chapters" / "eigenes.html").read_text("utf-8") == "mine"
    assert not (web / "2025.1").exists()


def test_a_file_of_others_is_not_overwritten(project: Project, tmp_path: Path) -> None:
    release(project, "2025.1")
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "index.html").write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="stammt nicht von diesem Programm"):
        list(make_site(CITY, tmp_path / "web", NOW, project))
    assert [p.name for p in (tmp_path / "web").iterdir()] == ["index.html"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of Unix")
def test_a_web_server_can_read_it(project: Project, tmp_path: Path) -> None:
    release(project, "2025.1")
    mask = os.umask(0o077)
    try:
        list(make_site(CITY, tmp_path / "web", NOW, project))
    finally:
        os.umask(mask)
    for path in [tmp_path / "web", *(tmp_path / "web").rglob("[!.]*")]:
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def test_the_same_archive(project: Project, tmp_path: Path) -> None:
    release(project, "2025.1")
    list(make_site(CITY, tmp_path / "a.zip", NOW, project))
    list(make_site(CITY, tmp_path / "b.zip", NOW, project))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    list(make_site(CITY, tmp_path / "web", NOW, project))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == published(tmp_path / "web")


def test_not_into_the_project(project: Project) -> None:
    release(project, "2025.1")
    for target in (project.root, project.reports / CITY, project.data / "web", project.build / "a.zip"):
        with pytest.raises(ReportError, match="im Projekt selbst"):
            list(make_site(CITY, target, NOW, project))


KILLED = (
    "import sys, datetime, pathlib; from helpers.paths import Project; from helpers.publish.make_site import make_site;"
    "import helpers.publish.site.swap as swap, helpers.publish.site.around, jinja2, helpers.data;"
    "swap.exchange = swap.exchange if sys.argv[3] == 'exchange' else lambda *_: False; print('go', flush=True);"
    "list(make_site('augsburg', pathlib.Path(sys.argv[1]), datetime.datetime(2026,3,12,10), Project(pathlib.Path(sys.argv[2]))))"
)


@pytest.mark.parametrize(
    ("way", "times"),
    [
        ("exchange", 4),
        pytest.param("exchange", 30, marks=pytest.mark.long),
        pytest.param("one by one", 30, marks=pytest.mark.long),
    ],
)
def test_killed_at_any_moment_the_next_run_completes_it(
    project: Project, tmp_path: Path, way: str, times: int
) -> None:
    """What is there is all old or all new; one by one each file is. Afterwards everything is new, and nothing is left behind."""
    release(project, "2025.1")
    web = tmp_path / "web"
    list(make_site(CITY, web, NOW, project))
    (web / "chapters" / "eigenes.txt").write_text("mine", "utf-8")
    old = published(web)
    release(project, "2025.2", erratum="x")
    list(make_site(CITY, tmp_path / "whole", NOW, project))
    new = published(tmp_path / "whole") | {"chapters/eigenes.txt": b"mine"}
    seeded = random.Random(5)
    for attempt in range(times):
        copy = tmp_path / f"copy-{attempt}"
        shutil.copytree(web, copy)
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, copy, project.root, way], stdout=subprocess.PIPE
        )
        assert process.stdout
        process.stdout.readline()
        time.sleep(seeded.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = {path: content for path, content in published(copy).items() if not path.startswith(".")}
        if way == "exchange" and hasattr(os, "getuid") and sys.platform == "linux":
            assert found in (old, new)
        else:
            assert all(content in (old.get(path), new.get(path)) for path, content in found.items())
        list(make_site(CITY, copy, NOW, project))
        assert published(copy) == new
        assert not list(tmp_path.glob(".copy*"))


def test_one_by_one_no_page_leads_to_what_is_not_there(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where folders cannot be exchanged: stopped after any of the moves, every link of every page works."""
    monkeypatch.setattr(swap, "exchange", lambda *_: False)
    release(project, "2025.1")
    web = tmp_path / "web"
    list(make_site(CITY, web, NOW, project))
    more = '<a href="chapters/02.html">2</a>'
    release(project, "2026.1", body=more, extra={"chapters/02.html": PAGE.format(title="Zwei", body="")})
    move, moves = Path.replace, []

    def stopped(source: Path, target: Path) -> Path:
        done = move(source, target)
        if ".bildungsbericht.neu" in source.parts:
            moves.append(target.name)
            assert not [said for said in problems(published_pages(web)) if "ins Leere" in said], moves
        return done

    monkeypatch.setattr(Path, "replace", stopped)
    list(make_site(CITY, web, NOW, project))
    assert len(moves) > 10
    assert moves[-1] == "index.html"


def published_pages(web: Path) -> dict[str, bytes]:
    return {path: content for path, content in published(web).items() if not path.startswith(".")}


@pytest.mark.skipif(os.name != "posix", reason="links of Unix")
def test_a_folder_with_links_of_others_is_written_file_by_file(project: Project, tmp_path: Path) -> None:
    web = tmp_path / "web"
    web.mkdir()
    (tmp_path / "outside").mkdir()
    (web / "bilder").symlink_to(tmp_path / "outside")
    inode = web.stat().st_ino
    release(project, "2025.1")
    list(make_site(CITY, web, NOW, project))
    assert (web / "bilder").is_symlink()
    assert (web / "index.html").is_file()
    assert web.stat().st_ino == inode
    assert not list(tmp_path.glob(".web*"))


def test_what_lies_in_the_way_is_not_removed(project: Project, tmp_path: Path) -> None:
    release(project, "2025.1")
    (tmp_path / ".web.neu").mkdir()
    (tmp_path / ".web.neu" / "mine").touch()
    with pytest.raises(OutputError, match="stammt nicht von diesem Programm"):
        list(make_site(CITY, tmp_path / "web", NOW, project))
    assert (tmp_path / ".web.neu" / "mine").exists()


def test_withdrawn_says_so_on_every_page(project: Project, tmp_path: Path) -> None:
    """A withdrawn edition keeps its addresses and says why; nothing new points to it as if it held."""
    release(project, "2025.1", extra={"chapters/02.html": PAGE.format(title="Nur da", body="")})
    path = project.data / CITY / "freigaben" / "2025.yml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(
            "version: '2025.1'", "version: '2025.1'\n  zurueckgezogen: Plätze & Kinder <vertauscht>"
        ),
        "utf-8",
    )
    release(project, "2025.2", erratum="Plätze vertauscht.")
    list(make_site(CITY, tmp_path / "web", NOW, project))
    pages = {
        path: content.decode()
        for path, content in published(tmp_path / "web").items()
        if path.endswith(".html")
    }
    said = "Diese Ausgabe (2025.1) ist zurückgezogen: Plätze &amp; Kinder &lt;vertauscht&gt;"
    assert {path for path, text in pages.items() if said in text} == {
        p for p in pages if p.startswith("2025.1/")
    }
    assert "chapters/02.html" not in pages
    assert "Zurückgezogen: Plätze &amp; Kinder" in pages["ausgaben.html"]


def test_a_withdrawn_newest_edition_gives_its_place_to_the_one_before(
    project: Project, tmp_path: Path
) -> None:
    release(project, "2025.1")
    release(project, "2026.1", withdrawn="Falsche Zahlen.")
    list(make_site(CITY, tmp_path / "web", NOW, project))
    pages = {
        path: content.decode()
        for path, content in published(tmp_path / "web").items()
        if path.endswith(".html")
    }
    assert "Bericht 2025.1" in pages["index.html"]
    assert "zurückgezogen" not in pages["index.html"]
    assert "Zur Ausgabe 2025.1</a>" in pages["2026/index.html"]
    assert "Zurückgezogen: Falsche Zahlen." in published(tmp_path / "web")["feed.xml"].decode()
    shutil.rmtree(project.reports / CITY / "2025.1")
    (project.data / CITY / "freigaben" / "2025.yml").unlink()
    list(make_site(CITY, tmp_path / "web", NOW, project))
    only = published(tmp_path / "web")["index.html"].decode()
    assert "Diese Ausgabe (2026.1) ist zurückgezogen: Falsche Zahlen." in only
    assert "Zur Ausgabe" not in only


def test_what_was_released_is_remembered(project: Project) -> None:
    release(project, "2025.1")
    release(project, "2025.2", erratum="x")
    assert [entry.version for entry in released(CITY, project)] == ["2025.1", "2025.2"]
    assert printed_in(CITY, "2025.1", project).chapters["01"].lines == ("2025.1",)
    with pytest.raises(OutputError, match=r"2025\.3.*Vorhanden: 2025\.1, 2025\.2"):
        printed_in(CITY, "2025.3", project)


def test_previews_show_a_pages_first_chart(project: Project, tmp_path: Path) -> None:
    """With the address of the website, which such a picture must name; a page without a chart has none."""
    profile = project.data / CITY / "profile.yml"
    profile.write_text(
        profile.read_text("utf-8") + "\nopen_data:\n  url: https://bericht.example/\n", "utf-8"
    )
    chart = '<svg aria-label="Linie: steigt auf 5"></svg><a href="chapters/x_files/fig-a.png">Bild</a>'
    release(project, "2025.1", body=chart, extra={"chapters/x_files/fig-a.png": "PNG"})
    list(make_site(CITY, tmp_path / "web", NOW, project))
    found = published(tmp_path / "web")
    for place in ("", "2025.1/"):
        page = found[f"{place}index.html"].decode()
        assert (
            f'<meta property="og:image" content="https://bericht.example/{place}chapters/x_files/fig-a.png">'
            in page
        )
        assert '<meta property="og:image:alt" content="Linie: steigt auf 5">' in page
    assert "og:image" not in found["chapters/01.html"].decode()


def test_addresses_of_figures_lead_on_when_the_next_edition_has_them_no_more(
    project: Project, tmp_path: Path
) -> None:
    """To where a figure stands now, or to the last edition that had it; a withdrawn one is no such edition."""
    body = '<main><figure id="fig-weg"></figure><figure id="fig-umgezogen"></figure><p id="sec-bleibt"></p></main>'
    release(project, "2025.1", body=body)
    release(project, "2025.2", body='<main><p id="tbl-falsch"></p></main>', withdrawn="Falsch.", erratum="x")
    now = '<main><p id="sec-bleibt"></p></main>'
    other = '<!DOCTYPE html><html lang="de"><head><title>Zwei</title></head><body><main><p id="fig-umgezogen"></p></main></body></html>'
    release(project, "2026.1", body=now, extra={"chapters/02.html": other})
    list(make_site(CITY, tmp_path / "web", NOW, project))
    found = published(tmp_path / "web")
    page = found["index.html"].decode()
    assert (
        '<li id="fig-weg"><a href="2025.1/index.html#fig-weg">Abbildung der Ausgabe 2025.1</a></li>' in page
    )
    assert '<li id="fig-umgezogen"><a href="chapters/02.html#fig-umgezogen">' in page
    assert page.count('id="sec-bleibt"') == 1
    assert "tbl-falsch" not in page
    assert "frueher" not in found["2026.1/index.html"].decode()
