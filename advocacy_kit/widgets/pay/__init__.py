"""Notebook 4."""
