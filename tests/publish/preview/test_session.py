"""A session of editing, as a person has it: the command runs, a browser's requests come in, files are saved."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import copy_project

NOTEBOOK = "02-fruehkindliche-bildung"
PAGE = f"/jena/chapters/{NOTEBOOK}.html"
PATIENCE = 240
"""Seconds until a test gives up; a busy machine is slow, and no test measures time."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@dataclass
class Answer:
    status: int
    text: str
    headers: dict[str, str]


@dataclass
class Running:
    """The command, and a browser that looks at it."""

    root: Path
    process: subprocess.Popen[str]
    port: int
    seen: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, host: str = "") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Host": host} if host else {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode("utf-8", "replace"), dict(answer.getheaders()))
        finally:
            connection.close()

    def page(self, path: str) -> Answer:
        """Load a page, as a browser does, and remember which version it shows."""
        answer = self.get(path)
        self.seen[path] = answer.text.split('data-ereignisse="')[1].split('"')[0].replace("&amp;", "&")
        return answer

    def news(self, path: str) -> str:
        """Wait for the event that makes an open page load itself again."""
        return self.get(self.seen[path]).text

    def save(self, **replaced: str) -> None:
        """Put text into a cell that the notebook has for the tests, and save."""
        path = self.root / "notebooks" / f"{NOTEBOOK}.ipynb"
        notebook = json.loads(path.read_text("utf-8"))
        notebook["cells"] = [c for c in notebook["cells"] if c.get("id") != "probe"]
        for kind, text in replaced.items():
            cell = {"cell_type": kind, "id": "probe", "metadata": {}, "source": text}
            cell |= {"outputs": [], "execution_count": None} if kind == "code" else {}
            notebook["cells"].append(cell)
        path.write_text(json.dumps(notebook), "utf-8")


def start(root: Path, **environment: str) -> Running:
    """Start the command; return when it says which address to open."""
    process = subprocess.Popen(
        [sys.executable, "-m", "helpers", "preview"],
        env={**os.environ, "BILDUNGSBERICHT_ROOT": str(root), **environment},
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith("Öffnen: http://127.0.0.1:"), line
    port = urlsplit(line.removeprefix("Öffnen: ").strip()).port
    assert port
    return Running(root, process, port)


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


@pytest.fixture(scope="module")
def jena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A session for Jena, with a book of one notebook: what is tested does not depend on their number."""
    root = copy_project(tmp_path_factory.mktemp("vorschau") / "projekt")
    for other in (root / "notebooks").glob("*.ipynb"):
        if other.stem not in (NOTEBOOK, "00-bildung-in-zahlen"):
            other.unlink()
    quarto = (root / "_quarto.yml").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in quarto if "notebooks/" not in line or NOTEBOOK in line]
    (root / "_quarto.yml").write_text("".join(kept), "utf-8")
    running = start(root, CITY="jena")
    yield running
    if running.process.poll() is None:
        running.process.kill()
    running.process.wait()
    assert running.process.stdout
    running.process.stdout.close()


def good(jena: Running) -> Answer:
    """Return Jena's page as soon as the first build is done, whichever test asks first."""
    while "wird erstellt" in (answer := jena.page(PAGE)).text:
        assert "event: neu" in jena.news(PAGE)
    assert answer.status == 200, answer.text
    return answer


def test_the_page_is_served_with_a_script_that_the_build_does_not_have(jena: Running) -> None:
    page = good(jena)
    assert "Frühkindliche Bildung" in page.text
    assert 'src="/-/vorschau.js"' in page.text
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
    assert f'href="/letzter-stand{PAGE}"' in broken.text
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
    ],
)
def test_nothing_but_the_pages_is_to_be_had(jena: Running, path: str) -> None:
    good(jena)
    assert jena.get(path).status == 404


def test_a_link_out_of_the_folder_is_not_followed(jena: Running) -> None:
    good(jena)
    (jena.root / "_build" / "jena" / "vorschau" / "geheim.txt").symlink_to("/etc/hostname")
    assert jena.get("/jena/geheim.txt").status == 404


def test_ctrl_c_ends_everything(jena: Running) -> None:
    good(jena)
    family = processes_of(jena.process.pid)
    assert family
    jena.process.send_signal(signal.SIGINT)
    assert jena.process.wait(timeout=PATIENCE) == 0
    assert jena.process.stdout
    assert jena.process.stdout.read().endswith("\nVorschau beendet.\n")
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]
