"""One entry of another tool's export, whatever its fields are called, as a candidate.

Requests of a code host among them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from advocacy_kit.candidates.candidate import Candidate, Source, issue_keys
from advocacy_kit.candidates.reading import IMPACT, Gathering, Headline, link_of, named, one_line
from advocacy_kit.candidates.trace_dates import When, read_day

Entry = Mapping[str, object]
_REQUEST = re.compile(
    r"https?://[^/\s]+/(?P<owner>[^\s?#]+?)/(?P<name>[^/\s?#]+)(?:/-)?/(?:pull|pulls|merge_requests)/(?P<number>\d+)"
)


@dataclass(frozen=True)
class Shape:
    """How a tool calls what is needed, the best name first; names are compared without capitals and underlines."""

    source: Source
    days: tuple[str, ...] = ("date", "completedat", "createdat", "timestamp", "when", "updatedat")
    texts: tuple[str, ...] = (
        "title",
        "text",
        "content",
        "summary",
        "name",
        "win",
        "achievement",
        "accomplishment",
        "entry",
    )
    details: tuple[str, ...] = ("description", "details", "descriptionmd", "body")
    impacts: tuple[str, ...] = ("impact", "impactmd", "result", "outcome")
    links: tuple[str, ...] = ("url", "link", "htmlurl", "weburl")
    names: tuple[str, ...] = ("id", "uuid", "key")


SHAPES: Mapping[Source, Shape] = {
    "bragfile": Shape("bragfile", days=("createdat", "date", "updatedat")),
    "BragDoc": Shape(
        "BragDoc", days=("eventend", "eventstart", "date", "createdat"), details=("summary", "details", "description")
    ),
    "BragBit": Shape("BragBit"),
    "bragkit": Shape("bragkit"),
    "pull request": Shape("pull request", days=("mergedat", "closedat"), names=("number", "iid", "id")),
}


def plain_name(name: str) -> str:
    """Return the name of a field as names are compared."""
    return name.replace("_", "").replace(" ", "").lower()


def take(found: Gathering, shape: Shape, given: Entry, place: str, when: When, line: int = 0) -> None:
    """Add the candidate of one entry to a reading, or say why there is none; `place` is such as "entry 3"."""
    entry = {plain_name(key): value for key, value in given.items()}
    if reason := _open(entry, shape.source):
        found.leave(reason, line)
        return
    text = next((words for name in (*shape.texts, *shape.details) if (words := one_line(entry.get(name)))), "")
    if not text:
        found.unreadable(place, "has no text", f"Give it a {shape.texts[0]}, or leave it.", line)
        return
    named_day = next(((name, entry[name]) for name in shape.days if entry.get(name) not in (None, "")), None)
    try:
        day = read_day(named_day[1] if named_day else None, when)
    except ValueError as error:
        found.undated(place, named_day[1] if named_day else "", error, line)
        return
    if day > when.today:
        found.leave("dated in the future", line)
        return
    found.candidates.append(_candidate(shape, entry, text, day, found.name))


def _open(entry: Entry, source: Source) -> str:
    """Return why an entry is not offered, or blank: requests that were not merged, what is not finished or put away."""
    if source == "pull request" and not (entry.get("mergedat") or str(entry.get("state", "")).lower() == "merged"):
        return "not merged"
    if entry.get("isarchived") is True:
        return "put away as archived"
    return (
        "not finished"
        if source == "BragBit" and str(entry.get("status", "")).lower().replace(" ", "_") == "in_progress"
        else ""
    )


def _candidate(shape: Shape, entry: Entry, text: str, day: date, file: str) -> Candidate:
    links = entry.get("links")
    first = (link.get("url") for link in links if isinstance(link, Mapping)) if isinstance(links, list) else ()
    link = link_of(*(entry.get(name) for name in shape.links), *first)
    name = next((entry[name] for name in shape.names if entry.get(name) not in (None, "")), "")
    request = _REQUEST.match(link)
    told = (
        Headline.of(text) if request or shape.source == "pull request" else None
    )  # such a title is written like a commit's
    keys = issue_keys(f"{text} {str(entry.get('headrefname', '')).replace('_', ' ').replace('/', ' ')}") | _commits(
        entry
    )
    if request:
        keys |= {f"request:{request['name'].lower()}#{request['number']}"}
    if shape.source == "pull request":
        where = f"{request['owner']}/{request['name']}" if request else file.rsplit(".", 1)[0]
        origin = named("request", f"{where}#{name}")
    else:
        mark = (
            str(name) if isinstance(name, (str, int)) and name != "" else hashlib.sha256(text.encode()).hexdigest()[:8]
        )
        origin = named(shape.source.lower(), mark, day.isoformat())
    return Candidate(
        day,
        told.words if told else text,
        shape.source,
        origin,
        link,
        weak=told is not None and told.housekeeping,
        impact=next((words for name in shape.impacts if (words := one_line(entry.get(name), IMPACT))), ""),
        confidential=str(entry.get("visibility", "")).lower() == "private" or entry.get("confidential") is True,
        keys=keys,
    )


def _commits(entry: Entry) -> frozenset[str]:
    """Return the keys of the commits that a request consists of, where the export lists them."""
    commits = entry.get("commits")
    listed = [*commits, entry.get("mergecommit")] if isinstance(commits, list) else [entry.get("mergecommit")]
    ids = (commit.get("oid") for commit in listed if isinstance(commit, Mapping))
    return frozenset(
        f"commit:{oid[:12]}" for oid in ids if isinstance(oid, str) and re.fullmatch(r"[0-9a-f]{12,64}", oid)
    )
