"""Notebook 5."""
