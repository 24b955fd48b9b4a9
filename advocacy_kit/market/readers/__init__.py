"""Readers of files as people download them: one module a source, all ending in `shape.Gathered`."""
