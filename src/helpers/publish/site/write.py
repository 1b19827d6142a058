"""Writing a site into a folder or an archive: nothing half, nothing twice, nothing removed that somebody else put there."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from helpers.errors import OutputError
from helpers.files import write_atomically
from helpers.publish.site.state import GROWING, STATE, listing, read_state, sums
from helpers.publish.site.swap import clear, open_folders, swap

_DAY = (1980, 1, 1, 0, 0, 0)


def write_zip(files: Mapping[str, bytes], target: Path) -> bool:
    """Write an archive in one step, the same for the same files; tell whether it is another than before."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.neu")
    try:
        with zipfile.ZipFile(partial, "w") as archive:
            for path, content in sorted(files.items()):
                info = zipfile.ZipInfo(path, _DAY)
                info.external_attr = 0o100644 << 16
                info.create_system = 3
                archive.writestr(info, content, zipfile.ZIP_DEFLATED)
        if target.is_file() and target.read_bytes() == partial.read_bytes():
            return False
        partial.chmod(0o644)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return True


def write_folder(files: Mapping[str, bytes], folder: Path) -> tuple[int, int]:
    """Bring a folder to the state of a plan; return how many files were written and removed.

    In one step where that is possible (`swap`), else file by file. Killed at any moment, the next run completes it.
    Files that others put there stay.

    Raises:
        OutputError: a file of somebody else stands where one of ours belongs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    clear(folder)
    before = read_state(folder)
    changed = [path for path, content in files.items() if not _is(folder / path, content)]
    for path in changed:
        if path not in before and (folder / path).exists():
            raise OutputError(
                f"{folder / path} liegt schon da und stammt nicht von diesem Programm. Bitte einen leeren Ordner wählen oder die Datei "
                "wegräumen."
            )
    gone = sorted(path for path in before if path not in files and (folder / path).is_file())
    if (changed or gone) and not swap(files, folder, before, set(changed)):
        _move(files, folder, before, changed)
        for path in gone:
            (folder / path).unlink()
        _remove_empty(folder, gone)
    shutil.rmtree(folder / GROWING, ignore_errors=True)
    open_folders(folder, files)
    write_atomically(folder / STATE, listing(files))
    return len(changed), len(gone)


def _move(
    files: Mapping[str, bytes], folder: Path, before: Mapping[str, str], changed: Sequence[str]
) -> None:
    """Write all that is new beside, then move it to its places: no page leads to what is not yet there.

    New files come first, then other content of known ones; of both the pages last, and the opening page at the very end.
    """
    growing = folder / GROWING
    shutil.rmtree(growing, ignore_errors=True)
    # First who owns what, old and new: a run that is killed from here on leaves nothing that nobody knows.
    write_atomically(folder / STATE, (json.dumps({**before, **sums(files)}, indent=0) + "\n").encode())
    for path in changed:
        new = growing / path
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(files[path])
        new.chmod(0o644)
    known = {path for path in changed if (folder / path).exists()}
    for path in sorted(changed, key=lambda p: (p == "index.html", p in known, p.endswith(".html"), p)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (growing / path).replace(folder / path)


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def _remove_empty(folder: Path, gone: list[str]) -> None:
    parents = {parent for path in gone for parent in PurePosixPath(path).parents if parent.as_posix() != "."}
    for parent in sorted(parents, key=lambda path: -len(path.parts)):
        if (folder / parent).is_dir() and not any((folder / parent).iterdir()):
            (folder / parent).rmdir()
