"""The command line: `make` passes what was asked for through the environment, so that no shell ever reads it.

Nothing heavy is imported here: an unknown municipality is answered at once.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer

from helpers import errors
from helpers.data.migration import migrate
from helpers.errors import ReportError, sentence_for
from helpers.paths import project

P = ParamSpec("P")

# Lower-case words after "make" in a message are commands of this program: `make report CITY=…`.
COMMANDS = "[a-z]+"

app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)

File = Annotated[str, typer.Option(envvar="FILE", help="Datei oder Ordner.")]
City = Annotated[str, typer.Option(envvar="CITY", help="Ordnername, deutscher Name oder AGS der Kommune.")]
Year = Annotated[str, typer.Option(envvar="YEAR", help="Berichtsjahr; ohne Angabe das Jahr aus dem Profil.")]
Format = Annotated[
    str, typer.Option("--format", envvar="FORMAT", help="Formate, mit Komma getrennt; ohne Angabe html,pdf.")
]
Assembler = Annotated[str, typer.Option(envvar="ASSEMBLER", help="auto, builtin oder quarto.")]


def printable(message: str) -> str:
    """Return a message for the screen.

    Without control characters that a terminal would obey (users and files say them), and with the commands as this user calls
    them: `./bericht report` where there is no make.
    """
    called = os.environ.get("BERICHT_AUFRUF", "make")
    return errors.printable(re.sub(rf"\bmake (?={COMMANDS}\b)", f"{called} ", message))


def fail(message: str) -> None:
    """Print one sentence and leave with exit code 1."""
    print(f"Fehler: {printable(message)}", file=sys.stderr)
    raise typer.Exit(1)


def say(line: str) -> None:
    """Print one line of a log at once."""
    print(printable(line), flush=True)


def in_sentences(command: Callable[P, None]) -> Callable[P, None]:
    """Turn what a user can cause into a sentence and an exit code."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            for line in migrate(project().data):
                say(line)
            command(*args, **kwargs)
        except ReportError as error:
            fail(str(error))
        except OSError as error:
            if isinstance(error, BrokenPipeError) and nobody_reads():
                raise typer.Exit(141) from None
            fail(sentence_for(error))
        except (KeyboardInterrupt, RuntimeError) as error:
            # DuckDB answers Ctrl-C during a query with an error of its own.
            if isinstance(error, RuntimeError) and str(error) != "Query interrupted":
                raise
            print("\nAbgebrochen. Der bisherige Bericht ist unverändert.", file=sys.stderr)
            raise typer.Exit(130) from None

    return wrapped


def nobody_reads() -> bool:
    """Whether who read the output has gone, as `head` does after ten lines."""
    try:
        print(flush=True)
    except BrokenPipeError:
        # Python writes the rest out once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


def city_or_usage(city: str, command: str) -> str:
    """Return the municipality's folder name; without a name, show how to call and what there is."""
    from helpers.data import find_city

    if not city.strip():
        lines = "\n".join(f"  {folder:<16} {name} ({ags})" for folder, name, ags in known_cities())
        fail(
            f"Es fehlt die Kommune.\nAufruf: make {command} CITY=augsburg\n\nKommunen mit Profil:\n{lines}\n\n"
            "Jeder andere Kreis und jede kreisfreie Stadt geht auch ohne Profil: make cities"
        )
    return find_city(city)


def file_or_usage(file: str, usage: str) -> Path:
    """Return the path of what was named, seen from the folder in which `make` was called."""
    if not file.strip():
        fail(f"Es fehlt die Datei.\nAufruf: make {usage}")
    path = Path(file).expanduser()
    # `make -C` changes the folder; CALLED_FROM is the one in which the user named the file.
    seen = Path(os.environ.get("CALLED_FROM", "")) / path
    return seen if seen.exists() else path


def known_cities() -> list[tuple[str, str, str]]:
    """Return folder, German name and AGS of every municipality with a profile."""
    from helpers.data import list_cities, load_profile
    from helpers.errors import ProfileError

    known = []
    for folder in list_cities():
        try:
            profile = load_profile(folder)
            known.append((folder, profile.name, profile.ags))
        except ProfileError as problem:  # it does not hide the others
            known.append((folder, str(problem), "?"))
    return known


