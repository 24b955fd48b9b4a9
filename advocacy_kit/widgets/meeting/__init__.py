"""Notebook 6."""
