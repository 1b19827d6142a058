"""Exports of LimeSurvey, Mentimeter, Forms and the like: only counts of answers leave this module, never a person's row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.catalogue import read_catalogue
from helpers.data.keys import join_breakdown
from helpers.data.observations import COLUMNS, LINEAGE
from helpers.data.participation.surveys import (
    ANSWERS,
    INVITED,
    NAMED,
    NOT_NAMED,
    PARTICIPANTS,
    Umfrage,
    Welle,
)
from helpers.data.profile import load_profile
from helpers.errors import DataError, nearest
from helpers.importing import grid
from helpers.importing.excel import Cell
from helpers.importing.values import short

if TYPE_CHECKING:
    import pandas as pd

NOT_CHOSEN = frozenset({"", "nein", "no", "n", "0", "nicht gewählt", "not selected", "false", "falsch"})
"""What a file writes where an option was not chosen."""


@dataclass(frozen=True)
class _Count:
    """How often: `parts` of the breakdown, the number, and the column it was counted in."""

    parts: dict[str, str]
    number: int
    column: str


def observations(
    path: Path, survey: Umfrage, wave: Welle, data: Path, city: str, imported: str = ""
) -> tuple[pd.DataFrame, int]:
    """Return the counts of a survey's answers and the number of people who took part.

    Args:
        path: the exported file; one row per person, or counts.
        survey: what is declared about it.
        wave: the time it was held.
        data: data folder.
        city: folder of the municipality.
        imported: day of the import; the wave's day where it is not given.

    Raises:
        DataError: a column is missing, or an entry is no answer of its question.
    """
    import pandas as pd

    catalogue = read_catalogue(data)
    if survey.quelle not in catalogue.sources:
        raise DataError(
            f"{path.name}: Die Quelle „{survey.quelle}“ ist nicht bekannt.{nearest(survey.quelle, catalogue.sources)} "
            f"Bitte in data/{city}/sources.yml eintragen."
        )
    table = grid.load(path, survey.blatt, (survey.kopfzeile,))
    if hidden := [line.number for line in table.rows if line.hidden]:
        raise DataError(
            f"{table.place}: {len(hidden)} {'Zeile ist' if len(hidden) == 1 else 'Zeilen sind'} in Excel ausgeblendet (zuerst Zeile "
            f"{hidden[0]}). Bitte einblenden, wenn diese Antworten zählen, oder löschen, und noch einmal einlesen."
        )
    counts, people = _counted(table, survey, wave) if survey.zaehlung else _people(table, survey)
    if not people:
        raise DataError(
            f"{table.place}: Es hat niemand geantwortet; gezählt werden abgeschlossene Antworten."
        )
    if wave.eingeladen is not None and wave.eingeladen < people:
        raise DataError(
            f"{table.place}: Teilgenommen haben {people}, eingeladen waren laut Beschreibung {wave.eingeladen}. "
            "Bitte „eingeladen“ berichtigen oder streichen, wenn alle teilnehmen konnten."
        )
    named = {"umfrage": survey.umfrage}
    figures = [(ANSWERS, {**named, **count.parts}, count.number, count.column) for count in counts]
    figures.append((PARTICIPANTS, named, people, ""))
    if wave.eingeladen is not None:
        figures.append((INVITED, named, wave.eingeladen, ""))
    ags, when = load_profile(city, data).ags, wave.datum.isoformat()
    rows = [
        (ags, indicator, join_breakdown(parts), when, str(number), "", survey.quelle,
         "", table.file, survey.blatt, "", column, when, imported or when, "")
        for indicator, parts, number, column in figures
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*COLUMNS, *LINEAGE], dtype=object), people


def _people(table: grid.Table, survey: Umfrage) -> tuple[list[_Count], int]:
    """Count the answers of a file with one row per person."""
    wanted = [c for q in survey.fragen for c in (q.mehrfach or {q.spalte: ""})]
    wanted += [survey.gruppe.spalte] if survey.gruppe else []
    wanted += [survey.abgeschlossen] if survey.abgeschlossen else []
    _refuse_missing(table, wanted)
    records = [
        (line.number, {name: _text(cell) for name, cell in zip(table.header, line.cells, strict=True)})
        for line in table.rows
    ]
    if survey.abgeschlossen:
        records = [(n, record) for n, record in records if record[survey.abgeschlossen]]
    groups = [record[survey.gruppe.spalte] if survey.gruppe else "" for _, record in records]
    groups = ["" if g in survey.ohne_antwort else survey.kodierung.get(g, g) for g in groups]
    counts: list[_Count] = []
    unknown: dict[str, str] = {}
    for question in survey.fragen:
        for column, option in (question.mehrfach or {question.spalte: ""}).items():
            if option:
                answers = [NOT_NAMED if r[column].casefold() in NOT_CHOSEN else NAMED for _, r in records]
                counts += _tallied(question.option(option), (NAMED, NOT_NAMED), answers, groups, column)
                continue
            known = survey.answers(question)
            answers = []
            for number, record in records:
                answer = _answer(record[column], survey, known)
                if answer is None:
                    place = f"„{short(record[column], 40)}“ in „{short(column, 40)}“ (Zeile {number})"
                    unknown.setdefault(f"{column}\n{record[column]}", place + nearest(record[column], known))
                answers.append(answer or "")
            counts += _tallied(question.text, known, answers, groups, column)
    _refuse_unknown(table, unknown)
    return counts, len(records)


def _tallied(
    question: str, known: Iterable[str], answers: list[str], groups: list[str], column: str
) -> Iterator[_Count]:
    """Yield how often each answer was given, by all and by each group, with the number of those who answered."""
    pairs = Counter((g, a) for g, a in zip(groups, answers, strict=True) if a)
    for group in ("", *sorted({g for g in groups if g})):
        parts = {"frage": question, **({"gruppe": _part(group)} if group else {})}
        found = {a: sum(n for (g, b), n in pairs.items() if b == a and group in ("", g)) for a in known}
        yield _Count(parts, sum(found.values()), column)
        for answer, number in found.items():
            yield _Count({**parts, "antwort": answer}, number, column)


def _counted(table: grid.Table, survey: Umfrage, wave: Welle) -> tuple[list[_Count], int]:
    """Take over the counts of a file that lists how often each answer was given."""
    assert survey.zaehlung is not None
    columns = survey.zaehlung
    _refuse_missing(table, [columns.frage, columns.antwort, columns.anzahl])
    asked = {q.spalte or q.text: q for q in survey.fragen}
    found: dict[str, dict[str, int]] = {name: {} for name in asked}
    unknown: dict[str, str] = {}
    last = ""
    for line in table.rows:
        record = {name: _text(cell) for name, cell in zip(table.header, line.cells, strict=True)}
        last = record[columns.frage] or last  # exports write the question only beside its first answer
        entry = record[columns.antwort]
        if last not in asked or not entry:
            continue
        question = asked[last]
        known = survey.answers(question)
        meant = question.mehrfach.get(entry) or _answer(entry, survey, known)
        if meant is None:
            unknown.setdefault(
                f"{last}\n{entry}", f"„{short(entry, 40)}“ (Zeile {line.number}){nearest(entry, known)}"
            )
        elif not record[columns.anzahl].isdecimal():
            raise DataError(
                f"{table.place}, Zeile {line.number}, Spalte „{columns.anzahl}“: „{short(record[columns.anzahl])}“ gefunden, "
                "erwartet wird eine ganze Zahl."
            )
        elif meant:
            found[last][meant] = found[last].get(meant, 0) + int(record[columns.anzahl])
    _refuse_unknown(table, unknown)
    if missing := [name for name, answers in found.items() if not answers]:
        raise DataError(f"{table.place}: Zur Frage „{short(missing[0])}“ steht in der Datei keine Antwort.")
    people = wave.teilnehmende or max(
        (sum(answers.values()) for name, answers in found.items() if not asked[name].mehrfach), default=0
    )
    counts: list[_Count] = []
    for name, answers in found.items():
        question = asked[name]
        if question.mehrfach and not wave.teilnehmende:
            raise DataError(
                f"{table.place}: „{short(question.text)}“ ließ mehrere Antworten zu; bitte in der Beschreibung der Umfrage "
                "„teilnehmende“ angeben."
            )
        total = people if question.mehrfach else sum(answers.values())
        if max(answers.values()) > total or total > people:
            raise DataError(
                f"{table.place}: Zur Frage „{short(question.text)}“ gibt es mehr Antworten, als Menschen teilgenommen haben "
                f"({people}). Bitte „teilnehmende“ prüfen."
            )
        if question.mehrfach:
            for option in question.mehrfach.values():
                chosen = answers.get(option, 0)
                parts = {"frage": question.option(option)}
                counts.append(_Count(parts, total, name))
                counts.append(_Count({**parts, "antwort": NAMED}, chosen, name))
                counts.append(_Count({**parts, "antwort": NOT_NAMED}, total - chosen, name))
        else:
            counts.append(_Count({"frage": question.text}, total, name))
            counts += [
                _Count({"frage": question.text, "antwort": answer}, answers.get(answer, 0), name)
                for answer in survey.answers(question)
            ]
    return counts, people


def _answer(entry: str, survey: Umfrage, known: Iterable[str]) -> str | None:
    """Return the answer that an entry means, empty for none, None where it is not known."""
    meant = survey.kodierung.get(entry, entry)
    if meant in survey.ohne_antwort or entry in survey.ohne_antwort:
        return ""
    return next((answer for answer in known if answer.casefold() == meant.casefold()), None)


def _text(cell: Cell) -> str:
    return "" if cell is None else f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()


def _part(text: str) -> str:
    """Return the name of a group as part of a breakdown."""
    return " ".join(text.replace("|", "/").replace("=", ":").split())


def _refuse_missing(table: grid.Table, columns: Iterable[str]) -> None:
    for column in columns:
        if column not in table.header:
            raise DataError(
                f"{table.place}: Die Spalte „{short(column)}“ der Beschreibung gibt es nicht."
                f"{nearest(column, table.header)} Vorhanden: "
                f"{', '.join(f'„{short(name, 30)}“' for name in table.header[:12])}."
            )


def _refuse_unknown(table: grid.Table, unknown: Mapping[str, str]) -> None:
    if unknown:
        listed = "\n".join(f"  {text}" for text in list(unknown.values())[:20])
        raise DataError(
            f"{table.place}: {len(unknown)} {'Eintrag ist' if len(unknown) == 1 else 'Einträge sind'} keine Antwort der Frage; "
            f"es wurde nichts übernommen.\n{listed}\n"
            "Bitte in der Beschreibung der Umfrage unter „kodierung“ erklären, in die Skala aufnehmen oder unter „ohne_antwort“ "
            "nennen."
        )
