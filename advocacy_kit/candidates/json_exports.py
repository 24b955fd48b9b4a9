"""Exports as JSON, whole or a line an entry, of code hosts, trackers, diaries and logs; told by their fields."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from advocacy_kit.candidates.candidate import Source
from advocacy_kit.candidates.entries import (
    REQUEST,
    Entry,
    Tool,
    from_fields,
    people_of,
    plain_name,
    request_or_issue,
    take,
)
from advocacy_kit.candidates.reading import Gathering, Headline, Reading, check_number, not_known, several
from advocacy_kit.candidates.trace_dates import When

KNOWN = "Give the output of gh pr list --json …, or an export of a tracker, a diary or a log with a date in each entry."
_LISTS = ("achievements", "brags", "entries", "pullrequests", "items", "issues", "tasks", "nodes", "events", "results")
_DEEP = 8  # fields within fields that are looked into for lists
_SIGN = re.compile(r"\S")
_AFTER = re.compile(r"[ \t\r]*(?:\n|[\[{]|\Z)")  # what may stand behind one of several documents
_JSON = re.compile(r"\s*[\[{]\s*(?:[\"\[{\]}]|\Z)")  # and not a list whose first line is [a link](…)
OWN_REQUESTS = "export your own with gh pr list --author @me."
Told = tuple[str, int, object]  # place in words, line (0 where not known), entry


@dataclass(frozen=True, repr=False)
class Document:
    """A text as JSON: the entries that it lists."""

    name: str
    text: str

    @property
    def is_json(self) -> bool:
        """Whether the text begins as JSON does."""
        return bool(_JSON.match(self.text))

    @cached_property
    def _parsed(self) -> tuple[object, list[Told], list[int]]:
        try:
            whole, entries, broken = _read(self.name, self.text)
        except RecursionError:
            raise not_known(self.name, f"the file {self.name} is nested too deeply to be an export", KNOWN) from None
        except json.JSONDecodeError as error:
            message = f"the file {self.name} breaks off or is no JSON: {error.msg.lower()}"
            raise not_known(self.name, message, "Export it again, as a whole.", error.lineno) from None
        except ValueError:  # a number of thousands of digits
            raise not_known(self.name, f"the file {self.name} holds a number that no export holds", KNOWN) from None
        check_number(self.name, len(entries))
        return whole, entries, broken

    @property
    def whole(self) -> object:
        """What the file holds as a whole."""
        return self._parsed[0]

    @property
    def entries(self) -> list[Told]:
        """The entries."""
        return self._parsed[1]

    @property
    def broken(self) -> list[int]:
        """The lines that cannot be read."""
        return self._parsed[2]

    @cached_property
    def known(self) -> list[Entry]:
        """The entries that have fields."""
        return [entry for _, _, entry in self.entries if isinstance(entry, Mapping)]

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the entries' fields, as they are compared."""
        return frozenset(_plain(key) for entry in self.known for key in entry)

    @cached_property
    def outside(self) -> frozenset[str]:
        """The names of the fields around the lists of entries."""
        return frozenset(_plain(key) for key in self.whole) if isinstance(self.whole, Mapping) else frozenset()


def _plain(name: object) -> str:
    return plain_name(str(name)).replace(" ", "")


@dataclass(frozen=True)
class JsonOf:
    """A tool whose export is told by the fields of its entries.

    Args:
        tool: how its entries are taken.
        when: whether a document is one of its exports.
        entry: what an entry is turned into before it is taken.

    """

    tool: Tool
    when: Callable[[Document], bool]
    entry: Callable[[Entry], Entry] = from_fields

    @property
    def source(self) -> Source:
        """The tool."""
        return self.tool.source

    def matches(self, document: Document) -> bool:
        """Whether a document is one of its exports."""
        return self.when(document)

    def read(self, document: Document, when: When) -> Reading:
        """Read the document."""
        found = Gathering(document.name, self.tool.source)
        entries = list(_each(found, document, self.entry))
        for place, line, entry in entries:
            take(found, self.tool, entry, place, when, line)
        found.notes += several(people_of(entry for _, _, entry in entries), "export your own only.")
        return found.done()


