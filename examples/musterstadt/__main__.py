"""Write `data/musterstadt/` anew."""

from __future__ import annotations

from examples.musterstadt.generate import generate
from helpers.paths import project

if __name__ == "__main__":
    generate(project().data)
