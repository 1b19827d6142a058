"""Compute indicators from others: the one place where a figure comes out of figures.

Every computed figure keeps its sources, its components and a note when a component is rounded, protected or
missing; it has no number when a component has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.cells import WORST, Figures, Sum, Term, terms, worst_status
from helpers.data.keys import join_breakdown, parse_period, split_breakdown
from helpers.data.models import STATUSES, Indicator, Rounding
from helpers.data.observations import Row
from helpers.data.parts import Computation
from helpers.errors import CatalogueError


def complete(rows: list[Row], catalogue: Catalogue, areas: Areas) -> list[Row]:
    """Return the figures with their rounding notes and everything that the catalogue says how to compute."""
    noted = list(_noted(rows, catalogue))
    figures = Figures(noted)
    result = list(noted)
    for name in computing_order(catalogue):
        indicator = catalogue.indicators[name]
        for step in (
            _area_sums(indicator, figures, areas),
            _complements(indicator, figures),
            _computed(indicator, figures),
        ):
            new = list(step)
            for row in new:
                figures.add(row)
            result += new
    return result


def computing_order(catalogue: Catalogue) -> list[str]:
    """Return the indicators so that each comes after those it is computed from.

    Raises:
        CatalogueError: when indicators are computed from each other in a circle.
    """
    parts = {
        name: entry.computed.indicators if entry.computed else ()
        for name, entry in catalogue.indicators.items()
    }
    try:
        return list(TopologicalSorter(parts).static_order())
    except CycleError as problem:
        circle = " → ".join(problem.args[1])
        raise CatalogueError(
            f"Diese Indikatoren werden im Kreis auseinander berechnet: {circle}."
        ) from problem


def _noted(rows: list[Row], catalogue: Catalogue) -> Iterator[Row]:
    """Yield the figures with their rounding notes; what a source says is the same for a whole Land and period."""
    said: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        place = (row.source, row.ags[:2], row.period)
        if (texts := said.get(place)) is None:
            texts = said[place] = rounding_notes(row, catalogue)
        texts = [*texts, *remarks_on(catalogue.indicators[row.indicator], row.ags, row.period)]
        # A footnote of the file often says what the source's rule says in full.
        own = row.note.rstrip(".").casefold()
        said_already = any(own in text.casefold() for text in texts)
        yield row._replace(note=_join(["" if said_already else row.note, *texts])) if texts else row


def remarks_on(indicator: Indicator, ags: str, period: str) -> list[str]:
    """Return what the catalogue remarks on the figures of an area and a period."""
    return [r.text for r in indicator.remarks if ags.startswith(r.ags) and r.period == period]


def rounding_notes(row: Row, catalogue: Catalogue) -> list[str]:
    """Return what the row's source says about how its figure was altered before publication."""
    if row.source not in catalogue.sources:
        return []
    return [
        rule.text for rule in catalogue.sources[row.source].rounding if applies(rule, row.ags, row.period)
    ]


def applies(rule: Rounding, ags: str, period: str) -> bool:
    """Tell whether a rule of rounding holds for the figures of an area and a period: its first and last year are in it."""
    year = parse_period(period).year
    return (
        (not rule.land or ags[:2] == rule.land)
        and (not rule.since or parse_period(rule.since).year <= year)
        and (not rule.until or year <= parse_period(rule.until).year)
    )


def _computed(indicator: Indicator, figures: Figures) -> Iterator[Row]:
    how = indicator.computed
    if how is None:
        return
    needed = {dimension for cells in how.denominator for dimension in cells.across}
    compared = how.denominator or (how.numerator if how.years or how.base else ())
    plans: dict[str, tuple[tuple[Term, ...], tuple[Term, ...]]] = {}
    for ags, period, kept in _places(how, figures):
        if kept not in plans:
            parts = split_breakdown(kept)
            complete_ = needed <= parts.keys()
            plans[kept] = (terms(how.numerator, parts), terms(compared, parts)) if complete_ else ((), ())
        numerator, denominator = plans[kept]
        over = figures.sum_of(numerator, ags, period)
        if over is None:
            continue
        under = figures.sum_of(denominator, ags, how.reference(period)) if compared else None
        if compared and under is None:
            continue
        row = _row(indicator, how, (ags, period, kept), over, under)
        yield row._replace(note=_join([row.note, *remarks_on(indicator, ags, period)]))


def _places(how: Computation, figures: Figures) -> Iterator[tuple[str, str, str]]:
    """Yield area, period and kept values of everything that can be computed, each once."""
    first = how.numerator[0]
    rows = figures.of(first.indicator)
    kept = {breakdown: _kept(breakdown, how) for breakdown in {row.breakdown for row in rows}}
    yield from dict.fromkeys(
        (row.ags, row.period, place) for row in rows if (place := kept[row.breakdown]) is not None
    )


