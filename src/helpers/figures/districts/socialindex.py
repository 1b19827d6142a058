"""The social index of the districts: what it is made of, how it hangs on that, and how far chance moves the types."""

from __future__ import annotations

import contextlib
from functools import lru_cache
from typing import TYPE_CHECKING, Unpack

from helpers.data.districts import MANY
from helpers.errors import NoData
from helpers.figures.describe import Texts, finish
from helpers.figures.districts.bydistrict import districts, small_districts, social_index_of, types_of, word
from helpers.figures.districts.pools import pools
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, percent, period_label, printed
from helpers.text.wording import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpers.data.districts import SocialIndex
    from helpers.facts.context import Context

HALF = 20
"""Of many districts, so many ranks are shown from either end."""

SMALL_NOTE = (
    "Ohne Index, weil dort weniger als ein Fünftel so viele Menschen leben wie im mittleren Gebiet und wenige Häuser den Wert "
    "bestimmen"
)
STABILITY_NOTE = (
    "Bleibt im Typ: wie oft ein Gebiet denselben Typ behielte, wenn die Anteile noch einmal zufällig zustande kämen "
    "(200 Ziehungen aus Binomialverteilungen)."
)


@lru_cache(maxsize=8)
def stability_of(report: Context) -> Mapping[str, float]:
    """Return in which part (0 to 1) of all draws each district keeps its type; empty without types or without counts."""
    from helpers.data.districts import type_stability

    index, _ = social_index_of(report)
    try:
        counts = {
            name: {ags: count for ags, count in _counts(report, name).items() if ags in index.values}
            for name in index.weights
        }
        types = types_of(report)
    except NoData:
        return {}
    return {d: part for d, part in type_stability(counts, index.weights).items() if d in types}


@lru_cache(maxsize=8)
def shrunk_index_of(report: Context) -> SocialIndex:
    """Return the social index of rates that are drawn towards that of the municipality where few people are behind them.

    What is distributed by it does not hang on the chance of the smallest district. Components that are not computed from
    counts are taken as they are.

    Raises:
        NoData: too few districts have the indicators it is made of.
    """
    from helpers.data.districts import shrunk, social_index

    index, figures = social_index_of(report)
    rates: dict[str, Mapping[str, float]] = {name: found.numbers for name, found in figures.items()}
    for name in index.weights:
        with contextlib.suppress(NoData):
            rates[name] = shrunk(_counts(report, name))
    return social_index(rates, index.weights) or index


def _counts(report: Context, name: str) -> dict[str, tuple[float, float]]:
    return {ags: (pool.part, pool.whole) for ags, pool in pools(report, name).items()}


def types_checked(report: Context) -> Markdown:
    """Say how many districts would be of another type by chance alone: one sentence for a text.

    Raises:
        NoData: there are no types, or no counts behind the index.
    """
    kept = stability_of(report)
    if not kept:
        raise NoData(
            f"Wie sicher die Typen der {word(report)} {report.profile.in_city} sind, lässt sich nicht berechnen."
        )
    moved = sum(1 - part for part in kept.values())
    sure = sum(part >= 0.95 for part in kept.values())
    return escape(
        f"Kämen die Anteile hinter dem Index noch einmal zufällig zustande, gehörten im Mittel {number(moved)} von {number(len(kept))} "
        f"Gebieten ({percent(100 * moved / len(kept), 0)}) zu einem anderen Typ; in mindestens 95 von 100 Fällen in ihrem Typ blieben "
        f"{number(sure)}."
    )


def social_index_table(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Return the social index of the districts from the highest, with the ranks it would give without each indicator.

    Raises:
        NoData: too few districts have the indicators it is made of.
    """
    index, figures = social_index_of(report)
    entries = [report.indicator(name) for name in index.weights]
    areas = sorted(districts(report), key=lambda a: (-index.values.get(a.ags, float("-inf")), a.ags))
    ranked = [a for a in areas if a.ags in index.values]
    small = [a.name for a in areas if a.ags in small_districts(report)]
    lacking = [a.name for a in areas if a.ags not in index.values and a.name not in small]
    shown = ranked if len(areas) <= MANY else [*ranked[:HALF], *ranked[-HALF:]]
    left_out = [report.indicator(name) for name in index.without]
    moved = max(ranked, key=lambda a: (index.spread(a.ags)[1] - index.spread(a.ags)[0], a.ags))
    best, worst = index.spread(moved.ags)
    kept = stability_of(report)
    types = types_of(report) if kept else {}
    return finish(
        report,
        "sozialindex",
        entries,
        [cell for found in figures.values() for cell in found.cells.values()],
        {
            "columns": (
                Column("Nr."),
                Column(word(report, "singular")),
                Column("Index", number=True),
                Column("Rang", number=True),
                *(Column(f"Rang ohne {e.short}", number=True) for e in left_out),
                *((Column("Typ", number=True), Column("Bleibt im Typ", "%", number=True)) if kept else ()),
            ),
            "rows": tuple(
                (
                    a.code,
                    a.name,
                    printed(index.values[a.ags], 3),
                    index.ranks[a.ags],
                    *(index.without[e.id][a.ags] for e in left_out),
                    *((types.get(a.ags), _percent(kept.get(a.ags))) if kept else ()),
                )
                for a in ranked
            ),
            "display": tuple(
                (
                    a.code,
                    a.name,
                    number(index.values[a.ags], 2),
                    str(index.ranks[a.ags]),
                    *(str(index.without[e.id][a.ags]) for e in left_out),
                    *((str(types[a.ags]), _printed(kept.get(a.ags))) if kept else ()),
                )
                for a in shown
            ),
        },
        texts,
        caption=f"Sozialindex der {word(report)} {report.profile.in_city} und seine Empfindlichkeit",
        alt=f"Tabelle: {'; '.join(f'{a.name} {number(index.values[a.ags], 2)}' for a in ranked)}.",
        kind="table",
        notes=[
            "0 ist das Mittel, je höher der Wert, desto angespannter ist die soziale Lage. Rang 1 hat der höchste Wert.",
            *(
                [
                    f"Gezeigt sind die {HALF} ersten und die {HALF} letzten Ränge; alle stehen in Profilen und Daten zur Tabelle."
                ]
                if len(shown) < len(ranked)
                else []
            ),
            *(
                [
                    f"Am stärksten hängt der Rang bei „{moved.name}“ von der Auswahl der Indikatoren ab: {best} bis {worst}."
                ]
                if best < worst
                else []
            ),
            *([STABILITY_NOTE] if kept else []),
            *([f"{SMALL_NOTE}: {listed(small)}."] if small else []),
            *([f"Ohne Index, weil Angaben fehlen oder geheim sind: {listed(lacking)}."] if lacking else []),
        ],
        computed=True,
    )


def index_described(report: Context) -> Markdown:
    """Return the indicators of the social index with their weights and periods, for a sentence: `Kinderarmut (50 %, 2025)`.

    Raises:
        NoData: too few districts have the indicators it is made of.
    """
    index, figures = social_index_of(report)
    whole = sum(abs(w) for w in index.weights.values())
    parts = [
        f"{report.indicator(name).short} (Gewicht {number(100 * abs(weight) / whole)}\u00a0%, Stand {period_label(figures[name].period)}"
        + (", je höher, desto günstiger)" if weight < 0 else ")")
        for name, weight in index.weights.items()
    ]
    return escape(listed(parts))


def _percent(part: float | None) -> float | None:
    return None if part is None else printed(100 * part, 1)


def _printed(part: float | None) -> str:
    return "" if part is None else number(100 * part)
