"""Exported surveys: recognised, described, counted; no person's row and no small group gets out."""

# ruff: noqa: E501  (messages stand as they are printed)

from __future__ import annotations

import csv
import io
import textwrap
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examples.musterstadt import surveys as made_up
from helpers.data import open_store
from helpers.data.participation.surveys import read_surveys
from helpers.errors import DataError
from helpers.importing import import_file, run_import, withdraw
from helpers.importing.survey_proposal import propose
from helpers.paths import Project
from helpers.paths import project as checkout

SCALE = ["stimme voll zu", "stimme eher zu", "teils/teils", "stimme eher nicht zu", "stimme nicht zu"]
HEAD = [
    "id. Antwort ID", "submitdate. Datum Abgeschickt", "lastpage. Letzte Seite", "F1[SQ1]. Wie sehr stimmst du zu? [Ich lerne gern.]",
    "F2. Welche Schule besuchst du?", "F3. Was noch?",
]  # fmt: skip
Describe = Callable[..., Path]
Stored = Callable[[str], dict[tuple[str, str, str, str], dict[str, str]]]


def export(*rows: tuple[str, str], unfinished: int = 0) -> bytes:
    """Return an export with one row per (answer, school)."""
    text = io.StringIO()
    lines = [
        [str(i), "2025-05-12 10:00:00", "2", answer, school, f"Freitext {i}"]
        for i, (answer, school) in enumerate(rows)
    ]
    lines += [[str(900 + i), "", "1", SCALE[0], "", ""] for i in range(unfinished)]
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([HEAD, *lines])
    return text.getvalue().encode("utf-8-sig")


@pytest.fixture
def describe(project: Project) -> Describe:
    def write(**changes: object) -> Path:
        described = {
            "umfrage": "Jugendbefragung",
            "geprueft": True,
            "quelle": "stadt-jugendamt",
            "gefragt": "Jugendliche",
            "wellen": [{"datei": "umfrage_*.csv", "datum": "2025-05-12", "eingeladen": 400}],
            "abgeschlossen": HEAD[1],
            "skalen": {"zustimmung": SCALE},
            "fragen": [{"spalte": HEAD[3], "text": "Ich lerne gern.", "skala": "zustimmung"}],
            "gruppe": {"spalte": HEAD[4], "name": "Schulart"},
        } | changes
        path = project.data / "augsburg" / "import" / "umfrage.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            yaml.safe_dump({k: v for k, v in described.items() if v is not None}, allow_unicode=True), "utf-8"
        )
        return path

    return write


ROWS = (
    [(SCALE[0], "Gymnasium")] * 20
    + [(SCALE[4], "Gymnasium")] * 8
    + [(SCALE[1], "Realschule")] * 12
    + [("", "Realschule")]
)


def test_only_counts_are_kept(
    project: Project, put: Callable[..., Path], describe: Describe, stored: Stored
) -> None:
    describe()
    log = run_import([put("umfrage_2025.csv", export(*ROWS, unfinished=3))], "augsburg", project)
    assert log[0] == (
        "umfrage_2025.csv: Umfrage „Jugendbefragung“ vom 12.05.2025: 41 Teilnehmende von 400 Eingeladenen. "
        "Übernommen werden nur Anzahlen, keine einzelnen Antwortbögen."
    )
    rows = stored("augsburg/stadt-jugendamt.csv")
    found = {breakdown: row["value"] for (_, _, breakdown, _), row in rows.items()}
    frage = "frage=Ich lerne gern."
    assert found[f"{frage}|umfrage=Jugendbefragung"] == "40"
    assert found[f"antwort=stimme voll zu|{frage}|umfrage=Jugendbefragung"] == "20"
    assert found[f"antwort=teils/teils|{frage}|umfrage=Jugendbefragung"] == "0"
    assert found[f"antwort=stimme nicht zu|{frage}|gruppe=Gymnasium|umfrage=Jugendbefragung"] == "8"
    assert found["umfrage=Jugendbefragung"] in ("41", "400")
    assert {row["period"] for row in rows.values()} == {"2025-05-12"}
    text = (project.data / "augsburg" / "stadt-jugendamt.csv").read_text("utf-8")
    assert "Freitext" not in text
    assert not withdraw("umfrage_2025.csv", project)[0].startswith("Fehler")


