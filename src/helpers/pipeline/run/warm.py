"""What notebooks use, imported and prepared in the process that theirs are forked from."""

# mypy: disable-error-code="no-untyped-call"
# Jupyter's and matplotlib's functions are annotated here and there only.

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module

from helpers.paths import project

PRELOADED = (
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "babel.dates",
    "duckdb",
    "helpers.data.profile",
    "helpers.data.store",
    "helpers.look.raster",
    "helpers.pipeline.chapter.convert",
    "helpers.pipeline.run.client",
    "helpers.pipeline.run.trace",
    "helpers.report",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "pygments.formatters.terminal256",
    "pygments.styles",
    "tornado.platform.asyncio",
    "typst",
    "xlsxwriter",
)
"""What every notebook needs."""

LIBRARIES = ("pandas", "seaborn")
"""What only some notebooks need: pandas takes as long as matplotlib, seaborn brings all of scipy."""


def load(names: Iterable[str]) -> None:
    """Import modules, and call functions of some.

    Args:
        names: modules, and `module:function` for a function of one that is to be called.
    """
    for name in names:
        module, _, function = name.partition(":")
        imported = import_module(module)
        if function:
            getattr(imported, function)()


def notebooks() -> None:
    """Import what notebooks use, and draw one figure, so that matplotlib and Typst have read their fonts."""
    # JupyterLab brings a grammar of web addresses, which `jsonschema` takes a second to prepare and no notebook is checked with.
    with _hidden("rfc3987_syntax"):
        for name in ("papermill", *PRELOADED, *_named()):
            import_module(name)
        with _hidden("debugpy"):  # ipykernel then does without its debugger
            import_module("ipykernel.debugger")
    # DuckDB has a connection from the start, with threads that no fork inherits.
    sys.modules["duckdb"].execute("SET threads = 1")

    from helpers.figures.draw.sample import sample
    from helpers.look.raster import fonts

    sample()
    fonts()
    from nbformat import v4, validate

    validate(v4.new_notebook())  # compiles the schema
    _read_data()
    if sys.platform == "linux":
        from helpers.pipeline.run.kernel import make_kernel

        make_kernel()


@contextlib.contextmanager
def _hidden(name: str) -> Iterator[None]:
    """Let whoever imports a module meanwhile do without it, as if it were not installed."""
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


def _named() -> list[str]:
    """Return those of the libraries that a notebook of the project names."""
    texts = [path.read_bytes() for path in project().notebooks.glob("*.ipynb")]
    return [name for name in LIBRARIES if any(name.encode() in text for text in texts)]


def _read_data() -> None:
    """Read and hash before the first fork what every notebook asks for; mistakes are the business of whoever asks."""
    from helpers.data.areas import read_areas
    from helpers.data.catalogue import read_catalogue
    from helpers.data.storebuild import content_hash
    from helpers.errors import ReportError

    for read in (content_hash, read_catalogue, read_areas):
        with contextlib.suppress(ReportError, OSError):
            read(project().data)
