"""Gaps: what is offered for each transition in each district, beside how many children need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Unpack

from helpers.data.steering.lists import refuse
from helpers.data.steering.offers import FOLDER, STALE_AFTER, TRANSITIONS, Offer, parse_offers
from helpers.errors import NoData
from helpers.figures.axes import scale
from helpers.figures.describe import Texts, finish
from helpers.figures.districts import best_year, code, districts, social_index_of, word
from helpers.figures.labels import legend, legend_height, wrapped
from helpers.figures.map import SEQUENTIAL
from helpers.figures.series import SYMBOLS, Cell
from helpers.figures.shown import Column
from helpers.figures.style import INK, Tone, canvas, house_style, text_on, text_width, to_svg
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, period_label
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Area
    from helpers.figures.context import Context
    from helpers.figures.shown import Shown

NEED: dict[str, tuple[str, dict[str, str], str]] = {
    TRANSITIONS[0]: ("kinder_sgb2", {"alter": "unter 3"}, "Kinder unter 3 Jahren im SGB-II-Bezug"),
    TRANSITIONS[1]: ("seu_sprachfoerderbedarf", {}, "Kinder mit Sprachförderbedarf vor der Einschulung"),
    TRANSITIONS[2]: (
        "kinder_sgb2",
        {"alter": "6 bis unter 10"},
        "Kinder von 6 bis unter 10 Jahren im SGB-II-Bezug",
    ),
    TRANSITIONS[3]: ("arbeitslose", {"alter": "15 bis unter 25"}, "Arbeitslose von 15 bis unter 25 Jahren"),
}
"""Who needs an offer for each transition: indicator, breakdown, and the words for it."""

NOTHING = "#FBE3CD"
NO_OFFER, NO_NEED = "kein Angebot", "Bedarf nicht bekannt oder geheim"


class Need(NamedTuple):
    """The children who need offers for one transition: cells by district, and their period."""

    words: str
    period: str
    cells: Mapping[str, Cell]
    whole: Cell | None


@dataclass(frozen=True)
class Offered:
    """Offers and need.

    Args:
        offers: those that have been checked lately.
        stale: the others; they are not counted.
        needs: by transition, of those with figures.
    """

    offers: tuple[Offer, ...]
    stale: tuple[Offer, ...]
    needs: Mapping[str, Need]

    def places(self, ags: str, transition: str) -> int:
        """Return the places of the checked offers for a transition in a district."""
        return sum(o.places for o in self.offers if o.area == ags and o.transition == transition)

    def count(self, ags: str, transition: str) -> int:
        """Return the number of the checked offers for a transition in a district."""
        return sum(o.area == ags and o.transition == transition for o in self.offers)

    def per_100(self, ags: str, transition: str) -> float | None:
        """Return the places per 100 children in need; None where their number is missing, protected or zero."""
        cell = self.needs[transition].cells.get(ags)
        return None if cell is None or not cell.value else 100 * self.places(ags, transition) / cell.value


@lru_cache(maxsize=8)
def offered(report: Context) -> Offered:
    """Return the municipality's offers and the need for them.

    Raises:
        NoData: there are no districts, no list of offers, or no figures on need.
        DataError: a list has a mistake.
    """
    from helpers.paths import project

    found, wrong = parse_offers(project().data, report.profile.city, report.ags, report.store.areas)
    refuse(wrong)
    areas = districts(report)
    needs = {}
    for transition, (indicator, within, words) in NEED.items():
        keys = [a.ags for a in areas]
        cells = report.cells_of(indicator, [*keys, report.ags], within)
        if any(c.value is not None for ags in keys for c in cells.get(ags, {}).values()):
            year = best_year(cells, keys)
            inside = {ags: cells[ags][year] for ags in keys if year in cells.get(ags, {})}
            period = next(c.period for c in inside.values())
            needs[transition] = Need(words, period, inside, cells.get(report.ags, {}).get(year))
    if not found or not needs:
        what = (
            f"keine Angebotsübersicht in data/{report.profile.city}/{FOLDER}"
            if not found
            else "keine Zahlen zum Bedarf"
        )
        raise NoData(f"Für {report.name} gibt es {what}.")
    fresh = tuple(o for o in found if not o.stale(report.year))
    return Offered(fresh, tuple(o for o in found if o.stale(report.year)), needs)


def offer_gaps(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Draw places per 100 children in need, district by transition; where nothing is offered stands out.

    Raises:
        NoData: there are no districts, no list of offers, or no figures on need.
        DataError: a list has a mistake.
    """
    found = offered(report)
    areas = _by_strain(report)
    empty = _uncovered(report, found)
    said = "; ".join(
        f"{t}: ohne Angebot {listed(names) if (names := [a.name for a, other, _ in empty if other == t]) else 'kein Gebiet'}"
        for t in found.needs
    )
    caption = f"Plätze je 100 Kinder und Jugendliche mit Bedarf nach Übergang und {word(report, 'singular')} {report.profile.in_city}"
    return _finished(
        report,
        found,
        "luecken",
        {
            "columns": (
                Column("Nr."),
                Column(word(report, "singular")),
                *(Column(t, "Plätze je 100", number=True) for t in found.needs),
            ),
            "rows": tuple(
                (code(a), a.name, *(_rounded(found.per_100(a.ags, t)) for t in found.needs)) for a in areas
            ),
            "display": tuple((code(a), a.name, *(_text(found, a, t) for t in found.needs)) for a in areas),
        },
        texts,
        caption=caption,
        alt=f"Farbtafel mit {len(areas)} Gebieten und {len(found.needs)} Übergängen. {said}.",
        svg=_draw(found, areas),
        notes=[
            f"Bedarf: {'; '.join(f'{t}: {n.words} ({period_label(n.period)})' for t, n in found.needs.items())}.",
            "Geordnet nach der sozialen Lage, die angespannteste oben.",
            f"Angebote für die ganze Kommune sind nicht auf die {word(report)} verteilt.",
        ],
    )