@given(
    data=st.lists(
        st.tuples(st.sampled_from(["", *SCALE]), st.sampled_from(["", "A", "B", "C"])),
        min_size=1,
        max_size=60,
    )
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_add_up(
    data: list[tuple[str, str]],
    project: Project,
    put: Callable[..., Path],
    describe: Describe,
    stored: Stored,
) -> None:
    describe()
    import_file(put("umfrage_2025.csv", export(*data)), project, "augsburg")
    found = {
        b: int(r["value"])
        for (i, _, b, _), r in stored("augsburg/stadt-jugendamt.csv").items()
        if i == "umfrage_antworten"
    }
    true = Counter(answer for answer, _ in data if answer)
    for answer in SCALE:
        assert found[f"antwort={answer}|frage=Ich lerne gern.|umfrage=Jugendbefragung"] == true[answer]
    assert found["frage=Ich lerne gern.|umfrage=Jugendbefragung"] == sum(true.values())
    for group in {g for _, g in data if g}:
        parts = [n for b, n in found.items() if f"gruppe={group}|" in b and b.startswith("antwort=")]
        assert sum(parts) == sum(1 for a, g in data if a and g == group)


def test_it_is_recognised_and_described_by_its_content(project: Project, put: Callable[..., Path]) -> None:
    path = put("umfrage_2025.csv", export(*ROWS))
    log = run_import([path], "augsburg", project)
    assert "Ein Vorschlag steht in data/augsburg/import/umfrage_2025.yml" in log[0]
    proposed = (project.data / "augsburg" / "import" / "umfrage_2025.yml").read_text("utf-8")
    for line in (
        'umfrage: "umfrage 2025"',
        'abgeschlossen: "submitdate. Datum Abgeschickt"',
        'text: "Ich lerne gern.", skala: zustimmung',
        'antworten: ["Gymnasium", "Realschule"]',
        "# Freie Texte und Zahlen werden nicht übernommen: F3. Was noch?",
    ):
        assert line in proposed, proposed
    assert read_surveys(project.data, "augsburg") == []
    with pytest.raises(DataError, match="noch nicht geprüft"):
        import_file(path, project, "augsburg")


def test_counts_of_a_meeting_are_recognised(put: Callable[..., Path]) -> None:
    proposed = propose(put("menti.csv", "Question;Choice;Votes\r\nWas fehlt?;Räume;12\r\n;Beratung;9\r\n"))
    assert proposed is not None
    assert 'zaehlung: {frage: "Question", antwort: "Choice", anzahl: "Votes"}' in proposed
    assert '{spalte: "Was fehlt?", text: "Was fehlt?", antworten: ["Räume", "Beratung"]}' in proposed
    assert propose(put("kita.csv", "Stadtteil;Kinder\r\nNord;12\r\n")) is None


COUNTED = {
    "zaehlung": {"frage": "Question", "antwort": "Choice", "anzahl": "Votes"}, "gruppe": None, "abgeschlossen": None,
    "fragen": [{"spalte": "Was fehlt?", "text": "Was fehlt?", "mehrfach": {"Räume": "Räume zum Lernen", "Beratung": "Beratung"}}],
}  # fmt: skip


def test_counts_with_several_answers(
    project: Project, put: Callable[..., Path], describe: Describe, stored: Stored
) -> None:
    describe(**COUNTED, wellen=[{"datei": "menti.csv", "datum": "2025-05-12", "teilnehmende": 15}])
    import_file(
        put("menti.csv", "Question;Choice;Votes\r\nWas fehlt?;Räume;12\r\n;Beratung;9\r\n"),
        project,
        "augsburg",
    )
    found = {
        b: r["value"]
        for (i, _, b, _), r in stored("augsburg/stadt-jugendamt.csv").items()
        if i == "umfrage_antworten"
    }
    assert found == {
        f"{answer}frage=Was fehlt? – {option}|umfrage=Jugendbefragung": value
        for option, numbers in (("Räume zum Lernen", ("15", "12", "3")), ("Beratung", ("15", "9", "6")))
        for answer, value in zip(("", "antwort=genannt|", "antwort=nicht genannt|"), numbers, strict=True)
    }


@pytest.mark.parametrize(
    ("changes", "rows", "expected"),
    [
        ({"fragen": [{"spalte": "F9", "text": "Frage", "skala": "zustimmung"}]}, ROWS, "umfrage_2025.csv: Die Spalte „F9“ der Beschreibung gibt es nicht."),
        ({}, [("stimme vol zu", "")], "umfrage_2025.csv: 1 Eintrag ist keine Antwort der Frage; es wurde nichts übernommen.\n  „stimme vol zu“ in „F1[SQ1]. Wie"),
        ({"wellen": [{"datei": "umfrage_*.csv", "datum": "2025-05-12", "eingeladen": 10}]}, ROWS, "umfrage_2025.csv: Teilgenommen haben 41, eingeladen waren laut Beschreibung 10."),
        ({}, [], "umfrage_2025.csv: Es hat niemand geantwortet"),
        ({"quelle": "stadt-jugndamt"}, ROWS, "umfrage_2025.csv: Die Quelle „stadt-jugndamt“ ist nicht bekannt. Meinten Sie „stadt-jugendamt“?"),
        ({"geprueft": False}, ROWS, "data/augsburg/import/umfrage.yml: Die Beschreibung der Umfrage ist noch nicht geprüft."),
        ({"fragen": [{"spalte": "F1", "text": "a|b", "skala": "zustimmung"}]}, ROWS, "data/augsburg/import/umfrage.yml, Zeile 5: „fragen.0.text“ ist „a|b“: „|“ ist in Fragen und Antworten nicht möglich."),
        ({"fragen": [{"spalte": "F1", "text": "a", "skala": "zustimung"}]}, ROWS, "data/augsburg/import/umfrage.yml, Zeile 3: Die Frage „a“ nennt die Skala „zustimung“, die nicht unter „skalen“ steht. Meinten Sie „zustimmung“?"),
    ],
)  # fmt: skip
def test_mistakes_are_sentences(
    changes: dict[str, object],
    rows: list[tuple[str, str]],
    expected: str,
    project: Project,
    put: Callable[..., Path],
    describe: Describe,
) -> None:
    describe(**changes)
    with pytest.raises(DataError) as caught:
        import_file(put("umfrage_2025.csv", export(*rows)), project, "augsburg")
    assert str(caught.value).startswith(expected)
    assert not list((project.data / "augsburg").glob("stadt-*.csv"))


def test_the_answers_of_a_small_group_are_in_no_figure() -> None:
    """What three people of Musterstadt answered is suppressed, and so is every other small count of its surveys."""
    path = checkout().data / "musterstadt" / f"{made_up.SOURCE}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        delivered = {
            (r["indicator"], r["breakdown"], r["period"]): int(r["value"]) for r in csv.DictReader(file)
        }
    with open_store() as store:
        kept = {
            (r.indicator, r.breakdown, r.period): r
            for i in ("umfrage_antworten", "umfrage_teilnehmende")
            for r in store.rows(i)
        }
    small = [key for key, n in delivered.items() if 0 < n < 5]
    assert len(small) >= 30
    assert [key for key in small if kept[key].status != "suppressed"] == []
    group = [key for key in kept if f"gruppe={made_up.SMALL_GROUP}" in key[1]]
    assert group
    assert {kept[key].value for key in group} <= {None, 0.0}


