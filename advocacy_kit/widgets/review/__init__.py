"""Notebook 3."""
