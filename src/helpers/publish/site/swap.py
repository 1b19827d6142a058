"""A folder that is published takes its new state in one step: it grows beside the old one, then both change places."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath

from helpers.errors import OutputError
from helpers.files import write_atomically
from helpers.platforms import exchange
from helpers.publish.site.state import GROWING, STATE, listing, read_state


def swap(files: Mapping[str, bytes], folder: Path, before: Collection[str], changed: Collection[str]) -> bool:
    """Bring a folder to a new state in one step; tell whether that was possible.

    It is not where the folder is a place of its own (a mount), files of somebody else cannot be taken along as they are
    (links, other owners), the folder around it cannot be written to, or the system cannot exchange two folders. Then nothing has changed.

    Args:
        files: what is to be there, by path.
        folder: as it is.
        before: paths that an earlier run wrote.
        changed: paths whose content is another one, or new.
    """
    if os.path.ismount(folder):
        return False
    staged = _staged(folder)
    try:
        if not (folder / STATE).exists():  # so that what is left of a killed run is known for ours
            write_atomically(folder / STATE, listing({}))
        staged.mkdir()
        write_atomically(staged / STATE, listing(files))
        done = _take_along(folder, staged, before)
        for path, content in files.items() if done else ():
            target = staged / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if path in changed:
                target.write_bytes(content)
                target.chmod(0o644)
            else:
                os.link(folder / path, target)
        if done:
            shutil.copystat(folder, staged)
            open_folders(staged, files)
            done = exchange(staged, folder)
    except OSError:
        done = False
    clear(folder)
    return done


def clear(folder: Path) -> None:
    """Remove what a run, this one or one that was killed, has left beside a folder; what others put there meanwhile goes back.

    Raises:
        OutputError: something else lies in that place.
    """
    staged = _staged(folder)
    if not staged.is_dir():
        return
    if not (staged / STATE).is_file() and any(not _growing(path.name) for path in staged.iterdir()):
        raise OutputError(
            f"{staged} liegt schon da und stammt nicht von diesem Programm. Bitte wegräumen oder umbenennen."
        )
    ours = read_state(staged)
    for path in [path for path in staged.rglob("*") if path.is_file()]:
        name = path.relative_to(staged).as_posix()
        if name not in ours and name != STATE and not (folder / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            path.replace(folder / name)
    for path in staged.iterdir():
        if path.name != STATE:  # goes last: without it nobody knows whose folder it is
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    shutil.rmtree(staged)


def open_folders(folder: Path, files: Mapping[str, bytes]) -> None:
    """Let a web server read what was written, whatever the umask of this account is."""
    parents = {folder / parent for path in files for parent in PurePosixPath(path).parents}
    for parent in parents:
        if os.name == "posix" and parent.stat().st_mode & 0o755 != 0o755:
            parent.chmod(0o755)


def _staged(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.neu")


def _growing(name: str) -> bool:
    """Tell whether a path in a folder is a run's own file that was not yet finished."""
    return name.split("/")[0] == GROWING or name.startswith(f".{STATE}.")


def _take_along(folder: Path, staged: Path, before: Collection[str]) -> bool:
    """Link everything that somebody else has in a folder into the new one; tell whether that was possible."""
    owner = folder.stat().st_uid
    ours = {parent.as_posix() for path in before for parent in PurePosixPath(path).parents}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in before or name in ours or name == STATE or _growing(name):
            continue
        if path.is_symlink() or path.stat().st_uid != owner:
            return False
        if path.is_dir():
            (staged / name).mkdir(parents=True)
            shutil.copystat(path, staged / name)
        else:
            (staged / name).parent.mkdir(parents=True, exist_ok=True)
            os.link(path, staged / name)
    return True
