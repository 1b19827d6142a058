"""Where a series stops being comparable, decided anew from the catalogue and the delivered rows."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from tests.audit.sources import Key, Sources, day, places_of


class Series:
    """The figures of one municipality's report along time."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.by_line: defaultdict[Key, dict[str, float]] = defaultdict(dict)
        for key, figure in sources.figures.items():
            if figure.value is not None:
                self.by_line[key._replace(period="")][key.period] = figure.value
        self.by_source: defaultdict[Key, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
        rows = sources.delivered[["ags", "indicator", "breakdown", "period", "value", "source"]]
        for ags, indicator, breakdown, period, value, source in rows.itertuples(index=False):
            if value:
                line = Key(indicator, ags, "", places_of(breakdown))
                self.by_source[line][period][source] = float(value)

    def crosses_break(self, line: Key, first: str, last: str) -> bool:
        """Tell whether figures of two periods rest on different bases: by the catalogue, or by sources that do not meet."""
        entry = self.sources.indicators[line.indicator]
        listed = {s if isinstance(s, str) else s["source"] for s in entry.get("sources", ())}
        used = self.sources.figures[line._replace(period=last)].sources
        if not listed or listed & used:
            for one in entry.get("breaks", ()):
                if day(first) < day(str(one["period"])) <= day(last):
                    return True
        how = entry.get("computed")
        if how and not how.get("years") and not how.get("base"):
            return False  # judged by what it is computed of, where that has breaks of its own
        periods = sorted((p for p in self.by_line[line] if day(first) <= day(p) <= day(last)), key=day)
        return any(self._spliced(line, before, after) for before, after in pairwise(periods))

    def _spliced(self, line: Key, before: str, after: str) -> bool:
        old, new = (self.sources.figures[line._replace(period=p)].sources for p in (before, after))
        if old == new or len(old) != 1 or len(new) != 1:
            return False
        (a,), (b,) = old, new
        both = [found for found in self.by_source[line].values() if a in found and b in found]
        step = 10.0 ** -self.sources.indicators[line.indicator]["decimals"]
        return not any(abs(f[a] - f[b]) <= max(step, 0.005 * max(abs(f[a]), abs(f[b]))) + 1e-9 for f in both)
