"""The catalogue's entries: what an indicator, a source and a dimension say about themselves."""

from __future__ import annotations

import string
from collections.abc import Iterable
from typing import Literal

from pydantic import Field, field_validator, model_validator

from helpers.data.parts import Break, Computation, Count, Entry, Need, Origin, Remark, Text, Twin

REPORTING_AREAS = {
    "rahmenbedingungen": "Rahmenbedingungen",
    "grundinformationen": "Grundinformationen zur Bildung",
    "fruehkindliche-bildung": "Frühkindliche Bildung",
    "allgemeinbildende-schulen": "Allgemeinbildende Schulen",
    "abschluesse": "Schulabschlüsse",
    "berufliche-bildung": "Berufliche Bildung",
    "hochschule": "Hochschulen",
    "weiterbildung": "Weiterbildung",
    "non-formale-bildung": "Non-formale und informelle Lernwelten",
    "beteiligung": "Beteiligung",
}
"""Reporting areas in the order of the Anwendungsleitfaden, with their printed names."""

READING_PLACES = frozenset({"period", "value", "in_city", "of_city", "city"})
"""Placeholders of a Lesebeispiel, next to the indicator's own dimensions."""


class Indicator(Entry):
    """One indicator. A number reaches a page only through one.

    Args:
        name: printed name.
        short: axis or column label.
        definition: what it measures, one or two German sentences.
        unit: printed unit, empty for plain ratios.
        decimals: printed decimals.
        kind: what sort of number it is.
        numerator, denominator: what is divided by what, with the reference date of each.
        formula: the computation in words; needed when `computed` is given.
        computed: the computation for the store.
        checked_by: for a rate that arrives as a number, its computation from counts; see `checking.check_rates`.
        chance: whether those who are counted come together anew each time (leavers, an entry class, answers,
            participations), so that chance moves the figure; false for stocks (population, pupils, unemployed) and
            for what is decided (posts, schools, courses).
        complements: per dimension the value that the source leaves out, filled in as total minus the others.
        areas_add_up: whether a count that is supplied per Sozialraum alone is summed up for the municipality.
        polarity: 1 when more is better, -1 when less is better, 0 when neither.
        area: reporting area.
        leitfaden: code of the Anwendungsleitfaden where it is confirmed.
        sources: where the figures come from, preferred ones first.
        supplied_by: municipal department that supplies them; then `sources` may be empty.
        dimensions: breakdowns that exist.
        notes: what to mind in comparisons.
        remarks: what to mind about single figures.
        twin: the indicator for the same from another source; it need not name this one in turn.
        breaks: places where the series changes its basis.
        period_kind: what its periods are.
        subject: German noun phrase in the nominative, with article, for sentences.
        number: grammatical number of `subject`.
        headline: a shorter `subject` for titles, of the same number.
        interest: weight of its findings, see `facts.finding`: 1 for most, more where many ask for it.
        duty: the claim that a law gives here, a masculine noun phrase: „Rechtsanspruch auf …“.
        counted_there: whether people are counted where they learn or work and not where they live, so that a town is
            no better or worse than its Land for having more of them.
        need: the indicator of how many want what this one counts, and the count that both are shares of.
        reading: Lesebeispiel; `{period}` is an opening phrase such as „2023“ or „Am 31. Dezember 2025“.
        readings: Lesebeispiel for a breakdown, by its dimensions joined with commas.
    """

    id: Text
    name: Text
    short: Text
    definition: Text
    unit: str
    decimals: int = Field(ge=0, le=3)
    kind: Literal["count", "rate", "share", "ratio", "amount", "change", "index"]
    numerator: Count | None = None
    denominator: Count | None = None
    formula: str = ""
    computed: Computation | None = None
    checked_by: Computation | None = None
    chance: bool = True
    complements: dict[str, Text] = Field(default_factory=dict)
    areas_add_up: bool = False
    polarity: Literal[-1, 0, 1]
    area: Literal[
        "rahmenbedingungen",
        "grundinformationen",
        "fruehkindliche-bildung",
        "allgemeinbildende-schulen",
        "abschluesse",
        "berufliche-bildung",
        "hochschule",
        "weiterbildung",
        "non-formale-bildung",
        "beteiligung",
    ]
    leitfaden: str | None = None
    sources: tuple[Origin, ...] = ()
    supplied_by: str | None = None
    dimensions: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    remarks: tuple[Remark, ...] = ()
    twin: Twin | None = None
    breaks: tuple[Break, ...] = ()
    period_kind: Literal["stichtag", "jahr", "schuljahr", "semester"]
    subject: Text
    number: Literal["singular", "plural"] = "singular"
    headline: str = ""
    interest: float = Field(default=1, ge=0.25, le=2)
    duty: str = ""
    counted_there: bool = False
    need: Need | None = None
    reading: Text
    readings: dict[str, Text] = Field(default_factory=dict)

    @field_validator("sources", mode="before")
    @classmethod
    def _id_alone(cls, sources: object) -> object:
        if isinstance(sources, list):
            return [{"source": item} if isinstance(item, str) else item for item in sources]
        return sources

    @field_validator("reading")
    @classmethod
    def _well_formed(cls, reading: str) -> str:
        _places(reading)
        return reading

    @model_validator(mode="after")
    def _complete(self) -> Indicator:
        if self.kind in ("rate", "share", "ratio") and not (self.numerator and self.denominator):
            raise ValueError(
                "ein Anteil braucht „numerator“ und „denominator“, je mit „text“ und „at“ (Stichtag)."
            )
        if self.computed and not self.formula:
            raise ValueError("ein berechneter Indikator braucht „formula“.")
        if self.computed and (self.sources or self.supplied_by):
            raise ValueError(
                "ein berechneter Indikator hat die Quellen seiner Bestandteile; „sources“ entfällt."
            )
        if not (self.computed or self.sources or self.supplied_by):
            raise ValueError("es fehlt, woher die Zahlen kommen: „sources“, „computed“ oder „supplied_by“.")
        for dimensions, text in self.readings.items():
            own = set(dimensions.split(","))
            if not own <= set(self.dimensions):
                raise ValueError(f"„readings“ nennt „{dimensions}“, das nicht unter „dimensions“ steht.")
            if unknown := _places(text) - READING_PLACES - own:
                raise ValueError(f"das Lesebeispiel hat den unbekannten Platzhalter „{{{min(unknown)}}}“.")
        if unknown := _places(self.reading) - READING_PLACES:
            raise ValueError(f"das Lesebeispiel hat den unbekannten Platzhalter „{{{min(unknown)}}}“.")
        return self


