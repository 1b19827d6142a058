"""What sentences about figures have in common: the series, the words for it, and what is remarked on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from helpers.data.compute import applies, remarks_on
from helpers.data.keys import outdated, parse_period
from helpers.errors import NoData
from helpers.facts.context import Context
from helpers.facts.series import Cell, Series
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, period_label

if TYPE_CHECKING:
    from helpers.data import Indicator


class Basis(Context):
    """Figures as sentences need them; without one, NoData."""

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

    def _rounding_base(self, cell: Cell) -> int:
        sources = self.store.catalogue.sources
        rules = [
            rule for name in cell.source.split("|") if name in sources for rule in sources[name].rounding
        ]
        bases = [r.base for r in rules if r.base and applies(r, self.ags, cell.period)]
        return max(bases, default=1)

    def _remarked(self, told: Markdown, cells: Sequence[Cell]) -> Markdown:
        """Return a sentence with what the catalogue remarks on the figures in it."""
        remarks = [
            escape(remark)
            for cell in cells
            if cell.value is not None
            and number(cell.value, (entry := self.indicator(cell.indicator)).decimals) in told
            for remark in remarks_on(entry, cell.ags, cell.period)
        ]
        return self._aged(Markdown(" ".join(dict.fromkeys([told, *remarks]))), cells)

    @cached_property
    def _called_old(self) -> set[str]:
        return set()

    def _aged(self, told: Markdown, cells: Sequence[Cell]) -> Markdown:
        """Return a sentence about the latest value of an indicator with the word that it is an old one, once in a chapter."""
        latest = max(
            (cell for cell in cells if cell.ags == self.ags), key=lambda cell: cell.period, default=None
        )
        if latest is None or latest.indicator in self._called_old or not outdated(latest.period, self.year):
            return told
        if max(self._total(latest.indicator).points, default=0) > parse_period(latest.period).year:
            return told
        self._called_old.add(latest.indicator)
        return Markdown(
            f"{told} Letzter Stand ist {period_label(latest.period)}, neuere Zahlen liegen nicht vor."
        )
