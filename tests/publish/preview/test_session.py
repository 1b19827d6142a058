"""A session of editing, as a person has it: the command runs, a browser's requests come in, files are saved."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_project
from tests.publish.preview.running import Answer, Running, start

NOTEBOOK = "03-fruehkindliche-bildung"
PAGE = f"/jena/chapters/{NOTEBOOK}.html"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def processes_of(session: int) -> list[int]:
    """Return the processes that work for a command: those that name its id as their parent, and theirs."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    children: dict[int, list[int]] = {}
    for line in found.splitlines():
        pid, parent = map(int, line.split())
        children.setdefault(parent, []).append(pid)
    family, todo = [], [session]
    while todo:
        todo += (mine := children.get(todo.pop(), []))
        family += mine
    return family


def small_book(root: Path) -> Path:
    """Copy the project, with a book of one notebook: what is tested does not depend on their number."""
    copy_project(root)
    for other in (root / "notebooks").glob("*.ipynb"):
        if other.stem not in (NOTEBOOK, "00-bildung-in-zahlen"):
            other.unlink()
    quarto = (root / "_quarto.yml").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in quarto if "notebooks/" not in line or NOTEBOOK in line]
    (root / "_quarto.yml").write_text("".join(kept), "utf-8")
    return root


@pytest.fixture(scope="module")
def jena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A session for Jena."""
    running = start(small_book(tmp_path_factory.mktemp("vorschau") / "projekt"), NOTEBOOK, CITY="jena")
    yield running
    running.end()


def good(jena: Running) -> Answer:
    """Return Jena's page as soon as the first build is done, whichever test asks first."""
    return jena.wait_until_built(PAGE)


def test_the_page_is_served_with_a_script_that_the_build_does_not_have(jena: Running) -> None:
    page = good(jena)
    assert "Frühkindliche Bildung" in page.text
    assert f'src="{jena.token}/-/vorschau.js"' in page.text
    assert "EventSource" in jena.get("/-/vorschau.js").text
    built = jena.root / "_build" / "jena" / "vorschau"
    assert not [p for p in built.rglob("*") if p.suffix in (".html", ".js") and "/-/" in p.read_text("utf-8")]
    assert not (jena.root / "_report").exists()


def test_the_bare_address_leads_to_the_report(jena: Running) -> None:
    answer = jena.get("/")
    assert (answer.status, answer.headers["Location"]) == (302, "/jena/index.html")


def test_saving_shows_the_new_text_and_an_error_names_its_cell_until_it_is_mended(jena: Running) -> None:
    good(jena)
    jena.save(markdown="Ein Satz von heute.")
    assert "event: neu" in jena.news(PAGE)
    assert "Ein Satz von heute." in jena.page(PAGE).text

    jena.save(code="anteil = 1 / 0")
    assert "event: neu" in jena.news(PAGE)
    broken = jena.page(PAGE)
    cells = json.loads((jena.root / "notebooks" / f"{NOTEBOOK}.ipynb").read_text("utf-8"))["cells"]
    assert broken.status == 500
    assert f"{NOTEBOOK}.ipynb, Zelle {len(cells)}" in broken.text
    assert "ZeroDivisionError: division by zero" in broken.text
    assert "anteil = 1 / 0" in broken.text
    assert "\x1b" not in broken.text
    assert f'href="{jena.token}/letzter-stand{PAGE}"' in broken.text
    last = jena.page(f"/letzter-stand{PAGE}")
    assert last.status == 200
    assert "Ein Satz von heute." in last.text

    jena.save(markdown="Wieder gut.")
    assert "event: neu" in jena.news(PAGE)
    mended = jena.page(PAGE)
    assert (mended.status, "Wieder gut." in mended.text) == (200, True)
    back = jena.get(f"/letzter-stand{PAGE}")
    assert (back.status, back.headers["Location"]) == (302, PAGE)


def test_a_chapter_that_is_no_notebook_and_the_profile_count_too(jena: Running) -> None:
    good(jena)
    index = jena.root / "index.qmd"
    index.write_text(index.read_text("utf-8") + "\n\nNachgetragen.\n", "utf-8")
    assert "event: neu" in jena.news(PAGE)
    assert "Nachgetragen." in jena.page("/jena/index.html").text

    profile = jena.root / "data" / "jena" / "profile.yml"
    text = profile.read_text("utf-8")
    profile.write_text(text + "\nkommune: <script>\n", "utf-8")
    assert "event: neu" in jena.news("/jena/index.html")
    broken = jena.page(PAGE)
    assert broken.status == 500
    assert "profile.yml" in broken.text
    assert "<script>\n" not in broken.text
    profile.write_text(text, "utf-8")
    assert "event: neu" in jena.news(PAGE)
    assert jena.page(PAGE).status == 200


