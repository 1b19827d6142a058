"""The stations of the life course in Musterstadt beside school: what follows for them from what is true."""

from __future__ import annotations

from collections.abc import Mapping

from examples.musterstadt.figures import examined, in_day_care, own, poor_children, unemployed
from examples.musterstadt.truth import (
    YEARS,
    YOUNG,
    District,
    children,
    counted,
    districts,
    inhabitants,
    noise,
    share,
)

FINDINGS = {"motorik": (0.125, 0.28), "visuomotorik": (0.17, 0.36), "verhalten": (0.14, 0.3)}
"""Findings of the examination before school: how common where the index is 0, and how they move with it."""

LANGUAGES = {
    "nur Deutsch": (0.62, 0.0),
    "Deutsch und eine andere Sprache": (0.19, 0.25),
    "nur andere Sprachen": (0.19, 0.5),
}
KITA_YEARS = {
    "weniger als ein Jahr": (0.06, 0.55),
    "ein bis unter drei Jahre": (0.27, 0.3),
    "drei Jahre und mehr": (0.67, 0.0),
}
"""Groups of examined children: their part, and how many of them need support with language; the last ones the rest."""

COURSES = {
    # part of the courses, of the lessons, of the bookings
    "Politik, Gesellschaft, Umwelt": (0.12, 0.05, 0.16),
    "Kultur, Gestalten": (0.16, 0.09, 0.13),
    "Gesundheit": (0.33, 0.18, 0.35),
    "Sprachen": (0.28, 0.43, 0.27),
    "Arbeit und Beruf, IT": (0.08, 0.08, 0.05),
    "Schulabschlüsse": (0.01, 0.09, 0.01),
    "Grundbildung": (0.02, 0.08, 0.03),
}
CLOSED = {2020: 0.62, 2021: 0.58, 2022: 0.86}
"""How much of its usual programme the vhs could offer while it was closed for a time."""

SUBJECTS = {
    # students in 2011, in 2025, part of women
    "Geisteswissenschaften": (1900, 1620, 0.69),
    "Rechts-, Wirtschafts- und Sozialwissenschaften": (3700, 4700, 0.57),
    "Mathematik, Naturwissenschaften": (1500, 1480, 0.48),
    "Humanmedizin, Gesundheitswissenschaften": (640, 1250, 0.71),
    "Ingenieurwissenschaften": (2600, 3050, 0.24),
    "Kunst, Kunstwissenschaft": (330, 340, 0.62),
    "übrige Fächer": (280, 300, 0.52),
}
TRACKS = {
    # pupils in 2011, in 2025
    "Berufsschule": (5050, 4420),
    "Berufsvorbereitung": (560, 780),
    "Berufsfachschule": (1310, 1180),
    "Fachoberschule und berufliches Gymnasium": (1120, 1090),
    "Fachschule": (660, 730),
}
REASONS = {
    # part of the talks in 2011, in 2025
    "Schulabschluss nachholen": (0.24, 0.15),
    "Deutsch und Grundbildung": (0.14, 0.24),
    "Weiterbildung und Studium": (0.38, 0.35),
    "berufliche Neuorientierung": (0.24, 0.26),
}
WAVES = {2014: 60, 2015: 150, 2016: 210, 2017: 120, 2018: 60, 2022: 230, 2023: 150, 2024: 70}
"""Years in which many children came who had yet to learn German, and how many more that were."""


def between(first: float, last: float, year: int) -> float:
    """Return a value on its way from 2011 to 2025."""
    return first + (last - first) * (year - YEARS[0]) / (YEARS[-1] - YEARS[0])


def split(whole: int, parts: Mapping[str, float], *about: object) -> dict[str, int]:
    """Return a whole as counts of its parts, with a little chance; they add up to it."""
    weights = {name: part * (1 + noise(*about, name).gauss(0, 0.025)) for name, part in parts.items()}
    found = {name: round(whole * weight / sum(weights.values())) for name, weight in weights.items()}
    largest = max(found, key=lambda name: found[name])
    found[largest] += whole - sum(found.values())
    return found


