"""One entry of another tool's export, whatever its fields are called, as a candidate: finished work on its day.

What a column or field means is told by its name, in several languages; the same for tables and for JSON.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from advocacy_kit.candidates.candidate import Candidate, Source, issue_keys
from advocacy_kit.candidates.reading import IMPACT, Gathering, Headline, link_of, named, one_line
from advocacy_kit.candidates.trace_dates import UnclearDayError, When, read_day
from advocacy_kit.candidates.trace_spans import Span, read_span
from advocacy_kit.core.assets import word_list

Entry = Mapping[str, object]
MEANINGS = (
    "text", "details", "impact", "link", "key", "id", "status", "category", "resolution", "merged", "closed",
    "canceled", "updated", "created", "date", "end", "start", "due", "people",
)  # fmt: skip
DAYS = ("merged", "closed", "date", "end", "start")
_REQUEST = re.compile(
    r"https?://[^/\s]+/(?P<owner>[^\s?#]+?)/(?P<name>[^/\s?#]+)(?:/-)?/(?P<what>pull|pulls|merge_requests|issues|work_items)/(?P<number>\d+)"
)


@dataclass(frozen=True)
class Tool:
    """How one tool's entries are taken.

    Args:
        source: the tool.
        days: the fields that name the day, the best first.
        closes: whether its entries have an end of their own, so that without one they are not finished.
        created: whether the day of creation counts where there is no other: a log is written when the work is done.
        details: whether the description stands for a missing title.
        key: the prefix of its keys in text, such as "jira" for PAY-3; blank where it has none.

    """

    source: Source
    days: tuple[str, ...] = DAYS
    closes: bool = False
    created: bool = False
    details: bool = True
    key: str = ""


def plain_name(name: str) -> str:
    """Return the name of a column or field as names are compared: without case, signs, units in brackets."""
    name = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", re.sub(r"\([^)]*\)", " ", name[:200]))
    return " ".join(re.sub(r"[^\w#'’ ]|_", " ", name).replace("’", "'").lower().split())


@cache
def _names() -> Mapping[str, tuple[str, int]]:
    """Return what a whole name means, and its rank among the names that mean the same."""
    lists = word_list("candidates")
    found: dict[str, tuple[str, int]] = {}
    for meaning in MEANINGS:
        for rank, name in enumerate(lists[f"column_{meaning}"]):
            found.setdefault(plain_name(name).replace(" ", ""), (meaning, rank))
    return found


@cache
def _words() -> Mapping[str, frozenset[str]]:
    kinds = ("text", "impact", "date", "closed", "created", "updated", "due", "start", "end", "link", "status", "small")
    return {kind: frozenset(word_list("candidates")[f"word_{kind}"]) for kind in kinds}


def meaning_of(name: str) -> tuple[str, int]:
    """Return what a column means by its name and how good a name it is (less is better); blank where it is not known.

    Example:
        >>> [meaning_of(name)[0] for name in ("Closed At (UTC)", "Date of achievement", "Business impact", "Weight")]
        ['closed', 'date', 'impact', '']

    """
    plain = plain_name(name)
    if known := _names().get(plain.replace(" ", "")):
        return known
    words, lists = set(plain.split()), _words()
    if words & {"by", "von", "par", "por", "da", "who"} or not words:
        return "", 0
    kinds = {kind for kind, of_kind in lists.items() if kind != "small" and words & of_kind}
    told = [word for word in plain.split() if word not in lists["small"]]
    known_words = sum(any(word in lists[kind] for kind in kinds) for word in told)
    if "due" in kinds:
        return "due", 1_000
    if not told or known_words < len(told) / 2:
        return "", 0
    for kind in ("closed", "created", "updated", "start", "end"):
        if kind in kinds and ("date" in kinds or words & {"at", "on"}) and "impact" not in kinds:
            return kind, 1_000
    for kind in ("impact", "link", "date", "text", "status"):
        if kind in kinds and not (kind == "date" and told[-1] not in lists["date"] and "text" not in kinds):
            return kind, 1_000 + len(told)
    return "", 0


def fields_of(names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return for each meaning the places of the columns that have it, the best name first."""
    found: dict[str, list[tuple[int, int]]] = {}
    for place, name in enumerate(names):
        meaning, rank = meaning_of(name)
        if meaning:
            found.setdefault(meaning, []).append((rank, place))
    return {meaning: tuple(place for _, place in sorted(places)) for meaning, places in found.items()}