@pytest.mark.parametrize(
    "host", ["boese.example", "boese.example:80", "127.0.0.1", "127.0.0.1.boese.example:1"]
)
def test_a_page_that_only_pretends_to_be_this_computer_is_refused(jena: Running, host: str) -> None:
    answer = jena.get(PAGE, host=host)
    assert answer.status == 403
    assert "Bildung" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/jena/../../../data/jena/profile.yml",
        "/jena/%2e%2e/%2e%2e/%2e%2e/data/jena/profile.yml",
        "/jena/..%2f..%2f..%2fdata/jena/profile.yml",
        "/jena/..%5c..%5cdata",
        "/jena//etc/passwd",
        "/letzter-stand/jena/../../data/jena/profile.yml",
        "/-/../session.py",
        "/-/../../../cli.py",
        "/-/kopf.html",
        "/augsburg/index.html",
        "/jena/chapters",
        "/jena/site/",
        "/jena",
        "/jena/" + "a" * 300,
        "/jena/%00",
        "*",
    ],
)
def test_nothing_but_the_pages_is_to_be_had(jena: Running, path: str) -> None:
    good(jena)
    answer = jena.get(path)
    assert answer.status in (403, 404)
    assert "Bildung" not in answer.text


def test_other_accounts_of_the_computer_need_the_address(jena: Running) -> None:
    good(jena)
    told = jena.token
    for guessed in ("", "/", "/x", told[:-1], told.swapcase(), f"{told}x"):
        jena.token = guessed
        for path in (PAGE, "/", "/-/vorschau.js", "/-/ereignisse?kommune=jena&stand=0"):
            assert jena.get(path).status in (403, 404), guessed + path
    jena.token = told
    assert jena.get(PAGE).status == 200


def test_a_link_out_of_the_folder_is_not_followed(jena: Running) -> None:
    good(jena)
    (jena.root / "_build" / "jena" / "vorschau" / "geheim.txt").symlink_to("/etc/hostname")
    assert jena.get("/jena/geheim.txt").status == 404


def test_ctrl_c_ends_everything(jena: Running) -> None:
    good(jena)
    family = processes_of(jena.process.pid)
    assert family
    assert jena.end().endswith("\nVorschau beendet.\n")
    assert jena.process.returncode == 0
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]


@pytest.mark.long
def test_one_chapter_of_all_municipalities(tmp_path: Path) -> None:
    root = small_book(tmp_path / "projekt")
    for folder in ("data", "chapters"):
        shutil.rmtree(root / folder / "musterstadt")  # says something about every chapter
    cities = sorted(profile.parent.name for profile in (root / "data").glob("*/profile.yml"))
    pages = {city: f"/{city}/chapters/{NOTEBOOK}.html" for city in cities}
    running = start(root, NOTEBOOK, CHAPTER="3")

    def each(status: int, text: str) -> None:
        """Wait for the news of all pages, and look at them."""
        for page in pages.values():
            assert "event: neu" in running.news(page)
        for page in pages.values():
            answer = running.page(page)
            assert (answer.status, text in answer.text) == (status, True), answer.text

    try:
        assert running.get("/").headers["Location"] == pages[cities[0]]
        for page in pages.values():
            tabs = running.wait_until_built(page).text
        assert [city for city in cities if f'href="{pages[city]}"' in tabs] == cities
        running.save(markdown="Ein Satz von heute.")
        each(200, "Ein Satz von heute.")
        running.save(code="anteil = 1 / 0")
        each(500, "anteil = 1 / 0")
        for page in pages.values():
            assert f"{NOTEBOOK}.ipynb, Zelle " in running.page(page).text
            assert "Ein Satz von heute." in running.page(f"/letzter-stand{page}").text
        running.save(markdown="Wieder gut.")
        each(200, "Wieder gut.")
    finally:
        said = running.end()
    again = [line for line in said.splitlines() if ".ipynb: " in line and "zum ersten Mal gebaut" not in line]
    assert [line for line in again if f"  {NOTEBOOK}.ipynb: " not in line] == []  # nothing but what was saved
    assert len(again) == 2 * len(cities)
