"""Notebook 2."""
