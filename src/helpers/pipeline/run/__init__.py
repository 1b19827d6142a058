"""Notebook → executed notebook: kernels, pool, cache, history."""
