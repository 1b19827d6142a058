"""Ways through school in Musterstadt: transitions by sex and nationality, and cohorts from class 5 to what follows school."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from examples.musterstadt import figures
from examples.musterstadt.allday import split
from examples.musterstadt.deliveries import Delivery, school_year, value
from examples.musterstadt.truth import YEARS, counted, districts

HS, RS, GY, IGS = figures.SCHOOLS
AGAIN = "Klasse wiederholt"
NONE, LOW, MIDDLE, FHR, HIGH = (
    "ohne Hauptschulabschluss",
    "mit Hauptschulabschluss",
    "mit mittlerem Abschluss",
    "mit Fachhochschulreife",
    "mit allgemeiner Hochschulreife",
)
STUDY, FURTHER, DUAL, SCHOOL, BRIDGE, OTHER, UNKNOWN = (
    "Studium",
    "weiterführende berufliche Schule",
    "duale Berufsausbildung",
    "schulische Berufsausbildung",
    "Übergangssektor",
    "Freiwilligendienst, Arbeit, anderes",
    "unbekannt",
)
LENGTH = 9
"""Years from class 5 to the end of the last ones' schooling."""

COHORTS = YEARS[LENGTH:]
"""Years in which a cohort's ways are complete."""

Chances = dict[str, dict[str, float]]

CHANGES: Chances = {
    HS: {HS: 0.81, RS: 0.045, IGS: 0.05, AGAIN: 0.095},
    RS: {HS: 0.07, RS: 0.81, GY: 0.025, IGS: 0.02, AGAIN: 0.075},
    GY: {RS: 0.07, GY: 0.86, IGS: 0.03, AGAIN: 0.04},
    IGS: {HS: 0.025, RS: 0.02, GY: 0.02, IGS: 0.88, AGAIN: 0.055},
}
"""Where children of a type of school are four years later."""

LEAVING: Chances = {
    HS: {NONE: 0.13, LOW: 0.67, MIDDLE: 0.20},
    RS: {NONE: 0.03, LOW: 0.15, MIDDLE: 0.80, FHR: 0.02},
    GY: {MIDDLE: 0.08, FHR: 0.05, HIGH: 0.87},
    IGS: {NONE: 0.06, LOW: 0.21, MIDDLE: 0.40, FHR: 0.06, HIGH: 0.27},
    AGAIN: {NONE: 0.16, LOW: 0.36, MIDDLE: 0.37, HIGH: 0.11},
}
"""With which qualification they leave."""

AFTER: Chances = {
    NONE: {DUAL: 0.13, SCHOOL: 0.08, BRIDGE: 0.52, OTHER: 0.11, UNKNOWN: 0.16},
    LOW: {FURTHER: 0.08, DUAL: 0.42, SCHOOL: 0.13, BRIDGE: 0.27, OTHER: 0.04, UNKNOWN: 0.06},
    MIDDLE: {FURTHER: 0.32, DUAL: 0.38, SCHOOL: 0.17, BRIDGE: 0.07, OTHER: 0.03, UNKNOWN: 0.03},
    FHR: {STUDY: 0.46, DUAL: 0.42, OTHER: 0.12},
    HIGH: {STUDY: 0.63, DUAL: 0.17, SCHOOL: 0.04, OTHER: 0.12, UNKNOWN: 0.04},
}
"""What they do in the autumn after."""

GIRLS = {NONE: 0.8, LOW: 0.88, HIGH: 1.12, AGAIN: 0.75, SCHOOL: 1.7, DUAL: 0.8, STUDY: 1.05}
"""How much more often (or less) girls go a way than boys; 1 for all others."""

FEMALE = {HS: 0.44, RS: 0.49, GY: 0.525, IGS: 0.49}
FOREIGN = {HS: 0.40, RS: 0.22, GY: 0.10, IGS: 0.22}

Edge = tuple[str, str, str]
"""Stage, from, to."""


@cache
def transitions(year: int) -> dict[str, tuple[int, int, int]]:
    """Return the city's transitions from primary school by type: all, girls, foreign nationals."""
    found = [figures.transitions(d, year) for d in districts()]
    whole = {kind: sum(each[kind] for each in found) for kind in figures.SCHOOLS}
    rise = 1 + 0.02 * (year - YEARS[0])
    return {
        kind: (
            n,
            counted(n, FEMALE[kind], "transition", "female", kind, year),
            counted(n, FOREIGN[kind] * rise, "transition", "foreign", kind, year),
        )
        for kind, n in whole.items()
    }