def other_language(district: District, year: int) -> int:
    """Return the children in day care whose families mostly speak another language than German."""
    whole = sum(in_day_care(district, year, age) for age in ("unter 3", "3 bis unter 6"))
    rate = share(between(0.2, 0.27, year), 0.42, district.index + own(district, "foreigners", 0.3))
    return counted(whole, rate, "other language", district.number, year)


def findings(district: District, year: int) -> list[int]:
    """Return the children with each finding of the examination before school."""
    whole, _ = examined(district, year)
    found = []
    for name, (level, slope) in FINDINGS.items():
        rate = share(level + 0.002 * (year - 2015), slope, district.index + own(district, name, 0.15))
        found.append(counted(whole, rate, name, district.number, year))
    return found


def in_language_support(district: District, year: int) -> int:
    """Return the children who went to language support before school; offers are spread evenly, need is not."""
    whole, need = examined(district, year)
    usual = 0.6 * need + 0.4 * 0.23 * whole
    return counted(whole, usual / whole * between(0.45, 0.92, year), "support", district.number, year)


def examined_groups(
    year: int, groups: Mapping[str, tuple[float, float]], *about: object
) -> dict[str, tuple[int, int]]:
    """Return examined children and those who need support with language by group, as many as in all districts."""
    found = [examined(d, year) for d in districts()]
    whole, need = sum(n for n, _ in found), sum(n for _, n in found)
    sizes = split(whole, {name: part for name, (part, _) in groups.items()}, *about, year)
    known = {
        name: counted(sizes[name], rate, *about, name, year) for name, (_, rate) in groups.items() if rate
    }
    return {name: (sizes[name], known.get(name, need - sum(known.values()))) for name in groups}


def leavers_at_home(district: District, year: int) -> tuple[int, int]:
    """Return the leavers of the three school years up to one by where they live, and those without qualification."""
    whole = round(sum(children(district, y, "15 bis unter 18") / 3 for y in range(year - 2, year + 1)) * 1.3)
    rate = share(0.06, 0.5, district.index + own(district, "leavers", 0.15))
    return whole, counted(whole, rate, "leavers", district.number, year)


def families(district: District, year: int) -> tuple[int, int]:
    """Return the households with children, and those of single parents."""
    whole = round(children(district, year, *YOUNG) / 1.62)
    rate = share(between(0.225, 0.235, year), 0.3, district.index + own(district, "single", 0.15))
    return whole, counted(whole, rate, "single", district.number, year)


def in_need(district: District, year: int) -> tuple[int, int]:
    """Return the children entitled to Bildung und Teilhabe, and those who get something; more where more are entitled."""
    whole = round(poor_children(district, year) * 1.34)
    rate = share(between(0.4, 0.58, year), 0.15, district.index + own(district, "participation", 0.2))
    rate *= 0.72 if year in (2020, 2021) else 1
    return whole, counted(whole, rate, "participation", district.number, year)


def vhs_bookings(district: District, year: int) -> int:
    """Return the bookings of the vhs by people of a district; fewer under strain."""
    people = sum(inhabitants(district, year).values())
    rate = share(0.049, -0.38, district.index + own(district, "vhs", 0.15)) * CLOSED.get(year, 1)
    return counted(people, rate, "vhs", district.number, year)


def vhs(year: int) -> dict[str, tuple[int, int, int]]:
    """Return courses, lessons and bookings by programme area; bookings with those of people from elsewhere."""
    bookings = round(sum(vhs_bookings(d, year) for d in districts()) * 1.13)
    open_ = CLOSED.get(year, 1.0)
    courses = round(between(890, 940, year) * open_ * (1 + noise("courses", year).gauss(0, 0.015)))
    lessons = round(
        between(26400, 29100, year) * (open_ + 1) / 2 * (1 + noise("lessons", year).gauss(0, 0.015))
    )
    more = {"Sprachen": 0.03, "Grundbildung": 0.01} if year in WAVES else {}
    parts = [
        split(whole, {name: part[i] + more.get(name, 0) for name, part in COURSES.items()}, "vhs", i, year)
        for i, whole in enumerate((courses, lessons, bookings))
    ]
    return {name: (parts[0][name], parts[1][name], parts[2][name]) for name in COURSES}