class Requests:
    """Requests and issues of GitHub and GitLab: what was merged, what was closed, and reviews that were given."""

    source: Source = "pull request"

    def matches(self, document: Document) -> bool:
        """Whether the entries have a title, and a number or a state with a day on which it ended."""
        names = document.names
        ends = {"mergedat", "state", "closedat", "merged"}
        return "title" in names and bool(names & {"number", "iid", "pullrequest"}) and bool(names & ends)

    def read(self, document: Document, when: When) -> Reading:
        """Read the document; reviews count where one login reviewed all requests of several other people."""
        found = Gathering(document.name, "issues")
        me = _reviewer(document.known)
        for place, line, entry in _each(found, document, _request):
            if me and _login(entry.get("author") or entry.get("user")) != me:
                _review(found, entry, me, place, line, when)
                continue
            tool = request_or_issue(entry)
            if tool is REQUEST:
                found.kind = "pull requests"
            take(found, tool, entry, place, when, line)
        authors = (_login(entry.get("author") or entry.get("user")) for entry in document.known)
        found.notes += several(authors, OWN_REQUESTS) if not me else []
        return found.done()


def _request(given: Entry) -> Entry:
    entry = from_fields(given)
    inner = given.get("pull_request")
    if isinstance(inner, Mapping) and inner.get("merged_at"):
        entry["=merged"] = inner["merged_at"]
    if isinstance(page := given.get("html_url") or given.get("web_url"), str):
        entry["=link"] = page  # the field url of the API is no page for people
    return entry


def _login(person: object) -> str:
    value = (person.get("login") or person.get("username")) if isinstance(person, Mapping) else person
    return value if isinstance(value, str) else ""


def _reviews(entry: Entry) -> dict[str, object]:
    """Return who reviewed a request, with the day of the last time."""
    found: dict[str, object] = {}
    given = entry.get("reviews") or entry.get("latestReviews") or entry.get("latestreviews")
    given = given.get("nodes") if isinstance(given, Mapping) else given
    for review in given if isinstance(given, list) else []:
        if isinstance(review, Mapping) and (login := _login(review.get("author") or review.get("user"))):
            found[login] = review.get("submittedAt") or review.get("submitted_at") or found.get(login, "")
    return found


def _reviewer(entries: Iterable[Entry]) -> str:
    """Return the login that reviewed every request that is not its own, of two authors at least; blank if none did."""
    requests = [(_login(entry.get("author") or entry.get("user")), _reviews(entry)) for entry in entries]
    if not requests or len({author for author, _ in requests}) < 2:
        return ""
    everyone = {login for _, reviews in requests for login in reviews}
    always = [one for one in everyone if all(one == author or one in reviews for author, reviews in requests)]
    only = [one for one in always if one not in {author for author, _ in requests}] or always
    return only[0] if len(only) == 1 else ""


def _review(found: Gathering, entry: Entry, me: str, place: str, line: int, when: When) -> None:
    day = _reviews(entry).get(me) or entry.get("=merged") or entry.get("=closed") or ""
    _reviewed(found, entry.get("=text"), day, entry.get("=link"), place, line, when)


def _reviewed(found: Gathering, title: object, day: object, link: object, place: str, line: int, when: When) -> None:
    """Add a review as work of its own, on the day on which it was given."""
    words = Headline.of(title.strip()).words if isinstance(title, str) and title.strip() else "a request"
    take(found, REVIEW, {"=text": f"Reviewed: {words}", "=date": day, "=link": link}, place, when, line)


REVIEW = Tool("review", days=("date",))


