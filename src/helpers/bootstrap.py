"""Set the project up: its own `.venv`, filled with exactly the versions of `uv.lock`.

Runs on the system's Python before anything is installed, so it uses the standard library alone and is called by path:
`python3 -I src/helpers/bootstrap.py [GROUP …]`. A finished set-up is recorded in a stamp inside `.venv`; when the stamp does
not fit (other lock file, other Python, moved folder, missing files), the set-up is done again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
TOOLS = ROOT / ".uv"
STAMP = VENV / "eingerichtet.json"
UV_VERSION = "0.13.8"
MINIMUM_PYTHON = (3, 11)
LOG = ROOT / "_build" / "einrichtung.log"


# What would lead Python elsewhere, or keep it from storing compiled byte code.
UNWANTED = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")


class SetupError(Exception):
    """The set-up cannot be done; the message is a German sentence."""


def scripts(environment: Path) -> Path:
    """Return the folder of an environment's executables."""
    return environment / ("Scripts" if os.name == "nt" else "bin")


def executable(environment: Path, name: str) -> Path:
    """Return the path of an executable inside an environment."""
    return scripts(environment) / (f"{name}.exe" if os.name == "nt" else name)


def lock_digest() -> str:
    """Return the hash of everything that decides what is installed."""
    digest = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml"):
        path = ROOT / name
        if not path.is_file():
            raise SetupError(
                f"Die Datei {name} fehlt im Projektordner {ROOT}. Bitte das Projekt neu herunterladen."
            )
        digest.update(path.read_bytes())
    digest.update(f"{sys.version_info[:3]}{ROOT}".encode())
    return digest.hexdigest()


def installed_files() -> dict[str, int]:
    """Count what lies in the folder of every installed package, without compiled byte code: cheap, and notices what is gone."""
    site_packages = [p for p in VENV.glob("lib*/python*/site-packages") if not p.parent.parent.is_symlink()]
    site_packages += list(VENV.glob("Lib/site-packages"))
    counts: dict[str, int] = {}
    for folder in site_packages:
        for entry in os.scandir(folder):
            if entry.name != "__pycache__":
                counts[entry.name] = (
                    sum(e.name != "__pycache__" for e in os.scandir(entry.path)) if entry.is_dir() else 1
                )
    return counts


def read_stamp() -> dict[str, object]:
    """Return the record of the last finished set-up, empty where there is none."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(stamp: dict[str, object]) -> None:
    """Record a finished set-up, in one step."""
    partial = STAMP.with_suffix(".neu")
    partial.write_text(json.dumps(stamp, indent=1, sort_keys=True), "utf-8")
    partial.replace(STAMP)


def is_ready(groups: set[str]) -> bool:
    """Tell whether the last set-up was finished, fits the lock file, has the groups, and is still whole."""
    stamp = read_stamp()
    return (
        stamp.get("lock") == lock_digest()
        and groups <= set(stamp.get("groups", []))  # type: ignore[call-overload]
        and executable(VENV, "python").exists()
        and stamp.get("files") == installed_files()
    )


def run(command: list[str], log: Path, what: str) -> None:
    """Run a command, keep its output in the log, and say in a sentence where it failed."""
    environment = {
        k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH")
    }
    environment |= {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PROJECT_ENVIRONMENT": str(VENV),
        "UV_SYSTEM_CERTS": "1",  # many administrations inspect TLS with a certificate of their own
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    with log.open("ab") as stream:
        result = subprocess.run(
            command, stdout=stream, stderr=subprocess.STDOUT, env=environment, cwd=ROOT, check=False
        )
    if result.returncode:
        last = log.read_text("utf-8", errors="replace").strip().splitlines()[-3:]
        raise SetupError(
            f"{what} ist fehlgeschlagen. Letzte Meldung: {' | '.join(last)}. Vollständiges Protokoll: {log}"
        )


def install_uv(log: Path) -> Path:
    """Install uv from its wheel into an environment of its own, unless it is there; return its path."""
    uv = executable(TOOLS, "uv")
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        found = subprocess.run(
            [str(uv), "--version"], capture_output=True, text=True, check=True
        ).stdout.split()
        if UV_VERSION in found:
            return uv
    shutil.rmtree(TOOLS, ignore_errors=True)
    try:
        run([sys.executable, "-m", "venv", str(TOOLS)], log, "Das Anlegen der Python-Umgebung")
    except SetupError as error:
        raise SetupError(f"{error} Unter Debian und Ubuntu fehlt oft das Paket python3-venv.") from error
    pip = [str(executable(TOOLS, "python")), "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}"]
    run(pip, log, "Das Herunterladen von uv aus dem Python-Paketverzeichnis")
    return uv


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up run at a time; the lock goes with its process."""
    TOOLS.parent.mkdir(exist_ok=True)
    with (ROOT / ".einrichtung.lock").open("w") as lock:
        if os.name != "nt":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def set_up(groups: set[str]) -> None:
    """Install what the lock file says, with these dependency groups; record it when it is whole."""
    if is_ready(groups):
        return
    with alone():
        if is_ready(groups):  # another process has done it meanwhile
            return
        before = read_stamp()
        groups |= set(before.get("groups", []))  # type: ignore[call-overload]
        print("Einrichtung: Pakete nach uv.lock werden installiert (einmalig, einige Minuten) …", flush=True)
        LOG.parent.mkdir(parents=True, exist_ok=True)
        LOG.write_bytes(b"")
        uv = install_uv(LOG)
        if before.get("files") != installed_files() or not executable(VENV, "python").exists():
            # An interrupted or damaged set-up leaves nothing to build on.
            shutil.rmtree(VENV, ignore_errors=True)
        STAMP.unlink(missing_ok=True)
        command = [str(uv), "sync", "--frozen", "--no-progress", "--python", sys.executable]
        for group in sorted(groups):
            command += ["--group", group]
        try:
            run(command, LOG, "Die Installation der Pakete")
        except SetupError:
            if (
                before and before.get("files") == installed_files()
            ):  # nothing was touched: what worked, still works
                write_stamp(before)
            raise
        # Imports what a report needs, so that its byte code is there before the first one is made.
        check = (
            "import typst, pypandoc, helpers.publish.make_report, helpers.data.storebuild, helpers.checking.check_schema, "
            "helpers.pipeline.book.compose, helpers.assemble.builtin.pdf; "
            "from helpers.pipeline.run.warm import notebooks; notebooks()"
        )
        run([str(executable(VENV, "python")), "-c", check], LOG, "Die Prüfung der installierten Pakete")
        write_stamp({"lock": lock_digest(), "groups": sorted(groups), "files": installed_files()})
        print("Einrichtung: fertig.", flush=True)


def main(groups: list[str]) -> int:
    """Set up with these groups; return the exit code."""
    if sys.version_info < MINIMUM_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"Fehler: Python 3.11 oder neuer wird gebraucht, gefunden: {found}. Bitte mit „make PYTHON=python3.12 …“ "
              "eine neuere Fassung angeben.", file=sys.stderr)  # fmt: skip
        return 1
    try:
        set_up(set(groups))
    except SetupError as error:
        print(f"Fehler: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Fehler: In {ROOT} kann nicht geschrieben werden ({error.strerror}: {error.filename}). Bitte Schreibrechte und "
              "freien Platz prüfen.", file=sys.stderr)  # fmt: skip
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
