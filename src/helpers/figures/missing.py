"""A figure without data, in a notebook: a message in place of an error, so that the cells after it run all the same."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpers.errors import NoChapter, NoData
from helpers.text.markdown import escape

MIME = "application/vnd.bildungsbericht.nodata+json"


@dataclass(frozen=True)
class Missing:
    """What a chart or table call returns in a notebook where there is nothing to show.

    JupyterLab shows the message; the pipeline and whoever runs the notebook by Papermill find it under `MIME`. Whatever
    else is asked of it raises `NoData`, as the call itself does outside of notebooks.
    """

    message: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            MIME: {"message": self.message, "label": ""},
            "text/markdown": f"**Entfällt im Bericht:** {escape(self.message)}",
            "text/plain": self.message,
        }

    def __getattr__(self, name: str) -> Any:
        """Refuse what a figure would have, such as `rows`."""
        raise AttributeError(name) if name.startswith("_") else NoData(self.message)


def or_missing(call: Callable[..., Any]) -> Callable[..., Any]:
    """Return a chart or table call that in a notebook returns `Missing` instead of raising `NoData`."""

    @functools.wraps(call)
    def shown(*args: Any, **kwargs: Any) -> Any:
        try:
            return call(*args, **kwargs)
        except NoChapter:
            raise
        except NoData as error:
            if not _in_notebook():
                raise
            return Missing(str(error))

    return shown


def _in_notebook() -> bool:
    """Tell whether a Jupyter kernel runs this; nothing is imported for that."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return hasattr(shell, "kernel")
