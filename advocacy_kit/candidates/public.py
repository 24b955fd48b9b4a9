"""Traces of work by their public name: a file or a pasted text goes in, candidates for wins come out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from advocacy_kit.candidates.candidate import Candidate
from advocacy_kit.candidates.exports import read_export, read_export_file
from advocacy_kit.candidates.trace_dates import When
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import as_day, counted, shown


@dataclass(frozen=True, repr=False)
class Candidates:
    """What one file or text gave.

    `candidates` have `date`, `text`, `impact`, `link`, `source` and `approximate` (only the month is known); `left_out`
    names what was not taken, as line (0 where it is counted as a whole) and reason.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.find_candidates("2026-09-01 Closed the last open claim", today="2026-09-30")
        <Candidates: 1 candidate, 0 left out>
    """

    candidates: tuple[Candidate, ...]
    left_out: tuple[tuple[int, str], ...] = ()

    def __repr__(self) -> str:
        return f"<Candidates: {counted(len(self.candidates), 'candidate')}, {len(self.left_out)} left out>"

    def _repr_html_(self) -> str:
        rows = [(found.date, found.text, found.impact, found.source) for found in self.candidates]
        lines = [f"line {line}: {reason}" if line else reason for line, reason in self.left_out]
        return shown(repr(self).strip("<>"), lines, ("date", "what was done", "what changed", "source"), rows)


def find_candidates(
    path_or_text: str | os.PathLike[str],
    *,
    today: date | str | None = None,
    timezone: str | None = None,
    locale: str | None = None,
) -> Candidates:
    """Read traces of work that another tool keeps: nothing becomes a win by this.

    Args:
        path_or_text: a file on this machine, or its text as pasted.
        today: the day that counts as today; entries after it are left out.
        timezone: the zone in which a moment becomes a day, such as "America/Chicago"; None keeps that of
            each moment.
        locale: how dates are written, such as "en_GB", where the text itself does not tell day and month apart.

    Returns:
        The candidates, and what was left out with its line and reason.

    Raises:
        KitError: K088 if it is nothing that is known, K067 if it is too large, K084 for an unknown time zone.

    Example:
        >>> import advocacy_kit as ak
        >>> found = ak.find_candidates("2026-09-01 Closed the last open claim", today="2026-09-30")
        >>> [(candidate.date.isoformat(), candidate.text) for candidate in found.candidates]
        [('2026-09-01', 'Closed the last open claim')]
    """
    when = When(as_day(today) if today is not None else date.today(), _zone(timezone))
    if _is_file(path_or_text):
        reading = read_export_file(Path(path_or_text), when, locale=locale)
    else:
        reading = read_export("pasted text", str(path_or_text).encode("utf-8", "surrogatepass"), when, locale=locale)
    left = [(issue.line, issue.message) for issue in reading.issues]
    left += [(0, f"{number} {reason}") for reason, number in reading.left_out]
    return Candidates(reading.candidates, tuple(left))


def _is_file(path_or_text: str | os.PathLike[str]) -> bool:
    """Whether a file is meant: a path object, or one line that names a file or looks like a path."""
    if not isinstance(path_or_text, str):
        return True
    return "\n" not in path_or_text and len(path_or_text) < 1_000 and os.path.isfile(path_or_text)  # noqa: PTH113


def _zone(name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise KitError.of("K084", f"there is no time zone {name!r}", 'Use a name such as "America/Chicago".') from None
