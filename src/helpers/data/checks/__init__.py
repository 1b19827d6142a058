"""Check the figures of a municipality and write the Prüfbericht that goes back to whoever supplied them."""

from helpers.data.checks.result import CheckResult, Finding, Place
from helpers.data.checks.run import run_check

__all__ = ["CheckResult", "Finding", "Place", "run_check"]
