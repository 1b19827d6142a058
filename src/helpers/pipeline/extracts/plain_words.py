"""Sentences in Leichte Sprache for the key figures: short, one statement each, long words divided by a raised dot.

After the rules of Netzwerk Leichte Sprache and DIN SPEC 33429: no genitive, no subordinate clause, no passive where there is another
way, words explained before they are used, numbers as „3 von 10“.
"""

from __future__ import annotations

from typing import NamedTuple

from helpers.pipeline.extracts.key_figures import KeyFigure
from helpers.text.numbers import number, printed
from helpers.text.places import place

PARTS = (10, 12, 15, 20, 25, 30, 40, 50, 100)
"""Of so many one is named where fewer than one in ten are meant."""
ALIKE, POINTS = 0.1, 1.0
"""Two shares that differ by less than a tenth, or by less than a percentage point, are called about the same."""
SINGULAR = {"sind": "ist", "haben": "hat", "gehen": "geht", "machen": "macht"}


class Share(NamedTuple):
    """So many of so many: 3 of 10."""

    part: int
    of: int


class Topic(NamedTuple):
    """What is said of a key figure.

    Args:
        title: heading.
        before: sentences that explain what it is about.
        main: the figure; `{place}`, `{share}` with a verb of `SINGULAR` in braces, `{whole}` or `{about}`.
        after: sentences that say who is counted.
        of: who is counted, dative plural; empty where it is no share.
    """

    title: str
    before: tuple[str, ...]
    main: str
    after: tuple[str, ...] = ()
    of: str = ""


TOPICS = {
    "Einwohnerinnen und Einwohner": Topic(
        "So viele Menschen leben hier", (), "{place} leben etwa {about} Menschen."
    ),
    "Kinderarmut": Topic(
        "Kinder in armen Familien",
        ("Manche Familien haben wenig Geld.", "Sie bekommen Geld vom Staat.", "Das Geld heißt Bürger·geld."),
        "{place} {sind} {share} aus so einer Familie.",
        ("Gezählt sind Kinder unter 15 Jahren.",),
        "Kindern",
    ),
    "Arbeitslosenquote": Topic(
        "Menschen ohne Arbeit",
        ("Manche Menschen suchen eine Arbeit.", "Sie sind arbeits·los."),
        "{place} {sind} {share} arbeits·los.",
        ("Gezählt sind nur Menschen im Arbeits·leben.",),
        "Menschen",
    ),
    "Arbeitslosenquote unter 25 Jahren": Topic(
        "Junge Menschen ohne Arbeit",
        ("Auch junge Menschen suchen Arbeit.",),
        "{place} {sind} {share} arbeits·los.",
        ("Gezählt sind Menschen von 15 bis 24 Jahren.", "Sie sind schon im Arbeits·leben."),
        "jungen Menschen",
    ),
    "Betreuungsquote unter 3 Jahren": Topic(
        "Kleine Kinder in der Kita",
        (
            "Eine Kita ist ein Ort für Kinder.",
            "Dort spielen und lernen sie.",
            "Hier geht es um Kinder unter 3 Jahren.",
        ),
        "{place} {gehen} {share} in eine Kita.",
        (),
        "Kindern",
    ),
    "Betreuungsquote 3 bis unter 6 Jahre": Topic(
        "Größere Kinder in der Kita",
        ("Hier geht es um Kinder von 3 bis 5 Jahren.",),
        "{place} {gehen} {share} in eine Kita.",
        (),
        "Kindern",
    ),
    "Plätze je Vollzeitstelle": Topic(
        "Fach·kräfte in der Kita",
        ("In der Kita arbeiten Fach·kräfte.", "Sie betreuen die Kinder."),
        "{place} kommen auf 1 Fach·kraft etwa {whole} Plätze.",
    ),
    "Schülerinnen und Schüler": Topic(
        "Kinder in der Schule", (), "{place} gehen etwa {about} Kinder und Jugendliche zur Schule."
    ),
    "Abgänge ohne Hauptschulabschluss": Topic(
        "Jugendliche ohne Schul·abschluss",
        ("Am Ende der Schule gibt es ein Zeugnis.", "Damit hat man einen Schul·abschluss."),
        "{place} {haben} {share} keinen Schul·abschluss.",
        ("Gezählt sind Jugendliche am Ende der Schule.",),
        "Jugendlichen",
    ),
    "Abgänge mit allgemeiner Hochschulreife": Topic(
        "Jugendliche mit Abitur",
        ("Das Abitur ist ein Schul·abschluss.", "Mit Abitur darf man studieren."),
        "{place} {machen} {share} das Abitur.",
        ("Gezählt sind Jugendliche am Ende der Schule.",),
        "Jugendlichen",
    ),
    "Auszubildende je 100 Menschen (15 bis unter 25)": Topic(
        "Einen Beruf lernen",
        ("In einer Aus·bildung lernt man einen Beruf.", "Diese Menschen heißen Auszubildende."),
        "{place} kommen auf 100 junge Menschen etwa {whole} Auszubildende.",
    ),
    "Studierende je 1.000 Menschen": Topic(
        "Studieren",
        ("An einer Hoch·schule kann man studieren.", "Diese Menschen heißen Studierende."),
        "{place} kommen auf 1000 Menschen etwa {whole} Studierende.",
    ),
}
"""By the short name of the indicator, as cards print it."""


