"""Notebook 1."""