def test_the_handbooks_example_is_valid(project: Project) -> None:
    page = (checkout().root / "docs" / "handbuch" / "stimmen-und-umfragen.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    path = project.data / "augsburg" / "import" / "umfrage.yml"
    path.parent.mkdir()
    path.write_text(textwrap.dedent(example), "utf-8")
    (survey,) = read_surveys(project.data, "augsburg")
    assert [survey.answers(question)[0] for question in survey.fragen] == ["trifft voll zu", "Buch", "Räume"]


def mentimeter(path: Path) -> Path:
    """Write a workbook as Mentimeter exports it: a sheet per session with sums, and „Voters“ with one row per person."""
    book = openpyxl.Workbook()
    book.active.title = "Session 1"
    book.active.append(["Question 2"])
    voters = book.create_sheet("Voters")
    voters.append(["Stadtteilkonferenz"])
    voters.append([])
    voters.append(
        ["Voter", "Session", "Date", "So machen Sie mit:", "Was fehlt am meisten?", "Wie sehr stimmen Sie zu?: Wir arbeiten gut zusammen.", "Was noch?"]
    )  # fmt: skip
    for i in range(30):
        voters.append(
            [
                i + 1,
                1,
                "2025-09-30",
                None,
                ("Räume", "Zeit")[i % 2],
                1 + i % 5,
                f"Satz {i}" if i < 20 else None,
            ]
        )
    book.save(path)
    return path


def test_mentimeter_s_workbook_is_recognised(tmp_path: Path) -> None:
    found = yaml.safe_load(propose(mentimeter(tmp_path / "konferenz.xlsx")) or "")
    assert (found["blatt"], found["kopfzeile"]) == ("Voters", 3)
    assert found["fragen"] == [
        {"spalte": "Was fehlt am meisten?", "text": "Was fehlt am meisten?", "antworten": ["Räume", "Zeit"]},
        {
            "spalte": "Wie sehr stimmen Sie zu?: Wir arbeiten gut zusammen.",
            "text": "Wie sehr stimmen Sie zu?: Wir arbeiten gut zusammen.",
            "skala": "zustimmung",
        },
    ]
    assert found["kodierung"]["5"] == found["skalen"]["zustimmung"][0] == "stimme voll zu"


def test_mentimeter_s_people_are_counted(project: Project, describe: Describe, tmp_path: Path) -> None:
    path = mentimeter(tmp_path / "umfrage_menti.xlsx")
    proposed = yaml.safe_load(propose(path) or "")
    describe(
        wellen=[{"datei": "umfrage_*.xlsx", "datum": "2025-09-30"}],
        abgeschlossen=None,
        gruppe=None,
        **{key: proposed[key] for key in ("blatt", "kopfzeile", "skalen", "kodierung", "fragen")},
    )
    told = import_file(path, project, "augsburg")
    assert "30 Teilnehmende" in str(told)
    book = openpyxl.load_workbook(path)
    book["Voters"].row_dimensions[5].hidden = True
    book.save(path)
    with pytest.raises(DataError, match=r"1 Zeile ist in Excel ausgeblendet \(zuerst Zeile 5\)"):
        import_file(path, project, "augsburg")


def test_options_of_a_question_with_several_answers_are_one_question(tmp_path: Path) -> None:
    path = tmp_path / "jugend.csv"
    head = [*HEAD[:3], "F3[1]. Was fehlt dir? [Räume]", "F3[2]. Was fehlt dir? [Zeit]"]
    rows = [["1", "2025-05-12", "2", "Ja", "Nein"], ["2", "2025-05-12", "2", "Nein", "Ja"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    found = yaml.safe_load(propose(path) or "")
    assert found["fragen"] == [{"text": "Was fehlt dir?", "mehrfach": {head[3]: "Räume", head[4]: "Zeit"}}]
