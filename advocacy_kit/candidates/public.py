"""Traces of work by their public name: a file or a pasted text goes in, candidates for wins come out."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from advocacy_kit.candidates.candidate import Candidate, chosen
from advocacy_kit.candidates.exports import read_export, read_export_file, read_folder
from advocacy_kit.candidates.reading import ENCODINGS, at_home
from advocacy_kit.candidates.trace_dates import When
from advocacy_kit.core.model import as_day, counted, shown, zone_named

_SHOWN = 30  # of what was left out
_PATH = re.compile(
    r"(?:~|\.{0,2}/|[A-Za-z]:\\).*\.\w{2,8}|\S+\.(?:md|csv|tsv|ics|jsonl?|txt|zip|docx)", re.I
)  # was meant as one


@dataclass(frozen=True, repr=False)
class Candidates:
    """What one file or text gave.

    `candidates` have `date`, `text`, `impact`, `link`, `source` and `approximate` (its day stands for a month or more);
    `left_out` names what was not taken, as line (0 where it is counted as a whole) and reason; `notes` says what else
    the file told, such as that it names several people; `encoding` is blank for UTF-8.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.find_candidates("2026-09-01 Closed the last open claim", today="2026-09-30")
        <Candidates: 1 candidate, 0 left out>
    """

    candidates: tuple[Candidate, ...]
    left_out: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()
    encoding: str = ""

    def __repr__(self) -> str:
        encoding = f", read as {self.encoding}" if self.encoding else ""
        return f"<Candidates: {counted(len(self.candidates), 'candidate')}, {len(self.left_out)} left out{encoding}>"

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the candidates, in order."""
        return tuple(dict.fromkeys(candidate.source for candidate in self.candidates))

    @property
    def months(self) -> tuple[str, ...]:
        """The months of the candidates, the newest first."""
        return tuple(sorted({f"{candidate.date:%Y-%m}" for candidate in self.candidates}, reverse=True))

    def chosen(self, *, source: str | None = None, month: str | date | None = None) -> Candidates:
        r"""Return the candidates of one source, of one month, or both; what was left out stays.

        Args:
            source: such as "git"; None: all.
            month: such as "2026-03", or a day in it; None: all.

        Example:
            >>> import advocacy_kit as ak
            >>> found = ak.find_candidates("2026-09-01 Closed a claim\n2026-08-03 Taught two", today="2026-09-30")
            >>> [candidate.text for candidate in found.chosen(month="2026-08").candidates]
            ['Taught two']

        """
        return replace(self, candidates=chosen(self.candidates, source=source, month=month))

    def _repr_html_(self) -> str:
        rows = [(found.date, found.text, found.impact, found.source) for found in self.candidates]
        lines = [f"line {line}: {reason}" if line else reason for line, reason in self.left_out[:_SHOWN]]
        more = [f"and {len(self.left_out) - _SHOWN:,} more were left out"] if len(self.left_out) > _SHOWN else []
        told = [*self.notes, *([ENCODINGS[self.encoding]] if self.encoding else []), *lines, *more]
        return shown(repr(self).strip("<>"), told, ("date", "what was done", "what changed", "source"), rows)


def find_candidates(
    path_or_text: str | os.PathLike[str],
    *,
    today: date | str | None = None,
    timezone: str | None = None,
    locale: str | None = None,
    columns: Mapping[str, str] | None = None,
    emails: Sequence[str] = (),
) -> Candidates:
    """Read traces of work that another tool keeps: nothing becomes a win by this.

    Args:
        path_or_text: a file on this machine, a repository or a folder of notes, or a text as pasted.
        today: the day that counts as today; entries after it are left out.
        timezone: the zone in which a moment becomes a day, such as "America/Chicago"; None keeps that of
            each moment.
        locale: how dates are written, such as "en_GB", where the text itself does not tell day and month apart; its
            names of months are known too.
        columns: what the columns of a table mean, where their names do not tell: {"date": "When", "text": "What"}, with
            "impact", "link" and "status" if there are such.
        emails: of a repository, whose commits; without any, those of the e-mail that it is configured with.

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
    when = When(as_day(today) if today is not None else date.today(), zone_named(timezone) if timezone else None)
    place = _place(path_or_text)
    if place is not None and place.is_dir():
        reading = read_folder(place, when, locale=locale, emails=emails)
    elif place is not None:
        reading = read_export_file(place, when, locale=locale, columns=columns)
    else:
        data = str(path_or_text).encode("utf-8", "replace")
        reading = read_export("pasted text", data, when, locale=locale, columns=columns)
    left = [(issue.line, issue.message) for issue in reading.issues]
    left += [(line, reason) for line, reason in reading.left if line]
    whole = Counter(reason for line, reason in reading.left if not line)
    left += [(0, f"{number} {reason}") for reason, number in sorted(whole.items())]
    left.sort(key=lambda entry: entry[0])
    return Candidates(reading.candidates, tuple(left), reading.notes, reading.encoding)


def _place(path_or_text: str | os.PathLike[str]) -> Path | None:
    """Return the file or folder that is meant: a path object, or one line that names one; None for a text."""
    if not isinstance(path_or_text, str):
        return Path(path_or_text)
    if "\n" in path_or_text or len(path_or_text) >= 1_000 or "\x00" in path_or_text or not path_or_text.strip():
        return None
    place = at_home(path_or_text)
    is_there = os.path.exists(place)  # noqa: PTH110 - pathlib raises for names that no system allows
    return place if is_there or _PATH.fullmatch(path_or_text.strip()) else None