@cache
def cohort(end: int, *, girls: bool) -> dict[Edge, int]:
    """Return how many went each way of the cohort whose ways are complete in a year, of one sex.

    Of those who changed school after primary school nine years before, 94 % stayed in the city.
    """
    ways: Counter[Edge] = Counter()
    begun = {kind: (f if girls else n - f) for kind, (n, f, _) in transitions(end - LENGTH).items()}
    stage = {kind: round(0.94 * n) for kind, n in begun.items()}
    for name, chances in (("klasse9", CHANGES), ("abschluss", LEAVING), ("danach", AFTER)):
        reached: Counter[str] = Counter()
        for source, n in stage.items():
            weights = {t: c * (GIRLS.get(t, 1) if girls else 1) for t, c in chances[source].items()}
            for target, part in split(n, weights, "cohort", end, girls, name, source).items():
                ways[name, source, target] += part
                reached[target] += part
        stage = dict(reached)
    return dict(ways)


def ways(end: int) -> dict[Edge, tuple[int, int]]:
    """Return how many went each way in all, and how many girls."""
    girls, boys = (cohort(end, girls=each) for each in (True, False))
    return {edge: (girls.get(edge, 0) + boys.get(edge, 0), girls.get(edge, 0)) for edge in girls | boys}


STAGES = ("klasse5", "klasse9", "abschluss", "danach")


def _rows(end: int) -> Iterator[list[object]]:
    """Yield the lines of one cohort: the whole, each stage by itself, each step from one stage to the next; stages by sex, too."""
    found = ways(end)
    single: dict[tuple[str, str], list[int]] = {}
    for (stage, source, target), numbers in found.items():
        before = STAGES[STAGES.index(stage) - 1]
        for place in ([(before, source)] if before == "klasse5" else []) + [(stage, target)]:
            kept = single.setdefault(place, [0, 0])
            kept[0], kept[1] = kept[0] + numbers[0], kept[1] + numbers[1]
    whole = [sum(n[i] for (stage, _), n in single.items() if stage == "klasse5") for i in (0, 1)]
    lines: list[tuple[dict[str, str], list[int]]] = [({}, whole)]
    lines += [({stage: name}, n) for (stage, name), n in single.items()]
    for (stage, source, target), numbers in found.items():
        if numbers[0]:
            lines.append(({STAGES[STAGES.index(stage) - 1]: source, stage: target}, list(numbers)))
    for i, sex in enumerate(("Insgesamt", "weiblich")):
        for at, n in lines:
            if not i or len(at) < 2:  # each step by sex would be many small counts
                yield [end, sex, *(at.get(stage, "Insgesamt") for stage in STAGES), n[i]]


def deliveries() -> Iterator[Delivery]:
    """Yield the files on transitions and cohorts."""

    def part(name: str) -> dict[str, str]:
        return {"ist": "merkmal", "merkmal": name}

    def line(year: int, which: int, *places: str) -> list[object]:
        numbers = [each[which] for each in transitions(year).values()]
        return [school_year(year), *places, sum(numbers), *numbers]

    yield Delivery(
        "uebergaenge_merkmale.xlsx",
        "musterstadt-schulverwaltungsamt",
        {
            "Schuljahr": {"ist": "zeit"},
            "Geschlecht": part("geschlecht"),
            "Staatsangehörigkeit": part("nationalitaet"),
            "Übergänge": value("uebergaenge"),
            **{kind: value("uebergaenge", schulart=kind) for kind in figures.SCHOOLS},
        },
        [
            row
            for year in figures.TRANSITION_YEARS
            for row in (line(year, 1, "weiblich", "alle"), line(year, 2, "alle", "ausländisch"))
        ],
    )
    yield Delivery(
        "schulverlauf.csv",
        "musterstadt-schulverwaltungsamt",
        {
            "Abgangsjahr": {"ist": "zeit"},
            "Geschlecht": part("geschlecht"),
            "Schulart in Klasse 5": part("klasse5"),
            "nach vier Jahren": part("klasse9"),
            "Abschluss": part("abschluss"),
            "Verbleib": part("danach"),
            "Anzahl": value("schulverlauf"),
        },
        [row for end in COHORTS for row in _rows(end)],
    )
