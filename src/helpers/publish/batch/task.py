"""Binding and publishing one report, as a task for a process of its own."""

from __future__ import annotations

import errno
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from helpers.assemble.choose import Choice
from helpers.errors import ReportError, sentence_for
from helpers.paths import Project
from helpers.pipeline.contract import Limits
from helpers.pipeline.run.runner import ChapterResult
from helpers.publish.inputs import remember
from helpers.publish.lock import locked
from helpers.publish.make_report import bind
from helpers.publish.request import Request

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})


def lacks_space(error: BaseException | None) -> bool:
    """Tell whether an error comes from a full disk, whatever it was wrapped in."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_SPACE:
            return True
        error = error.__cause__ or error.__context__
    return False


@dataclass(frozen=True)
class Published:
    """What became of a report.

    Args:
        failure: German: why it was not published; empty where it was.
        warnings: German sentences for the person who made it.
        seconds: how long it took.
        no_space: whether it failed because nothing more can be written; then the others need not be tried.
    """

    failure: str = ""
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    no_space: bool = False


@dataclass(frozen=True)
class Publish:
    """Bind, assemble and publish one report whose chapters are done.

    Args:
        request: what was asked for.
        project: the checkout.
        choice: who assembles.
        chapters: what became of the notebooks, without the executed notebooks.
        hashes: of the input files.
        inputs: hash over them and the request, recorded when the report is whole.
        limits: how long it may take.
    """

    request: Request
    project: Project
    choice: Choice
    chapters: tuple[ChapterResult, ...]
    hashes: Mapping[str, str]
    inputs: str
    limits: Limits = field(default_factory=lambda: Limits(notebook=900))

    def run(self) -> Published:
        """Do it; whatever goes wrong is a result, not an exception."""
        start, city, no_space = time.monotonic(), self.request.city, False
        build = self.project.build / city
        warnings: tuple[str, ...] = ()
        failure = ""
        try:
            # The batch holds the municipality's lock, but a batch may be killed a moment before its processes end.
            with locked(build / "lock.buch", lambda: None):
                warnings = bind(self.request, self.project, self.choice, self.chapters, self.hashes)
                remember(self.project, city, self.inputs, self.chapters)
        except ReportError as error:
            failure, no_space = str(error), lacks_space(error)
        except OSError as error:
            failure, no_space = sentence_for(error), lacks_space(error)
        except Exception as error:  # a mistake of ours must not stop the other reports
            failure = f"Unerwarteter Fehler beim Zusammenstellen: {type(error).__name__}: {error}"
        return Published(failure, warnings, time.monotonic() - start, no_space)

    def ended(self, reason: str) -> Published:
        """Return what a killed process counts as."""
        return Published(f"Der Bericht wurde nicht zusammengestellt: {reason}")
