"""Where a report goes: through a link, readable by a web server, and never over something else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpers.errors import OutputError
from helpers.publish.replace import place_of, replace, staging_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and permissions of Unix")


def publish(reports: Path, text: str) -> None:
    target = place_of(reports, "jena")
    staging = staging_folder(target)
    (staging / "site").mkdir()
    (staging / "site" / "a.css").write_text(text, "utf-8")
    (staging / "manifest.json").write_text("{}", "utf-8")
    replace(target, staging)


def test_a_link_stays_a_link_and_the_folder_behind_it_is_replaced(tmp_path: Path) -> None:
    reports, server = tmp_path / "_report", tmp_path / "server" / "bericht"
    reports.mkdir()
    server.mkdir(parents=True)
    (reports / "jena").symlink_to(server)
    for text in ("eins", "zwei", "drei"):
        publish(reports, text)
        assert (reports / "jena").is_symlink()
        assert (server / "site" / "a.css").read_text("utf-8") == text
    assert [path.name for path in server.parent.iterdir()] == ["bericht"]
    assert [path.name for path in reports.iterdir()] == ["jena"]


def test_a_link_that_leads_nowhere_yet_gets_its_folder(tmp_path: Path) -> None:
    reports = tmp_path / "_report"
    reports.mkdir()
    (reports / "jena").symlink_to(tmp_path / "server" / "bericht")
    publish(reports, "eins")
    assert (tmp_path / "server" / "bericht" / "site" / "a.css").read_text("utf-8") == "eins"


def test_a_link_to_something_else_destroys_nothing(tmp_path: Path) -> None:
    reports, homes = tmp_path / "_report", tmp_path / "haus"
    reports.mkdir()
    homes.mkdir()
    (homes / "brief.txt").write_text("wichtig", "utf-8")
    (reports / "jena").symlink_to(homes)
    with pytest.raises(OutputError, match="dort liegt etwas anderes als ein Bericht"):
        publish(reports, "eins")
    assert (homes / "brief.txt").read_text("utf-8") == "wichtig"


def test_what_an_earlier_version_left_of_a_link_is_no_obstacle(tmp_path: Path) -> None:
    reports = tmp_path / "_report"
    reports.mkdir()
    (reports / ".jena.neu").symlink_to(tmp_path)
    publish(reports, "eins")
    assert (reports / "jena" / "site" / "a.css").read_text("utf-8") == "eins"


def test_a_web_server_reads_the_pages_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        publish(tmp_path / "_report", "eins")
    finally:
        os.umask(before)
    found = [tmp_path / "_report", *(tmp_path / "_report").rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in found if path.is_dir()} == {0o755}
    assert {path.stat().st_mode & 0o777 for path in found if path.is_file()} == {0o644}
