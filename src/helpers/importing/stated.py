"""Days, months and years that titles and imprints of workbooks state."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence

from helpers.importing.values import MONTHS, period

NEWEST = "jüngster Zeitpunkt"
"""As `stand` of a mapping: the latest period of the figures themselves."""

_DATE = re.compile(r"Erstellungsdatum:?\s*(\d{2})\.(\d{2})\.(\d{4})")
_STAND = re.compile(
    rf"(?:Datenstand|Stand):?\s*(?:(\d{{2}})\.(\d{{2}})\.)?({'|'.join(MONTHS)})?\s*(\d{{4}})", re.IGNORECASE
)
MONTH = re.compile(rf"\b({'|'.join(MONTHS)})\s+((?:19|20)\d\d)\b", re.IGNORECASE)


def edition(texts: Sequence[str]) -> str:
    """Return the day (ISO date), month or year of which a workbook says that it is the state; empty where it says none."""
    for text in texts:
        if match := _DATE.search(text):
            return f"{match[3]}-{match[2]}-{match[1]}"
    for i, text in enumerate(texts):
        following = (
            texts[i + 1] if text.strip().startswith("Erstellungsdatum") and i + 1 < len(texts) else text
        )
        if match := re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{4})", following.strip()):
            return f"{match[3]}-{match[2]}-{match[1]}"
    for text in texts:
        if match := _STAND.search(text):
            day = f"-{match[2]}-{match[1]}" if match[1] else ""
            month = f"-{MONTHS.index(match[3].casefold()) + 1:02d}" if match[3] else ""
            return match[4] + (day or month)
    return ""


def stated(texts: Sequence[str]) -> tuple[str, str] | None:
    """Return the one period that titles or Impressum state; a remark where a month became its last day."""
    for text in texts:
        if "Erstellungsdatum" in text or "Datenstand" in text:
            continue
        if match := re.search(r"\b(\d{1,2}\.\s?(?:\d{1,2}\.|\w+)\s?\d{4})\b", text):
            if at := period(match[1]):
                return at, ""
        elif match := MONTH.search(text):
            at = month_end(match)
            return at, f"Der Berichtsmonat {match[0]} wird als Stichtag {at[8:]}.{at[5:7]}.{at[:4]} geführt."
        elif match := re.search(r"(?:Jahr|Jahresdurchschnitt|Jahressumme)\D{0,12}((?:19|20)\d\d)\b", text):
            return match[1], ""
    return None


def month_end(match: re.Match[str]) -> str:
    """Return the last day (ISO date) of the month that `MONTH` has found."""
    month, year = MONTHS.index(match[1].casefold()) + 1, int(match[2])
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


_NAMED = re.compile(
    r"(?<![\d.,])(?:"
    r"(?P<iso>(?:19|20)\d\d[-_.](?:0[1-9]|1[0-2])[-_.](?:0[1-9]|[12]\d|3[01]))"
    r"|(?P<plain>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
    r"|(?P<day>\d{1,2}[._-] ?\d{1,2}[._-] ?(?:19|20)\d\d)"
    rf"|(?P<words>\d{{1,2}}\. ?(?:{'|'.join(MONTHS)}) (?:19|20)\d\d)"
    r"|(?P<school>(?:19|20)\d\d ?[/_–-] ?(?:20)?\d\d)"
    r"|(?P<year>(?:19|20)\d\d)"
    r")(?!\d|[.,]\d)",
    re.IGNORECASE,
)
_SHORT_SCHOOL_YEAR = re.compile(
    r"(?:SJ|Schuljahr|WS|Wintersemester)[ _]?(\d\d)[/_–-]?(\d\d)(?!\d)", re.IGNORECASE
)
_ASIDE = re.compile(r"\b(seit|ab|vor|Zensus|Gebietsstand|Basisjahr)[ :_-]*$", re.IGNORECASE)
_STATE = re.compile(
    r"(Stand|erstellt am|abgerufen am|Abruf|Export|Druckdatum|gedruckt am)[ :_-]*$", re.IGNORECASE
)


def named_periods(texts: Iterable[str]) -> list[str]:
    """Return the periods that file names and titles state, sorted; the day of their making only where there is no other.

    >>> named_periods(["kita_2025"]), named_periods(["Betreute Kinder am 01.03.2024, Stand: 15.04.2024"])
    (['2025'], ['2024-03-01'])
    >>> named_periods(["einschulung_2024-25"]), named_periods(["kita_SJ2425_neu"]), named_periods(["export-20250301"])
    (['2024/25'], ['2024/25'], ['2025-03-01'])
    """
    about, made = set[str](), set[str]()
    for text in texts:
        for match in _SHORT_SCHOOL_YEAR.finditer(text):
            if found := period(f"20{match[1]}/{match[2]}"):
                about.add(found)
        for match in _NAMED.finditer(text):
            before = text[: match.start()]
            if not _ASIDE.search(before):
                (made if _STATE.search(before) else about).update(filter(None, _named(match)))
    return sorted(about or made)


def _named(match: re.Match[str]) -> list[str | None]:
    kind, text = str(match.lastgroup), match[0]
    if kind == "plain":
        return [period(f"{text[:4]}-{text[4:6]}-{text[6:]}") or text[:4]]
    if kind == "iso":
        return [period(re.sub(r"[_.]", "-", text))]
    if kind == "day":
        return [period(re.sub(r"[_-]", ".", text))]
    if kind == "school" and not period(re.sub(r" ?[/_–-] ?", "/", text)):
        return [period(part) for part in re.findall(r"\d{4}", text)]  # „2019–2024“, or a month: „2024-10“
    return [period(re.sub(r" ?[/_–-] ?", "/", text) if kind == "school" else text)]
