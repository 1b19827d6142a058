"""Two surveys of Musterstadt, as tools for surveys export them: one row per person, and counts from a meeting."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from examples.musterstadt.deliveries import FICTIONAL
from examples.musterstadt.truth import noise

SOURCE = "musterstadt-umfragen"
SCALE = ("trifft voll zu", "trifft eher zu", "teils/teils", "trifft eher nicht zu", "trifft nicht zu")
YOUTH = "Jugendbefragung"
YOUTH_WAVES = {2023: ("2023-05-17", 2380, 842), 2025: ("2025-05-14", 2460, 957)}
"""Year → last day, people invited, people who answered to the end."""
STATEMENTS = {
    # heading of the column: statement, mean level of agreement (0 to 1) in 2023 and in 2025
    "F1[SQ001]": ("Ich fühle mich an meiner Schule wohl.", 0.66, 0.68),
    "F1[SQ002]": ("Ich weiß, wen ich bei Fragen zu Ausbildung und Studium ansprechen kann.", 0.47, 0.58),
    "F1[SQ003]": ("In meinem Stadtbezirk gibt es genug Orte, an denen ich lernen kann.", 0.45, 0.44),
    "F1[SQ004]": ("Ich komme gut zu den Angeboten, die mich interessieren.", 0.55, 0.49),
    "F1[SQ005]": ("Bei Dingen, die mich betreffen, werde ich gefragt.", 0.31, 0.38),
}
WISHES = {
    "F2[SQ001]": ("Räume zum Lernen", 0.42),
    "F2[SQ002]": ("Beratung zu Ausbildung und Studium", 0.38),
    "F2[SQ003]": ("bessere Busverbindungen am Abend", 0.61),
    "F2[SQ004]": ("mehr Sport und Kultur", 0.35),
}
SCHOOLS = {"Gymnasium": 0.42, "Integrierte Gesamtschule": 0.33, "Realschule": 0.25}
SMALL_GROUP = "Abendschule"
"""Attended by three of those who answered: their answers must not appear anywhere."""

FORUM = "Stadtteilkonferenz"
FORUM_WAVES = {2024: ("2024-09-26", 38), 2025: ("2025-09-30", 46)}
NEEDS = (
    "Treffpunkte für Jugendliche",
    "Hilfe bei Hausaufgaben",
    "Deutschkurse für Eltern",
    "Beratung im Quartier",
)
TOGETHER = "Die Einrichtungen in unserem Stadtbezirk arbeiten gut zusammen."
NEED = "Was fehlt in Ihrem Stadtbezirk am meisten?"


def write_surveys(city: Path) -> Iterator[str]:
    """Write the exported files and their descriptions; yield the names of the files."""
    for year in YOUTH_WAVES:
        name = f"jugendbefragung_{year}.csv"
        (city / "lieferungen" / name).write_bytes(_persons(year))
        yield name
    for year in FORUM_WAVES:
        name = f"stadtteilkonferenz_{year}.csv"
        (city / "lieferungen" / name).write_bytes(_counts(year))
        yield name


def describe_surveys(city: Path) -> None:
    """Write the descriptions by which the files are read."""
    youth: dict[str, Any] = {
        "umfrage": YOUTH,
        "geprueft": True,
        "quelle": SOURCE,
        "gefragt": "Jugendliche von 14 bis 17 Jahren, zufällig aus dem Melderegister gezogen (fiktiv)",
        "folgt": "Die Buslinien in die Stadtbezirke im Westen fahren ab Dezember auch nach 20 Uhr. Das Bildungsbüro befragt die "
        "Jugendlichen 2027 wieder.",
        "wellen": [
            {"datei": f"jugendbefragung_{year}.csv", "datum": day, "eingeladen": invited}
            for year, (day, invited, _) in YOUTH_WAVES.items()
        ],
        "abgeschlossen": "submitdate. Date submitted",
        "skalen": {"zustimmung": list(SCALE)},
        "fragen": [
            *(
                {"spalte": _heading(code), "text": text, "skala": "zustimmung"}
                for code, (text, *_) in STATEMENTS.items()
            ),
            {
                "text": "Was wünschst du dir in deinem Stadtbezirk?",
                "mehrfach": {_heading(code): wish for code, (wish, _) in WISHES.items()},
            },
        ],
        "gruppe": {"spalte": "F3. Welche Schule besuchst du?", "name": "Schulart"},
    }
    forum: dict[str, Any] = {
        "umfrage": FORUM,
        "geprueft": True,
        "quelle": SOURCE,
        "gefragt": "Teilnehmende der Stadtteilkonferenz: Fachkräfte, Vereine, Anwohnerinnen und Anwohner (fiktiv)",
        "folgt": "Die Konferenz schlägt dem Jugendhilfeausschuss vor, zwei Treffpunkte in Probebetrieb zu nehmen.",
        "wellen": [
            {"datei": f"stadtteilkonferenz_{year}.csv", "datum": day, "teilnehmende": people}
            for year, (day, people) in FORUM_WAVES.items()
        ],
        "zaehlung": {"frage": "Question", "antwort": "Choice", "anzahl": "Votes"},
        "skalen": {"zustimmung": list(SCALE)},
        "fragen": [
            {"spalte": TOGETHER, "text": TOGETHER, "skala": "zustimmung"},
            {"spalte": NEED, "text": NEED, "antworten": list(NEEDS)},
        ],
    }
    for name, described in (("jugendbefragung", youth), ("stadtteilkonferenz", forum)):
        text = yaml.safe_dump(described, sort_keys=False, allow_unicode=True, width=110)
        (city / "import" / f"{name}.yml").write_text(f"# {FICTIONAL}\n{text}", "utf-8")


def answers(year: int) -> Iterator[dict[str, str]]:
    """Yield what each person answered who came to the end: column → entry."""
    _, _, people = YOUTH_WAVES[year]
    for person in range(people):
        draw = noise("survey", year, person)
        row = {"F3": SMALL_GROUP if person < 3 else draw.choices(list(SCHOOLS), list(SCHOOLS.values()))[0]}
        leaning = draw.gauss(0, 0.13)
        for code, (_, before, after) in STATEMENTS.items():
            level = (before if year == 2023 else after) + leaning + draw.gauss(0, 0.2)
            row[code] = "" if draw.random() < 0.02 else SCALE[min(4, max(0, int((1 - level) * 5)))]
        for code, (_, share) in WISHES.items():
            row[code] = "Ja" if draw.random() < share else "Nein"
        row["F4"] = draw.choice(["", "", "", "Danke für die Umfrage!", "Der Bus fährt zu selten."])
        yield row


def _heading(code: str) -> str:
    if code in STATEMENTS:
        return f"{code}. Wie sehr stimmst du zu? [{STATEMENTS[code][0]}]"
    if code in WISHES:
        return f"{code}. Was wünschst du dir in deinem Stadtbezirk? [{WISHES[code][0]}]"
    return {"F3": "F3. Welche Schule besuchst du?", "F4": "F4. Was möchtest du noch sagen?"}[code]


def _persons(year: int) -> bytes:
    """Return an export as LimeSurvey writes it: UTF-8, every cell in quotes, people who gave up without a date."""
    codes = [*STATEMENTS, *WISHES, "F3", "F4"]
    head = [
        "id. Response ID",
        "submitdate. Date submitted",
        "lastpage. Last page",
        "startlanguage. Start language",
    ]
    head += [f"HINWEIS. {FICTIONAL}", *map(_heading, codes)]
    rows: list[list[str]] = []
    for row in answers(year):
        if len(rows) % 9 == 8:
            rows.append([str(len(rows) + 1), "", "1", "de", "", SCALE[0], *[""] * (len(codes) - 1)])
        day = f"{year}-05-{2 + len(rows) % 12:02d} 1{len(rows) % 10}:30:00"
        rows.append([str(len(rows) + 1), day, "3", "de", "", *(row[code] for code in codes)])
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([head, *rows])
    return text.getvalue().encode("utf-8-sig")


def _counts(year: int) -> bytes:
    """Return an export of votes in a meeting: the question stands beside its first answer only."""
    _, people = FORUM_WAVES[year]
    agreed = (0.16, 0.37, 0.26, 0.0, 0.0) if year == 2024 else (0.2, 0.42, 0.22, 0.0, 0.0)
    votes = [round(people * share) for share in agreed]
    votes[4] = 2 if year == 2025 else 6
    votes[3] = people - sum(votes)
    needs = [round(people * share) for share in (0.45, 0.26, 0.16)]
    needs.append(people - sum(needs))
    rows: list[list[object]] = [["Question", "Choice", "Votes"], [FICTIONAL, "", ""]]
    for question, options, numbers in ((TOGETHER, SCALE, votes), (NEED, NEEDS, needs)):
        rows += [
            [question if i == 0 else "", *pair] for i, pair in enumerate(zip(options, numbers, strict=True))
        ]
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("cp1252")
