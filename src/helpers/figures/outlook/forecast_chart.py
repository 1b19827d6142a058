"""Forecast of children of an age group: figure, assumptions and sentences; the method is `helpers.data.forecast`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Unpack

from helpers.data.forecast import BIRTH_YEARS, Forecast, Point, backtest
from helpers.data.forecast import forecast as calculated
from helpers.errors import NoData
from helpers.facts.finding import Finding, fitting
from helpers.facts.series import Cell, Series
from helpers.figures.describe import Texts, finish
from helpers.figures.draw.axes import CUT_NOTE
from helpers.figures.outlook.forecastdrawing import draw, is_cut_off, tens
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import cardinal, number, percent, printed

if TYPE_CHECKING:
    from helpers.facts.context import Context

INDICATOR = "kinder_nach_altersjahr"
BY = "altersjahr"
YEARS_AHEAD = 10

BAND_NOTE = (
    "Das Band soll mindestens vier von fünf Verläufen enthalten, wenn Zuzug, Wegzug und Geburten so schwanken wie bisher, auch wenn "
    "eine Welle einige Jahre anhält; die Zahlen sind auf zehn gerundet."
)
RATES_NOTE = (
    f"Kinder unter einem Jahr: Mittel der letzten {cardinal(BIRTH_YEARS)} Jahre. Raten: wie viele Kinder eines Altersjahres ein "
    f"Jahr später im nächsten gezählt wurden, geometrisches Mittel; über {percent(100, 0)}, wenn mehr zu- als wegziehen."
)


@lru_cache(maxsize=8)
def _observed(report: Context) -> tuple[Forecast, tuple[Series, ...]]:
    """Return the forecast from the counts by single year of age since the last break of any of them, and these.

    Raises:
        NoData: there are none, or too few years of them.
    """
    series = {s.label: s for s in report.over_values(INDICATOR, BY, symbols=True)}
    ages = report.dimension(BY).values
    based = max((year for s in series.values() for year in s.breaks), default=0)
    years = sorted({year for s in series.values() for year in s.points if year >= based})
    found = calculated(
        {year: [series[age].points.get(year) if age in series else None for age in ages] for year in years}
    )
    if found is None:
        raise NoData(
            f"Für eine Vorausberechnung liegen {report.profile.in_city} zu wenige Jahre mit Zahlen aller Altersjahre vor"
            + (f" (seit {based} wird anders gezählt)." if based else ".")
        )
    return found, tuple(series[age] for age in ages)


def forecast(report: Context, first: int, below: int, **texts: Unpack[Texts]) -> Shown:
    """Draw how many children of an age group there were and, with a band, how many there will be.

    Args:
        report: municipality and report year.
        first: youngest age.
        below: age at which the group ends: 6 and 10 are the children of six to under ten.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: there are no counts by single year of age, or too few years of them.
    """
    found, series = _observed(report)
    ages, entry, who = range(first, below), report.indicator(INDICATOR), _group(first, below)
    past = {year: sum(row[age] for age in ages) for year, row in found.counts.items()}
    points = found.group(ages, YEARS_AHEAD)
    last, middle = points[-1], points[len(points) // 2 - 1]
    span = f"{min(past)}–{last.year}"
    return finish(
        report,
        f"vorausberechnung-{first}-{below}",
        [entry],
        [_cell(series[age], year) for age in ages for year in past],
        {
            "columns": (
                Column("Jahr"),
                Column("Kinder", entry.unit, number=True),
                Column("untere Grenze", entry.unit, number=True),
                Column("obere Grenze", entry.unit, number=True),
                Column("davon noch nicht geboren", "%", number=True),
            ),
            "rows": (
                *((str(year), n, None, None, None) for year, n in past.items()),
                *(
                    (
                        str(p.year),
                        printed(p.value, 1),
                        printed(p.low, 1),
                        printed(p.high, 1),
                        printed(100 * p.unborn, 1),
                    )
                    for p in points
                ),
            ),
            "display": (
                *((str(year), number(n), "", "", "") for year, n in past.items()),
                *(
                    (str(p.year), *(tens(v) for v in (p.value, p.low, p.high)), number(100 * p.unborn))
                    for p in points
                ),
            ),
        },
        texts,
        caption=f"{who} {report.profile.in_city}: Bestand und Vorausberechnung, {span}",
        alt=f"Liniendiagramm mit Band: {who} {report.profile.in_city}, {span}. {found.base}: {number(past[found.base])}. "
        + "; ".join(f"{p.year}: {tens(p.value)} ({tens(p.low)} bis {tens(p.high)})" for p in (middle, last))
        + ".",
        svg=draw(past, points),
        notes=[
            BAND_NOTE,
            *([CUT_NOTE] if is_cut_off(past, points) else []),
        ],
        computed=True,
        finding=_finding(report, who, past[found.base], points[4]),
        reading=f"Lesebeispiel: Am Ende des Jahres {middle.year} leben {report.profile.in_city} voraussichtlich "
        f"{tens(middle.value)} {who}; mindestens vier von fünf Verläufen sollen "
        f"zwischen {tens(middle.low)} und {tens(middle.high)} liegen.",
    )


def _finding(report: Context, who: str, now: float, point: Point) -> Finding | None:
    """Return whether there will be fewer or more children, where the whole band says so."""
    if point.low <= now <= point.high:
        return None
    how = "weniger" if point.high < now else "mehr"
    title = fitting(
        f"Bis {point.year} werden {how} {who} erwartet", f"Bis {point.year} voraussichtlich {how} {who}"
    )
    sentence = (
        f"Bis {point.year} sind {report.profile.in_city} {how} {who} zu erwarten als heute: "
        f"rund {tens(point.value)} statt {number(now)}."
    )
    parts = ("Vorausberechnung: ganzes Band auf einer Seite", 3.0)
    return Finding(title, sentence, f"vorausberechnung {who}", parts[1], (parts[0],)) if title else None


def forecast_assumptions(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Return the assumptions of the forecast as a table: newborns, and the rate from each age into the next.

    Raises:
        NoData: there are no counts by single year of age, or too few years of them.
    """
    found, series = _observed(report)
    entry = report.indicator(INDICATOR)
    window = list(found.rates[0])
    born = {year: row[0] for year, row in found.counts.items() if year >= window[0]}
    rows: list[tuple[str, str, float, float, int, float, int, int]] = [
        ("Kinder unter einem Jahr", "Anzahl", found.newborn, *_ends(born), 0)
    ]
    rows += [
        (f"von {age} auf {age + 1}", "%", 100 * mean, *_ends({y: 100 * r for y, r in rates.items()}), 1)
        for age, (mean, rates) in enumerate(zip(found.means, found.rates, strict=True))
    ]
    span = f"{window[0]}–{window[-1]}"
    return finish(
        report,
        "annahmen",
        [entry],
        [_cell(s, year) for s in series for year in found.counts],
        {
            "columns": (
                Column("Altersjahr"),
                Column("Einheit"),
                Column("Annahme", number=True),
                Column("niedrigster Wert", number=True),
                Column("im Jahr"),
                Column("höchster Wert", number=True),
                Column("im Jahr"),
            ),
            "rows": tuple(
                (name, unit, printed(mean, 3), printed(low, 3), str(at), printed(high, 3), str(then))
                for name, unit, mean, low, at, high, then, _ in rows
            ),
            "display": tuple(
                (name, unit, number(mean, d), number(low, d), str(at), number(high, d), str(then))
                for name, unit, mean, low, at, high, then, d in rows
            ),
        },
        texts,
        caption=f"Annahmen der Vorausberechnung {report.profile.in_city}, aus den Jahren {span}",
        alt=f"Tabelle: {tens(found.newborn)} Kinder unter einem Jahr; Übergangsraten zwischen "
        f"{number(100 * min(found.means), 1)} und {number(100 * max(found.means), 1)} Prozent.",
        kind="table",
        notes=[RATES_NOTE],
        computed=True,
        reading=f"Lesebeispiel: Auf 100 Kinder im Alter von 5 Jahren kamen {report.profile.in_city} ein Jahr später im Mittel "
        f"{number(100 * found.means[5], 1)} im Alter von 6 Jahren.",
    )


