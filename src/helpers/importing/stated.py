"""Days, months and years that titles and imprints of workbooks state."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

from helpers.importing.values import MONTHS, period

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