def share_of(value: float) -> Share | None:
    """Return a percentage as so many of ten, or as one of more; None where nobody or everybody is meant.

    >>> share_of(26.9), share_of(5.2), share_of(11.5), share_of(0.4), share_of(97.0)
    (Share(part=3, of=10), Share(part=1, of=20), Share(part=1, of=10), None, None)
    """
    count = int(printed(value / 10))
    if count >= 10 or value < 0.9:
        return None
    if value >= 9.5:
        return Share(count, 10)
    return Share(1, min(PARTS, key=lambda of: abs(100 / of - value)))


def lines(figure: KeyFigure, locative: str) -> list[str]:
    """Return the sentences about a key figure; empty where there are no words for it.

    Args:
        figure: with its number.
        locative: „in Augsburg“.
    """
    topic = TOPICS.get(figure.name)
    if topic is None:
        return []
    where = locative[:1].upper() + locative[1:]
    words = {"place": where, "whole": number(figure.value), "about": about(figure.value)}
    if topic.of:
        share = share_of(figure.value)
        if share is None:
            told = _ends(figure.value, topic)
            if not told:
                return []
            main = told.format(place=where)
        else:
            verbs = SINGULAR if share.part == 1 else {verb: verb for verb in SINGULAR}
            main = topic.main.format(**words, **verbs, share=f"etwa {share.part} von {share.of} {topic.of}")
    elif printed(figure.value) < 1:
        return []
    else:
        main = topic.main.format(**words)
    return [*topic.before, main, *topic.after, *_beside(figure, topic), *_dated(figure)]


def _ends(value: float, topic: Topic) -> str:
    if not topic.main.endswith("in eine Kita.") or value < 94:
        return ""
    if value > 100.5:
        return "{place} sind mehr Kinder in der Kita als hier wohnen."
    return "{place} gehen fast alle Kinder in eine Kita."


def about(value: float) -> str:
    """Return a count with two digits that matter, thousands in words.

    >>> about(301786), about(29965), about(840), about(1_480_000)
    ('300 Tausend', '30 Tausend', '840', '1 Million 500 Tausend')
    """
    digits = len(str(int(value)))
    rounded = int(printed(value, -(digits - 2))) if digits > 2 else int(value)
    if rounded < 1000:
        return str(rounded)
    millions, rest = divmod(rounded, 1_000_000)
    thousands = f"{number(rest / 1000, 0 if rest % 1000 == 0 else 1)} Tausend" if rest else ""
    named = f"{millions} Million{'en' if millions > 1 else ''}" if millions else ""
    return f"{named} {thousands}".strip()


def _beside(figure: KeyFigure, topic: Topic) -> list[str]:
    """Return how it is in the Land and in Germany, where that is known for the same time."""
    if not topic.of:
        return []
    found = []
    for other in figure.others:
        if other.period and other.period != figure.period:
            continue
        difference = figure.value - other.value
        there = str(place(other.area).locative)
        where = there[:1].upper() + there[1:]
        if abs(difference) < max(POINTS, ALIKE * max(figure.value, other.value)):
            found.append(f"{where} sind es etwa gleich viele.")
        else:
            found.append(f"{where} sind es {'weniger' if difference > 0 else 'mehr'}.")
    return found


def _dated(figure: KeyFigure) -> list[str]:
    what = "Schul·jahr" if "/" in figure.period else "Jahr"
    return [
        f"Die Zahl ist aus dem {what} {figure.period}.",
        *(["Eine neuere Zahl gibt es noch nicht."] if figure.is_old else []),
    ]


def picture(share: Share, colour: str) -> bytes:
    """Return a row of little figures as SVG, so many of them in colour."""
    width = 22 * share.of
    figures = "".join(
        f'<g transform="translate({22 * i} 0)" fill="{colour if i < share.part else "#c9ced6"}">'
        '<circle cx="11" cy="8" r="6"/><path d="M3 36v-14a8 7 0 0 1 16 0v14z"/></g>'
        for i in range(share.of)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 38" width="{width}" height="38">{figures}</svg>\n'
    ).encode()