class Activity:
    """What GitHub and GitLab list of somebody's activity: reviews given, requests merged, issues closed."""

    source: Source = "review"

    def matches(self, document: Document) -> bool:
        """Whether the entries are events, reviews, or contributions."""
        names = document.names
        return (
            {"type", "payload"} <= names
            or {"actionname", "createdat"} <= names
            or ({"submittedat", "state"} <= names and "title" not in names)
            or {"occurredat", "pullrequest"} <= names
        )

    def read(self, document: Document, when: When) -> Reading:
        """Read the document; events that are no finished work are left out."""
        found = Gathering(document.name, "activity")
        for place, line, entry in _each(found, document, lambda given: {**from_fields(given), "=given": given}):
            given = _mapping(entry["=given"])
            payload = _mapping(given.get("payload"))
            request = _mapping(given.get("pullRequest")) or _mapping(payload.get("pull_request"))
            review = _mapping(payload.get("review"))
            issue = _mapping(payload.get("issue"))
            action = str(entry.get("actionname") or payload.get("action") or "").lower()
            title = entry.get("targettitle") or request.get("title") or issue.get("title")
            link = review.get("html_url") or request.get("html_url") or request.get("url") or entry.get("=link")
            day = (
                entry.get("submittedat")
                or entry.get("occurredat")
                or review.get("submitted_at")
                or entry.get("createdat")
            )
            if review or action == "approved" or "occurredat" in entry or "submittedat" in entry:
                if str(entry.get("state") or "").upper() == "PENDING":
                    found.leave("not done", line)
                else:
                    _reviewed(found, title or _request_at(entry.get("pullrequesturl")), day, link, place, line, when)
            elif action in ("merged", "accepted") or (action == "closed" and request.get("merged") is True):
                take(found, REQUEST, {"=text": title, "=merged": day, "=link": link}, place, when, line)
            elif action == "closed" and (issue or "issue" in str(entry.get("targettype") or "").lower()):
                take(
                    found,
                    Tool("issue", days=("closed",)),
                    {"=text": title, "=closed": day, "=link": issue.get("html_url")},
                    place,
                    when,
                    line,
                )
            else:
                found.leave("no review, merge or closing", line)
        return found.done()


def _request_at(address: object) -> str:
    """Return a request by its address in the interface, such as "request owner/name#7"; blank for anything else."""
    found = re.search(r"/repos/([^/\s]+/[^/\s]+)/pulls/(\d+)", address) if isinstance(address, str) else None
    return f"request {found[1]}#{found[2]}" if found else ""


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _each(found: Gathering, document: Document, entry_of: Callable[[Entry], Entry]) -> Iterator[tuple[str, int, Entry]]:
    """Yield the entries that have fields; what is broken is noted once."""
    fix = "Leave it, or export the file again."
    for line in document.broken:
        found.unreadable(f"line {line}", "is no JSON", fix, line)
    for place, line, entry in document.entries:
        if isinstance(entry, Mapping):
            yield place, line, entry_of(entry)
        else:
            found.unreadable(place, "is no entry with fields", fix, line)


class JsonImporter(Protocol):
    """One tool that writes JSON."""

    def matches(self, document: Document) -> bool:
        """Whether a document is one of its exports."""

    def read(self, document: Document, when: When) -> Reading:
        """Read the document."""


def read_json(document: Document, when: When, tools: Iterable[JsonImporter]) -> Reading:
    """Return the candidates of a JSON export; where it is a line an entry, a broken line is named, the others go on.

    Raises:
        KitError: K088 if it is no JSON, or none of the exports that are known; K067 if it has too many entries.

    """
    for tool in tools:
        if tool.matches(document):
            return tool.read(document, when)
    if isinstance(document.whole, (list, dict)) and not document.entries:
        return Gathering(document.name, "JSON").done()
    name = document.name
    raise not_known(name, f"the file {name} is JSON, but none of the exports that are known", KNOWN)