def entry_of(
    names: Sequence[str], values: Sequence[object], fields: Mapping[str, tuple[int, ...]]
) -> dict[str, object]:
    """Return an entry by meaning: the first filled value of each, and all others by their own names."""
    entry: dict[str, object] = {
        plain_name(name).replace(" ", ""): value for name, value in zip(names, values, strict=False)
    }
    for meaning, places in fields.items():
        filled = (values[place] for place in places if place < len(values) and _is_filled(values[place]))
        entry[f"={meaning}"] = next(filled, "")
    return entry


def from_fields(given: Entry) -> dict[str, object]:
    """Return an entry of JSON by meaning; fields within fields count by the one that names them."""
    flat = {str(name): _inner(value) for name, value in given.items()}
    names = list(flat)
    entry = entry_of(names, [flat[name] for name in names], fields_of(names))
    for name in ("state", "status"):  # {"name": "Done", "type": "completed"}, {"statusCategory": {"key": "done"}}
        if isinstance(told := given.get(name), Mapping):
            category = told.get("type") or told.get("statusCategory")
            entry["=category"] = _inner(category) or entry.get("=category", "")
    return entry


def _inner(value: object) -> object:
    if isinstance(value, Mapping):
        names = ("name", "key", "login", "displayName", "title", "url")
        return next((value[name] for name in names if isinstance(value.get(name), str)), value)
    return value


