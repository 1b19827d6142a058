"""Executed notebook → chapter in Markdown, with its pictures and data."""
