"""What the sentences claim beyond figures: ranges of chance, forecasts, types of districts, sources that differ, whose report it is."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean, geometric_mean

import numpy as np
from lxml import html
from scipy import stats

from tests.audit.sources import Figure, Key, Sources, _sum, half_up, read_yaml
from tests.audit.statements import N, P, Passage, U, _number, _same

NEXT = re.compile(
    rf"Quote von (?P<rate>{N}) % beruht auf (?P<part>{N}) von (?P<whole>{N}) Personen.*?zwischen (?P<low>{N}) und (?P<high>{N}) %"
)
SPREAD = re.compile(rf"(?P<value>{N}){U} \((?P<place>[^();]+); Spanne (?P<low>{N}) bis (?P<high>{N})\)")
TYPES = re.compile(r"in den \w+ mit (?:sehr )?\w+er sozialer Lage(?! \(Typ)")
CHILDREN = r"Kinder(?: und Jugendliche)? von (?P<first>\d+) bis unter (?P<below>\d+) Jahren"
AHEAD = re.compile(
    rf"[Ff]ür (?P<year>\d{{4}}) (?:ergibt die Vorausberechnung )?rund (?P<value>{N}) \((?P<low>{N}) bis (?P<high>{N})\)"
)
PROBE = re.compile(
    rf"Zahlen bis (?P<base>\d{{4}}) .*? für (?P<year>\d{{4}}) rund (?P<value>{N}) {CHILDREN} ergeben \((?P<low>{N}) bis (?P<high>{N})\); "
    rf"gezählt wurden (?P<came>{N}), also (?P<where>im Band|außerhalb des Bandes)"
)  # fmt: skip
AGES = "kinder_nach_altersjahr"

Found = tuple[str, bool, str]
"""Kind, whether it holds, and the sentence."""


def check_claims(sources: Sources, said: Sequence[Passage]) -> tuple[Counter[str], list[str]]:
    """Compare what the paragraphs of a report claim; return how often, by kind, and what does not hold."""
    checked, wrong = Counter[str](), []
    claims = Claims(sources)
    for passage in said:
        for kind, holds, text in claims.of(passage.text):
            checked[kind] += 1
            if not holds:
                wrong.append(f"{passage.page}: {kind}: {text}")
    for kind, holds, text in contradictions(sources, said):
        checked[kind] += 1
        if not holds:
            wrong.append(f"{kind}: {text}")
    return checked, wrong


class Claims:
    """Recompute claims of single sentences, with SciPy."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.by_name: defaultdict[str, dict[Key, Figure]] = defaultdict(dict)
        for key, figure in sources.figures.items():
            self.by_name[key.indicator][key] = figure
        self.subjects = sorted(
            ((e["subject"], n) for n, e in sources.indicators.items() if e.get("subject")),
            key=lambda pair: -len(pair[0]),
        )
        districts = sources.areas[sources.areas["ags"].str.startswith(f"{sources.ags}-")]
        self.districts = dict(zip(districts["name"], districts["ags"], strict=True))

    def of(self, text: str) -> Iterator[Found]:
        for sentence in re.split(r"(?<=[^\d\s][.!?])\s+(?=[A-ZÄÖÜ0-9])", text):
            if match := NEXT.search(sentence):
                yield "range of a next value", _next_value(match), sentence
            told = [
                name
                for subject, name in self.subjects
                if re.search(rf"\b{re.escape(subject)}\b", sentence, re.I)
            ]
            for match in SPREAD.finditer(sentence):
                if told and match["place"] in self.districts:
                    yield "range of a district", self._spread(match, told, sentence), sentence
            if TYPES.search(sentence) and told and not sentence.startswith("Lesebeispiel"):
                yield "types without the measure", self._types(told[0], sentence), sentence
            if match := PROBE.search(sentence):
                yield "forecast's backtest", self._probe(match), sentence
        if now := re.search(rf"Ende (?P<base>\d{{4}}) lebten .*? {CHILDREN}", text):
            ages, base = range(int(now["first"]), int(now["below"])), int(now["base"])
            for match in AHEAD.finditer(text):
                yield "forecast", self._ahead(match, ages, base), text

    def _spread(self, match: re.Match[str], told: Sequence[str], text: str) -> bool:
        """Tell whether a range is that of the counts behind the rate: Wilson's, or an exact Poisson one of participations."""
        low, high = _number(match["low"]), _number(match["high"])
        for name in told:
            how = self.sources.indicators[name].get("computed") or {}
            if not how.get("denominator"):
                continue
            for key in self.by_name[name]:
                period = re.search(P, text)
                if (
                    key.ags != self.districts[match["place"]]
                    or key.places
                    or not period
                    or not _same(period[0], key.period)
                ):
                    continue
                over = _sum(how["numerator"], key, key.period, self.by_name)
                under = _sum(how["denominator"], key, _at(how, key.period), self.by_name)
                if not over or not under or over.value is None or not under.value:
                    continue
                count, whole, factor = over.value, under.value, how.get("factor", 1)
                if self.sources.indicators[name]["unit"] == "%":
                    found = stats.binomtest(round(count), round(whole)).proportion_ci(method="wilson")
                    bounds = found.low, found.high
                else:
                    bounds = (
                        stats.chi2.ppf(0.025, 2 * count) / 2 / whole,
                        stats.chi2.ppf(0.975, 2 * count + 2) / 2 / whole,
                    )
                slack = 0.05 + 0.04 * factor * (bounds[1] - bounds[0])
                if abs(factor * bounds[0] - low) <= slack and abs(factor * bounds[1] - high) <= slack:
                    return True
        return False

    def _types(self, name: str, text: str) -> bool:
        """Tell whether a comparison of types leaves out of the index what is compared."""
        how = self.sources.indicators[name].get("computed") or {}
        own = {name, *(c["indicator"] for part in ("numerator", "denominator") for c in how.get(part, ()))}
        for component in self.sources.profile.get("social_index", {}):
            parts = self.sources.indicators[component].get("computed") or {}
            if own & {component, *(c["indicator"] for c in parts.get("numerator", ()))}:
                return "Sozialindex ohne" in text
        return True

    def _counts(self, until: int) -> dict[int, list[float]]:
        """Return the own children by year and single year of age, up to a year, back to the first gap."""
        found: defaultdict[int, dict[int, float]] = defaultdict(dict)
        for key, figure in self.by_name[AGES].items():
            if (
                key.ags == self.sources.ags
                and len(key.places) == 1
                and figure.value
                and int(key.period[:4]) <= until
            ):
                ((_, age),) = key.places
                found[int(key.period[:4])][int(age)] = figure.value
        oldest = max((age for row in found.values() for age in row), default=0)
        whole = {
            year: [row[age] for age in range(oldest + 1)]
            for year, row in found.items()
            if len(row) == oldest + 1
        }
        year = until
        while year - 1 in whole:
            year -= 1
        return {y: row for y, row in sorted(whole.items()) if y >= year}

    def path(self, base: int, ahead: int, ages: range) -> float:
        """Return the children of some ages so many years after a year, each cohort carried on at the mean rate of ten years."""
        counts = self._counts(base)
        rates = [
            geometric_mean([counts[y][age + 1] / counts[y - 1][age] for y in list(counts)[1:][-10:]])
            for age in range(len(counts[base]) - 1)
        ]
        born, row = fmean(r[0] for r in list(counts.values())[-3:]), counts[base]
        for _ in range(ahead):
            row = [born, *(n * rate for n, rate in zip(row, rates, strict=False))]
        return sum(row[age] for age in ages)

    def _ahead(self, match: re.Match[str], ages: range, base: int) -> bool:
        """Tell whether the path is the one above, and the band at least as wide as eight of ten errors of earlier years were."""
        value, low, high = (_number(match[name]) for name in ("value", "low", "high"))
        ahead = int(match["year"]) - base
        counts = self._counts(base)
        bases = [year for year in counts if year - min(counts) >= 5 and year + ahead in counts]
        errors = [
            abs(math.log(sum(counts[y + ahead][a] for a in ages) / self.path(y, ahead, ages))) for y in bases
        ]
        needed = float(np.quantile(errors, 0.8)) if len(errors) > 3 else 0.0
        wide = math.log(high / value) >= 0.9 * needed and math.log(value / low) >= 0.9 * needed
        return abs(self.path(base, ahead, ages) - value) <= 5.01 and low < value < high and wide

    def _probe(self, match: re.Match[str]) -> bool:
        ages, base, year = (
            range(int(match["first"]), int(match["below"])),
            int(match["base"]),
            int(match["year"]),
        )
        value, low, high, came = (_number(match[name]) for name in ("value", "low", "high", "came"))
        counted = sum(self._counts(year)[year][age] for age in ages)
        inside = low <= came <= high
        return (
            abs(self.path(base, year - base, ages) - value) <= 5.01
            and counted == came
            and inside == (match["where"] == "im Band")
        )


