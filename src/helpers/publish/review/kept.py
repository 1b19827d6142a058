"""What was sent and what came back: `data/<city>/rueckmeldungen/`. It holds names and is never published.

`<year>.yml` lists everything that answers said, with what was decided; `<year>/gesendet/` what the review copies said, `<year>/antworten/`
the answers as they came. Nothing is ever taken out of the list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from helpers.errors import DataError, ReportError
from helpers.files import write_atomically
from helpers.paths import Project
from helpers.publish.inputs import REVIEWS
from helpers.publish.review.answer import TEXT, Finding
from helpers.publish.review.sheet import Sheet
from helpers.safeyaml import read_yaml

UNDECIDED, ACCEPTED, REJECTED, SETTLED = "offen", "angenommen", "abgelehnt", "erledigt"
_HEAD = (
    "# Rückmeldungen zu dieser Ausgabe und was daraus wurde. Entschieden wird mit make review CITY=… ACCEPT=1,3 REJECT=2;\n"
    "# „stand“ darf man auch von Hand auf „erledigt“ oder „abgelehnt“ setzen. Die Namen bleiben im Projekt.\n"
)


@dataclass(frozen=True)
class Item:
    """One thing that somebody said about a chapter.

    Args:
        nr: its number.
        kapitel: name of the chapter.
        art: what kind it is, see `answer`.
        von: who said it.
        am: when, as the document says.
        amt: the department that was asked.
        antwort: the file it came in.
        zelle: id of the cell.
        bisher: what was sent.
        neu: what is to be read, or what the comment says.
        ersetzt: the Markdown it replaces.
        text: the Markdown that is read so; None where it cannot be written.
        werte: what the inline values of that paragraph showed.
        grund: why it cannot be written.
        zu: the words a comment is about.
        erwiderungen: replies to a comment.
        stand: `offen`, `angenommen`, `abgelehnt` or `erledigt`.
        entschieden: what was done, by whom, when.
    """

    nr: int
    kapitel: str
    art: str
    von: str
    am: str
    amt: str
    antwort: str
    zelle: str
    bisher: str
    neu: str
    ersetzt: str = ""
    text: str | None = None
    werte: tuple[str, ...] = ()
    grund: str = ""
    zu: str = ""
    erwiderungen: tuple[str, ...] = ()
    stand: str = UNDECIDED
    entschieden: str = ""


def items_of(found: Sequence[tuple[str, Finding]], asked: str, answer: str, first: int) -> Iterator[Item]:
    """Yield what was found in an answer, each with its chapter, as numbered items."""
    for number, (chapter, f) in enumerate(found, first):
        yield Item(
            number,
            chapter,
            f.kind,
            ", ".join(dict.fromkeys(c.author for c in f.by if c.author)) or "unbekannt",
            max((c.date for c in f.by), default="")[:10],
            asked,
            answer,
            f.sent.cell if f.sent else "",
            f.before,
            f.after,
            f.sent.source if f.sent and f.kind == TEXT else "",
            f.text,
            f.sent.results if f.sent and f.kind == TEXT else (),
            f.why,
            f.quoted,
            f.replies,
            SETTLED if f.done else UNDECIDED,
            "In Word als erledigt gekennzeichnet" if f.done else "",
        )


def folder(project: Project, city: str, year: int) -> Path:
    """Return where the copies and answers of an edition are kept."""
    return project.data / city / REVIEWS / str(year)


def _list(project: Project, city: str, year: int) -> Path:
    return project.data / city / REVIEWS / f"{year}.yml"


def read_items(project: Project, city: str, year: int) -> list[Item]:
    """Return everything that was said about an edition.

    Raises:
        DataError: the file is not as it must be.
    """
    path = _list(project, city, year)
    name = path.relative_to(project.root).as_posix()
    found = read_yaml(path, name, ", wie make review es schreibt.", DataError) or []
    if not isinstance(found, list):
        raise DataError(f"{name}: Erwartet wird eine Liste, wie make review sie schreibt.")
    return [_item(said, f"{name}, Eintrag {number}") for number, said in enumerate(found, 1)]


def _item(said: Any, where: str) -> Item:
    known = {f.name for f in fields(Item)}
    if not isinstance(said, Mapping) or said.keys() - known or not isinstance(said.get("nr"), int):
        raise DataError(f"{where}: Erwartet werden „nr“ und die Angaben, die make review schreibt.")
    if said.get("stand", UNDECIDED) not in (UNDECIDED, ACCEPTED, REJECTED, SETTLED):
        raise DataError(
            f"{where}: „stand“ ist offen, angenommen, abgelehnt oder erledigt, nicht „{said['stand']}“."
        )
    given = {key: said.get(key) if key == "text" else said.get(key) or "" for key in known}
    lists = {key: tuple(map(str, said.get(key) or ())) for key in ("werte", "erwiderungen")}
    texts = {k: v if k in ("nr", "text") else str(v) for k, v in given.items()}
    return Item(**{**texts, **lists, "stand": said.get("stand", UNDECIDED)})


def write_items(project: Project, city: str, year: int, items: Sequence[Item]) -> None:
    """Write everything that was said about an edition in one step."""
    shown = [
        {
            k: list(v) if isinstance(v, tuple) else v
            for k, v in asdict(item).items()
            if v not in ("", (), None) or (k == "text" and v == "")  # a paragraph that is to go
        }
        for item in items
    ]
    text = yaml.safe_dump(shown, sort_keys=False, allow_unicode=True, width=100_000)
    write_atomically(_list(project, city, year), (_HEAD + text).encode())


def keep_sheet(project: Project, sheet: Sheet) -> None:
    """Keep what a review copy said, so that answers can be compared with it."""
    text = json.dumps(sheet.plain(), ensure_ascii=False, indent=1)
    write_atomically(folder(project, sheet.city, sheet.year) / "gesendet" / f"{sheet.id}.json", text.encode())


def sheet_of(project: Project, ids: Sequence[str], name: str) -> Sheet:
    """Return the review copy that an answer belongs to.

    Raises:
        ReportError: no copy is known by any of these ids.
    """
    for wanted in ids:
        if wanted.isalnum():
            for path in sorted(project.data.glob(f"*/{REVIEWS}/*/gesendet/{wanted}.json")):
                return Sheet.of(json.loads(path.read_text("utf-8")))
    raise ReportError(
        f"{name} gehört zu keiner Prüffassung dieses Projekts. "
        "Gelesen werden Antworten auf Dateien, die make review CITY=… geschrieben hat."
    )


def keep_answer(project: Project, city: str, year: int, name: str, content: bytes) -> None:
    """Keep an answer as it came."""
    write_atomically(folder(project, city, year) / "antworten" / name, content)


def open_comments(project: Project, city: str, year: int) -> dict[str, int]:
    """Return how many answers to each chapter nobody has decided yet."""
    found: dict[str, int] = {}
    for item in read_items(project, city, year):
        if item.stand == UNDECIDED:
            found[item.kapitel] = found.get(item.kapitel, 0) + 1
    return found
