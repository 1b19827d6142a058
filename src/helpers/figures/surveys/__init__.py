"""Surveys: answers, scales, and the chapter on participation."""
