"""Replace a published report in one step, so that a reader meets the old one or the new one and never half of either."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from helpers.errors import OutputError
from helpers.platforms import exchange


def place_of(reports: Path, city: str) -> Path:
    """Return the folder of a published report: where `_report/<city>` is a link, the folder that it leads to.

    Raises:
        OutputError: the link leads to a folder with something else in it, which would be lost.
    """
    target = reports / city
    if not target.is_symlink():
        return target
    real = target.resolve()
    if (
        real.exists()
        and not (real / "manifest.json").is_file()
        and (not real.is_dir() or any(real.iterdir()))
    ):
        raise OutputError(
            f"{target} führt zu {real}; dort liegt etwas anderes als ein Bericht, und es würde ersetzt. Bitte einen leeren Ordner nehmen."
        )
    return real


def open_to_readers(folder: Path) -> None:
    """Let a web server read a report also where new files are for their owner alone (umask 077): it is there to be published."""
    if os.name == "nt":
        return
    for base, _, names in os.walk(folder):
        Path(base).chmod(stat.S_IMODE(Path(base).stat().st_mode) | 0o055)
        for name in names:
            path = Path(base, name)
            path.chmod(stat.S_IMODE(path.stat().st_mode) | 0o044)


def staging_folder(target: Path) -> Path:
    """Return an empty folder beside the target, on the same file system, for the new report to grow in."""
    recover(target)
    staging = target.parent / f".{target.name}.neu"
    if not target.parent.exists():
        target.parent.mkdir(parents=True)
        open_to_readers(target.parent)
    if staging.is_symlink():
        staging.unlink()
    elif staging.exists():  # left by a run that was killed; the caller holds the municipality's lock
        shutil.rmtree(staging)
    staging.mkdir()
    return staging


def recover(target: Path) -> None:
    """Bring the previous report back where a run was killed between its two renames."""
    previous = target.parent / f".{target.name}.alt"
    if previous.exists() and not target.exists():
        previous.replace(target)
    elif previous.exists():
        shutil.rmtree(previous)


def replace(target: Path, staging: Path) -> None:
    """Put the staged folder in the target's place and remove what was there."""
    open_to_readers(staging)
    if not target.exists():
        staging.replace(target)
    elif exchange(staging, target):
        shutil.rmtree(staging)
    else:
        previous = target.parent / f".{target.name}.alt"
        target.replace(previous)
        staging.replace(target)
        shutil.rmtree(previous)