@app.command()
@in_sentences
def report(city: City = "", year: Year = "", format_: Format = "", assembler: Assembler = "auto") -> None:
    """Erstellt den Bericht einer Kommune als HTML und PDF."""
    from helpers.publish.request import Request

    request = Request.of(city_or_usage(city, "report"), year, format_, assembler)
    from helpers.publish.make_report import make_report

    make_report(request, project())


@app.command()
@in_sentences
def status(
    city: City = "",
    year: Year = "",
    since: Annotated[str, typer.Option(envvar="SINCE", help="Eine abgeschlossene Ausgabe, wie 2025.1.")] = "",
) -> None:
    """Zeigt je Kapitel, ob es Entwurf, in Prüfung oder freigegeben ist, und was sich seit der Freigabe geändert hat."""
    folder = city_or_usage(city, "status")
    from helpers.publish.release.status import show_news, show_status
    from helpers.publish.request import checked_year

    wanted = checked_year(year)
    lines = (
        show_news(folder, wanted, since, project())
        if since.strip()
        else show_status(folder, wanted, project())
    )
    for line in lines:
        say(line)


@app.command()
@in_sentences
def approve(
    city: City = "",
    chapter: Annotated[str, typer.Option(envvar="CHAPTER", help="Nummer oder Name, oder „alle“.")] = "",
    by: Annotated[str, typer.Option(envvar="BY", help="Wer freigibt.")] = "",
    year: Year = "",
) -> None:
    """Gibt Kapitel so frei, wie der Bericht sie jetzt zeigt."""
    folder = city_or_usage(city, 'approve CHAPTER=03 BY="Vorname Nachname"')
    from datetime import date

    from helpers.publish.release.status import approve_chapters
    from helpers.publish.request import checked_year

    for line in approve_chapters(folder, checked_year(year), chapter, by, date.today(), project()):
        say(line)


@app.command()
@in_sentences
def review(
    city: City = "",
    chapter: Annotated[str, typer.Option(envvar="CHAPTER", help="Nummer oder Name, oder „alle“.")] = "alle",
    for_: Annotated[str, typer.Option("--for", envvar="FOR", help="Amt, das gefragt wird.")] = "",
    file: File = "",
    accept: Annotated[str, typer.Option(envvar="ACCEPT", help="Nummern, oder „alle“.")] = "",
    reject: Annotated[str, typer.Option(envvar="REJECT", help="Nummern, oder „alle“.")] = "",
    keep: Annotated[
        str, typer.Option(envvar="KEEP", help="Nummern von Kommentaren, die abgedruckt werden.")
    ] = "",
    by: Annotated[str, typer.Option(envvar="BY", help="Wer entscheidet.")] = "",
    year: Year = "",
) -> None:
    """Schreibt Kapitel als Word-Datei zum Prüfen, liest die Antworten und übernimmt, was angenommen wird."""
    from datetime import date

    from helpers.publish.make_review import Decisions, decide, read_answer, send
    from helpers.publish.request import checked_year

    if file.strip():
        from helpers.data import find_city

        path = file_or_usage(file, "review FILE=antwort.docx")
        lines = read_answer(path, project(), find_city(city) if city.strip() else "", checked_year(year))
    else:
        folder, wanted = city_or_usage(city, "review [CHAPTER=03] [FOR=Jugendamt]"), checked_year(year)
        decisions = Decisions(accept, reject, keep, by, date.today(), for_.strip() == "alle")
        lines = (
            decide(folder, wanted, decisions, project())
            if decisions.any
            else send(folder, wanted, chapter or "alle", for_, project())
        )
    for line in lines:
        say(line)


