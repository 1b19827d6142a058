"""A report that is looked at while it is edited: a page on this computer that reloads itself when something is saved.

    preview(["augsburg"], "", "", project())

`session.py` watches the project and builds, `build.py` makes the pages, `board.py` holds what the pages show, `server.py` serves them.
See docs/handbuch/vorschau.md.
"""

from __future__ import annotations

from helpers.publish.preview.session import preview

__all__ = ["preview"]
