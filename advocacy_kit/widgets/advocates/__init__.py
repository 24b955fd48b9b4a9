"""Notebook 8."""
