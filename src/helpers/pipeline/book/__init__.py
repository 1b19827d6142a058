"""Chapters → book project: configuration, pages, annexes."""