class Rounding(Entry):
    """How one Land's figures are altered before publication.

    Args:
        land: first two digits of the AGS, empty for all areas.
        since: first period it applies to, empty for always.
        until: last period it applies to, empty for open.
        base: multiples it rounds to, None for other methods.
        text: German note.
        confirmed_by: where it is written.
    """

    land: str = Field(default="", pattern=r"^(\d{2})?$")
    since: str = ""
    until: str = ""
    base: int | None = Field(default=None, ge=2)
    text: Text
    confirmed_by: Text


Status = Literal["", "zero", "below_half", "unknown", "unreliable", "later", "not_applicable", "suppressed"]

STATUSES: dict[str, str] = {
    "": "",
    "zero": "genau null",
    "below_half": "weniger als die Hälfte der kleinsten Einheit",
    "unknown": "unbekannt oder geheim zu halten",
    "unreliable": "nicht sicher genug",
    "later": "Angabe fällt später an",
    "not_applicable": "Aussage nicht sinnvoll",
    "suppressed": "aus Datenschutzgründen nicht ausgewiesen",
}
"""Statuses of an observation and what each means."""

SYMBOLS: dict[str, Status] = {
    "-": "zero",
    "0": "below_half",
    ".": "unknown",
    "/": "unreliable",
    "...": "later",
    "x": "not_applicable",
}
"""The symbols of official statistics; a source may map its own."""


class Source(Entry):
    """One source: who published which table, under which licence, and how its figures are to be read.

    Args:
        publisher: who published it.
        title: name of the publication or statistic.
        table: code of the table, empty when the indicators name it.
        edition: edition as printed.
        rank: order of editions of one publication; where two give the same figure, the higher one counts.
        stand: day the table was drawn, where the export says so (ISO date).
        licence, licence_url: licence of the figures.
        attribution: text to print.
        url: where the table is found.
        reference: what the periods mean.
        rounding: rules per Land.
        symbols: symbols in the source's files and their statuses.
        additive: False when cells are protected one by one so that sums of them differ from printed totals.
        notes: footnotes to mind.
        of: key of the one municipality that it is about; no other misses its figures.
        published: up to when its publisher had figures, and when somebody saw that (`2025 (gesehen im Oktober 2026)`).
    """

    id: Text
    publisher: Text
    of: str = Field(default="", pattern=r"^(\d{5})?$")
    title: Text
    short: Text
    table: str = ""
    edition: str = ""
    rank: int = 0
    stand: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")
    licence: str = ""
    licence_url: str = ""
    attribution: Text
    url: str = ""
    reference: Text
    rounding: tuple[Rounding, ...] = ()
    symbols: dict[str, Status] = SYMBOLS
    additive: bool = True
    notes: tuple[Text, ...] = ()
    published: str = ""


class Dimension(Entry):
    """One breakdown dimension.

    Args:
        name: printed name.
        values: values in the order in which they are shown.
        part_of_total: the values that add up to the total, where not all do.
        open: whether any other value is allowed (names of institutions, courses …).
        phrase: how a value follows the subject of a sentence, „im Alter von {value} Jahren“; without it, in brackets.
        among: how a value is named after „bei“, where not as it stands in quotation marks: „bei Mädchen und Frauen“.
    """

    id: Text
    name: Text
    values: tuple[Text, ...] = ()
    part_of_total: tuple[Text, ...] = ()
    open: bool = False
    phrase: str = Field(default="", pattern=r"^([^{}]*\{value\}[^{}]*)?$")
    among: dict[str, Text] = Field(default_factory=dict)

    def ordered(self, observed: Iterable[str]) -> list[str]:
        """Return observed values in the order in which they are shown; those that are not declared come last."""
        found = dict.fromkeys(observed)
        return [*(v for v in self.values if v in found), *(v for v in found if v not in self.values)]

    def parts(self, observed: Iterable[str]) -> list[str]:
        """Return the observed values that add up to the total, in order: of an open dimension also those not declared.

        >>> vhs = Dimension(id="programmbereich", name="Programmbereich", values=("Sprachen",), open=True)
        >>> vhs.parts(["Beruf, EDV", "Sprachen"])
        ['Sprachen', 'Beruf, EDV']
        """
        contained = {v for v in self.values if self.part_of_total and v not in self.part_of_total}
        return [v for v in self.ordered(observed) if v not in contained]


def _places(template: str) -> set[str]:
    """Return the placeholders of a template."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError as problem:
        raise ValueError("das Lesebeispiel hat eine geschweifte Klammer ohne Gegenstück.") from problem