@app.command()
@in_sentences
def release(
    city: City = "",
    year: Year = "",
    on: Annotated[str, typer.Option(envvar="ON", help="Sperrfrist, wie 2026-03-12T10:00.")] = "",
    overrule: Annotated[str, typer.Option(envvar="OVERRULE", help="Wer verantwortet, was fehlt.")] = "",
    erratum: Annotated[str, typer.Option(envvar="ERRATUM", help="Was eine Berichtigung berichtigt.")] = "",
    assembler: Assembler = "auto",
) -> None:
    """Schließt eine Ausgabe ab: alle Formate, Prüfsummen, Versionsnummer; danach ändert sie nichts mehr."""
    from datetime import date

    from helpers.publish.request import Request

    request = Request.of(city_or_usage(city, "release"), year, "all", assembler)
    from helpers.publish.make_release import Wish, make_release

    for line in make_release(Wish(request, on, overrule, erratum, date.today()), project()):
        say(line)


@app.command()
@in_sentences
def publish(
    city: City = "",
    to: Annotated[str, typer.Option(envvar="TO", help="Ordner oder ZIP-Datei.")] = "",
) -> None:
    """Schreibt die veröffentlichten Ausgaben für den Webserver: was die Öffentlichkeit bekommt, sonst nichts."""
    folder = city_or_usage(city, "publish TO=<ordner oder zip>")
    if not to.strip():
        fail(f"Es fehlt das Ziel.\nAufruf: make publish CITY={folder} TO=<ordner oder zip>")
    from datetime import datetime

    from helpers.publish.make_site import make_site

    target = Path(os.environ.get("CALLED_FROM", "")) / Path(to.strip()).expanduser()
    for line in make_site(folder, target, datetime.now(), project()):
        say(line)


@app.command()
@in_sentences
def portal(
    cities: Annotated[str, typer.Option(envvar="CITIES", help="Namen, mit Leerzeichen oder Kommas.")] = "",
    land: Annotated[str, typer.Option(envvar="LAND", help="Schlüssel oder Name eines Landes.")] = "",
    to: Annotated[str, typer.Option(envvar="TO", help="Ordner für den Webserver.")] = "",
    drafts: Annotated[str, typer.Option(envvar="DRAFTS", help="1: auch Entwürfe.")] = "",
    copies: Annotated[
        str, typer.Option(envvar="REPORTS", help="1: Berichte kopieren, auch wo sie anderswo liegen.")
    ] = "",
) -> None:
    """Schreibt eine Website für viele Kommunen: Berichte, Vergleich aller Kreise, Tabellen, offene Daten."""
    if not to.strip():
        fail("Es fehlt das Ziel.\nAufruf: make portal TO=<ordner>")
    from datetime import datetime

    from helpers.publish.make_portal import make_portal
    from helpers.publish.portal.report_shelf import Wanted

    target = Path(os.environ.get("CALLED_FROM", "")) / Path(to.strip()).expanduser()
    wanted = Wanted(datetime.now(), drafts.strip() == "1", copies.strip() == "1")
    for line in make_portal(cities, land, target, project(), wanted):
        say(line)


@app.command()
@in_sentences
def reports(
    cities: Annotated[str, typer.Option(envvar="CITIES", help="Namen, mit Leerzeichen oder Kommas.")] = "",
    land: Annotated[str, typer.Option(envvar="LAND", help="Schlüssel oder Name eines Landes.")] = "",
    year: Year = "",
    format_: Format = "",
    assembler: Assembler = "auto",
    cluster: Annotated[str, typer.Option(envvar="CLUSTER", help="Adresse eines Dask-Schedulers.")] = "",
    cluster_keys: Annotated[
        str, typer.Option(envvar="CLUSTER_KEYS", help="Ordner mit ca.pem, cert.pem und key.pem, für tls://.")
    ] = "",
) -> None:
    """Erstellt die Berichte mehrerer oder aller Kommunen."""
    from helpers.data.cities import unread_profiles
    from helpers.publish.batch.selection import selected

    folders = selected(cities, land, project().data)
    for said in unread_profiles(project().data).values():
        say(said)
    from helpers.publish.batch import make_reports
    from helpers.publish.batch.overview import write_overview
    from helpers.publish.batch.summary import summary, text_table

    rows = make_reports(folders, year, format_, assembler, project(), cluster=cluster, keys=cluster_keys)
    print("\n".join(["", *text_table(rows), "", summary(rows)]))
    print(f"Übersicht: {write_overview(rows, project())}", flush=True)
    if failed := [row for row in rows if row.status == "failed"]:
        reasons = "\n".join(f"{row.name}: {reason}" for row in failed for reason in row.reasons)
        fail(f"{len(failed)} von {len(rows)} Berichten sind nicht entstanden.\n{reasons}")


