"""A year with a report: draft, answers in Word, approval, a revised figure, release, embargo, publication, correction, next year."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers.paths import Project
from helpers.publish.release.record import printed_in, released
from helpers.publish.site.plan import without_internal
from helpers.publish.site.verify import problems
from tests.conftest import copy_project, run_helpers
from tests.end_to_end.departments import answered

FIGURES = "data/official/regionaldatenbank-22543-03-01-4-b.csv"
ROW = "09761,betreute_kinder_u3,,2025-03-01,{},"


def small_book(root: Path) -> Path:
    """Copy the project with a book of one chapter: how many there are does not matter here."""
    copy_project(root)
    for other in (root / "notebooks").glob("*.ipynb"):
        if not other.stem.startswith("03-"):
            other.unlink()
    quarto = (root / "_quarto.yml").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in quarto if "notebooks/" not in line or "notebooks/03-" in line]
    (root / "_quarto.yml").write_text("".join(kept), "utf-8")
    return root


@pytest.mark.long
def test_a_year(tmp_path: Path) -> None:
    root = small_book(tmp_path / "projekt")
    report = root / "_report" / "augsburg"
    web = tmp_path / "web"

    def run(command: str, *, refused: bool = False, **options: str) -> str:
        done = run_helpers(root, command, {"CITY": "augsburg", **options})
        assert done.returncode == int(refused), done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr if refused else done.stdout

    def refused(command: str, **options: str) -> str:
        return run(command, refused=True, **options)

    # A draft says so; three departments answer in Word; it is approved.
    run("report", FORMAT="html,pdf")
    assert "Entwurf, Stand " in (report / "index.html").read_text("utf-8")
    assert "nicht freigegeben" in refused("release", FORMAT="html")
    answered(run, root, tmp_path)
    assert "jeden Tag" in run("status")  # fallen back: its text has changed since
    run("approve", CHAPTER="alle", BY="Eva Muster")
    assert "Entwurf  " not in run("status")

    # A figure is revised: the approval falls back, and says which number in which sentence.
    figures = root / FIGURES
    text = figures.read_text("utf-8")
    assert ROW.format(2181) in text
    figures.write_text(text.replace(ROW.format(2181), ROW.format(2301)), "utf-8")
    assert "haben sich Daten, Texte oder Programm geändert" in run("status")
    run("report", FORMAT="html")
    told = run("status")
    assert "Frühkindliche Bildung: freigegeben von Eva Muster" in told
    page = (root / "_build" / "augsburg" / "freigaben" / "2025.html").read_text("utf-8")
    assert "2.181 → 2.301" in page
    assert "nach der Freigabe durch Eva Muster geändert" in refused("release")

    # Approved anew and released, with an embargo.
    run("approve", CHAPTER="alle", BY="Eva Muster")
    moment = (dt.datetime.now() + dt.timedelta(days=1)).isoformat(timespec="minutes")
    assert "Ausgabe 2025.1" in run("release", ON=moment)
    edition = report / "2025.1"
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=edition, check=True)
    released = {p: p.read_bytes() for p in edition.rglob("*") if p.is_file()}
    assert not [p for p, content in released.items() if p.suffix == ".html" and b"Entwurf, Stand" in content]
    assert "darf erst ab" in refused("publish", TO=str(web))
    assert not web.exists()
    approvals = root / "data" / "augsburg" / "freigaben" / "2025.yml"
    approvals.write_text(approvals.read_text("utf-8").replace(moment, "2020-01-01T10:00"), "utf-8")
    run("publish", TO=str(web))
    names = {p.relative_to(web).as_posix() for p in web.rglob("*")}
    assert {"index.html", "2025/index.html", "2025.1/index.html"} <= names
    assert not [
        name for name in names if "ratsvorlage" in name or "manifest" in name or name.endswith(".qmd")
    ]
    names_of_staff = (b"Eva Muster", b"Kim Beispiel", b"Erika Muster")
    public = [p.read_bytes() for p in web.rglob("*") if p.is_file()]
    assert not [content for content in public if any(name in content for name in names_of_staff)]

    # A correction is a new edition that says what was wrong; the old one stays.
    figures.write_text(text, "utf-8")
    assert "ERRATUM" in refused("release")
    run("report", FORMAT="html")
    run("approve", CHAPTER="alle", BY="Eva Muster")
    run("release", ERRATUM="Die Zahl der Kinder <war> falsch.")
    run("publish", TO=str(web))
    opening = (web / "index.html").read_text("utf-8")
    assert "Die Zahl der Kinder &lt;war&gt; falsch." in opening
    assert "2.301 → 2.181" in opening
    assert "2.301 → 2.181" in (web / "daten" / "berichtigungen.csv").read_text("utf-8-sig")
    assert "Zur Ausgabe 2025.2" in (web / "2025.1" / "index.html").read_text("utf-8")
    assert {p: p.read_bytes() for p in edition.rglob("*") if p.is_file()} == released

    # The next year's draft touches nothing of it; the old addresses stay open.
    before = {p.relative_to(web).as_posix() for p in web.rglob("*")}
    run("report", YEAR="2026", FORMAT="html")
    assert "Entwurf, Stand " in (report / "index.html").read_text("utf-8")
    assert "Entwurf, Stand " not in (report / "2025" / "index.html").read_text("utf-8")
    run("approve", YEAR="2026", CHAPTER="alle", BY="Eva Muster")
    run("release", YEAR="2026")
    run("publish", TO=str(web))
    assert before <= {p.relative_to(web).as_posix() for p in web.rglob("*")}
    assert "Ausgabe 2026.1" in (web / "index.html").read_text("utf-8")
    news = (web / "chapters" / "was-ist-neu.html").read_text("utf-8")
    assert "Diese Ausgabe folgt auf die Ausgabe 2025.2" in news
    assert "Ausgabe 2026.1" in (web / "chapters" / "impressum.html").read_text("utf-8")
    assert {p: p.read_bytes() for p in edition.rglob("*") if p.is_file()} == released


@pytest.mark.long
@pytest.mark.skipif(os.name != "posix", reason="kills a group of processes")
def test_a_release_killed_at_any_moment_is_whole_or_none(tmp_path: Path) -> None:
    """What counts as released is all there; the report at the top is whole, old or new; the next run goes on from there."""
    root = small_book(tmp_path / "projekt")
    report = root / "_report" / "augsburg"
    project = Project(root)
    assert run_helpers(root, "report", {"CITY": "augsburg", "FORMAT": "html"}).returncode == 0
    approved = {"CITY": "augsburg", "CHAPTER": "alle", "BY": "Eva Muster"}
    assert run_helpers(root, "approve", approved).returncode == 0
    options = {"CITY": "augsburg", "BILDUNGSBERICHT_ROOT": str(root), "ASSEMBLER": "builtin"}

    def release(seconds: float | None) -> None:
        erratum = {"ERRATUM": "Etwas war falsch."} if released("augsburg", project) else {}
        process = subprocess.Popen(
            [sys.executable, "-m", "helpers", "release"],
            env={**os.environ, **options, **erratum},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            assert process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    begun = time.monotonic()
    release(None)
    whole = time.monotonic() - begun
    seeded = random.Random(16)
    for attempt in range(30):
        # Most of the time goes by before anything is written: half of the moments lie in the last fifth.
        release(whole * (seeded.uniform(0.8, 1.1) if attempt % 2 else seeded.uniform(0, 1)))
        for edition in released("augsburg", project):
            folder = report / edition.version
            subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, check=True)
            assert printed_in("augsburg", edition.version, project).chapters
        assert {"index.html", "manifest.json", "2025"} <= {path.name for path in report.iterdir()}
        assert not list(problems(without_internal(report / "2025.1")))
    release(None)
    latest = released("augsburg", project)[-1].version
    target = str(tmp_path / "web")
    assert run_helpers(root, "publish", {"CITY": "augsburg", "TO": target}).returncode == 0
    assert f"Ausgabe {latest}" in (tmp_path / "web" / "index.html").read_text("utf-8")
    assert not [path.name for path in (root / "_report").iterdir() if path.name != "augsburg"]
