"""Set the project up and run its commands: its own `.venv`, filled with exactly the versions of `uv.lock`.

Runs on the system's Python before anything is installed, so it uses the standard library alone and is called by path, by the
Makefile and by the scripts `bericht` and `bericht.cmd`: `python3 -I src/helpers/bootstrap.py COMMAND [NAME=VALUE …]`, or
`… setup [GROUP …]` for the set-up alone. A finished set-up is recorded in a stamp inside `.venv`; when the stamp does not fit
(other lock file, other Python, moved folder, missing files), the set-up is done again. Where the folder `pakete/` lies in the
project (`make bundle`), the packages come from there, without a network.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
TOOLS = ROOT / ".uv"
STAMP = VENV / "eingerichtet.json"
BUNDLE = ROOT / "pakete"
MAKEFILE = ROOT / "Makefile"
MINIMUM_PYTHON = (3, 11)
LOG = ROOT / "_build" / "einrichtung.log"

# What would lead Python elsewhere, or keep it from storing compiled byte code (each start takes two to three times as long).
UNWANTED = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
# What a command needs beyond what every report needs.
GROUPS = {"preview": "preview", "lab": "lab", "update": "update"}
# What Jupyter brings for the one who types in JupyterLab: completion before a cell has run, and the debugger.
ONLY_LAB = ("debugpy", "jedi", "parso")
# What wheels hold and no report uses, a tenth of all that is installed: the packages' own tests, and how other languages write
# numbers and days (Babel has a thousand of them).
UNUSED = ("*/tests", "*/*/tests", "babel/locale-data/*.dat")
USED = ("de*", "en*", "root.dat")
# Recipes of the Makefile itself, for those who develop the program.
ONLY_MAKE = {"test", "test-long", "lint", "audit", "mutants", "bench", "picture", "clean", "audit-deps"}


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


def site_packages() -> list[Path]:
    """Return the folders of the installed packages."""
    found = [p for p in VENV.glob("lib*/python*/site-packages") if not p.parent.parent.is_symlink()]
    return [*found, *VENV.glob("Lib/site-packages")]


def installed_files() -> dict[str, int]:
    """Count what lies in the folder of every installed package, without compiled byte code: cheap, and notices what is gone."""
    counts: dict[str, int] = {}
    for folder in site_packages():
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


def clean_environment() -> dict[str, str]:
    """Return the environment without what would lead Python elsewhere, with UTF-8 and a home that can be written to.

    Pandoc cannot name „Neumünster“ in the locale C; Matplotlib, Jupyter and uv keep things in the home, which accounts of
    services have not.
    """
    environment = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    if os.name == "nt":
        return environment | {"PYTHONUTF8": "1"}
    locale = next((found for name in ("LC_ALL", "LC_CTYPE", "LANG") if (found := environment.get(name))), "C")
    if not re.search(r"utf-?8", locale, re.IGNORECASE):
        environment["LC_ALL"] = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    home = Path(environment.get("HOME") or os.devnull)
    if not (home.is_dir() and os.access(home, os.W_OK | os.X_OK)):
        home = ROOT / "_build" / "heim"
        home.mkdir(parents=True, exist_ok=True)
        environment["HOME"] = str(home)
    return environment | {"PYTHONUTF8": "1"}


def run(command: list[str], log: Path, what: str) -> None:
    """Run a command, keep its output in the log, and say in a sentence where it failed."""
    environment = clean_environment() | {
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


def locked_uv() -> tuple[str, list[str]]:
    """Return the version of uv in the lock file, and the hashes of its wheels."""
    import tomllib  # not before Python 3.11, which `main` has made sure of

    packages = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    uv = next(package for package in packages if package["name"] == "uv")
    return uv["version"], [wheel["hash"] for wheel in uv["wheels"]]


def install_uv(log: Path) -> Path:
    """Install uv from its wheel into an environment of its own, unless it is there; return its path.

    The wheel has to be one of those in the lock file: pip compares its hash before anything of it runs.
    """
    version, hashes = locked_uv()
    uv = executable(TOOLS, "uv")
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        answer = subprocess.run([str(uv), "--version"], capture_output=True, text=True, check=True).stdout
        if version in answer.split():
            return uv
    shutil.rmtree(TOOLS, ignore_errors=True)
    try:
        run([sys.executable, "-I", "-m", "venv", str(TOOLS)], log, "Das Anlegen der Python-Umgebung")
    except SetupError as error:
        raise SetupError(f"{error} Unter Debian und Ubuntu fehlt oft das Paket python3-venv.") from error
    wanted = TOOLS / "uv.txt"
    wanted.write_text(f"uv=={version} " + " ".join(f"--hash={h}" for h in hashes), "utf-8")
    pip = [str(executable(TOOLS, "python")), "-I", "-m", "pip", "install", "--quiet", "--require-hashes"]
    pip += ["--only-binary", ":all:", *bundled(), "--requirement", str(wanted)]
    run(pip, log, "Das Herunterladen von uv aus dem Python-Paketverzeichnis")
    return uv


def left_out(groups: set[str], option: str) -> list[str]:
    """Return the options with which uv leaves out what only JupyterLab needs, none where that is one of the groups."""
    return [] if "lab" in groups else [word for package in ONLY_LAB for word in (option, package)]


def trim() -> None:
    """Remove what no report uses of what has been installed."""
    for folder in site_packages():
        for unused in [path for pattern in UNUSED for path in folder.glob(pattern)]:
            if any(unused.match(name) for name in USED):
                continue
            if unused.is_dir():
                shutil.rmtree(unused, ignore_errors=True)
            else:
                unused.unlink(missing_ok=True)


def bundled() -> list[str]:
    """Return the options with which pip and uv take packages from the bundle, none where there is none."""
    return ["--no-index", "--find-links", str(BUNDLE)] if BUNDLE.is_dir() else []


def install_packages(uv: Path, groups: set[str], log: Path) -> None:
    """Fill `.venv` with what the lock file says: from the package index, or without a network from the bundle."""
    chosen = [word for group in sorted(groups) for word in ("--group", group)]
    if not BUNDLE.is_dir():
        sync = [
            str(uv),
            "sync",
            "--frozen",
            "--no-progress",
            "--python",
            sys.executable,
            *chosen,
            *left_out(groups, "--no-install-package"),
        ]
        run(sync, log, "Die Installation der Pakete")
        return
    if missing := groups - set((BUNDLE / "gruppen.txt").read_text("utf-8").split()):
        raise SetupError(
            f"Im Ordner {BUNDLE.name} fehlen die Pakete für „{', '.join(sorted(missing))}“. Bitte ein neues Bündel mit „make "
            f"bundle GROUP={' '.join(sorted(missing))}“ anlegen, oder mit Netzzugang ohne diesen Ordner arbeiten."
        )
    what = "Die Installation der Pakete aus dem Bündel"
    with tempfile.TemporaryDirectory() as scratch:
        wanted = Path(scratch) / "pakete.txt"
        export = [
            str(uv),
            "export",
            "--frozen",
            "--offline",
            "--no-emit-project",
            "--output-file",
            str(wanted),
        ]
        run([*export, "--quiet", *chosen, *left_out(groups, "--no-emit-package")], log, what)
        if not executable(VENV, "python").exists():
            run([str(uv), "venv", "--offline", "--python", sys.executable, str(VENV)], log, what)
        pip = [str(uv), "pip"]
        python = ["--python", str(executable(VENV, "python")), "--offline", *bundled()]
        run([*pip, "sync", *python, "--require-hashes", str(wanted)], log, what)
        run([*pip, "install", *python, "--no-deps", "--editable", str(ROOT)], log, what)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up run at a time; the lock goes with its process."""
    TOOLS.parent.mkdir(exist_ok=True)
    with (ROOT / ".einrichtung.lock").open("w") as lock:
        if sys.platform == "win32":
            import msvcrt

            while True:  # gives up after ten seconds each time
                with contextlib.suppress(OSError):
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
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
        try:
            install_packages(uv, groups, LOG)
        except SetupError:
            if (
                before and before.get("files") == installed_files()
            ):  # nothing was touched: what worked, still works
                write_stamp(before)
            raise
        trim()
        # Imports what a report needs, so that its byte code is there before the first one is made.
        check = (
            "import typst, pypandoc, helpers.publish.make_report, helpers.data.storebuild, helpers.checking.check_schema, "
            "helpers.pipeline.book.compose, helpers.assemble.builtin.pdf; "
            "from helpers.pipeline.run.warm import notebooks; notebooks()"
        )
        run([str(executable(VENV, "python")), "-c", check], LOG, "Die Prüfung der installierten Pakete")
        write_stamp({"lock": lock_digest(), "groups": sorted(groups), "files": installed_files()})
        print("Einrichtung: fertig.", flush=True)


