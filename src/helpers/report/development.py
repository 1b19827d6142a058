"""Sentences about one indicator over time, and about where its newest figure comes from."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.errors import NoData
from helpers.facts.series import Cell
from helpers.report.basis import Basis
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import period_label, with_unit


class Development(Basis):
    """How figures changed, and which source is the newest."""

    def level(self, indicator: str, **within: str) -> Markdown:
        """Say the latest value: „Die Kinderarmut lag 2019 in Augsburg bei 11,2 %.“."""
        from helpers.text import sentences

        return sentences.level(self._worded(indicator, within), self.place, self._last(indicator, within))

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
        """Say the change of the value just named: „Gegenüber 2016 (12,8 %) ist das ein Rückgang um …“; nothing without earlier ones."""
        from helpers.text import course, sentences

        entry = self.indicator(indicator)
        figures, broken = self._comparable(indicator, since, within)
        rounding = self._rounding_base(figures[-1])
        text = course.turned_since(entry, figures, rounding) or sentences.since(
            entry, self.place, figures[0], figures[-1], broken=broken, rounding=rounding
        )
        return self._remarked(text, figures) if text else Markdown("")  # what else the paragraph says stays

    def _comparable(
        self, indicator: str, since: int | None, within: Mapping[str, str]
    ) -> tuple[list[Cell], str]:
        """Return the figures that count for a change, in the order of time, and why earlier ones do not count."""
        series = self._series(indicator, within)
        years = [y for y in series.comparable() if not since or y >= since] or [max(series.points)]
        earlier = [y for y in series.points if y < years[0] and (not since or y >= since)]
        broken = [reason for y, reason in series.breaks.items() if earlier and max(earlier) < y <= years[0]]
        return [self.based(series.cells[y], within) for y in years], " ".join(broken)
