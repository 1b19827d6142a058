"""YAML that people write: every mistake is a sentence with its line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pydantic import BaseModel, field_validator

from helpers.data.yamlfile import YamlFile
from helpers.errors import DataError
from helpers.safeyaml import AliasError, safe_load


class Entry(BaseModel):
    tag: dt.date | None = None
    menge: float = 1.0
    liste: tuple[str, ...] = ()

    @field_validator("liste")
    @classmethod
    def _different(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(values)) < len(values):
            raise ValueError("die Einträge sind nicht verschieden.")
        return values


def read(tmp_path: Path, text: str) -> Entry:
    path = tmp_path / "datei.yml"
    path.write_text(text, "utf-8")
    file = YamlFile(path, "datei.yml", DataError)
    return file.check(Entry, file.data)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("menge: 1.240,50\n", "Zeile 1: „menge“ ist „1.240,50“; erwartet wird eine Zahl mit Punkt statt Komma: 1240.50."),
        ("menge: viel\n", "Zeile 1: „menge“ ist „viel“; erwartet wird eine Zahl."),
        ("menge: 2\ntag: 14.05.2025\n", "Zeile 2: „tag“ ist „14.05.2025“; erwartet wird ein Tag wie 2025-05-14."),
        ("menge: 2\ntag: 2025-02-30\n", "Zeile 2: „2025-02-30“ ist kein Tag; erwartet wird ein Tag wie 2025-05-14."),
        ("liste: [a, a]\n", "Zeile 1: „liste“: die Einträge sind nicht verschieden."),
        ("liste: {a: 1}\n", "Zeile 1: „liste“; erwartet wird eine Liste."),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError) as raised:
        read(tmp_path, text)
    assert str(raised.value) == f"datei.yml, {said}"


@pytest.mark.parametrize(
    "text",
    ["menge: " + "[" * 100_000, "menge: " + "[" * 3000 + "]" * 3000, "menge: " + "9" * 5000],
    ids=["open", "nested", "long"],
)
def test_what_would_break_the_parser_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match=r"^datei\.yml"):
        read(tmp_path, text)


@pytest.mark.parametrize("key", ["[{{Name}}]", "{{Name}}", "? [a, b]\n", "? {a: b}\n", "[a]"])
def test_a_key_in_brackets_is_named(tmp_path: Path, key: str) -> None:
    with pytest.raises(DataError, match=r"^datei\.yml, Zeile 2: Vor dem Doppelpunkt steht eine Klammer"):
        read(tmp_path, f"menge: 2\n{key}: x\n")
    with pytest.raises(DataError, match=r"^datei\.yml, Zeile 2: "):
        read(tmp_path, f"menge: 2\nname: {{a: 1, {key.strip('? ')}: x}}\n".replace("\n:", ":"))


def test_a_placeholder_left_in_a_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"Einen Platzhalter wie \{\{Name\}\} bitte durch die Angabe ersetzen"
    ):
        read(tmp_path, "liste: [{{Name}}]\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("menge: &a [*a]\n", "Verweise (*…) führen im Kreis; bitte die Angaben ausschreiben."),
        ("menge: &a {b: {c: *a}}\n", "Verweise (*…) führen im Kreis; bitte die Angaben ausschreiben."),
        (
            "a: &x0 [1, 1]\n" + "".join(f"b{i}: &x{i + 1} [*x{i}, *x{i}]\n" for i in range(40)),
            "Verweise (*…) vervielfachen sich; bitte die Angaben ausschreiben.",
        ),
    ],
    ids=["list", "mapping", "growing"],
)
def test_aliases_without_end_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=r"^datei\.yml, Zeile \d+: ") as raised:
        read(tmp_path, text)
    assert said in str(raised.value)
    with pytest.raises(AliasError):
        safe_load(text)


def test_an_alias_that_ends_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "liste: &a [x, y]\n").liste == ("x", "y")
    assert safe_load("a: &a [x]\nb: [*a, *a]\n") == {"a": ["x"], "b": [["x"], ["x"]]}


@pytest.mark.parametrize("sign", ["- ", "? "])
def test_dashes_that_would_overflow_the_parser_are_refused(tmp_path: Path, sign: str) -> None:
    with pytest.raises(DataError, match="kein gültiges YAML"):
        read(tmp_path, "menge:\n  " + sign * 100_000 + "x\n")
