"""Surveys: what was asked, whom and when, as `data/<city>/import/<name>.yml` describes them.

The answers themselves are counts in the store (`umfrage_antworten`), protected there like any other count of people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from helpers.data.yamlfile import YamlFile
from helpers.errors import DataError, nearest

KEY = "umfrage"
"""What tells the description of a survey from the mapping of a table."""
ANSWERS, PARTICIPANTS, INVITED, RESPONSE = (
    "umfrage_antworten",
    "umfrage_teilnehmende",
    "umfrage_eingeladene",
    "umfrage_ruecklauf",
)
"""Indicators of the catalogue."""
NO_DAY = dt.date(2000, 1, 1)
"""Stands in a proposed description where a person must enter the day."""
NAMED, NOT_NAMED = "genannt", "nicht genannt"
"""Answers to an option of a question with several answers."""

Text = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, coerce_numbers_to_str=True
    )


def _storable(text: str) -> str:
    """Refuse what cannot be part of a breakdown in the store."""
    if wrong := [sign for sign in "|=\n" if sign in text]:
        shown = "ein Zeilenumbruch" if wrong[0] == "\n" else f"„{wrong[0]}“"
        raise ValueError(f"{shown} ist in Fragen und Antworten nicht möglich.")
    return text


class Welle(_Entry):
    """One time a survey was held.

    Args:
        datei: name of the file; `*` stands for any text.
        datum: its day, or the last of them.
        eingeladen: how many people were invited, for the response rate; None where anybody could take part.
        teilnehmende: how many took part, where the file itself does not tell.
    """

    datei: Text
    datum: dt.date
    eingeladen: int | None = Field(default=None, gt=0)
    teilnehmende: int | None = Field(default=None, gt=0)


class Frage(_Entry):
    """One question.

    Args:
        spalte: heading of its column, or what the file calls it where it lists counts.
        text: the question as it is printed.
        skala: name of its scale, for questions on agreement, satisfaction and the like.
        antworten: its answers in the order in which they are shown, where it has no scale.
        mehrfach: column → option, for a question with several answers.
    """

    spalte: str = ""
    text: Text
    skala: str = ""
    antworten: tuple[Text, ...] = ()
    mehrfach: dict[str, Text] = {}

    @field_validator("text")
    @classmethod
    def _text(cls, text: str) -> str:
        return _storable(text)

    @field_validator("antworten")
    @classmethod
    def _answers(cls, answers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(_storable, answers))

    def option(self, name: str) -> str:
        """Return the name under which the store knows an option of a question with several answers."""
        return f"{self.text} – {_storable(name)}"


class Gruppe(_Entry):
    """The column that tells who answered, such as „Schulart“, and its printed name."""

    spalte: Text
    name: Text


class Zaehlung(_Entry):
    """The columns of a file that lists counts: question, answer, how often."""

    frage: Text
    antwort: Text
    anzahl: Text


class Umfrage(_Entry):
    """One survey with all its waves.

    Args:
        umfrage: its printed name.
        geprueft: whether a person has checked this description.
        quelle: id of its source.
        gefragt: who was asked, as printed: „Jugendliche von 14 bis 17 Jahren“.
        folgt: what follows from the results, in the words of who held it; empty where nothing is decided.
        wellen: when it was held.
        zaehlung: columns of a file that lists counts; None where there is one row per person.
        kopfzeile, blatt: where the table begins.
        abgeschlossen: column that is empty where somebody gave up before the end.
        skalen: name → answers from full agreement to none.
        fragen: what was asked.
        gruppe: by whom the answers are told apart.
        kodierung: entry in the file → answer as printed.
        ohne_antwort: entries that are no answer.
    """

    umfrage: Text
    geprueft: bool
    quelle: Text
    gefragt: Text
    folgt: str = ""
    wellen: tuple[Welle, ...] = Field(min_length=1)
    zaehlung: Zaehlung | None = None
    kopfzeile: int = Field(default=1, ge=1)
    blatt: str = ""
    abgeschlossen: str = ""
    skalen: dict[str, tuple[Text, ...]] = {}
    fragen: tuple[Frage, ...] = Field(min_length=1)
    gruppe: Gruppe | None = None
    kodierung: dict[str, str] = {}
    ohne_antwort: tuple[str, ...] = ("", "N/A", "keine Angabe", "k. A.")

    @field_validator("umfrage")
    @classmethod
    def _name(cls, name: str) -> str:
        return _storable(name)

    @field_validator("skalen")
    @classmethod
    def _scales(cls, scales: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for name, answers in scales.items():
            if not 2 <= len(answers) <= 7 or len(set(answers)) < len(answers):
                raise ValueError(f"die Skala „{name}“ braucht zwei bis sieben verschiedene Antworten.")
            for answer in answers:
                _storable(answer)
        return scales

    def answers(self, question: Frage) -> tuple[str, ...]:
        """Return the answers to a question, in order; the options where it has several answers."""
        return self.skalen.get(question.skala, ()) or question.antworten or tuple(question.mehrfach.values())


def read_surveys(data: Path, city: str) -> list[Umfrage]:
    """Return the checked surveys of a municipality by name; those that nobody has checked yet are left out.

    Raises:
        DataError: a description does not follow its schema; names file, line and key.
    """
    surveys = [survey for _, survey in _described(data, city) if survey.geprueft]
    return sorted(surveys, key=lambda survey: survey.umfrage)


def find_survey(path: Path, data: Path, city: str) -> tuple[Umfrage, Welle] | None:
    """Return the survey and the wave that a file belongs to, None where none names it.

    Raises:
        DataError: the description is not valid, or nobody has checked it yet.
    """
    for name, survey in _described(data, city):
        for wave in survey.wellen:
            if fnmatch(path.name, wave.datei):
                if not survey.geprueft or "?" in (survey.quelle, survey.gefragt) or wave.datum == NO_DAY:
                    raise DataError(
                        f"{name}: Die Beschreibung der Umfrage ist noch nicht geprüft. Bitte durchsehen, jedes „?“ "
                        "und den Tag (datum) ersetzen und „geprueft: true“ setzen."
                    )
                return survey, wave
    return None


def _described(data: Path, city: str) -> Iterator[tuple[str, Umfrage]]:
    for path in sorted((data / city / "import").glob("*.yml")):
        name = path.relative_to(data.parent).as_posix()
        file = YamlFile(path, name, DataError)
        if KEY in file.data:
            survey = file.check(Umfrage, file.data)
            _refuse_contradictions(survey, file)
            yield name, survey


def _refuse_contradictions(survey: Umfrage, file: YamlFile) -> None:
    """Raise DataError for what is right by itself, but does not fit together."""
    texts = [question.text for question in survey.fragen]
    for i, question in enumerate(survey.fragen):
        place = f"{file.place('fragen', i)}: Die Frage „{question.text}“"
        if sum(map(bool, (question.skala, question.antworten, question.mehrfach))) != 1:
            raise DataError(f"{place} braucht genau eines von „skala“, „antworten“ und „mehrfach“.")
        if not question.mehrfach and not question.spalte:
            raise DataError(f"{place} nennt keine „spalte“.")
        if question.skala and question.skala not in survey.skalen:
            known = nearest(question.skala, survey.skalen)
            raise DataError(
                f"{place} nennt die Skala „{question.skala}“, die nicht unter „skalen“ steht.{known}"
            )
        if question.text in texts[:i]:
            raise DataError(f"{place} steht zweimal da.")
    if survey.zaehlung and survey.gruppe:
        raise DataError(f"{file.place('gruppe')}: Eine Datei mit Anzahlen („zaehlung“) hat keine „gruppe“.")