def advice(year: int) -> dict[str, int]:
    """Return the talks of the Bildungsberatung by reason."""
    whole = round(between(310, 640, year) * CLOSED.get(year, 1) * (1 + noise("advice", year).gauss(0, 0.03)))
    return split(whole, {name: between(*ends, year) for name, ends in REASONS.items()}, "advice", year)


def integration_courses(year: int) -> dict[str, int]:
    """Return the people who took the examination of an integration course by result."""
    chance = 1 + noise("integration", year).gauss(0, 0.04)
    whole = round((360 + 1.1 * WAVES.get(year - 1, 0)) * CLOSED.get(year, 1) * chance)
    return split(whole, {"B1": 0.55, "A2": 0.32, "unter A2": 0.13}, "integration", year)


def new_pupils(year: int) -> int:
    """Return the pupils who came a short time ago and learn in a class of their own."""
    return round(
        (170 + WAVES.get(year, 0) + 0.4 * WAVES.get(year - 1, 0)) * (1 + noise("new", year).gauss(0, 0.03))
    )


def entries(year: int) -> dict[str, tuple[int, int]]:
    """Return who begins vocational education by sector, all and foreign."""
    foreign = between(0.16, 0.27, year)
    more = 0.02 if year in (2016, 2017, 2023, 2024) else 0.0
    whole = round(between(3350, 3080, year) * (1 + noise("entries", year).gauss(0, 0.012)))
    transition = between(0.25, 0.215, year) + more
    parts = {"duale Ausbildung": 0.51, "Schulberufssystem": 0.49 - transition, "Übergangssektor": transition}
    found = split(whole, parts, "entries", year)
    rates = {"duale Ausbildung": 0.68, "Schulberufssystem": 0.85, "Übergangssektor": 1.85}
    return {name: (n, counted(n, foreign * rates[name], "foreign", name, year)) for name, n in found.items()}


def vocational_pupils(year: int) -> dict[str, int]:
    """Return the pupils of vocational schools by track."""
    return {
        name: round(between(*ends, year) * (1 + noise(name, year).gauss(0, 0.012)))
        for name, ends in TRACKS.items()
    }


def apprenticeships(year: int) -> tuple[int, dict[str, int]]:
    """Return the places reported, and the applicants by what became of them."""
    jobless = sum(unemployed(d, year) for d in districts())
    places = round(
        between(1180, 1490, year)
        * (0.9 if year in (2020, 2021) else 1)
        * (1 + noise("places", year).gauss(0, 0.02))
    )
    applicants = round(between(1690, 1340, year) + (jobless - 7000) * 0.03)
    parts = {
        "in Ausbildung eingemündet": between(0.47, 0.5, year),
        "anderer Verbleib": 0.34,
        "noch auf der Suche mit Alternative": 0.1,
        "noch auf der Suche ohne Alternative": between(0.06, 0.08, year),
    }
    return places, split(applicants, parts, "applicants", year)


def students(year: int) -> dict[str, tuple[int, int, int]]:
    """Return students, women and those without German citizenship by group of subjects."""
    found = {}
    for name, (first, last, women) in SUBJECTS.items():
        whole = round(between(first, last, year) * (1 + noise(name, year).gauss(0, 0.012)))
        foreign = between(0.1, 0.17, year) * (1.4 if name == "Ingenieurwissenschaften" else 0.9)
        found[name] = (
            whole,
            counted(whole, women + 0.002 * (year - 2018), "women", name, year),
            counted(whole, foreign, "foreign students", name, year),
        )
    return found


def foreign_leavers(year: int, leavers: Mapping[str, int]) -> dict[str, int]:
    """Return the foreign leavers by qualification, of all leavers."""
    rates = {
        "ohne Hauptschulabschluss": 2.1,
        "mit Hauptschulabschluss": 1.7,
        "mit mittlerem Abschluss": 0.95,
        "mit Fachhochschulreife": 0.75,
        "mit allgemeiner Hochschulreife": 0.42,
    }
    usual = between(0.125, 0.175, year)
    return {
        name: counted(n, usual * rates[name], "foreign leavers", name, year) for name, n in leavers.items()
    }