def _kept(breakdown: str, how: Computation) -> str | None:
    """Return the values that a computation keeps of its first cells' breakdown, None where it is no part of it."""
    parts = split_breakdown(breakdown)
    if any(parts.pop(dimension, None) not in values for dimension, values in how.numerator[0].where.items()):
        return None
    return join_breakdown(parts) if parts.keys() <= set(how.by) else None


def _row(
    indicator: Indicator,
    how: Computation,
    place: tuple[str, str, str],
    over: Sum,
    under: Sum | None,
) -> Row:
    ags, period, kept = place
    rows = (*over.rows, *(under.rows if under else ()))
    value, status, notes = over.value, over.status, []
    if under is not None:
        status = worst_status((over.status, under.status))
        value = None
        if not status and not under.value:
            status = "not_applicable"
        elif not status:
            assert over.value is not None
            assert under.value is not None
            quotient = over.value / under.value
            value = how.factor * (quotient - 1 if how.years else quotient)
            status = "zero" if value == 0 and over.status == "zero" else ""
    elif value is not None:
        value *= how.factor
    missing = [*over.missing, *(under.missing if under else ())]
    if missing:
        notes.append(f"Nicht berechenbar, weil Angaben fehlen: {'; '.join(dict.fromkeys(missing))}.")
    notes += [
        f"Nicht berechenbar, weil ein Bestandteil fehlt ({STATUSES[row.status]})."
        for row in rows
        if row.status in WORST
    ]
    notes += [row.note for row in rows]
    return Row(
        indicator.id,
        ags,
        kept,
        period,
        value,
        status,
        _join([row.source for row in rows], "|"),
        _join(notes),
        components=_components(rows),
    )


def _area_sums(indicator: Indicator, figures: Figures, areas: Areas) -> Iterator[Row]:
    """Yield counts of an area as the sum of its Sozialräume, where each of them has one and the area has none.

    Only Sozialräume: a municipality declares all of its own, whereas of Kreise and Gemeinden some may be missing.
    """
    if not indicator.areas_add_up:
        return
    parts: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in figures.of(indicator.id):
        area = areas[row.ags]
        if area.kind == "sozialraum":
            parts.setdefault((area.parent, row.period, row.breakdown), {})[row.ags] = row
    for (ags, period, breakdown), found in sorted(parts.items()):
        day = parse_period(period).date
        expected = {area.ags for area in areas.children(ags, day) if area.kind == "sozialraum"}
        if figures.get(indicator.id, ags, period, split_breakdown(breakdown)) or found.keys() != expected:
            continue
        rows = [found[part] for part in sorted(found)]
        worst = worst_status(row.status for row in rows)
        yield Row(
            indicator.id,
            ags,
            breakdown,
            period,
            None if worst else sum(row.value or 0.0 for row in rows),
            worst or ("zero" if {row.status for row in rows} == {"zero"} else ""),
            _join([row.source for row in rows], "|"),
            _join([f"Summe aus {len(rows)} Sozialräumen.", *(row.note for row in rows)]),
            components=_components(rows),
        )


def _complements(indicator: Indicator, figures: Figures) -> Iterator[Row]:
    """Yield what a source leaves out because it is the total minus what it gives, such as „männlich“."""
    for dimension, value in indicator.complements.items():
        given: dict[tuple[str, str, str], list[Row]] = {}
        for row in figures.of(indicator.id):
            parts = split_breakdown(row.breakdown)
            if dimension in parts:
                del parts[dimension]
                given.setdefault((row.ags, row.period, join_breakdown(parts)), []).append(row)
        for (ags, period, rest), rows in given.items():
            parts = split_breakdown(rest)
            total = figures.get(indicator.id, ags, period, parts)
            filled = {**parts, dimension: value}
            if total is None or figures.get(indicator.id, ags, period, filled):
                continue
            statuses = {total.status, *(row.status for row in rows)}
            worst = worst_status(statuses)
            left = None if worst else (total.value or 0.0) - sum(row.value or 0.0 for row in rows)
            if left is not None and left < 0:
                left, worst = None, "unreliable"
            yield Row(
                indicator.id,
                ags,
                join_breakdown(filled),
                period,
                left,
                worst or ("zero" if statuses == {"zero"} else ""),
                _join([total.source, *(row.source for row in rows)], "|"),
                _join([total.note, *(row.note for row in rows)]),
                components=_components([total, *rows]),
            )


def _components(rows: Iterable[Row]) -> str:
    """Return the keys of figures as the store keeps them."""
    return "\n".join(dict.fromkeys("\t".join(row.key) for row in rows))


def _join(texts: Iterable[str], by: str = " ") -> str:
    """Return different texts in their order."""
    return by.join(dict.fromkeys(text for text in texts if text))