def offer_table(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Return how many offers and places there are for each transition, beside the need in the whole municipality.

    Raises:
        NoData: there are no districts, no list of offers, or no figures on need.
        DataError: a list has a mistake.
    """
    found = offered(report)
    rows = []
    for transition, need in found.needs.items():
        fresh = [o for o in found.offers if o.transition == transition]
        stale = sum(o.transition == transition for o in found.stale)
        whole = need.whole.value if need.whole else None
        places = sum(o.places for o in fresh)
        rows.append((transition, len(fresh), stale, places, whole, 100 * places / whole if whole else None))
    return _finished(
        report,
        found,
        "uebersicht",
        {
            "columns": (
                Column("Übergang"),
                Column("Angebote", number=True),
                Column("dazu ungeprüft", number=True),
                Column("Plätze", number=True),
                Column("Mit Bedarf", "Personen", number=True),
                Column("Plätze je 100", number=True),
            ),
            "rows": tuple((*row[:5], _rounded(row[5])) for row in rows),
            "display": tuple(
                (
                    row[0],
                    *(number(value) for value in row[1:4]),
                    "" if row[4] is None else number(row[4]),
                    "" if row[5] is None else number(row[5]),
                )
                for row in rows
            ),
        },
        texts,
        caption=f"Angebote für Übergänge {report.profile.in_city}",
        alt=f"Tabelle: {'; '.join(f'{row[0]}: {row[1]} Angebote mit {number(row[3])} Plätzen' for row in rows)}.",
        svg=None,
        notes=[
            f"Bedarf: {'; '.join(f'{t}: {n.words} ({period_label(n.period)})' for t, n in found.needs.items())}."
        ],
    )


def uncovered(report: Context, *, most: int = 12, **texts: Unpack[Texts]) -> Shown:
    """Return where children need an offer and there is none, those with the most children first.

    Args:
        report: municipality and report year.
        most: largest number of rows.
        texts: caption, alt, note, reading or label in place of the usual.

    Raises:
        NoData: there are no gaps, no districts, no list of offers, or no figures on need.
        DataError: a list has a mistake.
    """
    found = offered(report)
    rows = _uncovered(report, found)
    if not rows:
        raise NoData(
            f"Für jeden Übergang gibt es {report.profile.in_city} in jedem Gebiet mit Bedarf ein Angebot."
        )
    shown = rows[:most]
    stale = [sum(o.area == a.ags and o.transition == t for o in found.stale) for a, t, _ in shown]
    return _finished(
        report,
        found,
        "ohne-angebot",
        {
            "columns": (
                Column(word(report, "singular")),
                Column("Übergang"),
                Column("Mit Bedarf", "Personen", number=True),
                Column("Ungeprüfte Angebote", number=True),
            ),
            "rows": tuple((a.name, t, need, old) for (a, t, need), old in zip(shown, stale, strict=True)),
            "display": tuple(
                (a.name, t, number(need), str(old) if old else "–")
                for (a, t, need), old in zip(shown, stale, strict=True)
            ),
        },
        texts,
        caption=f"Bedarf ohne Angebot in den {word(report, 'dative')} {report.profile.in_city}",
        alt=f"Tabelle: {'; '.join(f'{a.name}, {t}: {number(need)} mit Bedarf' for a, t, need in shown)}.",
        svg=None,
        notes=[f"Die {len(shown)} größten von {len(rows)} Lücken."] if len(shown) < len(rows) else [],
    )


def offer_finding(report: Context) -> Markdown:
    """Say how many gaps there are and where the largest is: two sentences for a text.

    Raises:
        NoData: there are no districts, no list of offers, or no figures on need.
        DataError: a list has a mistake.
    """
    found = offered(report)
    rows = _uncovered(report, found)
    places = number(sum(o.places for o in found.offers))
    named = (
        "ein geprüftes Angebot"
        if len(found.offers) == 1
        else f"{number(len(found.offers))} geprüfte Angebote"
    )
    start = f"Die Übersicht nennt {named} mit {places} {'Platz' if places == '1' else 'Plätzen'}."
    if not rows:
        return escape(f"{start} Wo es Bedarf gibt, gibt es für jeden Übergang mindestens eines davon.")
    area, transition, need = rows[0]
    cases = "einem Fall" if len(rows) == 1 else f"{len(rows)} Fällen"
    return escape(
        f"{start} In {cases} gibt es für einen Übergang in einem Gebiet keines, obwohl es Bedarf gibt. Die größte Lücke betrifft "
        f"{number(need)} Kinder oder Jugendliche: {area.name}, Übergang {transition}."
    )


def _uncovered(report: Context, found: Offered) -> list[tuple[Area, str, float]]:
    """Return district, transition and children in need where there is no checked offer, the most children first."""
    rows = [
        (area, transition, cell.value)
        for area in districts(report)
        for transition, need in found.needs.items()
        if (cell := need.cells.get(area.ags)) and cell.value and not found.count(area.ags, transition)
    ]
    return sorted(rows, key=lambda row: (-row[2], row[0].ags, row[1]))


def _by_strain(report: Context) -> list[Area]:
    try:
        values = social_index_of(report)[0].values
    except NoData:
        values = {}
    return sorted(districts(report), key=lambda a: (-values.get(a.ags, float("-inf")), a.ags))


def _finished(
    report: Context,
    found: Offered,
    chart: str,
    data: Mapping[str, object],
    texts: Texts,
    *,
    caption: str,
    alt: str,
    svg: str | None,
    notes: Sequence[str],
) -> Shown:
    stale = sum(o.places for o in found.stale)
    old = (
        f"Nicht mitgezählt sind {len(found.stale)} Angebote mit {number(stale)} Plätzen, die in den letzten {STALE_AFTER} Tagen vor dem "
        f"Ende des Berichtsjahres nicht geprüft wurden."
    )
    last = max((o.checked for o in found.offers), default=None)
    return finish(
        report,
        chart,
        [report.indicator(name) for name in dict.fromkeys(NEED[t][0] for t in found.needs)],
        [
            cell
            for need in found.needs.values()
            for cell in (*need.cells.values(), *([need.whole] if need.whole else []))
        ],
        data,  # type: ignore[arg-type]
        texts,
        caption=caption,
        alt=alt,
        svg=svg,
        kind="figure" if svg else "table",
        notes=[
            *notes,
            *(
                [f"Angebote: Angebotsübersicht der Kommune, zuletzt geprüft am {last:%d.%m.%Y}."]
                if last
                else []
            ),
            *([old] if found.stale else []),
        ],
        computed=True,
        reading=_reading(report, found) if svg else "",
    )


def _reading(report: Context, found: Offered) -> str:
    """Return a Lesebeispiel about the first cell, from the district under the most strain on, that has offers."""
    for area in _by_strain(report):
        for transition, need in found.needs.items():
            if value := found.per_100(area.ags, transition):
                return (
                    f"Lesebeispiel: In {area.name} kommen beim Übergang {transition} {number(value)} Plätze auf 100 mit Bedarf "
                    f"({need.words})."
                )
    return ""


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _text(found: Offered, area: Area, transition: str) -> str:
    value = found.per_100(area.ags, transition)
    if value is not None:
        return number(value)
    cell = found.needs[transition].cells.get(area.ags)
    if cell is None:
        return ""
    return SYMBOLS["zero"] if cell.value == 0 else SYMBOLS.get(cell.status, "")


def _draw(found: Offered, areas: Sequence[Area]) -> str:
    from matplotlib.patches import Rectangle

    from helpers.data.districts import natural_breaks

    transitions = list(found.needs)
    values = {
        (a.ags, t): value
        for a in areas
        for t in transitions
        if (value := found.per_100(a.ags, t)) is not None and value > 0
    }
    ranked = sorted(values, key=lambda key: values[key])
    classes = dict(zip(ranked, natural_breaks([round(values[k]) for k in ranked], 3), strict=True))
    tones = (SEQUENTIAL[1], SEQUENTIAL[2], SEQUENTIAL[4])
    names = [f"{code(a)} {a.name}" for a in areas]
    left = max(text_width(name, 9.5) for name in names) + 0.25
    keys = [(NO_OFFER, Tone(NOTHING, ""))]
    for group in sorted(set(classes.values())):
        inside = [round(values[k]) for k in ranked if classes[k] == group]
        low, high = min(inside), max(inside)
        keys.append((f"{low} bis {high}" if low < high else str(low), Tone(tones[group], "")))
    heads = [wrapped(t, 2.35, 9.5, "semibold") for t in transitions]
    top = legend_height([k for k, _ in keys]) + 0.45 * max(map(len, heads)) + 0.3
    with house_style():
        figure, axes = canvas(len(areas) * 0.52 + top + 0.1, left, 0.05, top=top, bottom=0.1)
        scale(axes, "left", (len(areas), 0), [y + 0.5 for y in range(len(areas))], names)
        middles = [x + 0.5 for x in range(len(transitions))]
        titles = ["\n".join(h) for h in heads]
        scale(axes, "top", (0, len(transitions)), middles, titles, fontweight="semibold")
        for y, area in enumerate(areas):
            for x, transition in enumerate(transitions):
                value = found.per_100(area.ags, transition)
                colour = (
                    "#FFFFFF" if value is None else tones[classes[area.ags, transition]] if value else NOTHING
                )
                axes.add_patch(
                    Rectangle(
                        (x + 0.02, y + 0.05),
                        0.96,
                        0.9,
                        facecolor=colour,
                        edgecolor="#B35806" if value == 0 else "none",
                        linewidth=1.2,
                    )
                )
                text = _text(found, area, transition)
                axes.text(
                    x + 0.5, y + 0.5, text, fontsize=9, color=text_on(colour) if value else INK, ha="center", va="center_baseline",
                    fontweight="semibold" if value == 0 else "normal",
                )  # fmt: skip
        legend(figure, keys)
        return to_svg(figure)