@app.command()
@in_sentences
def why(city: City = "") -> None:
    """Sagt für jedes Kapitel, wann und warum es gebaut wurde und was sich seither geändert hat."""
    folder = city_or_usage(city, "why")
    from helpers.pipeline import why as explain

    print("\n".join(explain(folder, project())))


@app.command()
@in_sentences
def new(
    city: City = "",
    land: Annotated[str, typer.Option(envvar="LAND", help="Schlüssel oder Name eines Landes.")] = "",
) -> None:
    """Legt den Ordner einer Kommune an, mit ausgefülltem Profil; mit LAND die aller Kreise eines Landes."""
    from helpers.data.new_profile import new_profile, new_profiles
    from helpers.publish.batch.selection import land_key

    if not city.strip() and not land.strip():
        fail(
            "Es fehlt die Kommune.\nAufruf: make new CITY=Ulm, oder für alle Kreise eines Landes: make new LAND=09"
        )
    data = project().data
    for line in new_profile(city, data) if city.strip() else new_profiles(land_key(land.strip()), data):
        say(line)


@app.command()
@in_sentences
def check(city: City = "") -> None:
    """Prüft die Daten einer Kommune und schreibt den Prüfbericht."""
    folder = city_or_usage(city, "check")
    from helpers.checking import run_check

    result = run_check(folder, project())
    for line in result.summary_lines():
        say(line)
    if result.errors:
        raise typer.Exit(1)


@app.command()
@in_sentences
def template(
    city: City = "",
    kind: Annotated[str, typer.Option(envvar="KIND", help="ziele, angebote oder einrichtungen.")] = "",
) -> None:
    """Schreibt eine Excel-Vorlage für eine Liste, die von Hand gepflegt wird."""
    folder = city_or_usage(city, "template KIND=ziele")
    from helpers.importing.handlists import write_template

    for line in write_template(kind.strip().casefold(), folder, project().data):
        say(line)


@app.command()
@in_sentences
def sources(city: City = "", year: Year = "") -> None:
    """Schreibt die Einkaufsliste: was da ist, was fehlt oder veraltet ist, und wo es zu haben ist."""
    folder = city_or_usage(city, "sources")
    from helpers.publish.request import checked_year
    from helpers.publish.shopping import show_sources

    for line in show_sources(folder, checked_year(year), project()):
        say(line)


@app.command()
@in_sentences
def update(
    city: City = "",
    source: Annotated[str, typer.Option(envvar="SOURCE", help="regionalatlas oder regionaldatenbank.")] = "",
    year: Year = "",
    accept: Annotated[
        str, typer.Option(envvar="ACCEPT", help="1 übernimmt, was zuletzt abgerufen wurde.")
    ] = "",
) -> None:
    """Ruft neue amtliche Zahlen ab und zeigt, was sich ändert; mit ACCEPT=1 werden sie übernommen."""
    from datetime import date

    from helpers.data import find_city
    from helpers.publish.make_update import accept_update, show_update
    from helpers.publish.request import checked_year

    folder, today = find_city(city) if city.strip() else "", date.today().isoformat()
    if accept.strip() in ("", "0"):
        shown = show_update(folder, checked_year(year), source.strip(), today, project(), say)
        if (
            not shown
            or not sys.stdin.isatty()
            or input("Jetzt übernehmen? (j/n) ").strip().casefold() not in ("j", "ja")
        ):
            return
    accept_update(today, project(), say)


@app.command("import")
@in_sentences
def import_(file: File = "", city: City = "") -> None:
    """Liest eine Datei oder alle Tabellen eines Ordners in den Datenbestand ein."""
    path = file_or_usage(file, "import FILE=21111-02-06-4.csv [CITY=augsburg]")
    from datetime import date

    from helpers.data import find_city
    from helpers.importing import run_import

    folder = find_city(city) if city.strip() else None
    run_import([path], folder, project(), imported=date.today().isoformat(), say=say)


