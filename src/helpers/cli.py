"""The command line: `make` passes what was asked for through the environment, so that no shell ever reads it.

Nothing heavy is imported here: an unknown municipality is answered at once.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Annotated, ParamSpec

import typer

from helpers.errors import ReportError
from helpers.paths import project

P = ParamSpec("P")

app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)

City = Annotated[str, typer.Option(envvar="CITY", help="Ordnername, deutscher Name oder AGS der Kommune.")]
Year = Annotated[str, typer.Option(envvar="YEAR", help="Berichtsjahr; ohne Angabe das Jahr aus dem Profil.")]
Format = Annotated[str, typer.Option("--format", envvar="FORMAT", help="html, pdf oder all.")]
Assembler = Annotated[str, typer.Option(envvar="ASSEMBLER", help="auto, builtin oder quarto.")]


def sentence_for(error: OSError) -> str:
    """Say in German why a file could not be written or read."""
    reason = {
        errno.EACCES: "keine Berechtigung",
        errno.EPERM: "keine Berechtigung",
        errno.EROFS: "der Datenträger ist schreibgeschützt",
        errno.ENOSPC: "der Datenträger ist voll",
        errno.EDQUOT: "das Speicherkontingent ist ausgeschöpft",
        errno.ENOTDIR: "ein Teil des Pfades ist kein Ordner",
        errno.EEXIST: "an der Stelle des Ordners liegt schon eine Datei",
        errno.ENOENT: "nicht gefunden",
    }.get(error.errno or 0, error.strerror or str(error))
    return f"{error.filename or 'Eine Datei'} kann nicht verwendet werden: {reason}. Bitte Schreibrechte und freien Platz prüfen."


def fail(message: str) -> None:
    """Print one sentence and leave with exit code 1."""
    # What a user or a file said may hold control characters that a terminal would obey.
    shown = "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in message)
    print(f"Fehler: {shown}", file=sys.stderr)
    raise typer.Exit(1)


def in_sentences(command: Callable[P, None]) -> Callable[P, None]:
    """Turn what a user can cause into a sentence and an exit code."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except ReportError as error:
            fail(str(error))
        except OSError as error:
            fail(sentence_for(error))
        except KeyboardInterrupt:
            print("\nAbgebrochen. Der bisherige Bericht ist unverändert.", file=sys.stderr)
            raise typer.Exit(130) from None

    return wrapped


def city_or_usage(city: str, command: str) -> str:
    """Return the municipality's folder name; without a name, show how to call and what there is."""
    from helpers.data import find_city

    if not city.strip():
        lines = "\n".join(f"  {folder:<16} {name} ({ags})" for folder, name, ags in known_cities())
        fail(f"Es fehlt die Kommune.\nAufruf: make {command} CITY=augsburg\n\nKommunen mit Profil:\n{lines}")
    return find_city(city)


def known_cities() -> list[tuple[str, str, str]]:
    """Return folder, German name and AGS of every municipality with a profile."""
    from helpers.data import load_profile

    folders = sorted(p.parent.name for p in project().data.glob("*/profile.yml"))
    return [(f, (profile := load_profile(f)).name, profile.ags) for f in folders]


@app.command()
@in_sentences
def report(city: City = "", year: Year = "", format_: Format = "all", assembler: Assembler = "auto") -> None:
    """Erstellt den Bericht einer Kommune als HTML und PDF."""
    from helpers.publish.request import Request

    request = Request.of(city_or_usage(city, "report"), year, format_, assembler)
    from helpers.publish.report import make_report

    make_report(request, project())


@app.command()
@in_sentences
def reports(
    cities: Annotated[str, typer.Option(envvar="CITIES")] = "",
    format_: Format = "all",
    assembler: Assembler = "auto",
) -> None:
    """Erstellt die Berichte mehrerer oder aller Kommunen, einen nach dem anderen."""
    from helpers.data import find_city
    from helpers.publish.report import make_report
    from helpers.publish.request import Request

    folders = [find_city(c) for c in cities.split()] or [folder for folder, _, _ in known_cities()]
    failed: list[str] = []
    for folder in folders:
        try:
            make_report(Request.of(folder, "", format_, assembler), project())
        except ReportError as error:
            print(f"Fehler: {folder}: {error}", file=sys.stderr)
            failed.append(folder)
    if failed:
        fail(f"{len(failed)} von {len(folders)} Berichten sind nicht entstanden: {', '.join(failed)}.")


@app.command()
@in_sentences
def cities() -> None:
    """Listet alle Kommunen mit Profil."""
    for folder, name, ags in known_cities():
        print(f"{folder:<16} {ags:<6} {name}")


@app.command()
@in_sentences
def lab(city: City = "augsburg") -> None:
    """Öffnet JupyterLab im Ordner der Notebooks."""
    city_or_usage(city, "lab")
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", str(project().notebooks)])  # noqa: S606 (our own Python)


@app.command()
@in_sentences
def quarto() -> None:
    """Installiert Quarto in die Umgebung des Projekts, wo das Netz es erlaubt."""
    from helpers.publish.quarto import install_quarto

    install_quarto(project())


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app(prog_name="make")
