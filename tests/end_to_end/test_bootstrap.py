"""The set-up is done once, and again when the lock file changes, when it was interrupted or when it is damaged."""

import json
from pathlib import Path

import pytest

from helpers import bootstrap


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose set-up was finished."""
    for name, folder in {
        "ROOT": "",
        "VENV": ".venv",
        "TOOLS": ".uv",
        "STAMP": ".venv/eingerichtet.json",
        "LOG": "_build/log",
    }.items():
        monkeypatch.setattr(bootstrap, name, tmp_path / folder)
    (tmp_path / "uv.lock").write_text("locked")
    (tmp_path / "pyproject.toml").write_text("project")
    (package := tmp_path / ".venv/lib/python3.11/site-packages/pandas").mkdir(parents=True)
    (package / "__init__.py").touch()
    (tmp_path / ".venv/bin").mkdir()
    (tmp_path / ".venv/bin/python").touch()
    stamp = {"lock": bootstrap.lock_digest(), "groups": ["dev"], "files": bootstrap.installed_files()}
    bootstrap.STAMP.write_text(json.dumps(stamp))
    return tmp_path


def test_finished_set_up_is_ready(checkout: Path) -> None:
    assert bootstrap.is_ready(set())
    assert bootstrap.is_ready({"dev"})
    (checkout / ".venv/lib/python3.11/site-packages/pandas/__pycache__").mkdir()
    assert bootstrap.is_ready({"dev"}), "compiled byte code is not a change"


def test_other_group_is_not_ready(checkout: Path) -> None:
    assert not bootstrap.is_ready({"lab"})


@pytest.mark.parametrize("name", ["uv.lock", "pyproject.toml"])
def test_changed_lock_is_not_ready(checkout: Path, name: str) -> None:
    (checkout / name).write_text("changed")
    assert not bootstrap.is_ready(set())


def test_interrupted_set_up_is_not_ready(checkout: Path) -> None:
    bootstrap.STAMP.unlink()
    assert not bootstrap.is_ready(set())


@pytest.mark.parametrize("content", ["", "{", "[]", "null"])
def test_damaged_stamp_is_not_ready(checkout: Path, content: str) -> None:
    bootstrap.STAMP.write_text(content)
    assert not bootstrap.is_ready(set())


@pytest.mark.parametrize("name", ["bin/python", "lib/python3.11/site-packages/pandas/__init__.py"])
def test_missing_file_is_not_ready(checkout: Path, name: str) -> None:
    (checkout / ".venv" / name).unlink()
    assert not bootstrap.is_ready(set())


def test_moved_folder_is_not_ready(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = checkout.rename(checkout.with_name("moved"))
    for name in ("ROOT", "VENV", "STAMP"):
        monkeypatch.setattr(bootstrap, name, moved / getattr(bootstrap, name).relative_to(checkout))
    assert not bootstrap.is_ready(set()), "the environment's scripts name the old folder"


def test_missing_lock_file_is_a_sentence(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "uv.lock").unlink()
    assert bootstrap.main([]) == 1
    assert capsys.readouterr().err.startswith("Fehler: Die Datei uv.lock fehlt im Projektordner")


def test_old_python_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 18))
    assert bootstrap.main([]) == 1
    assert "Python 3.11 oder neuer wird gebraucht, gefunden: 3.9.18" in capsys.readouterr().err


def test_a_group_that_cannot_be_had_leaves_what_works(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(command: list[str], log: Path, what: str) -> None:
        raise bootstrap.SetupError(f"{what} ist fehlgeschlagen.")

    monkeypatch.setattr(bootstrap, "install_uv", lambda _: checkout / ".uv/bin/uv")
    monkeypatch.setattr(bootstrap, "run", refuse)
    assert bootstrap.main(["quarto"]) == 1
    assert bootstrap.is_ready({"dev"}), "the next command must not install everything anew"
    assert not bootstrap.is_ready({"quarto"})
