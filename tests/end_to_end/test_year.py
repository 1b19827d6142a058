"""A year with a report: draft, approval, a figure that is revised, release, embargo, publication, correction, the next year's draft."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from tests.conftest import copy_project, run_helpers

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

    def run(command: str, **options: str) -> str:
        done = run_helpers(root, command, {"CITY": "augsburg", **options})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(command: str, **options: str) -> str:
        done = run_helpers(root, command, {"CITY": "augsburg", **options})
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr

    # A draft says so; it is approved.
    run("report", FORMAT="html,pdf")
    assert "Entwurf, Stand " in (report / "index.html").read_text("utf-8")
    assert "nicht freigegeben" in refused("release", FORMAT="html")
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
    assert not [p for p in web.rglob("*") if p.is_file() and b"Eva Muster" in p.read_bytes()]

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
    assert {p: p.read_bytes() for p in edition.rglob("*") if p.is_file()} == released
