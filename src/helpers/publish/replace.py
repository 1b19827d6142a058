"""Replace a published report in one step, so that a reader meets the old one or the new one and never half of either."""

from __future__ import annotations

import shutil
from pathlib import Path

from helpers.platforms import exchange


def staging_folder(target: Path) -> Path:
    """Return an empty folder beside the target, on the same file system, for the new report to grow in."""
    recover(target)
    staging = target.parent / f".{target.name}.neu"
    if staging.exists():  # left by a run that was killed; the caller holds the municipality's lock
        shutil.rmtree(staging)
    staging.mkdir(parents=True)
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
    if not target.exists():
        staging.replace(target)
    elif exchange(staging, target):
        shutil.rmtree(staging)
    else:
        previous = target.parent / f".{target.name}.alt"
        target.replace(previous)
        staging.replace(target)
        shutil.rmtree(previous)
