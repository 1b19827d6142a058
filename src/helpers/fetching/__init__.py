"""Fetch what the statistical offices publish, by their own services; see docs/development/fetching.md."""
