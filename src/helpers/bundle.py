"""The project with all its packages in one file, for machines without a network.

The wheels come from the lock file: `uv export` says which a platform needs, pip downloads them and compares their hashes.
`bootstrap.py` installs from the folder `pakete/` where the unpacked bundle has one.
"""

from __future__ import annotations

import platform as this_machine
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from helpers import bootstrap
from helpers.errors import ReportError
from helpers.paths import Project

# What pip calls the platforms, newest first: a wheel for an older system runs on a newer one. `sys_platform` as in markers.
PLATFORMS = {
    "windows": ("win32", "Windows", "AMD64", ["win_amd64"]),
    "macos": (
        "darwin",
        "Darwin",
        "arm64",
        [f"macosx_{v}_0_{a}" for v in range(14, 10, -1) for a in ("arm64", "universal2")],
    ),
    "linux": (
        "linux",
        "Linux",
        "x86_64",
        [*(f"manylinux_2_{v}_x86_64" for v in range(36, 4, -1)), "manylinux2014_x86_64", "linux_x86_64"],
    ),
}
# Beside what every report needs: the preview and JupyterLab, which staff use daily.
USUAL_GROUPS = ("preview", "lab")
LEFT_OUT = {
    "eigene",
    ".git",
    ".venv",
    ".uv",
    "_build",
    "_report",
    "pakete",
    "__pycache__",
    "bundle",
    ".einrichtung.lock",
}


def make_bundle(platform: str, groups: list[str], project: Project) -> str:
    """Write `_build/bundle/bildungsbericht-<platform>.zip`; return a sentence that names it.

    Raises:
        ReportError: the platform is unknown, or a package cannot be had.
    """
    name = platform.strip().lower() or {"Windows": "windows", "Darwin": "macos"}.get(
        this_machine.system(), "linux"
    )
    if name not in PLATFORMS:
        raise ReportError(
            f"PLATFORM={platform} ist unbekannt. Erwartet wird eine von: {', '.join(PLATFORMS)}."
        )
    chosen = sorted({*USUAL_GROUPS, *groups})
    target = project.build / "bundle" / f"bildungsbericht-{name}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        wheels = scratch / "pakete"
        wheels.mkdir()
        (wheels / "gruppen.txt").write_text("\n".join(chosen) + "\n", "utf-8")
        download(requirements(name, chosen, project.root), PLATFORMS[name][3], wheels)
        partial = target.with_suffix(".neu")
        write_zip(project.root, wheels, partial)
        partial.replace(target)
    size = target.stat().st_size / 1e6
    version = ".".join(map(str, sys.version_info[:2]))
    return (
        f"Bündel für {name} mit Python {version} ({size:.0f} MB): {target}. Auf dem Rechner ohne Netz entpacken und dort wie gewohnt "
        "„make report CITY=…“ aufrufen."
    )


def requirements(name: str, groups: list[str], root: Path) -> str:
    """Return what a platform needs, pinned and with hashes, as pip reads it: the project's packages and its build tool."""
    from packaging.markers import Marker

    words = ["--no-emit-project", "--no-annotate", "--no-header", "--quiet", "--frozen"]
    words += [word for group in [*groups, "setup"] for word in ("--group", group)]
    words += bootstrap.left_out(set(groups), "--no-emit-package")
    uv = bootstrap.executable(bootstrap.TOOLS, "uv")
    exported = subprocess.run(
        [str(uv), "export", *words], cwd=root, capture_output=True, text=True, check=False
    )
    if exported.returncode:
        raise ReportError(f"Die Liste der Pakete lässt sich nicht lesen: {exported.stderr.strip()}")
    sys_platform, system, machine, _ = PLATFORMS[name]
    there = {
        "sys_platform": sys_platform,
        "platform_system": system,
        "platform_machine": machine,
        "os_name": "nt" if name == "windows" else "posix",
    }
    lines = []
    for entry in exported.stdout.replace("\\\n", " ").splitlines():
        head, _, hashes = entry.partition(" --hash")
        pinned, _, marker = head.partition(";")
        if not marker.strip() or Marker(marker.strip()).evaluate(there):
            lines.append(f"{pinned.strip()} --hash{hashes}")
    return "\n".join(lines)


def download(wanted: str, tags: list[str], folder: Path) -> None:
    """Download these packages as wheels for a platform and this Python; pip compares each hash.

    Raises:
        ReportError: a package cannot be had.
    """
    listed = folder.parent / "pakete.txt"
    listed.write_text(wanted, "utf-8")
    words = ["--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", str(folder)]
    words += [word for tag in [*tags, "any"] for word in ("--platform", tag)]
    words += ["--python-version", ".".join(map(str, sys.version_info[:3])), "--requirement", str(listed)]
    pip = bootstrap.executable(bootstrap.TOOLS, "python")
    done = subprocess.run(
        [str(pip), "-I", "-m", "pip", "download", *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["keine Meldung"])[-1]
        raise ReportError(f"Ein Paket lässt sich nicht herunterladen: {last}")


def product_files(root: Path) -> list[Path]:
    """Return the files of the product: what git tracks, or without git all but what was made here."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return sorted(root / name for name in listed.stdout.decode("utf-8").split("\0") if name)
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and not LEFT_OUT & set(path.relative_to(root).parts)
    )


def write_zip(root: Path, wheels: Path, target: Path) -> None:
    """Write the project and its wheels under one folder; two runs give the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for base, folder, paths in (
            (root, "bildungsbericht", product_files(root)),
            (wheels, "bildungsbericht/pakete", sorted(wheels.iterdir())),
        ):
            for path in paths:
                if not path.is_file():
                    continue
                entry = zipfile.ZipInfo(
                    f"{folder}/{path.relative_to(base).as_posix()}", (1980, 1, 1, 0, 0, 0)
                )
                entry.external_attr = (0o755 if path.name == "bericht" else 0o644) << 16
                entry.compress_type = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
                bundle.writestr(entry, path.read_bytes())