def _read(name: str, text: str) -> tuple[object, list[tuple[str, int, object]], list[int]]:
    """Return what a file holds as a whole, its entries with place and line (0 where not known).

    And the lines that are broken.

    Several documents, one behind the other as `jq '.[]'` writes them, are one list; with more broken lines than good
    ones it is none.
    """
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        documents, broken = _documents(name, text)
        if len(documents) < max(1, len(broken)):
            raise
        entries: list[tuple[str, int, object]] = []
        for line, document in documents:
            if isinstance(document, list):  # `gh api --paginate` writes a list a page
                entries += ((f"line {line}, entry {number}", line, entry) for number, entry in enumerate(document, 1))
            else:
                entries.append((f"line {line}", line, document))
        return [entry for _, _, entry in entries], entries, broken
    return (
        whole,
        [(f"{place} {number}", 0, entry) for place, held in _lists(whole) for number, entry in enumerate(held, 1)],
        [],
    )


def _documents(name: str, text: str) -> tuple[list[tuple[int, object]], list[int]]:
    """Return the documents of a text with the line on which each begins, and the lines on which none can be read."""
    decode = json.JSONDecoder().raw_decode
    documents: list[tuple[int, object]] = []
    broken: list[int] = []
    line, seen, end = 1, 0, 0
    while sign := _SIGN.search(text, end):
        place = sign.start()
        line, seen = line + text.count("\n", seen, place), place
        try:
            document, end = decode(text, place)
        except json.JSONDecodeError:
            end = -1
        if end >= 0 and _AFTER.match(text, end):
            documents.append((line, document))
        else:
            broken.append(line)
            end = text.find("\n", place) + 1 or len(text)
        check_number(name, len(documents) + len(broken))
    return documents, broken


def _lists(whole: object) -> Iterator[tuple[str, list[object]]]:
    """Yield the lists of entries of an export with what an entry is called.

    Itself, one in a field, those of all documents of BragBit, the nodes of a GraphQL answer.

    A document without any is an entry itself: `jq '.[]'` on a list of one.
    """
    if isinstance(whole, list):
        yield "entry", whole
    if not isinstance(whole, Mapping):
        return
    fields = {_plain(key): value for key, value in whole.items()}
    documents = fields.get("documents")
    lists: list[tuple[str, list[object]]] = []
    if documents == []:
        lists.append(("document", documents))
    for number, document in enumerate(documents if isinstance(documents, list) else [], 1):
        brags = document.get("brags") if isinstance(document, Mapping) else None
        if isinstance(brags, list):
            lists.append((f"document {number}, brag", brags))
    lists += _within(whole, _DEEP)
    yield from lists or [("entry", [whole] if whole else [])]


def _within(whole: Mapping[object, object], depth: int) -> Iterator[tuple[str, list[object]]]:
    """Yield the lists in the fields of an export: under their usual names, or the only list that an answer wraps."""
    for key, value in whole.items():
        name = _plain(key)
        if name == "edges" and isinstance(value, list):
            yield "node", [each.get("node") if isinstance(each, Mapping) else each for each in value]
        elif name in _LISTS and isinstance(value, list):
            inner = [each for each in value if isinstance(each, Mapping) and isinstance(each.get("items"), list)]
            if name == "items" and inner and len(inner) == len(value):  # lists of lists of tasks
                for number, each in enumerate(inner, 1):
                    yield f"list {number}, entry", each["items"]
            else:
                yield name.removesuffix("s") if name in ("nodes", "issues", "tasks") else "entry", value
        elif (
            name in _LISTS
            and isinstance(value, Mapping)
            and value
            and all(re.match(r"\d{4}-\d\d-\d\d", str(day)) for day in value)
        ):
            yield (
                "day",
                [{"date": str(day), **(held if isinstance(held, Mapping) else {})} for day, held in value.items()],
            )
        elif isinstance(value, Mapping) and depth:
            yield from _within(value, depth - 1)