def _at(how: dict[str, str], period: str) -> str:
    years = {"year_end": 0, "previous_year_end": 1}
    at = how.get("denominator_at", "")
    return f"{int(period[:4]) - years[at]}-12-31" if at in years else period


def _next_value(match: re.Match[str]) -> bool:
    """Tell whether a range holds 95 of 100 next values: they scatter around the true rate, and so does the one that is known."""
    part, whole = _number(match["part"]), _number(match["whole"])
    p = part / whole
    half = 100 * stats.norm.ppf(0.975) * math.sqrt(2 * p * (1 - p) / whole)
    told = half_up(100 * p, 1) == _number(match["rate"])
    low, high = _number(match["low"]), _number(match["high"])
    return told and low < 100 * p < high and abs((high - low) / 2 - half) <= 0.06 + 0.1 * half


def contradictions(sources: Sources, said: Iterable[Passage]) -> Iterator[Found]:
    """Yield the pages that print figures of two sources for the same that lie far apart: they must say how these differ."""
    pages: defaultdict[str, list[str]] = defaultdict(list)
    for passage in said:
        pages[passage.page].append(passage.text)
    for name, entry in sources.indicators.items():
        twin = entry.get("twin")
        newest = [_newest(sources, n) for n in (name, twin["indicator"])] if twin else []
        if len(newest) < 2 or not all(newest):
            continue
        (year, a), (other, b) = ((k, v) for k, v in newest)
        if abs(year - other) > 1 or abs(a - b) <= 0.2 * max(a, b):
            continue
        texts = [f"{half_up(v, entry['decimals']):.{entry['decimals']}f}".replace(".", ",") for v in (a, b)]
        for page, paragraphs in pages.items():
            text = " ".join(paragraphs)
            if page != "index" and all(re.search(rf"(?<![\d,]){t} (?:%|von 100)", text) for t in texts):
                yield (
                    "sources that differ",
                    twin["differs"].rstrip(".") in text,
                    f"{page}: {' und '.join(texts)}",
                )


def _newest(sources: Sources, name: str) -> tuple[int, float] | tuple[()]:
    known = [
        (int(k.period[:4]), f.value)
        for k, f in sources.figures.items()
        if (k.indicator, k.ags, k.places) == (name, sources.ags, frozenset()) and f.value is not None
    ]
    return max(known) if known else ()


def identity(data: Path, report: Path, city: str) -> list[str]:
    """Return where a report, its profile and its key are not of one place."""
    profiles = {path.parent.name: read_yaml(path) for path in data.glob("*/profile.yml")}
    own = profiles[city]
    wrong = [
        f"identity: {other} hat denselben Schlüssel {own['ags']}"
        for other, profile in profiles.items()
        if other != city and profile["ags"] == own["ags"]
    ]
    known = Sources(data, city).kreise.set_index("ags")["name"].to_dict().get(own["ags"])
    if known and set(re.findall(r"\w{3,}", known)) - set(re.findall(r"\w{3,}", own["name"])):
        wrong.append(f"identity: {own['ags']} ist {known}, nicht {own['name']}")
    title = html.parse(report / "index.html").getroot().findtext(".//title") or ""
    return wrong + (
        [] if own["name"] in " ".join(title.split()) else [f"identity: {title} statt {own['name']}"]
    )
