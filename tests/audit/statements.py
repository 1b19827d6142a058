"""Whether the sentences of a report hold: every statement of a known kind is parsed and compared with the figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import html

from tests.audit.downloads import Download
from tests.audit.series import Series
from tests.audit.sources import Key, Sources, day, half_up

N = r"[−-]?\d{1,3}(?:\.\d{3})*(?:,\d+)?|[−-]?\d+(?:,\d+)?"
MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
P = (
    r"(?:(?:im|vom|zum|bis|dem|das|den|am|für|seit|von|Im|Am) )*(?:Jahr |Schuljahr |Schuljahrs |Wintersemester |WS )?"
    rf"(?:\d{{1,2}}\. (?:{'|'.join(MONTHS)}) \d{{4}}|\d\d\.\d\d\.\d{{4}}|\d{{4}}/\d\d|\d{{4}})"
)
U = r"(?: (?:%|Prozentpunkte?|Plätze|Euro|Personen|Kinder|je [\d.]+))?"
ORDINALS = (
    "",
    "zweit",
    "dritt",
    "viert",
    "fünft",
    "sechst",
    "siebt",
    "acht",
    "neunt",
    "zehnt",
    "elft",
    "zwölft",
)
CARDINALS = {
    word: n
    for n, word in enumerate(
        ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"], 2
    )
}
UP, DOWN = (
    ("gestiegen", "stieg", "stiegen", "Anstieg", "höher"),
    ("gesunken", "sank", "sanken", "Rückgang", "niedriger"),
)

CHANGE = re.compile(
    rf"(?P<first>{P}) (?P<to>bis (?:zum )?{P}).{{0,120}}?"
    rf"(?: von (?P<old>{N}){U} auf (?P<new>{N}){U}, also)? um (?P<size>{N})(?P<unit>{U})(?: \((?P<rel>{N}) %\))?"
    rf"(?: auf (?P<new2>{N}){U})?(?: (?P<way>gestiegen|gesunken))?"
)
TURN = re.compile(rf"(?:von|erst|\() ?(?P<old>{N}){U},? (?:auf|und|dann) (?P<new>{N})")
SINCE = re.compile(
    rf"[Gg]egenüber (?P<first>{P}) \((?P<old>{N}){U}\) (?:ist das )?ein (?P<way>Anstieg|Rückgang) um (?P<size>{N})(?P<unit>{U})"
)
COMPARED = re.compile(
    r"(?P<relation>höher|niedriger|praktisch gleich hoch|nicht gesichert anders) (?:als|wie) (?P<others>.+)"
)
OTHER = re.compile(rf"(?:in|im|zu) (?P<place>[A-ZÄÖÜ][^;,()]*(?:\(Saale\))?) \((?P<value>{N}){U}[^)]*\)")
RANK = re.compile(
    rf"Unter den (?P<many>\w+) verglichenen Kommunen hatte (?P<place>.+?) (?P<time>{P})(?P<ties> gemeinsam mit .+?)? "
    r"den (?P<rank>mittleren|\w*höchsten|\w*niedrigsten) Wert"
)
SPAN = re.compile(
    rf"Die Werte reichen von (?P<low>{N}){U} .*? bis (?P<high>{N}){U} .*?; der mittlere Wert \(Median\) ist (?P<median>{N})"
)
EXTREME = re.compile(
    rf"(?P<which>höchste|niedrigste) Wert (?:war |waren )?(?P<value>{N}){U} \((?P<time>{P})\)"
)
CARD = re.compile(
    rf"seit (?P<first>{P}) (?P<way>gestiegen|gesunken) \((?P<size>[+−]{N})(?P<unit> %| Pp\.)?\)"
)
FAULTS = {
    "retracted": re.compile(r"(?:gestiegen|gesunken|stieg|sank)[^.]*(?:kann|könnte) auch Zufall sein"),
    "minus points": re.compile(r"um −\d"),
    "no change with a sign": re.compile(r"±0,0\b"),
    "escaped": re.compile(r"\\[()*_\[\]]"),
    "article": re.compile(r"[Ff]ür Landkreis |[Ii]n Landkreis "),
}


@dataclass
class Passage:
    """One paragraph, and the figures around it.

    Args:
        page: name of the page.
        text: what the paragraph says.
        indicators: what the figures of its page are about, the nearest ones first.
        near: labels of the nearest figures.
        labels: labels of all figures of the page.
        nearest: what the two nearest figures are about.
    """

    page: str
    text: str
    indicators: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    nearest: list[str] = field(default_factory=list)


def passages(report: Path, about: Mapping[str, Sequence[str]]) -> Iterator[Passage]:
    """Yield the paragraphs of every page, with what the figures of their section are about.

    Args:
        report: the published folder.
        about: per figure or table the indicators that its workbook names.
    """
    for path in sorted(report.rglob("*.html")):
        main = html.parse(path).getroot().find(".//main")
        if main is None:
            continue
        for chart in list(
            main.find_class("chart")
        ):  # its text for those who do not see it, not what is written in it
            alt = chart.find(".//svg").get("aria-label")
            chart.clear()
            chart.tag = "img"
            chart.set("alt", alt)
        blocks = [
            e for e in main.iter("p", "li", "img", "figure") if e.tag != "p" or e.getparent().tag != "li"
        ]
        places = {i: e.get("id") for i, e in enumerate(blocks) if e.tag == "figure"}
        page = [name for figure in places.values() for name in about.get(str(figure), ())]
        for i, block in enumerate(blocks):
            text = block.get("alt", "") if block.tag == "img" else block.text_content()
            if block.tag == "figure" or not re.search(r"\d", text):
                continue
            near = sorted(places, key=lambda at: abs(at - i))[:4]
            names = [name for at in near for name in about.get(str(places[at]), ())]
            known = list(dict.fromkeys([*names, *page]))
            everything = list(dict.fromkeys(name for found in about.values() for name in found))
            figures = [str(places[at]) for at in near]
            closest = [name for label in figures[:2] for name in about.get(label, ())]
            if path.stem == "index":  # it quotes all chapters
                known, figures, closest = everything, [], []
            yield Passage(
                path.stem,
                " ".join(text.split()),
                known or everything,
                figures,
                [*map(str, places.values())],
                closest,
            )


class Statements:
    """Compare statements with figures: `checked` per kind, and what does not hold in `wrong`."""

    def __init__(self, sources: Sources, downloads: Mapping[str, Download]) -> None:
        self.sources, self.series, self.downloads = sources, Series(sources), downloads
        self.names = sources.names()
        self.checked: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.readings = list(_readings(sources))
        subjects = [(e["subject"], n) for n, e in sources.indicators.items() if e.get("subject")]
        self.subjects = sorted(subjects, key=lambda item: -len(item[0]))  # several may share one
        own = sources.areas[sources.areas["ags"].str.startswith(f"{sources.ags}-")]
        self.areas = {n: a for a, n in self.names.items() if a in sources.compared}
        self.areas.update(dict(zip(own["name"], own["ags"], strict=True)))

    def check(self, passage: Passage) -> None:
        self.topic: list[str] = []  # what the sentence before was about
        for sentence in re.split(r"(?<=[^\d\s][.!?])\s+(?=[A-ZÄÖÜ0-9])", passage.text):
            self._sentence(sentence, passage)

    def _sentence(self, text: str, passage: Passage) -> None:
        for kind, fault in FAULTS.items():
            self._note(f"style: {kind}", not fault.search(text), text, passage)
        self._reading(text, passage)
        told = [(s, name) for s, name in self.subjects if re.search(rf"\b{re.escape(s)}\b", text, re.I)]
        names = [name for subject, name in told if subject == told[0][0]]
        self.topic = names + self._twins(names) if names else self.topic
        names += [n for n in passage.indicators if n not in names]
        names += [n for n in self._twins(names) if n not in names]
        names += [n for n in self.sources.indicators if n not in names and passage.near == []]
        area = self._area(text)
        if match := SINCE.search(text):
            self._since(match, names, area, text, passage)
        elif match := CHANGE.search(text):
            self._change(match, names, area, text, passage)
        if match := RANK.search(text):
            self._rank(match, [*self.topic, *passage.nearest] if passage.nearest else names, text, passage)
        if match := SPAN.search(text):
            self._span(match, names, text, passage)
        for match in EXTREME.finditer(text):
            self._exists("extreme", match["value"], match["time"], names, text, passage)
        if COMPARED.search(text):
            self._compared(text, passage)

    def _twins(self, names: Sequence[str]) -> list[str]:
        pairs = [
            (name, twin["indicator"])
            for name, e in self.sources.indicators.items()
            if (twin := e.get("twin"))
        ]
        return [b for a, b in (*pairs, *((b, a) for a, b in pairs)) if a in names]

    def _note(self, kind: str, holds: bool, text: str, passage: Passage) -> None:
        self.checked[kind] += 1
        if not holds:
            self.wrong.append(f"{passage.page}: {kind}: {text}")

    def _area(self, text: str) -> str:
        found = [
            name for name in self.areas if re.search(rf"(?:in|im|In|Im) (?:\w+ )?{re.escape(name)}\b", text)
        ]
        return (
            self.areas[max(found, key=len)]
            if found and "-" in self.areas[max(found, key=len)]
            else self.sources.ags
        )

    def _reading(self, text: str, passage: Passage) -> None:
        """Compare a reading example, wherever it stands, with the figure that it reads."""
        text = text.removeprefix("Lesebeispiel: ")
        fits = [(name, m) for name, pattern in self.readings if (m := pattern.fullmatch(text))]
        if not fits:
            return
        if kind := re.search(r"\(Typ (\d)\)", text):
            rows = [
                r for at in passage.near for r in self.downloads[at].rows if r[0].startswith(f"Typ {kind[1]}")
            ]
            told = {m for _, match in fits for m in [match["value"]]}
            values = [
                float(t.replace(",", ".")) for row in rows for t in row if re.fullmatch(r"-?\d+(,\d+)?", t)
            ]
            self._note("reading of a type", any(_prints(v, x) for v in told for x in values), text, passage)
            return
        holds = False
        for name, match in fits:
            parts = match.groupdict()
            value, period = parts.pop("value"), parts.pop("period")
            place = next((parts.pop(p) for p in ("in_city", "of_city", "city") if parts.get(p)), "")
            parts = {k: v for k, v in parts.items() if k not in ("in_city", "of_city", "city")}
            named = [n for n in self.areas if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", place)]
            ags = self.areas[max(named, key=len)] if named else self.sources.ags
            for key, figure in self.sources.figures.items():
                if (
                    key.indicator == name
                    and key.ags == ags
                    and figure.value is not None
                    and _same(period, key.period)
                ):
                    texts = {v for _, v in key.places}
                    if len(texts) == len(parts) and all(v.strip("„“") in texts for v in parts.values()):
                        holds |= _prints(value, figure.value)
            self.topic = [name for name, _ in fits]
        self._note("reading", holds, text, passage)

    def _lines(self, names: Iterable[str], area: str) -> Iterator[tuple[Key, dict[str, float]]]:
        wanted = set(names)
        for line, values in self.series.by_line.items():
            if line.indicator in wanted and line.ags == area:
                yield line, values

    def _since(self, m: re.Match[str], names: Sequence[str], area: str, text: str, passage: Passage) -> None:
        """A change told after its value: from the named period on, to any later one that the size fits."""
        reasons = []
        for line, values in self._lines(names, area):
            for first, old in values.items():
                if not (_same(m["first"], first) and _prints(m["old"], old)):
                    continue
                for last, new in values.items():
                    if (
                        day(last) > day(first)
                        and _size(m["size"], m["unit"], old, new)
                        and _way(m["way"], old, new)
                    ):
                        reasons.append(self.series.crosses_break(line, first, last))
        if not reasons and names != list(self.sources.indicators):
            self._since(m, list(self.sources.indicators), area, text, passage)
            return
        self._note("change", bool(reasons), text, passage)
        if reasons:
            self._note("change within one basis", not all(reasons), text, passage)

    def _change(self, m: re.Match[str], names: Sequence[str], area: str, text: str, passage: Passage) -> None:
        new_printed = m["new"] or m["new2"]
        if not new_printed:
            return
        way = m["way"] or next((w for w in (*UP, *DOWN) if re.search(rf"\b{w}\b", text)), "")
        reasons = []
        for line, values in self._lines(names, area):
            firsts = [p for p in values if _same(m["first"], p)]
            lasts = [p for p in values if _same(m["to"], p)]
            for first in firsts:
                for last in lasts:
                    old, new = values[first], values[last]
                    if (
                        _prints(new_printed, new)
                        and _way(way, old, new)
                        and _size(m["size"], m["unit"], old, new)
                    ):
                        reasons.append(self.series.crosses_break(line, first, last))
        if not reasons and names != list(self.sources.indicators):
            self._change(m, list(self.sources.indicators), area, text, passage)
            return
        self._note("change", bool(reasons), text, passage)
        if reasons:
            self._note("change within one basis", not all(reasons), text, passage)

    def _rank(self, m: re.Match[str], names: Sequence[str], text: str, passage: Passage) -> None:
        peers = [self.sources.ags, *self.sources.peers]
        holds = False
        for name in names:
            for period in {
                p for line, values in self._lines([name], self.sources.ags) for p in values if not line.places
            }:
                if not _same(m["time"], period):
                    continue
                keys = [Key(name, ags, period) for ags in peers]
                figures = [self.sources.figures.get(key) for key in keys]
                decimals = self.sources.indicators[name]["decimals"]
                known = [half_up(f.value, decimals) for f in figures if f and f.value is not None]
                if len(known) != CARDINALS.get(m["many"]) or figures[0] is None or figures[0].value is None:
                    continue
                own = half_up(figures[0].value, decimals)
                above, below = sum(v > own for v in known), sum(v < own for v in known)
                rank = (
                    {f"{o}höchsten": i for i, o in enumerate(ORDINALS)}
                    if "höchst" in m["rank"]
                    else {f"{o}niedrigsten": i for i, o in enumerate(ORDINALS)}
                )
                wanted = rank.get(m["rank"])
                tied = known.count(own) > 1
                if m["rank"] == "mittleren":
                    holds |= above == below
                else:
                    holds |= (above if "höchst" in m["rank"] else below) == wanted and tied == bool(m["ties"])
        self._note("rank", holds, text, passage)

    def _span(self, m: re.Match[str], names: Sequence[str], text: str, passage: Passage) -> None:
        peers = [self.sources.ags, *self.sources.peers]
        holds = False
        for name in names:
            periods = {p for ags in peers for _, values in self._lines([name], ags) for p in values}
            for period in periods:
                figures = [self.sources.figures.get(Key(name, ags, period)) for ags in peers]
                known = sorted(f.value for f in figures if f and f.value is not None)
                if len(known) > 2:
                    middle = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2
                    holds |= (
                        _prints(m["low"], known[0])
                        and _prints(m["high"], known[-1])
                        and _prints(m["median"], middle)
                    )
        self._note("span", holds, text, passage)

    def _exists(
        self, kind: str, value: str, time: str, names: Sequence[str], text: str, passage: Passage
    ) -> None:
        own = (self.sources.ags, self._area(text))
        holds = any(
            _same(time, period) and _prints(value, number)
            for area in own
            for _, values in self._lines(names, area)
            for period, number in values.items()
        )
        self._note(kind, holds, text, passage)

    def _compared(self, text: str, passage: Passage) -> None:
        """Compare the direction that is told with the numbers that stand beside it."""
        if not (own := re.search(rf"mit (?P<value>{N}){U} (?:höher|niedriger)", text)):
            return
        mine = _number(own["value"])
        parts = re.split(
            r"(höher als|niedriger als|praktisch gleich hoch wie|nicht gesichert anders als)", text
        )
        for relation, others in zip(parts[1::2], parts[2::2], strict=True):
            for other in OTHER.finditer(others):
                value = _number(other["value"])
                if relation.startswith(("höher", "niedriger")):
                    holds = mine > value if relation.startswith("höher") else mine < value
                    self._note("comparison", holds, text, passage)
                ags = self.areas.get(other["place"])
                if ags:
                    subjects = {n for s, n in self.subjects if s.lower() in text.lower()}
                    wanted = {
                        *passage.indicators,
                        *subjects,
                        *(() if passage.near else self.sources.indicators),
                    }
                    holds = any(
                        _prints(other["value"], number)
                        for line, values in self._lines(wanted, ags)
                        for number in values.values()
                    )
                    self._note("compared value", holds, text, passage)


def check_cards(report: Path, sources: Sources) -> tuple[Counter[str], list[str]]:
    """Compare every card of the first page with the figures: value, period, change and the values it is compared with."""
    checked, wrong = Counter[str](), []
    areas = {name: ags for ags, name in sources.names().items() if ags in sources.compared}
    series = Series(sources)
    for card in html.parse(report / "index.html").getroot().find_class("card"):
        said = {
            s.get("class"): " ".join(s.text_content().split()) for s in card.iter("span") if s.get("class")
        }
        same = [n for n, e in sources.indicators.items() if said.get("name") in (e["name"], e["short"])]
        value = re.match(N, said.get("value", ""))
        fits = [
            (n, period, number)
            for n in same
            for period, number in series.by_line[Key(n, sources.ags, "")].items()
            if value and _same(said.get("period", ""), period) and _prints(value[0], number)
        ]
        checked["card"] += 1
        if not fits:
            wrong.append(f"card: {said.get('name')}: {said.get('value')} ({said.get('period')})")
            continue
        _, period, number = fits[0]
        lines = [series.by_line[Key(n, sources.ags, "")] for n in same]
        checked["card is newest"] += 1
        if max(day(p) for line in lines for p in line if int(p[:4]) <= sources.profile["year"]) > day(period):
            wrong.append(f"card is newest: {said.get('name')}: {period}")
        if match := CARD.search(said.get("change", "")):
            olds = [v for line in lines for p, v in line.items() if _same(match["first"], p)]
            unit = "%" if "%" in (match["unit"] or "") else ""
            size = match["size"].lstrip("+")
            checked["card's change"] += 1
            if not any(_size(size, unit, old, number) and _way(match["way"], old, number) for old in olds):
                wrong.append(f"card's change: {said['name']}: {said['change']}")
        for other in re.finditer(
            rf"(?P<place>[^·]+?) (?P<value>{N}){U}(?: \\((?P<time>{P})\\))?(?: ·|$)",
            said.get("comparison", ""),
        ):
            time = other["time"] or said["period"]
            checked["card's comparison"] += 1
            ags = areas.get(other["place"].strip(), "")
            values = [
                v
                for n in same
                for p, v in series.by_line[Key(n, ags, "")].items()
                if _same(time, p) or p[:4] == period[:4]
            ]
            if not any(_prints(other["value"], v) for v in values):
                wrong.append(f"card's comparison: {said['name']}: {other[0]}")
    return checked, wrong


def _readings(sources: Sources) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the catalogue's reading examples as patterns."""
    for name, entry in sources.indicators.items():
        for template in filter(None, (entry.get("reading"), *entry.get("readings", {}).values())):
            pattern = re.escape(" ".join(template.split())).replace(r"\{", "{").replace(r"\}", "}")
            seen: set[str] = set()
            pieces = []
            for piece in re.split(r"(\{\w+\})", pattern.replace(r"\ ", " ")):
                if not re.fullmatch(r"\{\w+\}", piece):
                    pieces.append(piece)
                    continue
                place = piece[1:-1]
                inner = N if place == "value" else P if place == "period" else ".+?"
                pieces.append(f"(?P={place})" if place in seen else f"(?P<{place}>{inner})")
                seen.add(place)
            if {"value", "period"} <= seen:
                yield name, re.compile("".join(pieces))


