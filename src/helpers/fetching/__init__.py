"""Fetch what the statistical offices publish, by their own services; see docs/development/fetching.md."""

FETCHED = ("regionalatlas", "regionaldatenbank")
"""Names of `sources.SOURCES`, for what has to do without the packages that fetching needs."""
