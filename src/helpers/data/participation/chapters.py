"""Which chapters voices and comments can belong to."""

from __future__ import annotations

import re

from helpers.paths import Project

_NUMBER = re.compile(r"^\d+[-_]")
_OPENING = "00-"


def chapter_names(project: Project, city: str) -> dict[str, str]:
    """Return the chapters that a municipality's report may have: name without number → name of the file.

    >>> chapter_names(Project(root), "augsburg")["ganztag"]   # doctest: +SKIP
    '06-ganztag'
    """
    files = [path for path in project.notebooks.glob("*.ipynb") if not path.name.startswith(_OPENING)]
    files += [*project.chapters.glob("*.qmd"), *(project.chapters / city).glob("*.qmd")]
    return {_NUMBER.sub("", path.stem): path.stem for path in sorted(files, key=lambda path: path.stem)}


def plain_name(text: str) -> str:
    """Return a chapter's name without its number: `06-ganztag` and `ganztag` are the same.

    >>> plain_name("06-ganztag")
    'ganztag'
    """
    return _NUMBER.sub("", text.strip().removesuffix(".ipynb").removesuffix(".qmd"))