def damaged(error: ImportError) -> str:
    """Return a sentence about a module that is not there; a broken package makes the next command set everything up anew."""
    name = error.name or str(error)
    if name.partition(".")[0] == "helpers":
        return f"Fehler: Dem Programm fehlt eine Datei ({name}). Bitte das Projekt neu herunterladen."
    if Path(sys.prefix).resolve() == VENV.resolve():
        write_stamp(read_stamp() | {"files": {}})
    return (
        f"Fehler: Ein installiertes Paket ist beschädigt ({name}: {error}). Derselbe Befehl, noch einmal aufgerufen, richtet die "
        "Pakete neu ein."
    )


def descriptions() -> dict[str, str]:
    """Return what every command does, as the Makefile describes it."""
    lines = MAKEFILE.read_text("utf-8").splitlines()
    found = (re.match(r"([a-z-]+):.*?## (.*)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def parameter_names() -> set[str]:
    """Return the names of what can be given to a command, as the Makefile lists them."""
    return set(re.findall(r"^ANGABEN := ([A-Z_ ]+)$", MAKEFILE.read_text("utf-8"), re.MULTILINE)[0].split())


def show_help(called: str) -> None:
    """Print every command with its description."""
    print(f"Aufruf: {called} BEFEHL [ANGABE=WERT …]\n")
    for name, text in descriptions().items():
        print(f"  {called} {name:<10} {text}")


def parameters(words: list[str]) -> dict[str, str]:
    """Read NAME=VALUE from the command line.

    Raises:
        SetupError: a word is no NAME=VALUE, or no command knows the name; the message is a German sentence.
    """
    known = parameter_names()
    given = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or name not in known:
            near = difflib.get_close_matches(name.upper(), sorted(known), 1, 0.5)
            meant = (
                f"; gemeint ist wohl {f'{near[0]}=…' if sign else f'CITY={word}'}" if near or not sign else ""
            )
            raise SetupError(
                f"Die Angabe „{word}“ ist unbekannt{meant}. Erwartet wird ANGABE=WERT mit einer von: {', '.join(sorted(known))}."
            )
        given[name] = value
    return given


def command_line(words: list[str], environment: Mapping[str, str]) -> list[str]:
    """Set up what a command needs, and return the words with which it is run.

    Raises:
        SetupError: there is no such command, or the set-up fails; the message is a German sentence.
    """
    name = words[0]
    if name not in (known := set(descriptions()) | {"setup"}):
        near = difflib.get_close_matches(name, sorted(known), 1, 0.5)
        meant = f"; gemeint ist wohl „{near[0]}“" if near else ""
        raise SetupError(f"Den Befehl „{name}“ gibt es nicht{meant}. „bericht help“ zeigt alle Befehle.")
    if name in ONLY_MAKE:
        raise SetupError(f"„{name}“ ist für die Entwicklung und braucht make: make {name}.")
    groups = {GROUPS[name]} if name in GROUPS else set()
    if name == "reports" and environment.get("CLUSTER"):
        groups.add("cluster")
    set_up(groups)
    return [str(executable(VENV, "python")), "-m", "helpers", name]


def start(words: list[str]) -> int:
    """Run a command of the project with what the environment says, in this process where the system can."""
    called_from = os.environ.get("CALLED_FROM") or str(Path.cwd())
    given = parameters(words[1:])
    environment = clean_environment() | given | {"CALLED_FROM": called_from}
    command = command_line(words, environment)
    os.chdir(ROOT)
    sys.stdout.flush()
    if os.name == "nt":  # there, a replaced process would give the prompt back before it ends
        return subprocess.run(command, env=environment, check=False).returncode
    return os.execve(command[0], command, environment)  # noqa: S606 (no shell is wanted)


def main(words: list[str]) -> int:
    """Run what the command line says; return the exit code."""
    if sys.version_info < MINIMUM_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"Fehler: Python 3.11 oder neuer wird gebraucht, gefunden: {found}. Bitte mit „make PYTHON=python3.12 …“ "
              "eine neuere Fassung angeben.", file=sys.stderr)  # fmt: skip
        return 1
    called = os.environ.get("BERICHT_AUFRUF", "make")
    try:
        if not words and sys.stdin.isatty():
            show_help(called)
            words = ["report", f"CITY={input(f'{chr(10)}Bericht welcher Kommune? ')}"]
        if not words or words[0] == "help":
            show_help(called)
        elif words[0] == "setup":
            set_up({*words[1:], *os.environ.get("GROUP", "").split()})
        else:
            return start(words)
    except SetupError as error:
        said = "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in str(error))
        print(f"Fehler: {said}", file=sys.stderr)  # without what a terminal would obey
        return 1
    except (EOFError, KeyboardInterrupt):
        return 130
    except OSError as error:
        print(f"Fehler: In {ROOT} kann nicht geschrieben werden ({error.strerror}: {error.filename}). Bitte Schreibrechte und "
              "freien Platz prüfen.", file=sys.stderr)  # fmt: skip
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
