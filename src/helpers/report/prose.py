"""What a notebook's text asks of a report: figures and sentences about one municipality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from helpers.data.compute import remarks_on
from helpers.errors import NoData
from helpers.facts.context import Context
from helpers.facts.reading import lesebeispiel
from helpers.facts.series import Cell, Series, latest_common
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, percent, period_label, period_when, printed, with_unit
from helpers.text.places import Place, place
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator


class Prose(Context):
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

    def level(self, indicator: str, **within: str) -> Markdown:
        """Say the latest value: „Die Kinderarmut lag 2019 in Augsburg bei 11,2 %.“."""
        from helpers.text import sentences

        return sentences.level(self._worded(indicator, within), self.place, self._last(indicator, within))

    def reading(self, indicator: str, **within: str) -> Markdown:
        """Say the latest value in everyday words, as the catalogue words it: „2019 lebten 11,2 von 100 …“."""
        cell = self._last(indicator, within)
        if not cell.value and not within:
            return self.level(indicator)
        words = lesebeispiel(self, self.indicator(indicator), cell, within) or ""
        return self._said(
            escape(words.removeprefix("Lesebeispiel: ")), indicator, "für diese Untergliederung"
        )

    def lead(self, indicator: str) -> Markdown:
        """Say the newest value of all sources for the same, and how it changed where its series says so."""
        newest = self.newest(indicator)
        series = self._series(newest, {})
        return self.change(newest) if len(series.comparable()) > 1 else self.level(newest)

    def sources_differ(self, indicator: str) -> Markdown:
        """Say which sources there are for the same, what each gives last, and how they differ; NoData for one source."""
        pair = self.twins(indicator)
        if len(pair) < 2 or not all(self.total(name).points for name in pair):
            raise NoData(f"Zu „{self.indicator(indicator).name}“ gibt es nur eine Quelle.")
        newest = self.newest(indicator)
        told = []
        for name in (newest, *(name for name in pair if name != newest)):
            cell, entry = self._last(name, {}), self.indicator(name)
            told.append((with_unit(cell.number, entry), period_label(cell.period), self.source_name(cell)))
        if told[0][0] == told[1][0] and told[0][1][-4:] == told[1][1][-4:]:
            raise NoData(f"Die Quellen zu „{self.indicator(indicator).name}“ stimmen überein.")
        first, second = (f"{escape(source)} ({value}, {period})" for value, period, source in told)
        return Markdown(
            f"Zwei Quellen geben dazu Auskunft: {first} und {second}. {escape(self.differs(indicator))} "
            "Deshalb sind die Reihen nicht aneinandergefügt."
        )

    def change(self, indicator: str, since: int | None = None, **within: str) -> Markdown:
        """Say how it changed: „Von 2016 bis 2019 sank die Kinderarmut in Augsburg von … auf …“, with its turns.

        Args:
            indicator: id from the catalogue.
            since: first year that counts; never one before the series last changed its basis.
            within: fixed values of dimensions.
        """
        from helpers.text import course, sentences

        entry = self._worded(indicator, within)
        figures, broken = self._comparable(indicator, since, within)
        rounding = self._rounding_base(figures[-1])
        if told := course.turned(entry, self.place, figures, rounding):
            return self._remarked(told, figures)
        told = sentences.change(entry, self.place, figures[0], figures[-1], broken=broken, rounding=rounding)
        return self._remarked(told, figures)

    def since(self, indicator: str, since: int | None = None, **within: str) -> Markdown:
        """Say the change of the value just named: „Gegenüber 2016 (12,8 %) ist das ein Rückgang um …“."""
        from helpers.text import course, sentences

        entry = self.indicator(indicator)
        figures, broken = self._comparable(indicator, since, within)
        rounding = self._rounding_base(figures[-1])
        text = course.turned_since(entry, figures, rounding) or sentences.since(
            entry, self.place, figures[0], figures[-1], broken=broken, rounding=rounding
        )
        return self._remarked(self._said(text, indicator, "früherer Jahre"), figures)

    def compare(self, indicator: str, **within: str) -> Markdown:
        """Set it beside the Land and Germany in the latest year that all of them have."""
        return self._compared(indicator, within, named=False)

    def beside(self, indicator: str, **within: str) -> Markdown:
        """Set the value just named beside the Land and Germany: „Der Wert war höher als …“."""
        return self._compared(indicator, within, named=True)

    def rank(self, indicator: str, **within: str) -> Markdown:
        """Say its place among the peers in the latest year that most of them have."""
        from helpers.text import comparison

        entry, cell, peers = self._among_peers(indicator, within)
        return self._said(
            comparison.rank(entry, self.place, cell, peers), indicator, "der Vergleichskommunen"
        )

    def spread(self, indicator: str, **within: str) -> Markdown:
        """Say from where to where the values of the municipality and its peers reach."""
        from helpers.text import comparison

        entry, cell, peers = self._among_peers(indicator, within)
        text = comparison.distribution(entry, [(self.place, cell), *peers])
        return self._said(text, indicator, "der Vergleichskommunen")

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

    def _comparable(
        self, indicator: str, since: int | None, within: Mapping[str, str]
    ) -> tuple[list[Cell], str]:
        """Return the figures that count for a change, in the order of time, and why earlier ones do not count."""
        series = self._series(indicator, within)
        years = [y for y in series.comparable() if not since or y >= since] or [max(series.points)]
        earlier = [y for y in series.points if y < years[0] and (not since or y >= since)]
        broken = [reason for y, reason in series.breaks.items() if earlier and max(earlier) < y <= years[0]]
        return [self.based(series.cells[y], within) for y in years], " ".join(broken)

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

    def _remarked(self, told: Markdown, cells: Sequence[Cell]) -> Markdown:
        """Return a sentence with what the catalogue remarks on the figures in it."""
        remarks = [
            escape(remark)
            for cell in cells
            if cell.value is not None
            and number(cell.value, (entry := self.indicator(cell.indicator)).decimals) in told
            for remark in remarks_on(entry, cell.ags, cell.period)
        ]
        return Markdown(" ".join(dict.fromkeys([told, *remarks])))

    def _said(self, text: Markdown, indicator: str, missing: str) -> Markdown:
        if not text:
            raise NoData(f"Zu „{self.indicator(indicator).name}“ fehlen vergleichbare Zahlen {missing}.")
        return text

    @cached_property
    def _totals(self) -> dict[tuple[str, str, tuple[tuple[str, str], ...]], Series]:
        return {}

    def _total(
        self, indicator: str, ags: str | None = None, within: Mapping[str, str] | None = None
    ) -> Series:
        """Return `total`, asked of the store once: sentences ask for the same figures often."""
        key = indicator, ags or self.ags, tuple(sorted((within or {}).items()))
        if key not in self._totals:
            self._totals[key] = self.total(indicator, ags, within)
        return self._totals[key]

    def _series(self, indicator: str, within: Mapping[str, str]) -> Series:
        self.indicator(indicator)
        series = self._total(indicator, within=within)
        if not series.points:
            raise self.no_data(indicator)
        return series

    def _worded(self, indicator: str, within: Mapping[str, str]) -> Indicator:
        """Return the indicator; of a part of it, with a subject that names the part, as nobody else would."""
        entry = self.indicator(indicator)
        phrases = {name: phrase for name in within if (phrase := self.dimension(name).phrase)}
        words = [entry.subject, *(phrase.format(value=within[name]) for name, phrase in phrases.items())]
        if others := ", ".join(f"„{value}“" for name, value in within.items() if name not in phrases):
            words.append(f"({others})")
        return entry.model_copy(update={"subject": " ".join(words)}) if within else entry

    def _last(self, indicator: str, within: Mapping[str, str]) -> Cell:
        return self._series(indicator, within).last

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

    def _rounding_base(self, cell: Cell) -> int:
        sources = self.store.catalogue.sources
        rules = [
            rule for name in cell.source.split("|") if name in sources for rule in sources[name].rounding
        ]
        bases = [r.base for r in rules if r.land in ("", self.land.ags) and r.since <= cell.period and r.base]
        return max(bases, default=1)
