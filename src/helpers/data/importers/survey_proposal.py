"""Recognise an exported survey by its content and propose its description; a person checks and corrects it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from helpers.data.importers import grid
from helpers.data.importers.workbook import Sheet
from helpers.data.participation.surveys import NO_DAY
from helpers.errors import DataError

# LimeSurvey heads its columns by code, by text or by both („submitdate. Date submitted“), in the language of the survey.
_SUBMITTED = ("submitdate", "date submitted", "datum abgeschickt")
_LAST_PAGE = ("lastpage", "last page", "letzte seite")
_ABOUT = (
    "id", "response id", "antwort id", "antwort-id", *_SUBMITTED, *_LAST_PAGE, "startlanguage", "start language",
    "start-sprache", "seed", "zufallsstartwert", "startdate", "date started", "datum gestartet", "datestamp",
    "date last action", "datum letzte aktivität", "ipaddr", "ip address", "ip-adresse", "refurl", "referrer url", "token",
    "zugangscode",
)  # fmt: skip
_QUESTION, _ANSWER, _COUNT = (
    ("frage", "question"),
    ("antwort", "answer", "option", "choice"),
    ("anzahl", "stimmen", "votes", "count", "responses"),
)
SCALES = (
    ("stimme voll zu", "stimme eher zu", "teils/teils", "stimme eher nicht zu", "stimme nicht zu"),
    ("trifft voll zu", "trifft eher zu", "teils/teils", "trifft eher nicht zu", "trifft nicht zu"),
    ("sehr zufrieden", "eher zufrieden", "teils/teils", "eher unzufrieden", "sehr unzufrieden"),
    ("immer", "oft", "manchmal", "selten", "nie"),
)
"""Usual scales, from full agreement to none."""
MOST_ANSWERS = 12
"""A column with more different entries holds free text or numbers."""


def write(path: Path, data: Path, city: str) -> Path | None:
    """Write a description proposed from the file's content; None where the file is no survey that is recognised.

    Raises:
        DataError: there is a description of that name already, of another file.
    """
    text = propose(path)
    if text is None:
        return None
    target = data / city / "import" / f"{path.stem}.yml"
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise DataError(
            f"{path.name}: {target.relative_to(data.parent).as_posix()} gibt es schon, nennt diese Datei aber unter keiner „welle“. "
            'Bitte dort ergänzen: {datei: "' + path.name + '", datum: JJJJ-MM-TT, eingeladen: …}'
        )
    target.write_text(text, encoding="utf-8")
    return target


def propose(path: Path) -> str | None:
    """Return the text of a description; `?` marks what a person must fill in. None where this is no survey."""
    sheet = grid.sheets(path)[0]
    header = [str(cell or "").strip() for cell in sheet.cells[0]] if sheet.cells else []
    if _find(header, _SUBMITTED) and _find(header, _LAST_PAGE):
        return _of_people(path, sheet, header)
    counts = [_find(header, names) for names in (_QUESTION, _ANSWER, _COUNT)]
    if len(header) <= 6 and all(counts):
        return _of_counts(path, sheet, header, *map(str, counts))
    return None


def _of_people(path: Path, sheet: Sheet, header: Sequence[str]) -> str:
    questions, free = [], []
    scales: dict[str, tuple[str, ...]] = {}
    for i, name in enumerate(header):
        if not name or _is_about(name):
            continue
        cells = [row[i] for row in sheet.cells[1:] if i < len(row)]
        entries = list(dict.fromkeys(str(cell) for cell in cells if cell is not None))
        if not 1 < len(entries) <= MOST_ANSWERS:
            free.append(name)
            continue
        questions.append((name, entries))
    lines = [
        *_head(path),
        f"abgeschlossen: {_q(_find(header, _SUBMITTED))} # nur abgeschickte Antworten zählen",
    ]
    asked = ["fragen:"]
    for name, entries in questions:
        scale = next((s for s in SCALES if set(entries) <= set(s)), None)
        if scale:
            key = scale[0].split()[-2] if len(scale[0].split()) > 2 else scale[0]
            scales[key.replace(" ", "-")] = scale
            asked.append(
                f"  - {{spalte: {_q(name)}, text: {_q(_question(name))}, skala: {key.replace(' ', '-')}}}"
            )
        else:
            asked.append(
                f"  - {{spalte: {_q(name)}, text: {_q(_question(name))}, antworten: {_list(entries)}}}"
            )
    if scales:
        lines.append("skalen: # von voller Zustimmung bis zu keiner")
        lines += [f"  {key}: {_list(answers)}" for key, answers in scales.items()]
    lines += asked
    if free:
        lines.append(f"# Freie Texte und Zahlen werden nicht übernommen: {', '.join(free)}")
    return "\n".join(lines) + "\n"


def _of_counts(
    path: Path, sheet: Sheet, header: Sequence[str], question: str, answer: str, count: str
) -> str:
    asked: dict[str, list[str]] = {}
    last = ""
    for row in sheet.cells[1:]:
        cells = dict(zip(header, [*row, *[None] * len(header)], strict=False))
        last = str(cells[question] or last)
        if last and cells[answer] is not None:
            asked.setdefault(last, []).append(str(cells[answer]))
    lines = [
        *_head(path),
        "zaehlung: {frage: " + f"{_q(question)}, antwort: {_q(answer)}, anzahl: {_q(count)}" + "}",
    ]
    lines.append(
        "fragen: # wo mehrere Antworten möglich waren: mehrfach: {Antwort in der Datei: Antwort im Bericht}"
    )
    lines += [
        f"  - {{spalte: {_q(name)}, text: {_q(name)}, antworten: {_list(dict.fromkeys(answers))}}}"
        for name, answers in asked.items()
    ]
    return "\n".join(lines) + "\n"


def _head(path: Path) -> list[str]:
    return [
        f"# Beschreibung der Umfrage in {path.name}, vorgeschlagen aus dem Inhalt.",
        "# Bitte jede Zeile prüfen, jedes „?“ ersetzen und am Ende „geprueft: true“ setzen.",
        f"umfrage: {_q(path.stem.replace('_', ' '))} # Name, wie er gedruckt wird",
        "geprueft: false",
        'quelle: "?" # Kennung aus dem sources.yml der Kommune',
        'gefragt: "?" # wer gefragt wurde, wie es gedruckt wird',
        'folgt: "" # was aus den Ergebnissen folgt',
        "wellen:",
        f"  - {{datei: {_q(path.name)}, datum: {NO_DAY.isoformat()}}} # Tag; wurde eingeladen, auch: eingeladen: 850",
    ]


def _find(header: Sequence[str], names: Sequence[str]) -> str:
    """Return the heading that is one of the names, by itself or before or after a dot; empty where there is none."""
    for heading in header:
        text = heading.casefold()
        if any(text == name or text.startswith(f"{name}. ") or text.endswith(f". {name}") for name in names):
            return heading
    return ""


def _is_about(heading: str) -> bool:
    return bool(_find([heading], _ABOUT))


def _question(heading: str) -> str:
    """Return a heading as a question: without the code before it, or what stands in brackets behind it."""
    code, dot, rest = heading.partition(". ")
    text = rest if dot and " " not in code else heading
    if text.endswith("]") and "[" in text:  # a row of a question with a table of answers
        text = text[text.rindex("[") + 1 : -1]
    return " ".join(text.replace("|", "/").replace("=", ":").split())


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(texts: object) -> str:
    return "[" + ", ".join(_q(str(text)) for text in texts) + "]"  # type: ignore[attr-defined]
