"""What a notebook's text asks of a report: figures and sentences about one municipality."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING

from helpers.errors import NoData
from helpers.facts.reading import lesebeispiel
from helpers.facts.series import Cell, latest_common
from helpers.report.development import Development
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, percent, period_label, period_when, printed, with_unit
from helpers.text.places import Place, place
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator


class Prose(Development):
    """Figures and sentences for running text.

    Each method takes an indicator's id from the catalogue and, as keywords, fixed values of its dimensions,
    such as `abschluss="ohne Hauptschulabschluss"`. It speaks of the latest figure up to the report year and
    returns Markdown for inline code. Without a figure it raises NoData, and the paragraph is left out.

    What words a kind of sentence is imported when it is asked for: it is then an input of the chapter, and of no others.
    """

    @property
    def in_land(self) -> Markdown:
        """Where the municipality's Land is: `in Bayern`."""
        return place(self.land.name).locative

    @property
    def with_peers(self) -> Markdown:
        """Whom it is compared with, in the dative: `Mannheim, Halle (Saale) und dem Landkreis Sömmerda`."""
        names = [place(profile.name).dative for profile in self.peer_profiles]
        if not names:
            raise NoData(f"Im Profil {self.profile.of_city} stehen keine Vergleichskommunen.")
        return Markdown(listed(names))

    @property
    def peers_reason(self) -> Markdown:
        """Why these, as the profile words it after „Ausgewählt sind“."""
        if not self.profile.peers_reason:
            raise NoData(
                f"Im Profil {self.profile.of_city} steht nicht, warum diese Vergleichskommunen gewählt sind."
            )
        return escape(self.profile.peers_reason)

    def value(self, indicator: str, **within: str) -> Markdown:
        """Return the latest value with its unit: `11,2 %`."""
        cell = self._last(indicator, within)
        return Markdown(with_unit(cell.value or 0, self.indicator(indicator)))

    def count(self, indicator: str, **within: str) -> Markdown:
        """Return the latest value without its unit: `301.786`."""
        return Markdown(number(self._last(indicator, within).value or 0, self.indicator(indicator).decimals))

    def when(self, indicator: str, **within: str) -> Markdown:
        """Return when the latest value holds: `2019`, `am 31. Dezember 2025`, `im Schuljahr 2023/24`."""
        return Markdown(period_when(self._last(indicator, within).period))

    def period(self, indicator: str, **within: str) -> Markdown:
        """Return the period of the latest value: `2019`, `31.12.2025`, `2023/24`."""
        return Markdown(period_label(self._last(indicator, within).period))

    def share(
        self, indicator: str, of: Mapping[str, str] | None = None, **within: str | list[str]
    ) -> Markdown:
        """Return a part of a whole of the same period, in percent: `5,2 %`.

        Args:
            indicator: id of a count.
            of: the whole, as fixed values of dimensions; without it, the total.
            within: the part, as fixed values of dimensions; of a list, all values are summed up.
        """
        part, whole = self._part(indicator, of or {}, within)
        return Markdown(percent(part / whole * 100))

    def reading(self, indicator: str, **within: str) -> Markdown:
        """Say the latest value in everyday words, as the catalogue words it: „2019 lebten 11,2 von 100 …“."""
        cell = self._last(indicator, within)
        if not cell.value and not within:
            return self.level(indicator)
        words = lesebeispiel(self, self.indicator(indicator), cell, within) or ""
        told = escape(words.removeprefix("Lesebeispiel: "))
        return self._aged(self._said(told, indicator, "für diese Untergliederung"), [cell])

    def compare(self, indicator: str, **within: str) -> Markdown:
        """Set it beside the Land and Germany in the latest year that all of them have."""
        return self._compared(indicator, within, named=False)

    def beside(self, indicator: str, **within: str) -> Markdown:
        """Set the value just named beside the Land and Germany: „Der Wert war höher als …“."""
        return self._compared(indicator, within, named=True)

    def rank(self, indicator: str, **within: str) -> Markdown:
        """Say its place among the peers in the latest year that most of them have; nothing where too few have one."""
        from helpers.text import comparison

        entry, cell, peers = self._among_peers(indicator, within)
        return Markdown(comparison.rank(entry, self.place, cell, peers))  # what else the paragraph says stays

    def spread(self, indicator: str, **within: str) -> Markdown:
        """Say from where to where the values of the municipality and its peers reach; nothing where too few have one."""
        from helpers.text import comparison

        entry, cell, peers = self._among_peers(indicator, within)
        return Markdown(comparison.distribution(entry, [(self.place, cell), *peers]))

    def largest(self, indicator: str, by: str, most: int = 3, **within: str) -> Markdown:
        """Name the largest parts with their shares: „Grundschulen (33,7 %) und Gymnasien (25,5 %)“.

        Args:
            indicator: id from the catalogue.
            by: dimension such as `schulart`; only values that add up to the total are named.
            most: how many.
            within: fixed values of further dimensions.
        """
        from helpers.text import comparison

        dimension = self.dimension(by)
        series = self.over_values(indicator, by, within=within)
        adding = dimension.parts(s.label for s in series)
        series = [s for s in series if s.label in adding]
        year = max(max(s.points) for s in series)
        whole = self._series(indicator, within).cells[year].value or 0
        parts = [(s.label, s.points[year]) for s in series if year in s.points]
        return self._said(comparison.shares(parts, whole, most), indicator, f"nach {dimension.name}")

    def uncertainty(self, indicator: str, **within: str | list[str]) -> Markdown:
        """Say how much chance alone may move the share of a part of the total; NoData where chance has no part in it."""
        if not self.indicator(indicator).chance:
            raise NoData(
                f"„{self.indicator(indicator).name}“ ist vollständig gezählt; eine Schwankung durch Zufall gibt es nicht."
            )
        from helpers.text import uncertainty

        part, whole = self._part(indicator, {}, within)
        return uncertainty.uncertainty(int(printed(part)), int(printed(whole)), "Personen")

    def over_100(self, indicator: str) -> Markdown:
        """Say in which years a rate was above 100 %, and why that is no error; NoData when it never was."""
        from helpers.text import sentences

        entry, series = self.indicator(indicator), self._series(indicator, {})
        years = [series.cells[year] for year, value in series.points.items() if value > 100]
        return self._said(sentences.over_100(entry, self.place, years), indicator, "über 100 %")

    def absent(self, indicator: str, by: str) -> Markdown:
        """Enumerate the values of a dimension that do not exist here: „Hauptschulen und Realschulen“."""
        series = self.over_values(indicator, by)
        year = max(max(s.points) for s in series)
        names = [escape(s.label) for s in series if s.points.get(year) == 0]
        return self._said(Markdown(listed(names, "sowie") if names else ""), indicator, "mit dem Wert null")

    def land_note(self, indicator: str) -> Markdown:
        """Return what the source remarks on the municipality's Land, such as names of school types."""
        source = self.store.catalogue.sources.get(self._last(indicator, {}).source)
        start = f"{self.land.name}: "
        notes = [
            note.removeprefix(start) for note in (source.notes if source else ()) if note.startswith(start)
        ]
        return self._said(escape(" ".join(notes)), indicator, f"mit Hinweisen zu {self.land.name}")

    def rounding(self, indicator: str) -> Markdown:
        """Say that figures are rounded to multiples in the Land; without such a rule, NoData."""
        from helpers.text import uncertainty

        base = self._rounding_base(self._last(indicator, {}))
        return self._said(uncertainty.rounding(place(self.land.name), base), indicator, "mit Rundungsregel")

    def _compared(self, indicator: str, within: Mapping[str, str], *, named: bool) -> Markdown:
        from helpers.text import comparison

        own = self._series(indicator, within)
        areas = [(place(area.name), area.ags) for area in self.larger]
        others = [(at, self._total(indicator, ags, within)) for at, ags in areas]
        year = latest_common([own, *(series for _, series in others)])
        text = comparison.comparison(
            self._worded(indicator, within),
            self.place,
            self.based(own.cells[year], within),
            [(at, self.based(series.cells[year], within)) for at, series in others if year in series.points],
            own.last if named else None,
        )
        told = self._said(text, indicator, f"in {' und '.join(area.name for area in self.larger)}")
        return self._remarked(
            told, [own.cells[year], *(s.cells[year] for _, s in others if year in s.points)]
        )

    def _part(
        self, indicator: str, of: Mapping[str, str], within: Mapping[str, str | list[str]]
    ) -> tuple[float, float]:
        choices = {name: [value] if isinstance(value, str) else value for name, value in within.items()}
        parts = [
            self._last(indicator, {**of, **dict(zip(choices, values, strict=True))})
            for values in product(*choices.values())
        ]
        if len({part.period for part in parts}) > 1:
            raise NoData(
                f"Die Teile von „{self.indicator(indicator).name}“ gelten für verschiedene Zeitpunkte."
            )
        return sum(part.value or 0 for part in parts), self._whole(indicator, of, parts[0].period)

    def _whole(self, indicator: str, within: Mapping[str, str], period: str) -> float:
        values = {cell.period: cell.value for cell in self._series(indicator, within).cells.values()}
        if not (whole := values.get(period)):
            name = self.indicator(indicator).name
            raise NoData(
                f"Zu „{name}“ fehlt für {period_label(period)} die Zahl, auf die sich der Anteil bezieht."
            )
        return whole

    def _among_peers(
        self, indicator: str, within: Mapping[str, str]
    ) -> tuple[Indicator, Cell, list[tuple[Place, Cell]]]:
        own = self._series(indicator, within)
        peers = [
            (place(p.name, p.in_city), self._total(indicator, p.ags, within)) for p in self.peer_profiles
        ]
        year = latest_common([own, *(series for _, series in peers)])
        cells = [
            (at, self.based(series.cells[year], within)) for at, series in peers if year in series.points
        ]
        return self.indicator(indicator), self.based(own.cells[year], within), cells
