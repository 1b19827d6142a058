"""The small project of the importers' tests."""

from tests.importing.conftest import project, stored

__all__ = ["project", "stored"]
