"""Sozialräume: their borders, their social index and their types.

>>> from helpers.data.districts import districts_of, read_borders, social_index  # doctest: +SKIP
"""

from helpers.data.districts.borders import read_borders
from helpers.data.districts.classes import natural_breaks
from helpers.data.districts.index import DEFAULT_INDEX, SocialIndex, social_index
from helpers.data.districts.membership import MANY, districts_of
from helpers.data.districts.shrink import shrunk
from helpers.data.districts.stability import type_stability
from helpers.data.districts.typology import district_types, type_names

__all__ = [
    "DEFAULT_INDEX",
    "MANY",
    "SocialIndex",
    "district_types",
    "districts_of",
    "natural_breaks",
    "read_borders",
    "shrunk",
    "social_index",
    "type_names",
    "type_stability",
]
