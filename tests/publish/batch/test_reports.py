"""Many reports at once: all whole, a failure stops its own, what is killed goes on where it was."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import typer

from helpers.cli import in_sentences
from helpers.errors import NotebookError, ReportError, UnknownCity, sentence_for
from helpers.paths import Project
from helpers.publish.batch import Row, make_reports, selected
from helpers.publish.batch.journal import Journal
from helpers.publish.batch.overview import failed_cells, write_overview
from helpers.publish.batch.scheduler import KILLED
from helpers.publish.batch.summary import summary, text_table
from tests.publish.batch.conftest import make_small, write_notebook

CITIES = ["augsburg", "jena", "soemmerda"]


def reports(project: Project, cities: list[str] = CITIES, workers: int = 2) -> dict[str, Row]:
    return {row.city: row for row in make_reports(cities, "", "html", "builtin", project, workers=workers)}


def contents(project: Project) -> dict[str, str]:
    """Return the hash of every published file."""
    return {
        path.relative_to(project.reports).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(project.reports.rglob("*"))
        if path.is_file()
    }


def only_jena_failed(rows: dict[str, Row]) -> bool:
    """Tell whether the mistake of one report stopped that one, and the others were published."""
    return [rows[city].status for city in CITIES] == ["published", "failed", "published"]


def test_all_reports_are_published_and_then_current(small: Project) -> None:
    assert {row.status for row in reports(small).values()} == {"published"}
    first = contents(small)
    assert {name.split("/")[0] for name in first} == set(CITIES)
    again = reports(small)
    assert {row.status for row in again.values()} == {"current"}
    assert {cell.status for row in again.values() for cell in row.cells.values()} == {"cached"}
    assert contents(small) == first


def test_one_worker_gives_the_same_bytes_as_eight(
    small: Project, tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports(small, workers=8)
    other = make_small(tmp_path / "anderer", built, monkeypatch)
    reports(other, workers=1)
    assert contents(other) == contents(small)


def test_a_failure_stops_its_own_report_and_keeps_the_one_before(small: Project) -> None:
    reports(small)
    before = contents(small)
    source = "if city == 'jena':\n    raise ValueError('kaputt')\nelse:\n    print('neu')"
    write_notebook(small.notebooks / "02-zwei.ipynb", "Zwei", source)
    rows = reports(small)
    assert only_jena_failed(rows)
    assert rows["jena"].cells["01-eins.ipynb"].status == "cached"
    assert rows["jena"].reasons == [
        "Notebook „02-zwei.ipynb“, Zelle 3, Jena: ValueError: kaputt. Ausgeführtes Notebook: _build/jena/executed/02-zwei.ipynb"
    ]
    after = contents(small)
    assert {n: h for n, h in after.items() if n.startswith("jena/")} == {
        n: h for n, h in before.items() if n.startswith("jena/")
    }
    overview = write_overview(list(rows.values()), small)
    html = overview.read_text("utf-8")
    link = re.search(r'<td class="failed"><a href="([^"#]+)#zelle-3">', html)
    assert link, html
    page = (overview.parent / link[1]).read_text("utf-8")
    assert 'id="zelle-3"' in page
    assert "raise ValueError(&#39;kaputt&#39;)" in page
    assert "\x1b" not in page
    assert (overview.parent / f"../jena/executed/{'02-zwei.ipynb'}").exists()
    assert any("Jena" in line and "Fehler" in line for line in text_table(list(rows.values())))
    assert summary(list(rows.values())) == "2 Berichte veröffentlicht, 1 fehlgeschlagen."


def test_a_broken_profile_stops_its_own_report(small: Project) -> None:
    profile = small.data / "jena" / "profile.yml"
    profile.write_text(profile.read_text("utf-8").replace("kind: kreisfreie Stadt", "kind: Dorf"), "utf-8")
    rows = reports(small, ["jena", "soemmerda"])
    assert rows["jena"].status == "failed"
    assert "kind" in rows["jena"].message


def test_a_notebook_that_kills_its_process_stops_its_own_report(small: Project) -> None:
    write_notebook(
        small.notebooks / "02-zwei.ipynb", "Zwei", "import os\nif city == 'jena':\n    os._exit(3)"
    )
    rows = reports(small, ["augsburg", "jena"])
    assert [rows["augsburg"].status, rows["jena"].status] == ["published", "failed"]
    assert "Zelle 3" in rows["jena"].reasons[0]
    write_overview(list(rows.values()), small)  # also without an executed notebook


def test_the_overview_shows_the_cell_that_failed_and_no_other(small: Project) -> None:
    write_notebook(small.notebooks / "02-zwei.ipynb", "Zwei", "1 / 0")
    path = small.notebooks / "02-zwei.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    expected = {**notebook["cells"][2], "id": "erwartet", "source": "raise ValueError('erwartet')"}
    expected["metadata"] = {"tags": ["raises-exception"]}
    notebook["cells"].insert(2, expected)
    path.write_text(json.dumps(notebook), "utf-8")
    row = reports(small, ["jena"])["jena"]
    executed = small.build / "jena" / "executed" / "02-zwei.ipynb"
    assert [cell["number"] for cell in failed_cells(executed)] == [4]
    assert "Zelle 4" in row.reasons[0]
    write_notebook(path, "Zwei", "import os\nos._exit(3)")
    reports(small, ["jena"])
    assert failed_cells(executed) == []  # what failed the last time is not shown for what failed now


def test_a_notebook_that_kills_the_processes_of_all_stops_its_own_report(small: Project) -> None:
    source = "import os\nif city == 'jena':\n    os.killpg(os.getpgid(os.getppid()), 9)"
    write_notebook(small.notebooks / "02-zwei.ipynb", "Zwei", source)
    rows = reports(small)
    assert only_jena_failed(rows)
    assert rows["jena"].reasons == [f"Notebook „02-zwei.ipynb“, Jena: {KILLED}"]


def test_processes_that_never_start_end_the_batch_with_a_sentence(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpers.publish.batch import reports as batch

    monkeypatch.setattr(batch, "FOR_BOOKS", ("gibt_es_nicht",))
    with pytest.raises(NotebookError, match="wurde beendet"):
        reports(small)


def test_another_run_that_holds_a_city_is_waited_for(small: Project) -> None:
    lock = small.build / "jena" / "lock"
    lock.parent.mkdir()
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import fcntl,time; f=open({str(lock)!r}, 'a'); fcntl.flock(f, 2); print(1, flush=True); time.sleep(4)",
        ],
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    holder.stdout.readline()
    with holder:
        rows = reports(small, ["jena", "soemmerda"])
    assert {row.status for row in rows.values()} == {"published"}


def start(project: Project, command: str = "reports", **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "helpers", command],
        env={
            **os.environ,
            "BILDUNGSBERICHT_ROOT": str(project.root),
            "CITIES": " ".join(CITIES),
            "ASSEMBLER": "builtin",
            "FORMAT": "html",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # As in a terminal: whoever runs the tests in the background has told them to ignore Ctrl-C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.parametrize("command", ["report", "reports"])
def test_ctrl_c_ends_everything_with_a_sentence(small: Project, tmp_path: Path, command: str) -> None:
    reports(small, ["jena"])
    before = contents(small)
    running = tmp_path / "läuft"
    source = f"import subprocess, time\nsubprocess.Popen(['sleep', '1000'])\nopen({str(running)!r}, 'w')\ntime.sleep(1000)"
    write_notebook(small.notebooks / "02-zwei.ipynb", "Zwei", source)
    process = start(small, command, CITY="jena")
    while not running.exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output = process.communicate(timeout=200)[0].decode()
    assert process.returncode == 130
    assert output.endswith("\nAbgebrochen. Der bisherige Bericht ist unverändert.\n")
    assert "Traceback" not in output
    wait_until_gone(small)
    assert contents(small) == before


def test_ctrl_c_during_a_query_of_the_store(capsys: pytest.CaptureFixture[str]) -> None:
    """DuckDB, which asks for signals itself, raises this in place of a KeyboardInterrupt."""

    @in_sentences
    def query(said: str) -> None:
        raise RuntimeError(said)

    with pytest.raises(typer.Exit) as ended:
        query("Query interrupted")
    assert ended.value.exit_code == 130
    assert capsys.readouterr().err == "\nAbgebrochen. Der bisherige Bericht ist unverändert.\n"
    with pytest.raises(RuntimeError, match="something else"):
        query("something else")


def test_a_reader_that_has_gone_is_no_mistake() -> None:
    """`make cities | head -3`: nothing is wrong, so nothing is said."""
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        [sys.executable, "-m", "helpers", "cities"],
        env=os.environ | {"BILDUNGSBERICHT_ROOT": str(Path(__file__).parents[3])},
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (result.returncode, result.stderr) == (141, "")


def test_two_batches_at_once(small: Project) -> None:
    both = [start(small), start(small)]
    outputs = [process.communicate(timeout=200)[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    once = contents(small)
    assert {name.split("/")[0] for name in once} == set(CITIES)
    assert {row.status for row in reports(small).values()} == {"current"}


def kill_and_resume(project: Project, undisturbed: dict[str, str], chance: random.Random, kills: int) -> None:
    for _ in range(kills):
        process = start(project)
        time.sleep(chance.uniform(0.2, 9))
        victim = chance.choice([process.pid, *children(process.pid)])
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        if victim != process.pid and chance.random() < 0.7:
            process.kill()
        process.communicate(timeout=200)
        whole = {n: h for n, h in contents(project).items() if not n.startswith(".")}
        assert whole.items() <= undisturbed.items(), "a report that is not whole was published"
    rows = reports(project)
    assert {row.status for row in rows.values()} <= {"published", "current"}
    assert contents(project) == undisturbed
    wait_until_gone(project)


def children(pid: int) -> list[int]:
    """Return all processes below a process."""
    found = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = [int(child) for child in file.read_text().split()]
        except OSError:
            continue
        found += below + [deeper for child in below for deeper in children(child)]
    return found


def wait_until_gone(project: Project) -> None:
    """Fail when a process of this project is still there after a while."""
    for _ in range(50):
        left = [
            p
            for p in Path("/proc").glob("[0-9]*/environ")
            if _mentions(p, project.root) and p.parent.name != str(os.getpid())
        ]
        if not left:
            return
        time.sleep(0.1)
    pytest.fail(f"orphans: {[(p.parent / 'cmdline').read_bytes() for p in left]}")


def _mentions(environ: Path, root: Path) -> bool:
    try:
        return f"BILDUNGSBERICHT_ROOT={root}\0".encode() in environ.read_bytes()
    except OSError:
        return False


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.long)])
def test_killed_at_random_moments_and_resumed(
    small: Project, tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch, kills: int
) -> None:
    reports(small)
    undisturbed = contents(small)
    other = make_small(tmp_path / "anderer", built, monkeypatch)
    kill_and_resume(other, undisturbed, random.Random(kills), kills)


def test_full_disk_ends_the_batch_with_a_sentence(small: Project) -> None:
    with mounted(small.reports, "size=300k"):
        process = start(small)
        output = process.communicate(timeout=200)[0].decode()
        assert process.returncode == 1
        assert "der Datenträger ist voll" in output
        assert "Traceback" not in output
    assert {row.status for row in reports(small).values()} == {"published"}


@pytest.mark.parametrize(("folder", "size"), [("cache", "4k"), ("store", "100k"), ("jena", "4k")])
def test_a_full_disk_is_named(small: Project, folder: str, size: str) -> None:
    place = small.build / folder
    if place.is_symlink():
        place.unlink()
    with mounted(place, f"size={size}"), pytest.raises((OSError, ReportError)) as caught:
        reports(small, ["jena"])
    error = caught.value
    sentence = sentence_for(error) if isinstance(error, OSError) else str(error)
    assert str(place) in sentence
    assert "der Datenträger ist voll" in sentence
    assert {row.status for row in reports(small, ["jena"]).values()} == {"published"}


def test_a_folder_that_cannot_be_written_is_a_sentence(small: Project) -> None:
    with mounted(small.reports, "ro"):
        process = start(small)
        output = process.communicate(timeout=200)[0].decode()
        assert process.returncode == 1
        assert str(small.reports) in output
        assert "schreibgeschützt" in output
        assert "Traceback" not in output
    assert {row.status for row in reports(small).values()} == {"published"}


def test_a_cache_that_cannot_be_written_is_done_without(small: Project) -> None:
    with mounted(small.build / "cache", "ro"):
        assert {row.status for row in reports(small, ["jena"]).values()} == {"published"}
        assert {row.status for row in reports(small, ["jena"]).values()} == {"current"}
        write_notebook(small.notebooks / "01-eins.ipynb", "Eins", "1 + 2")
        row = reports(small, ["jena"])["jena"]
        assert (row.status, {cell.status for cell in row.cells.values()}) == ("published", {"built"})


@pytest.mark.parametrize("folder", ["_build/jena/executed", "_build/jena", "_report"])
def test_a_folder_that_cannot_be_written_stops_its_own_report(small: Project, folder: str) -> None:
    with mounted(small.root / folder, "ro"):
        row = reports(small, ["jena"])["jena"]
        assert row.status == "failed"
        (sentence,) = row.reasons
        assert sentence.startswith(str(small.root / folder))
        assert "schreibgeschützt" in sentence
    assert {row.status for row in reports(small, ["jena"]).values()} == {"published"}


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A small file system in the memory, which even root can fill up or not write to."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("needs root to mount a small file system")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_clock_that_goes_backwards_changes_nothing(small: Project) -> None:
    reports(small, ["jena"])
    before = contents(small)
    future = time.time() + 10**7
    for path in (small.build / "cache").glob("*"):
        os.utime(path, (future, future))
    write_notebook(small.notebooks / "01-eins.ipynb", "Eins", "1 + 2")
    os.utime(small.notebooks / "01-eins.ipynb", (1, 1))
    rows = reports(small, ["jena"])
    assert rows["jena"].cells["01-eins.ipynb"].status == "built"
    assert rows["jena"].cells["02-zwei.ipynb"].status == "cached"
    assert contents(small) != before


def test_cut_off_journal_is_continued(tmp_path: Path) -> None:
    path = tmp_path / "stapel" / "journal.jsonl"
    with Journal(path) as journal:
        journal.write(city="jena", report="published", seconds=2.5)
    with path.open("ab") as stream:
        stream.write(b'{"city": "augsb')
    with Journal(path) as journal:
        journal.write(city="halle", report="published", seconds=3.0)
        assert journal.costs() == {"jena": 2.5, "halle": 3.0}
    assert len(path.read_bytes().splitlines()) == 3


def test_garbage_in_the_journal_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "stapel" / "journal.jsonl"
    path.parent.mkdir()
    good = b'{"city": "jena", "report": "published", "seconds": 2.5}\n'
    lines = [b"\xff\xfe\x00\n", b"[]\n", b'"x"\n', b"\n", b"{\n", b'{"report": "published"}\n']
    times = (b'"x"', b"null", b"NaN", b"-1", b"true", b"[]", b"1e999")
    lines += [b'{"city": "halle", "report": "published", "seconds": ' + seconds + b"}\n" for seconds in times]
    path.write_bytes(b"".join([*lines[:3], good, *lines[3:]]))
    with Journal(path) as journal:
        assert journal.costs() == {"jena": 2.5}
        journal.write(city="halle", report="published", seconds=3.0)
        assert journal.costs() == {"jena": 2.5, "halle": 3.0}


def test_selection(small: Project) -> None:
    assert selected("augsburg Jena", "", small.data) == ["augsburg", "jena"]
    assert selected("Halle (Saale), 09761", "", small.data) == ["augsburg", "halle"]
    whole = selected("", "Thüringen", small.data)
    assert whole == selected("", "16", small.data)
    assert {"jena", "soemmerda", "erfurt"} <= set(whole), "all Kreise of the Land, with a profile or without"
    with pytest.raises(UnknownCity, match="Meinten Sie „Augsburg“"):
        selected("augsbrug", "", small.data)
    with pytest.raises(ReportError, match=r"LAND=Bayer ist kein Land.*Meinten Sie „Bayern“"):
        selected("", "Bayer", small.data)
    assert "chemnitz" in selected("", "Sachsen", small.data), "no profile is needed"


def assert_no_hash_of_data(project: Project, manifest: dict[str, Any]) -> None:
    """Who has the hash of a delivery finds a blanked count by trying; even the names of files are nobody's business."""
    text = json.dumps(manifest)
    secret = [
        (path.relative_to(project.root).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in (project.root / "data").rglob("*")
        if path.is_file() and "catalogue" not in path.parts
    ]
    assert len(secret) > 20
    assert not [name for name, hash_ in secret if name in text or hash_ in text]
    assert any(name.startswith("data/catalogue/") for name in manifest["inputs"])


def test_manifest_does_not_depend_on_the_order(small: Project) -> None:
    reports(small, ["jena", "augsburg"])
    manifest = json.loads((small.reports / "jena" / "manifest.json").read_text("utf-8"))
    assert manifest["city"] == "jena"
    assert_no_hash_of_data(small, manifest)
    with (small.build / "jena" / "lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the lock went with the batch
