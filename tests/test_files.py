"""Files are there as a whole, or as they were."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from helpers.files import write_atomically


def test_several_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "neu" / "zahlen.csv"
    contents = [bytes([65 + i]) * 200_000 for i in range(20)]
    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(write_atomically, path, content) for content in contents]:
            done.result()
    assert path.read_bytes() in contents
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "zahlen.csv"
    path.mkdir()
    with pytest.raises(OSError, match=r"zahlen\.csv"):
        write_atomically(path, b"1")
    assert list(tmp_path.iterdir()) == [path]