def _is_filled(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def take(found: Gathering, tool: Tool, entry: Mapping[str, object], place: str, when: When, line: int = 0) -> None:
    """Add the candidate of one entry by meaning, or say why there is none; `place` is such as "entry 3"."""
    if reason := unfinished(tool, entry):
        found.leave(reason, line)
        return
    names = ("=text", "=details") if tool.details else ("=text",)
    text = next((words for name in names if (words := plain_text(entry.get(name)))), "")
    if not text:
        found.unreadable(place, "has no text", "Give it a title, or leave it.", line)
        return
    key = one_line(str(entry.get("=key") or ""), 40)
    place = f"{place} ({key})" if key else place
    written, exact = _written(tool, entry)
    try:
        span = _span(written, when)
    except ValueError as error:
        found.undated(place, written, error, line)
        return
    day = span.day(when.today) if span.months else span.last
    if day > when.today:
        found.leave("dated in the future", line)
        return
    approximate = not exact or span.months
    found.candidates.append(_candidate(tool, entry, text, day, found.name, approximate=approximate))


def plain_text(value: object) -> str:
    """Return a cell as one line; what stands in several lines is one text."""
    return one_line(value).strip(" -–—•") if isinstance(value, str) else ""


def _written(tool: Tool, entry: Mapping[str, object]) -> tuple[object, bool]:
    """Return the date of an entry, and whether it is the day itself: that of the last change only stands for it."""
    for field in tool.days:
        if _is_filled(value := entry.get(f"={field}")) and said(value) is None:
            return value, True
    if tool.created and _is_filled(value := entry.get("=created")):
        return value, True
    return (entry.get("=updated", ""), False) if _is_filled(entry.get("=updated")) else ("", True)


def _span(written: object, when: When) -> Span:
    """Return the days that a cell names: a day, else a month, or the days from … to.

    Raises:
        UnclearDayError: if day and month may be exchanged.
        ValueError: if it names none.

    """
    try:
        day = read_day(written, when)
    except UnclearDayError:
        raise
    except ValueError:
        span = read_span(written.lstrip("@"), when) if isinstance(written, str) else None
        if span is None:
            raise
        return span
    return Span(day, day)


def said(value: object) -> bool | None:
    """Return what a mark such as "Yes", "x" or a box says; None where it is none."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower() if isinstance(value, str) else ""
    lists = word_list("candidates")
    return True if text in lists["yes"] else False if text in lists["no"] else None


def unfinished(tool: Tool, entry: Mapping[str, object]) -> str:
    """Return why an entry is not offered, or blank: what says so itself goes before the state's name."""
    lists = word_list("candidates")
    status, category, resolution = (
        str(entry.get(f"={name}") or "").strip().lower().replace("’", "'")
        for name in ("status", "category", "resolution")
    )
    closed, merged = entry.get("=closed"), entry.get("=merged")
    has_day = any(_is_filled(value) and said(value) is not False for value in (closed, merged))
    if tool.source == "pull request":
        return "" if (has_day and _is_filled(merged)) or status == "merged" else "not merged"
    if entry.get("isarchived") is True:
        return "put away as archived"
    if resolution in lists["dropped"] or status in lists["dropped"] or category in ("canceled", "cancelled"):
        return "dropped or not resolved" if resolution != "unresolved" else "not done"
    if _is_filled(entry.get("=canceled")) and not has_day:
        return "dropped or not resolved"
    if category:
        return "" if category in lists["done"] else "not done"
    if said(status) is not None or said(closed) is not None:
        return "not done" if False in (said(status), said(closed)) else ""
    if status:
        return "" if status in lists["done"] or (has_day and status not in lists["open"]) else "not done"
    return "not done" if tool.closes and not has_day else ""


def _candidate(
    tool: Tool, entry: Mapping[str, object], text: str, day: date, file: str, *, approximate: bool
) -> Candidate:
    links = entry.get("links")
    first = (link.get("url") for link in links if isinstance(link, Mapping)) if isinstance(links, list) else ()
    link = link_of(entry.get("=link"), *first)
    name = next((entry[field] for field in ("=key", "=id") if _is_filled(entry.get(field))), "")
    place = _REQUEST.match(link)
    is_request = tool.source != "review" and (
        tool.source == "pull request" or (place is not None and place["what"] not in ("issues", "work_items"))
    )
    told = Headline.of(text) if is_request else None  # such a title is written like a commit's
    keys = issue_keys(f"{text} {str(entry.get('headrefname', '')).replace('_', ' ').replace('/', ' ')}") | _commits(
        entry
    )
    if place:
        keys |= {f"request:{place['name'].lower()}#{place['number']}"}
    if tool.key and name:
        keys |= {f"{tool.key}:{one_line(str(name), 40)}"}
    return Candidate(
        day,
        told.words if told else text,
        tool.source,
        _origin(tool, name, place, text, day, file),
        link,
        weak=told is not None and told.housekeeping,
        approximate=approximate,
        impact=one_line(entry.get("=impact"), IMPACT),
        confidential=str(entry.get("visibility", "")).lower() == "private" or said(entry.get("confidential")) is True,
        keys=keys,
    )


def _origin(tool: Tool, name: object, place: re.Match[str] | None, text: str, day: date, file: str) -> str:
    """Return where an entry is found; the same in the next export of the same tool."""
    if tool.source in ("pull request", "issue"):
        where = f"{place['owner']}/{place['name']}" if place else file.rsplit(".", 1)[0]
        number = place["number"] if place else name
        return named("request" if tool.source == "pull request" else "issue", f"{where}#{number}")
    if tool.key and name:
        return named(tool.source.lower(), name)
    marked = isinstance(name, (str, int)) and name != ""
    mark = str(name) if marked else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    return named(tool.source.lower(), mark, day.isoformat())


def _commits(entry: Mapping[str, object]) -> frozenset[str]:
    """Return the keys of the commits that a request consists of, where the export lists them."""
    commits = entry.get("commits")
    listed = [*commits, entry.get("mergecommit")] if isinstance(commits, list) else [entry.get("mergecommit")]
    ids = (commit.get("oid") for commit in listed if isinstance(commit, Mapping))
    return frozenset(
        f"commit:{oid[:12]}" for oid in ids if isinstance(oid, str) and re.fullmatch(r"[0-9a-f]{12,64}", oid)
    )


REQUEST = Tool("pull request", days=("merged", "closed"), details=False)
ISSUE = Tool("issue", days=("closed",), closes=True, details=False)
_OF_REQUESTS = frozenset(
    {"mergedat", "mergedon", "headrefname", "mergecommit", "sourcebranch", "pullrequest", "mriid", "ismerged", "merged"}
)


def request_or_issue(entry: Mapping[str, object]) -> Tool:
    """Return how an entry of a code host is taken: hosts list requests and issues alike."""
    place = _REQUEST.match(link_of(entry.get("=link")))
    if place is not None:
        return ISSUE if place["what"] in ("issues", "work_items") else REQUEST
    merged = str(entry.get("=status") or "").lower() == "merged" or entry.get("ispullrequest") is True
    return REQUEST if merged or _OF_REQUESTS & set(entry) else ISSUE


def people_of(entries: Iterable[Mapping[str, object]]) -> list[str]:
    """Return whom the entries are assigned to."""
    return [one_line(value, 60) for entry in entries if isinstance(value := entry.get("=people"), str)]