@app.command()
@in_sentences
def withdraw(file: File = "", city: City = "") -> None:
    """Nimmt das Einlesen einer Datei zurück, oder eine ganze Aktualisierung: FILE=abruf-2026-12-01."""
    name = file_or_usage(file, "withdraw FILE=21111-02-06-4.csv [CITY=augsburg]").name
    if name.startswith("abruf-"):
        from helpers.publish.make_update import withdraw_update

        withdraw_update(name.removeprefix("abruf-"), project(), say)
        return
    from helpers.importing import withdraw as take_back

    for line in take_back(name, project(), city.strip() or None):
        say(line)


@app.command()
@in_sentences
def cities() -> None:
    """Listet alle Kommunen nach Ländern; „*“ steht vor denen, die ein Profil haben."""
    from helpers.data import all_cities, load_profile
    from helpers.data.keys import LAENDER
    from helpers.data.kreise import read_kreise

    wrong = {folder: name for folder, name, ags in known_cities() if ags == "?"}
    own, shipped = {folder for folder, _, _ in known_cities()}, read_kreise(project().data)
    by_land: dict[str, list[tuple[str, str, str]]] = {}
    for folder, ags in all_cities().items():
        named = shipped[folder].name if folder not in own else wrong.get(folder) or load_profile(folder).name
        by_land.setdefault(ags[:2], []).append((named, folder, ags))
    for land, rows in sorted(by_land.items()):
        print(f"\n{LAENDER.get(land, 'ohne gültigen AGS')} ({land})" if land else "\nOhne gültigen AGS")
        for named, folder, ags in sorted(rows, key=lambda row: row[2]):
            print(f"{'*' if folder in own else ' '} {folder:<36} {ags:<6} {named}")


@app.command()
@in_sentences
def preview(
    city: City = "",
    chapter: Annotated[str, typer.Option(envvar="CHAPTER", help="Nummer oder Name eines Kapitels.")] = "",
    year: Year = "",
) -> None:
    """Zeigt einen Bericht, während er bearbeitet wird; mit CHAPTER ein Kapitel für alle Kommunen."""
    folders = [known for known, _, _ in known_cities()] if chapter.strip() else []
    if city.strip() or not folders:
        folders.insert(0, city_or_usage(city, "preview"))
    from helpers.publish.preview.session import preview as show

    show(list(dict.fromkeys(folders)), year, chapter, project())


@app.command()
@in_sentences
def lab(city: City = "", year: Year = "") -> None:
    """Öffnet JupyterLab im Ordner der Notebooks; mit CITY rechnen sie dort für diese Kommune."""
    from helpers.publish.preview.lab import open_lab
    from helpers.publish.request import Request

    chosen = Request.of(city_or_usage(city, "lab"), year, "html", "builtin") if city.strip() else None
    open_lab(project(), chosen)


@app.command()
@in_sentences
def backup() -> None:
    """Sichert eigene Daten, Kapitel, Notebooks und abgeschlossene Ausgaben in einer ZIP-Datei."""
    from datetime import date

    from helpers.publish.backup import make_backup

    for line in make_backup(project(), date.today()):
        say(line)


@app.command()
@in_sentences
def bundle(
    platform: Annotated[str, typer.Option(envvar="PLATFORM", help="windows, macos oder linux.")] = "",
    group: Annotated[str, typer.Option(envvar="GROUP", help="Gruppen von Paketen, mit Leerzeichen.")] = "",
) -> None:
    """Legt das Projekt mit allen Paketen in eine ZIP-Datei, zum Einrichten ohne Netz."""
    from helpers.bundle import make_bundle

    say(make_bundle(platform, group.split(), project()))


@app.command()
@in_sentences
def quarto() -> None:
    """Installiert Quarto in die Umgebung des Projekts, wo das Netz es erlaubt."""
    from helpers.publish.install_quarto import install_quarto

    install_quarto(project())


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app(prog_name="make")