def _number(text: str) -> float:
    return float(text.replace(".", "").replace(",", ".").replace("−", "-"))


def _prints(text: str, value: float) -> bool:
    """Tell whether a text prints a value, rounded to its decimals."""
    decimals = len(text.partition(",")[2])
    return abs(_number(text) - half_up(value, decimals)) < 10.0 ** -(decimals + 2)


def _size(size: str, unit: str, old: float, new: float) -> bool:
    """Tell whether a printed size is the change: of the values, of the printed values, or in per cent."""
    decimals = len(size.partition(",")[2])
    wanted = abs(_number(size))
    if unit.strip() == "%":
        return bool(old) and abs(wanted - abs(half_up(100 * (new / old - 1), decimals))) < 10.0 ** -(
            decimals + 2
        )
    sizes = (abs(half_up(new, decimals) - half_up(old, decimals)), abs(half_up(new - old, decimals)))
    return any(abs(wanted - size) < 10.0 ** -(decimals + 2) for size in sizes)


def _way(way: str, old: float, new: float) -> bool:
    return new > old if way in UP else new < old if way in DOWN else True


def _same(text: str, period: str) -> bool:
    """Tell whether a printed period is a period of the data."""
    if match := re.search(r"(\d{1,2})\. (\w+) (\d{4})", text):
        month = MONTHS.index(match[2]) + 1
        return period == f"{match[3]}-{month:02}-{int(match[1]):02}"
    if match := re.search(r"(\d\d)\.(\d\d)\.(\d{4})", text):
        return period == f"{match[3]}-{match[2]}-{match[1]}"
    if match := re.search(r"\d{4}/\d\d", text):
        return period.startswith(match[0])
    match = re.search(r"\d{4}", text)
    return bool(match) and period[:4] == match[0]
