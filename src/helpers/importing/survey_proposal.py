"""Recognise an exported survey by its content and propose its description; a person checks and corrects it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from helpers.data.participation.surveys import NO_DAY
from helpers.errors import DataError
from helpers.importing import grid
from helpers.importing.excel import Cell, Sheet

# LimeSurvey heads its columns by code, by text or by both („submitdate. Date submitted“), in the language of the survey.
_SUBMITTED = ("submitdate", "date submitted", "datum abgeschickt")
_LAST_PAGE = ("lastpage", "last page", "letzte seite")
_ABOUT = (
    "id", "response id", "antwort id", "antwort-id", *_SUBMITTED, *_LAST_PAGE, "startlanguage", "start language",
    "start-sprache", "seed", "zufallsstartwert", "startdate", "date started", "datum gestartet", "datestamp",
    "date last action", "datum letzte aktivität", "ipaddr", "ip address", "ip-adresse", "refurl", "referrer url", "token",
    "zugangscode", "voter", "session", "date",
)  # fmt: skip
_QUESTION, _ANSWER, _COUNT = (
    ("frage", "question"),
    ("antwort", "answer", "option", "choice"),
    ("anzahl", "stimmen", "votes", "count", "responses"),
)
SCALES = {
    "zustimmung": (
        "stimme voll zu",
        "stimme eher zu",
        "teils/teils",
        "stimme eher nicht zu",
        "stimme nicht zu",
    ),
    "zutreffen": (
        "trifft voll zu",
        "trifft eher zu",
        "teils/teils",
        "trifft eher nicht zu",
        "trifft nicht zu",
    ),
    "zufriedenheit": (
        "sehr zufrieden",
        "eher zufrieden",
        "teils/teils",
        "eher unzufrieden",
        "sehr unzufrieden",
    ),
    "haeufigkeit": ("immer", "oft", "manchmal", "selten", "nie"),
}
"""Usual scales, from full agreement to none."""
CHOSEN = frozenset({"ja", "nein", "y", "n", "yes", "no", "1", "0"})
"""What stands in the columns of a question with several answers: one column per option, chosen or not."""
_POINTS = dict(zip("54321", SCALES["zustimmung"], strict=True))
"""Points of a scale from 1 („strongly disagree“) to 5, as Mentimeter writes them."""
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
    every = [sheet for sheet in grid.sheets(path) if not sheet.hidden]
    if voters := _voters(every):
        return _of_people(path, *voters)
    sheet = every[0]
    header = _texts(sheet.cells[0]) if sheet.cells else []
    if _find(header, _SUBMITTED) and _find(header, _LAST_PAGE):
        return _of_people(path, sheet, 0)
    counts = [_find(header, names) for names in (_QUESTION, _ANSWER, _COUNT)]
    if len(header) <= 6 and all(counts):
        return _of_counts(path, sheet, header, *map(str, counts))
    return None


def _voters(sheets: Sequence[Sheet]) -> tuple[Sheet, int] | None:
    """Return Mentimeter's sheet „Voters“ (one row per person) and its header row, None in other workbooks."""
    for sheet in (s for s in sheets if s.name == "Voters"):
        for i, row in enumerate(sheet.cells[:10]):
            if "Voter" in _texts(row):
                return sheet, i
    return None


def _of_people(path: Path, sheet: Sheet, top: int) -> str:
    header = _texts(sheet.cells[top])
    people = [row for row in sheet.cells[top + 1 :] if any(cell is not None for cell in row)]
    questions: list[tuple[str, list[str]]] = []
    several: dict[str, dict[str, str]] = {}
    free = []
    for i, name in enumerate(header):
        if not name or _is_about(name):
            continue
        entries = list(dict.fromkeys(_text(row[i]) for row in people if i < len(row) and row[i] is not None))
        if (option := _option(name)) and entries and {e.casefold() for e in entries} <= CHOSEN:
            several.setdefault(option[0], {})[name] = option[1]
        elif 1 < len(entries) <= MOST_ANSWERS:
            questions.append((name, entries))
        elif entries:
            free.append(name)
    lines = _head(path)
    if sheet.name:
        lines += [f"blatt: {_q(sheet.name)}", f"kopfzeile: {top + 1}"]
    if submitted := _find(header, _SUBMITTED):
        lines.append(f"abgeschlossen: {_q(submitted)} # nur abgeschickte Antworten zählen")
    asked = ["fragen:"]
    scales: dict[str, tuple[str, ...]] = {}
    points: set[str] = set()
    for name, entries in questions:
        start = f"  - {{spalte: {_q(name)}, text: {_q(_question(name))}"
        if key := next((key for key, scale in SCALES.items() if set(entries) <= set(scale)), None):
            scales[key] = SCALES[key]
            asked.append(f"{start}, skala: {key}}}")
        elif set(entries) <= _POINTS.keys():
            scales["zustimmung"], points = SCALES["zustimmung"], points | set(entries)
            asked.append(f"{start}, skala: zustimmung}} # Punkte von 1 bis 5; eine Rangfolge bitte streichen")
        else:
            asked.append(f"{start}, antworten: {_list(entries)}}}")
    for text, columns in several.items():
        options = ", ".join(f"{_q(column)}: {_q(option)}" for column, option in columns.items())
        asked += [f"  - text: {_q(text)}", f"    mehrfach: {{{options}}}"]
    if scales:
        lines.append("skalen: # von voller Zustimmung bis zu keiner")
        lines += [f"  {key}: {_list(answers)}" for key, answers in scales.items()]
    if points:
        said = ", ".join(f"{_q(point)}: {_q(answer)}" for point, answer in _POINTS.items())
        lines.append(f"kodierung: {{{said}}} # was die Punkte bedeuten; bitte prüfen")
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


def _option(heading: str) -> tuple[str, str] | None:
    """Return question and option of a column such as „F3[1]. Was fehlt dir? [Räume]“, None where it is another."""
    code, dot, rest = heading.partition(". ")
    if not (dot and code.endswith("]") and rest.endswith("]") and "[" in rest):
        return None
    text, _, option = rest[:-1].rpartition("[")
    return _plain(text), _plain(option)


def _plain(text: str) -> str:
    """Return a text that may be part of a breakdown."""
    return " ".join(text.replace("|", "/").replace("=", ":").split())


def _texts(row: Sequence[Cell]) -> list[str]:
    return [str(cell if cell is not None else "").strip() for cell in row]


def _text(cell: Cell) -> str:
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()


def _question(heading: str) -> str:
    """Return a heading as a question: without the code before it, or what stands in brackets behind it."""
    code, dot, rest = heading.partition(". ")
    text = rest if dot and " " not in code else heading
    if text.endswith("]") and "[" in text:  # a row of a question with a table of answers
        text = text[text.rindex("[") + 1 : -1]
    return _plain(text.rstrip(":"))


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(texts: object) -> str:
    return "[" + ", ".join(_q(str(text)) for text in texts) + "]"  # type: ignore[attr-defined]
