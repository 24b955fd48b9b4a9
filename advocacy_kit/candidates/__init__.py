"""Readers of traces that work leaves elsewhere.

Repositories, requests, issues, calendars, other tools' exports, lists with dates.
"""

from advocacy_kit.candidates.exports import read_export, read_export_file
from advocacy_kit.candidates.git import read_repository
from advocacy_kit.candidates.reading import Reading
from advocacy_kit.candidates.trace_dates import When

__all__ = ["Reading", "When", "read_export", "read_export_file", "read_repository"]
