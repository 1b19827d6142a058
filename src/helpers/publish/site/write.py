"""Writing a site into a folder or an archive: nothing half, nothing twice, nothing removed that somebody else put there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from helpers.errors import OutputError
from helpers.files import write_atomically
from helpers.publish.site.plan import listing

STATE = ".bildungsbericht.json"
"""In the folder: what was written there, by path, with hashes."""
_GROWING = ".bildungsbericht.neu"
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

    First everything new is written beside, then it is moved to its places, the opening page last, then what is no longer
    published goes. Killed at any moment, the next run completes it. Files that others put there stay.

    Raises:
        OutputError: a file of somebody else stands where one of ours belongs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _state(folder)
    changed = [path for path, content in files.items() if not _is(folder / path, content)]
    for path in changed:
        if path not in before and (folder / path).exists():
            raise OutputError(
                f"{folder / path} liegt schon da und stammt nicht von diesem Programm. Bitte einen leeren Ordner wählen oder die Datei "
                "wegräumen."
            )
    growing = folder / _GROWING
    shutil.rmtree(growing, ignore_errors=True)
    gone = sorted(path for path in before if path not in files and (folder / path).is_file())
    if changed or gone:
        # First who owns what, old and new: a run that is killed from here on leaves nothing that nobody knows.
        write_atomically(folder / STATE, (json.dumps(before | _sums(files), indent=0) + "\n").encode())
        for path in changed:
            new = growing / path
            new.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(files[path])
            new.chmod(0o644)
        for path in sorted(changed, key=lambda name: (name.endswith(".html"), name == "index.html", name)):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (growing / path).replace(folder / path)
        for path in gone:
            (folder / path).unlink()
        _remove_empty(folder, gone)
        shutil.rmtree(growing, ignore_errors=True)
    _open_folders(folder, files)
    write_atomically(folder / STATE, listing(files))
    return len(changed), len(gone)


def _state(folder: Path) -> dict[str, str]:
    """Return what an earlier run wrote; paths that lead out of the folder are no one's."""
    try:
        found = json.loads((folder / STATE).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise OutputError(
            f"{folder / STATE} ist beschädigt. Bitte in einen neuen Ordner veröffentlichen."
        ) from None
    safe = (
        path
        for path in found
        if not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts
    )
    return {path: str(found[path]) for path in safe}


def _sums(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def _remove_empty(folder: Path, gone: list[str]) -> None:
    parents = {parent for path in gone for parent in PurePosixPath(path).parents if parent.as_posix() != "."}
    for parent in sorted(parents, key=lambda path: -len(path.parts)):
        if (folder / parent).is_dir() and not any((folder / parent).iterdir()):
            (folder / parent).rmdir()


def _open_folders(folder: Path, files: Mapping[str, bytes]) -> None:
    """Let a web server read what was written, whatever the umask of this account is."""
    parents = {folder / parent for path in files for parent in PurePosixPath(path).parents}
    for parent in parents:
        if os.name == "posix" and parent.stat().st_mode & 0o755 != 0o755:
            parent.chmod(0o755)
