"""Where things are: one object with every folder of the project."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """The folders of one checkout.

    Args:
        root: folder that holds `_quarto.yml`, `notebooks/`, `chapters/` and `data/`.
    """

    root: Path

    @property
    def quarto_yml(self) -> Path:
        """The book: order of chapters, formats, theme."""
        return self.root / "_quarto.yml"

    @property
    def notebooks(self) -> Path:
        """One notebook per chapter."""
        return self.root / "notebooks"

    @property
    def chapters(self) -> Path:
        """Hand-written chapters."""
        return self.root / "chapters"

    @property
    def data(self) -> Path:
        """Catalogue, official figures and one folder per municipality."""
        return self.root / "data"

    @property
    def build(self) -> Path:
        """Everything that can be deleted and made again."""
        return self.root / "_build"

    @property
    def reports(self) -> Path:
        """The published reports."""
        return self.root / "_report"


def project() -> Project:
    """Return the project: `BILDUNGSBERICHT_ROOT` where it is set, else the checkout that holds this package."""
    root = os.environ.get("BILDUNGSBERICHT_ROOT")
    return Project(Path(root).resolve() if root else Path(__file__).resolve().parents[2])
