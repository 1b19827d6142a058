"""Temporary files go with their command, also when it is killed; those of a command that runs stay."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers.errors import OutputError
from helpers.pipeline.contract import Job
from helpers.pipeline.run.pool import WarmPool
from helpers.scratch import PREFIX, remove_abandoned, scratch

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders are not locked there")

HOLD = "from helpers.scratch import scratch\nwith scratch() as folder:\n    print(folder, flush=True)\n    input()"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files, with nothing in it yet."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def hold() -> tuple[subprocess.Popen[str], Path]:
    """Start a process with a folder of its own that waits for its input to end."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def end(process: subprocess.Popen[str], signal_: int = 0) -> None:
    if signal_:
        process.send_signal(signal_)
    process.communicate()


def test_the_folder_goes_with_its_process_and_the_place_for_temporary_files_is_as_before(place: Path) -> None:
    with scratch() as folder:
        assert folder.parent == place
        assert Path(tempfile.mkdtemp()).parent == folder == Path(os.environ["TMPDIR"])
        with scratch() as inner:
            assert inner.parent == folder
        assert tempfile.gettempdir() == str(folder)
    assert [*place.iterdir()] == []
    assert tempfile.gettempdir() == str(place) == os.environ["TMPDIR"]


def test_what_a_killed_process_left_is_removed_by_the_next_and_nothing_else(place: Path) -> None:
    running, kept = hold()
    killed, left = hold()
    end(killed, signal.SIGKILL)
    foreign = place / f"{PREFIX}datei"
    foreign.write_text("x")
    (place / f"{PREFIX}verweis").symlink_to(Path.home())
    (left / "tief").mkdir()
    (left / "tief" / "datei").write_text("x")
    with scratch():
        assert not left.exists()
        assert kept.exists()
    assert foreign.exists()
    assert Path.home().exists()
    end(running)
    assert not kept.exists()


def test_many_that_start_at_once_do_not_take_each_others_folders(place: Path) -> None:
    stop = threading.Event()

    def sweep() -> None:
        while not stop.is_set():
            remove_abandoned(place)

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    try:
        for _ in range(200):
            with scratch() as folder:
                (folder / "datei").write_text("x")
                remove_abandoned(place)
                assert (folder / "datei").exists()
    finally:
        stop.set()
        sweeper.join()
    assert [*place.iterdir()] == []


def test_a_killed_zygote_leaves_nothing_behind_the_next_one(place: Path, tmp_path: Path) -> None:
    pool = WarmPool(1)
    try:
        # Ready when it answers; that there is no such notebook is an answer.
        pool.submit(Job(tmp_path, "gibt-es-nicht.ipynb", "jena", "Jena", 2025)).result()
        assert len([*place.iterdir()]) == 1
        pool._process.kill()
        pool._process.wait()
        assert len([*place.iterdir()]) == 1
    finally:
        pool.close()
    with scratch() as folder:
        assert [*place.iterdir()] == [folder]


def test_a_folder_with_hardly_any_room_is_named_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("helpers.scratch.shutil.disk_usage", lambda _: SimpleNamespace(free=3_000_000))
    with (
        pytest.raises(OutputError, match=rf"{tmp_path} sind nur 3 MB frei; gebraucht werden 100 MB"),
        scratch(),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
