"""Answers to findings: `data/<city>/pruefung.yml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from helpers.checking.findings import Answer, Finding
from helpers.data.yamlfile import YamlFile
from helpers.errors import DataError

Text = Annotated[str, Field(min_length=1)]
FILE = "pruefung.yml"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    befund: Text
    wert: str
    antwort: Text
    von: Text
    am: dt.date


class _Answers(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    antworten: tuple[_Entry, ...] = ()


def read_answers(path: Path, name: str) -> dict[str, Answer]:
    """Return the answers by the finding they refer to; none when there is no file.

    Args:
        path: the file.
        name: how messages call it.

    Raises:
        DataError: naming line, key, what was found and what is expected; or when a finding is answered twice.
    """
    if not path.exists():
        return {}
    file = YamlFile(path, name, DataError)
    answers: dict[str, Answer] = {}
    for i, entry in enumerate(file.check(_Answers, file.data).antworten):
        if entry.befund in answers:
            raise DataError(
                f"{file.place('antworten', i)}: Der Befund „{entry.befund}“ ist schon weiter oben beantwortet; "
                "bitte eine der beiden Antworten streichen."
            )
        answers[entry.befund] = Answer(entry.antwort, entry.von, entry.am.isoformat(), entry.wert)
    return answers


def with_answers(findings: Iterable[Finding], answers: dict[str, Answer]) -> list[Finding]:
    """Return the findings with their answers; one that was given to another value is kept as outdated.

    Errors cannot be answered, only corrected.
    """
    result = []
    for finding in findings:
        answer = answers.get(finding.key)
        if answer and finding.severity == "finding":
            valid = answer.value == finding.value
            finding = replace(finding, answer=answer) if valid else replace(finding, outdated=answer)
        result.append(finding)
    return result
