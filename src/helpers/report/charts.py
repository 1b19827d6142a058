"""The list of all charts, tables and sentences about them: the name a notebook calls, where it lies, what it is in German.

A new one is a file under `helpers/figures/` and a line here (docs/development/figures.md). Each line counts on its own: it is
an input of the chapters that use it, and of no others.
"""

from __future__ import annotations

from helpers.facts.context import Context
from helpers.report.calls import Chart, Words


class Charts(Context):
    """A municipality in a report year, with all charts and tables as methods."""

    line = Chart("basic.line", "Liniendiagramm")
    peers = Chart("basic.peers", "Punktdiagramm der Vergleichskommunen")
    bars = Chart("basic.bars", "Balkendiagramm")
    stacked = Chart("basic.stacked", "gestapelte Balken")
    proportions = Chart("basic.proportions", "Anteile je Gruppe")
    pyramid = Chart("basic.pyramid", "Alterspyramide")
    slope = Chart("basic.slope", "Steigungsdiagramm")
    small_multiples = Chart("basic.multiples", "kleine Diagramme")
    heatmap = Chart("basic.heatmap", "Wärmebild")
    groups = Chart("basic.groups", "Gruppenvergleich")
    risk_profile = Chart("basic.risks", "Risikoprofil")
    risks_told = Words("basic.risks", "Sätze zum Risikoprofil")
    table = Chart("basic.tables", "Tabelle eines Indikators")
    compare_table = Chart("basic.tables", "Vergleichstabelle")
    position_table = Chart("basic.position", "Positionstabelle")
    key_figures = Chart("basic.cards", "Kennzahlen")
    figure = Chart("basic.custom", "eigenes Diagramm")
    compared = Chart("basic.compared", "Vergleichsbalken")

    district_risks = Chart("districts.districtrisks", "Belastungen der Sozialräume")
    district_risks_told = Words("districts.districtrisks", "Sätze zu Belastungen der Sozialräume")
    relation = Chart("districts.relation", "Zusammenhang zweier Größen")
    relation_told = Words("districts.relation", "Satz zum Zusammenhang")
    map = Chart("districts.map", "Karte")
    type_map = Chart("districts.map", "Karte der Typen")
    districts = Words("districts.bydistrict", "Liste der Sozialräume")
    district_word = Words("districts.bydistrict:word", "Bezeichnung der Sozialräume")
    require_districts = Words("districts.bydistrict", "Bedingung „Sozialräume“")
    first_by_district = Words("districts.bydistrict", "erste Kennzahl mit Zahlen für Sozialräume")
    has_districts = Words("districts.bydistrict", "Bedingung „Zahlen für Sozialräume“")
    by_type = Chart("districts.bytype", "Diagramm nach Typen")
    type_gap = Words("districts.bytype", "Satz zu den Typen")
    district_table = Chart("districts.districttables", "Tabelle der Sozialräume")
    social_index_table = Chart("districts.socialindex", "Tabelle des Sozialindex")
    district_types_table = Chart("districts.districttables", "Tabelle der Typen")
    district_profile = Chart("districts.profiles", "Profil eines Sozialraums")
    district_trends = Chart("districts.trends", "Entwicklung eines Sozialraums")
    district_profiles = Words("districts.profiles", "Profile der Sozialräume")
    index_described = Words("districts.socialindex", "Beschreibung des Sozialindex")
    types_checked = Words("districts.socialindex", "Satz zur Sicherheit der Typen")
    district_range = Words("districts.districttables", "Sätze zur Spannweite der Sozialräume")
    gap = Chart("districts.gap", "Abstandsdiagramm")
    gap_range = Words("districts.gap", "Satz zu Abständen")
    gap_count = Words("districts.gap", "Anzahl hinter einem Abstand")

    stations = Chart("flows.stations", "Stationen des Bildungswegs")
    cross_table = Chart("flows.crosstable", "Kreuztabelle")
    flow = Chart("flows.flow", "Flussdiagramm")
    flow_share = Words("flows.flow", "Anteil eines Übergangs")

    forecast = Chart("outlook.forecast_chart", "Vorausberechnung")
    forecast_assumptions = Chart("outlook.forecast_chart", "Annahmen der Vorausberechnung")
    forecast_told = Words("outlook.forecast_chart", "Sätze zur Vorausberechnung")
    forecast_checked = Words("outlook.forecast_chart", "Satz zur Güte der Vorausberechnung")

    reach = Chart("steering.reach", "Reichweite")
    reach_table = Chart("steering.reach", "Prioritätenliste der Reichweite")
    reach_map = Chart("steering.reach", "Karte der Reichweite")
    reach_finding = Words("steering.reach", "Sätze zur Reichweite")
    allocation = Chart("steering.allocation_chart", "Verteilung nach Bedarf")
    allocation_table = Chart("steering.allocation_chart", "Tabelle der Verteilung")
    allocation_name = Words("steering.allocation_chart", "Name der Verteilung")
    allocation_finding = Words("steering.allocation_chart", "Sätze zur Verteilung")
    offer_gaps = Chart("steering.offers_chart", "Angebotslücken")
    offer_table = Chart("steering.offers_chart", "Tabelle der Angebote")
    uncovered = Chart("steering.offers_chart", "Tabelle der Orte ohne Angebot")
    offer_finding = Words("steering.offers_chart", "Sätze zu Angeboten")
    require_steering = Words("steering.goals_chart", "Bedingung „Steuerung“")
    measures = Chart("steering.goals_chart", "Tabelle der Maßnahmen")
    goals_changed = Chart("steering.edition_changes", "Änderungen der Ziele")
    edition_changes = Chart("steering.edition_changes", "Änderungen seit der letzten Ausgabe")
    changes_finding = Words("steering.edition_changes", "Sätze zu Änderungen")
    goals_finding = Words("steering.goals_chart", "Sätze zu Zielen")
    goals = Chart("steering.goals_chart", "Ampel der Ziele")

    likert = Chart("surveys.likert", "Antworten auf einer Skala")
    survey_answers = Chart("surveys.answers", "Antworten einer Umfrage")
    survey_groups_table = Chart("surveys.surveytables", "Umfrage nach Gruppen")
    survey_sections = Words("surveys.survey_chapter", "Abschnitte der Umfragen")
    survey_message = Words("surveys.survey_chapter", "Kernaussage der Umfragen")
    surveys_table = Chart("surveys.surveytables", "Tabelle der Umfragen")
    require_participation = Words("surveys.survey_chapter", "Bedingung „Beteiligung“")
