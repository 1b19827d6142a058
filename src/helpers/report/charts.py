"""The registry: every chart and table type, one small module each.

A chart type is a function whose first argument is the report; listed here it becomes a method of `Report`. In a notebook
those that return a figure or table say so where they have no data, and let the other cells go on (`missing`).
"""

from __future__ import annotations

from helpers.facts.context import Context
from helpers.figures.basic import (
    bars,
    cards,
    compared,
    custom,
    groups,
    heatmap,
    line,
    multiples,
    peers,
    position,
    proportions,
    pyramid,
    risks,
    slope,
    stacked,
    tables,
)
from helpers.figures.districts import bydistrict as places
from helpers.figures.districts import bytype, districtrisks, districttables, profiles, trends
from helpers.figures.districts import gap as gaps
from helpers.figures.districts import map as maps
from helpers.figures.districts import relation as relations
from helpers.figures.flows import crosstable, stations
from helpers.figures.flows import flow as flows
from helpers.figures.missing import or_missing
from helpers.figures.outlook import forecast_chart as outlook
from helpers.figures.steering import allocation_chart as allocations
from helpers.figures.steering import edition_changes as editions
from helpers.figures.steering import goals_chart as goals
from helpers.figures.steering import offers_chart as offers
from helpers.figures.steering import reach as reaches
from helpers.figures.surveys import answers, likert, surveytables
from helpers.figures.surveys import survey_chapter as participation


class Charts(Context):
    """A municipality in a report year, with all chart types as methods."""

    line = line.line
    peers = peers.peers
    bars = bars.bars
    stacked = stacked.stacked
    proportions = proportions.proportions
    pyramid = pyramid.pyramid
    slope = slope.slope
    small_multiples = multiples.small_multiples
    heatmap = heatmap.heatmap
    groups = groups.groups
    risk_profile = risks.risk_profile
    risks_told = risks.risks_told
    district_risks = districtrisks.district_risks
    district_risks_told = districtrisks.district_risks_told
    relation = relations.relation
    relation_told = relations.relation_told
    table = tables.table
    compare_table = tables.compare_table
    position_table = position.position_table
    key_figures = cards.key_figures
    forecast = outlook.forecast
    forecast_assumptions = outlook.forecast_assumptions
    forecast_told = outlook.forecast_told
    forecast_checked = outlook.forecast_checked
    figure = custom.figure
    map = maps.map
    type_map = maps.type_map
    districts = places.districts
    district_word = places.word
    require_districts = places.require_districts
    has_districts = places.has_districts
    by_type = bytype.by_type
    type_gap = bytype.type_gap
    reach = reaches.reach
    reach_table = reaches.reach_table
    reach_map = reaches.reach_map
    reach_finding = reaches.reach_finding
    allocation = allocations.allocation
    allocation_table = allocations.allocation_table
    allocation_name = allocations.allocation_name
    allocation_finding = allocations.allocation_finding
    offer_gaps = offers.offer_gaps
    offer_table = offers.offer_table
    uncovered = offers.uncovered
    offer_finding = offers.offer_finding
    require_steering = goals.require_steering
    measures = goals.measures
    goals_changed = editions.goals_changed
    edition_changes = editions.edition_changes
    changes_finding = editions.changes_finding
    goals_finding = goals.goals_finding
    goals = goals.goals
    district_table = districttables.district_table
    social_index_table = districttables.social_index_table
    district_types_table = districttables.district_types_table
    district_profile = profiles.district_profile
    district_trends = trends.district_trends
    district_profiles = profiles.district_profiles
    index_described = districttables.index_described
    district_range = districttables.district_range
    compared = compared.compared
    stations = stations.stations
    cross_table = crosstable.cross_table
    flow = flows.flow
    flow_share = flows.flow_share
    likert = likert.likert
    survey_answers = answers.survey_answers
    survey_groups_table = surveytables.survey_groups_table
    survey_sections = participation.survey_sections
    survey_message = participation.survey_message
    surveys_table = surveytables.surveys_table
    require_participation = participation.require_participation
    gap = gaps.gap
    gap_range = gaps.gap_range
    gap_count = gaps.gap_count


for _name, _call in list(vars(Charts).items()):
    if getattr(_call, "__annotations__", {}).get("return") == "Shown":
        setattr(Charts, _name, or_missing(_call))
