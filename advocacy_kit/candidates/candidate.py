"""Candidates for wins: traces of work from elsewhere, merged by day and topic.

None of them is a win before somebody says yes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise
from typing import Literal, get_args

from advocacy_kit.core.assets import word_list
from advocacy_kit.core.model import Records
from advocacy_kit.core.values import split_list

Source = Literal[
    "bragfile",
    "BragDoc",
    "BragBit",
    "bragkit",
    "list",
    "table",
    "jrnl",
    "Day One",
    "Mini Diary",
    "doing",
    "Notion",
    "Google Tasks",
    "pull request",
    "Jira",
    "Linear",
    "issue",
    "review",
    "git",
    "calendar",
]
# whose words lead where several traces tell of one thing: one's own first, a calendar's last
_LEADING: tuple[Source, ...] = get_args(Source)
_OWN_WORDS = frozenset(_LEADING[: _LEADING.index("pull request")])
APART = timedelta(days=14)  # two traces with one key tell of two things where nothing happened for so long
_WORD = re.compile(r"[^\W\d_]{4,}")
_ENDINGS = re.compile(r"(?:ings?|ed|es|s)$")
_KEY = re.compile(r"(?<![\w-])([A-Z][A-Z0-9]{1,9})-(\d{1,6})(?!\w|\.\d)")


@dataclass(frozen=True)
class Candidate:
    """A trace of work, or several that tell of one thing.

    Args:
        date: the day on which it was done; `approximate` where only the month is known.
        text: what was done, in one line.
        source: the kind of place where it was found.
        origin: where exactly, such as "git:repo@abc1234"; several with ; between.
        link: an http(s) address, or blank.
        weak: whether it is probably no win, such as an appointment or housekeeping.
        approximate: whether the day stands for a month or another span, or for that of the last change.
        impact: what changed because of it, where the other tool says so.
        confidential: whether the other tool keeps it private.
        keys: names of the thing it is about, such as "jira:PAY-3"; traces that share one belong together over several
            days.
        topics: names of what it is about in a wider sense, such as a part of a program; shared on one day they belong
            together.
        parts: the single traces, where there are several; in order, without parts of their own.
    """

    date: date
    text: str
    source: Source
    origin: str
    link: str = ""
    weak: bool = False
    approximate: bool = False
    impact: str = ""
    confidential: bool = False
    keys: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    parts: tuple[Candidate, ...] = ()

    @property
    def single(self) -> tuple[Candidate, ...]:
        """The single traces of which it consists."""
        return self.parts or (self,)

    @property
    def origins(self) -> frozenset[str]:
        """The names of the places of all its traces."""
        return frozenset(part.origin for part in self.single)


def chosen(
    candidates: Iterable[Candidate], *, source: str | None = None, month: str | date | None = None
) -> tuple[Candidate, ...]:
    """Return the candidates of one source, of one month, or both.

    Args:
        candidates: single ones or merged ones; a merged one counts if one of its traces is of the source.
        source: such as "git"; None: all.
        month: such as "2026-03", or a day in it; None: all.

    """
    wanted = f"{month:%Y-%m}" if isinstance(month, date) else month
    return tuple(
        candidate
        for candidate in candidates
        if (source is None or any(part.source == source for part in candidate.single))
        and (wanted is None or f"{candidate.date:%Y-%m}" == wanted)
    )


def issue_keys(text: str) -> frozenset[str]:
    """Return the keys of issues that a text names, such as "jira:PAY-3"; UTF-8 is none."""
    return frozenset(f"jira:{project}-{number}" for project, number in _KEY.findall(text) if project not in _lists()[2])


def logged_origins(records: Records) -> frozenset[str]:
    """Return the origins that stand in the log: what they name is not offered again."""
    return frozenset(item for cell in records.wins["origin"].dropna() for item in split_list(cell))


def merged(candidates: Iterable[Candidate], known: AbstractSet[str] = frozenset()) -> tuple[Candidate, ...]:
    """Return one candidate a thing, the newest first, those that are probably no win last.

    Traces belong together if they have one key (a request, an issue, a commit) with no more than `APART` between them,
    or, on one day, one topic or two telling words in common. What somebody wrote down by hand, and what has no day,
    goes by keys alone: two such entries are two things. No trace is lost, the order of the input does not matter, and
    merging again changes nothing.

    Args:
        candidates: single ones or merged ones.
        known: origins that are not offered again, because they are in the log or were refused.
    """
    single = sorted(
        {part for candidate in candidates for part in candidate.single if part.origin not in known}, key=_order
    )
    groups = _Groups(len(single))
    for one, other in _together(single):
        groups.join(one, other)
    made = [_one([single[place] for place in places]) for places in groups]
    return tuple(sorted(made, key=lambda candidate: (candidate.weak, -candidate.date.toordinal(), _order(candidate))))


class _Groups:
    """Places that belong together, found by joining two at a time."""

    def __init__(self, number: int) -> None:
        self._above = list(range(number))

    def _top(self, place: int) -> int:
        while self._above[place] != place:
            self._above[place] = place = self._above[self._above[place]]
        return place

    def join(self, one: int, other: int) -> None:
        """Put the groups of two places together."""
        first, second = sorted((self._top(one), self._top(other)))
        self._above[second] = first

    def __iter__(self) -> Iterator[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self._above)):
            found[self._top(place)].append(place)
        return iter(found.values())


def _together(single: list[Candidate]) -> Iterator[tuple[int, int]]:
    """Yield the places of traces that belong together; they are sorted by day."""
    same: dict[tuple[object, ...], list[int]] = defaultdict(list)
    by_key: dict[str, list[int]] = defaultdict(list)
    for place, trace in enumerate(single):
        same["origin", trace.origin].append(place)
        for key in trace.keys:
            by_key[key].append(place)
        if trace.approximate or trace.source in _OWN_WORDS:
            continue
        for topic in trace.topics:
            same["topic", trace.date, topic].append(place)
        for two in combinations(sorted(telling_words(trace.text)), 2):
            same["words", trace.date, *two].append(place)
    for places in same.values():
        yield from pairwise(places)
    for places in by_key.values():
        yield from ((one, other) for one, other in pairwise(places) if single[other].date - single[one].date <= APART)


def telling_words(text: str) -> frozenset[str]:
    """Return the words of a text that tell its topic, without their endings."""
    common, small, _ = _lists()
    words = (word for word in _WORD.findall(text.lower()) if word not in common and word not in small)
    return frozenset(_ENDINGS.sub("", word) for word in words)


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    lists = word_list("candidates")
    return frozenset(lists["common"]), frozenset(lists["small"]), frozenset(lists["no_key"])


def _order(candidate: Candidate) -> tuple[object, ...]:
    """Return what candidates are sorted by.

    All that tells two of them apart, so that no order of the input shows through.
    """
    first = (
        candidate.date,
        _LEADING.index(candidate.source),
        candidate.origin,
        candidate.text,
        candidate.link,
        candidate.impact,
    )
    return (
        *first,
        candidate.weak,
        candidate.approximate,
        candidate.confidential,
        sorted(candidate.keys),
        sorted(candidate.topics),
    )


def _one(parts: list[Candidate]) -> Candidate:
    """Return several traces as one candidate: its words are those of the trace that tells most."""
    if len(parts) == 1:
        return parts[0]
    lead = min(
        parts, key=lambda part: (part.weak, _LEADING.index(part.source), -len(telling_words(part.text)), _order(part))
    )
    strong = [part for part in parts if not part.weak] or parts
    return replace(
        lead,
        date=lead.date if lead.source in _OWN_WORDS else max(part.date for part in strong),
        origin="; ".join(dict.fromkeys(part.origin for part in parts)),
        link=lead.link or next((part.link for part in parts if part.link), ""),
        impact=lead.impact or next((part.impact for part in parts if part.impact), ""),
        confidential=any(part.confidential for part in parts),
        keys=frozenset().union(*(part.keys for part in parts)),
        topics=frozenset().union(*(part.topics for part in parts)),
        parts=tuple(parts),
    )
