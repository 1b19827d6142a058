"""What was written into a folder for the web server, kept in that folder: nothing else is overwritten or removed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from helpers.errors import OutputError

STATE = ".bildungsbericht.json"
"""In the folder: what was written there, by path, with hashes."""
GROWING = ".bildungsbericht.neu"
"""Where new files wait that are moved one by one."""


def read_state(folder: Path) -> dict[str, str]:
    """Return what an earlier run wrote; paths that lead out of the folder are no one's.

    Raises:
        OutputError: nobody can read it any more.
    """
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


def sums(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}


def listing(files: Mapping[str, bytes]) -> bytes:
    """Return the list of what was written, with hashes, so that the next time nothing else is removed."""
    return (json.dumps(sums(files), ensure_ascii=False, indent=0) + "\n").encode()
