"""The set-up is done once, and again when the lock file changes, when it was interrupted or when it is damaged."""

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from helpers import bootstrap, bundle
from helpers.errors import ReportError
from tests.conftest import ROOT


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
    assert bootstrap.main(["setup"]) == 1
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
    assert bootstrap.main(["setup", "quarto"]) == 1
    assert bootstrap.is_ready({"dev"}), "the next command must not install everything anew"
    assert not bootstrap.is_ready({"quarto"})


def bericht(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Call the project as someone without make does."""
    return subprocess.run(
        [ROOT / "bericht", *words],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "PYTHON": sys.executable, "HOME": tempfile.gettempdir(), **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_bericht_lists_the_commands_of_the_makefile() -> None:
    listed = bericht("help").stdout
    commands = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert commands
    assert all(f"  ./bericht {name} " in listed for name in commands)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["reprot"], "Den Befehl „reprot“ gibt es nicht; gemeint ist wohl „report“."),
        (["report", "CTIY=jena"], "Die Angabe „CTIY=jena“ ist unbekannt; gemeint ist wohl CITY=…."),
        (["report", "jena"], "Die Angabe „jena“ ist unbekannt; gemeint ist wohl CITY=jena."),
        (["report", "X=1"], "Die Angabe „X=1“ ist unbekannt. Erwartet wird ANGABE=WERT mit einer von: "),
        (["test"], "„test“ ist für die Entwicklung und braucht make: make test."),
    ],
)
def test_what_bericht_does_not_know_is_a_sentence(words: list[str], sentence: str) -> None:
    done = bericht(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Fehler: {sentence}")
    assert "Traceback" not in done.stderr


def test_bericht_takes_values_literally_and_names_itself_in_messages() -> None:
    done = bericht("report", "CITY=$(id) `id` %PATH%")
    assert done.returncode == 1
    assert "$(id) `id` %PATH%" in done.stderr
    assert "Aufruf: ./bericht report CITY=augsburg" in bericht("report").stderr


def test_python_settings_of_the_caller_lead_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise SystemExit('taken from PYTHONPATH')")
    done = bericht("cities", PYTHONPATH=str(tmp_path), PYTHONHOME=str(tmp_path / "nowhere"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Augsburg" in done.stdout


def test_both_scripts_call_the_same_set_up() -> None:
    windows = (ROOT / "bericht.cmd").read_bytes()
    assert windows.isascii(), "read in whatever code page the console has"
    assert windows.count(b"\n") == windows.count(b"\r\n")
    assert b"src\\helpers\\bootstrap.py" in windows
    assert "src/helpers/bootstrap.py" in (ROOT / "bericht").read_text("utf-8")


def test_uv_comes_with_the_hashes_of_the_lock_file() -> None:
    version, hashes = bootstrap.locked_uv()
    assert f'"uv=={version}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert all(re.fullmatch("sha256:[0-9a-f]{64}", h) for h in hashes)
    assert len(hashes) > 10, "wheels of all platforms"


def test_a_bundle_installs_without_a_network_only_what_it_holds(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "BUNDLE", checkout / "pakete")
    commands: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "run", lambda command, *_: commands.append(command))
    (checkout / "pakete").mkdir()
    (checkout / "pakete/gruppen.txt").write_text("lab\npreview\n")
    bootstrap.install_packages(Path("uv"), {"lab"}, checkout / "log")
    assert commands
    assert all("--offline" in command for command in commands)
    assert [c[:3] for c in commands if "--require-hashes" in c] == [["uv", "pip", "sync"]]
    with pytest.raises(bootstrap.SetupError, match="fehlen die Pakete für „cluster“"):
        bootstrap.install_packages(Path("uv"), {"cluster"}, checkout / "log")


def test_what_only_jupyterlab_needs_comes_with_it(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "run", lambda command, *_: commands.append(command))
    for groups in (set(), {"lab"}):
        bootstrap.install_packages(Path("uv"), groups, checkout / "log")
    assert [[p for p in ("debugpy", "jedi", "parso") if p in c] for c in commands] == [
        ["debugpy", "jedi", "parso"],
        [],
    ]


def test_what_no_report_uses_is_removed(checkout: Path) -> None:
    packages = checkout / ".venv/lib/python3.11/site-packages"
    kept = ["pandas/__init__.py", "babel/locale-data/de_CH.dat", "babel/locale-data/root.dat", "tests.py"]
    gone = ["pandas/tests/io/test_sql.py", "numpy/lib/tests/data.npy", "babel/locale-data/fr_CH.dat"]
    for name in (*kept, *gone):
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).touch()
    bootstrap.trim()
    assert {p.relative_to(packages).as_posix() for p in packages.rglob("*") if p.is_file()} == set(kept)


def test_a_bundle_lists_what_its_platform_needs() -> None:
    listed = {name: bundle.requirements(name, ["lab"], ROOT) for name in bundle.PLATFORMS}
    names = {name: set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE)) for name, text in listed.items()}
    assert {"uv", "uv-build", "pandas", "jupyterlab"} <= set.intersection(*names.values())
    assert "debugpy" in set.intersection(*names.values())
    assert not re.search(r"^(debugpy|jedi)==", bundle.requirements("linux", [], ROOT), re.MULTILINE)
    assert "pywinpty" in names["windows"] - names["linux"]
    assert "appnope" in names["macos"] - names["linux"] - names["windows"]
    assert all("--hash=sha256:" in line for text in listed.values() for line in text.splitlines())


def test_a_bundle_is_the_same_twice_and_unknown_platforms_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels = tmp_path / "pakete"
    wheels.mkdir()
    (wheels / "a-1-py3-none-any.whl").write_bytes(b"wheel")
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    product = [ROOT / "bericht", ROOT / "Makefile"]
    whole = bundle.product_files(ROOT)
    assert set(product) < set(whole)
    assert not [path for path in whole if {"_build", ".venv", "_report"} & set(path.relative_to(ROOT).parts)]
    monkeypatch.setattr(bundle, "product_files", lambda *_: product)
    for target in (first, second):
        bundle.write_zip(ROOT, wheels, target)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as made:
        entries = {entry.filename: entry for entry in made.infolist()}
    assert entries["bildungsbericht/bericht"].external_attr >> 16 & 0o111
    assert "bildungsbericht/pakete/a-1-py3-none-any.whl" in entries
    from helpers.paths import Project

    with pytest.raises(ReportError, match="PLATFORM=amiga ist unbekannt"):
        bundle.make_bundle("amiga", [], Project(tmp_path))


def test_a_home_that_cannot_be_used_and_a_locale_without_utf_8_are_replaced(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/dev/null/nirgends")
    monkeypatch.setenv("LC_ALL", "C")
    found = bootstrap.clean_environment()
    assert found["HOME"] == str(checkout / "_build" / "heim")
    assert Path(found["HOME"]).is_dir()
    assert found["LC_ALL"].upper().endswith("UTF-8")
    monkeypatch.setenv("HOME", str(checkout))
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    found = bootstrap.clean_environment()
    assert [found["HOME"], found["LC_ALL"]] == [str(checkout), "de_DE.UTF-8"]


def test_a_module_that_is_gone_is_a_sentence_and_the_next_command_repairs_it(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bootstrap.is_ready(set())
    monkeypatch.setattr(sys, "prefix", str(bootstrap.VENV))
    own = bootstrap.damaged(ModuleNotFoundError("No module", name="helpers.data.sql"))
    assert "Bitte das Projekt neu herunterladen" in own
    assert bootstrap.is_ready(set())
    other = bootstrap.damaged(ModuleNotFoundError("No module", name="matplotlib.axes"))
    assert "matplotlib.axes" in other
    assert not bootstrap.is_ready(set())


@pytest.mark.skipif(os.name == "nt", reason="make")
def test_make_passes_on_literally_what_it_would_expand(tmp_path: Path) -> None:
    ran = tmp_path / "ausgefuehrt"
    for given, inherited in ((f"CITY=$(shell touch {ran})", {}), ("", {"CITY": f"$(shell touch {ran})"})):
        done = subprocess.run(
            ["make", "--no-print-directory", "report", *([given] if given else [])],
            cwd=ROOT,
            env={**os.environ, **inherited},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert f"$(shell touch {ran})" in done.stderr
        assert not ran.exists()
