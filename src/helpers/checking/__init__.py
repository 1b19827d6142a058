"""Check the figures of a municipality and write the Prüfbericht that goes back to whoever supplied them."""

from helpers.checking.checker import run_check
from helpers.checking.findings import CheckResult, Finding, Place

__all__ = ["CheckResult", "Finding", "Place", "run_check"]