def forecast_told(report: Context, first: int, below: int) -> Markdown:
    """Say where the number of children of an age group goes: now, in five and in ten years, and how sure that is.

    Raises:
        NoData: there are no counts by single year of age, or too few years of them.
    """
    found, _ = _observed(report)
    ages = range(first, below)
    now = sum(found.counts[found.base][age] for age in ages)
    points = found.group(ages, YEARS_AHEAD)
    near, far = points[4], points[-1]

    def told(point: Point) -> str:
        return f"rund {tens(point.value)} ({tens(point.low)} bis {tens(point.high)})"

    text = (
        f"Ende {found.base} lebten {report.profile.in_city} {number(now)} {_group(first, below)}. "
        f"Für {near.year} ergibt die Vorausberechnung {told(near)}, für {far.year} {told(far)}. {_way(now, near)}"
    )
    return escape(text)


def forecast_checked(report: Context, first: int, below: int, years: int = 5) -> Markdown:
    """Say what the same calculation would have given for years that are over, and what came.

    Raises:
        NoData: there were too few years of counts then.
    """
    found, _ = _observed(report)
    ages = range(first, below)
    then = calculated({year: row for year, row in found.counts.items() if year <= found.base - years})
    if then is None:
        raise NoData(
            f"Die Zahlen {report.profile.in_city} reichen nicht weit genug zurück, um die Rechnung zu prüfen."
        )
    point = then.group(ages, years)[-1]
    came = sum(found.counts[found.base][age] for age in ages)
    held = "im Band" if point.low <= came <= point.high else "außerhalb des Bandes"
    inside, tried = backtest(found.counts, ages, years)
    return escape(
        f"Mit den Zahlen bis {then.base} hätte dieselbe Rechnung für {found.base} rund {tens(point.value)} {_group(first, below)} "
        f"ergeben ({tens(point.low)} bis {tens(point.high)}); gezählt wurden {number(came)}, also {held}. "
        f"Von jedem früheren Jahr aus gerechnet, lagen {number(inside)} von {number(tried)} Zahlen, ein Jahr bis {cardinal(years)} Jahre "
        "voraus, im Band."
    )


def _way(now: float, point: Point) -> str:
    """Return what the band says of a change: only what holds throughout."""
    if point.high < now:
        return f"Bis {point.year} ist also ein Rückgang zu erwarten."
    if point.low > now:
        return f"Bis {point.year} ist also ein Anstieg zu erwarten."
    return f"Ob es bis {point.year} mehr oder weniger Kinder werden, lässt sich daraus nicht ablesen."


def _group(first: int, below: int) -> str:
    return (
        f"Kinder von {first} bis unter {below} Jahren"
        if below <= 14
        else f"Kinder und Jugendliche von {first} bis unter {below} Jahren"
    )


def _ends(values: dict[int, float]) -> tuple[float, int, float, int]:
    low, high = min(values, key=lambda y: values[y]), max(values, key=lambda y: values[y])
    return values[low], low, values[high], high


def _cell(series: Series, year: int) -> Cell:
    return series.cells[year]
