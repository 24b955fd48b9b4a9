"""Notebook 7."""
