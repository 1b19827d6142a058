"""One store of defined indicators: figures, catalogue, areas and municipalities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpers.data.cities import all_cities, find_city, list_cities

if TYPE_CHECKING:
    from helpers.data.areas import Area
    from helpers.data.catalogue import Catalogue
    from helpers.data.lineage import Lineage
    from helpers.data.models import Dimension, Indicator, Source
    from helpers.data.profile import Profile, load_profile
    from helpers.data.store import Observation, Store, open_store

__all__ = [
    "Area",
    "Catalogue",
    "Dimension",
    "Indicator",
    "Lineage",
    "Observation",
    "Profile",
    "Source",
    "Store",
    "all_cities",
    "find_city",
    "list_cities",
    "load_profile",
    "open_store",
]

# Imported when first used: an error on the command line must not wait for pydantic and DuckDB.
_LATER = {
    "Area": "helpers.data.areas",
    "Catalogue": "helpers.data.catalogue",
    "Dimension": "helpers.data.models",
    "Indicator": "helpers.data.models",
    "Lineage": "helpers.data.lineage",
    "Observation": "helpers.data.store",
    "Profile": "helpers.data.profile",
    "Source": "helpers.data.models",
    "Store": "helpers.data.store",
    "load_profile": "helpers.data.profile",
    "open_store": "helpers.data.store",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LATER[name]), name)
