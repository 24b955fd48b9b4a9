"""Exports as JSON, whole or a line an entry.

Merged requests (`gh pr list --json …`), bragfile, BragDoc, BragBit, bragkit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from advocacy_kit.candidates.candidate import Source
from advocacy_kit.candidates.entries import SHAPES, Entry, plain_name, take
from advocacy_kit.candidates.reading import Gathering, Reading, check_number, not_known, several
from advocacy_kit.candidates.trace_dates import When

KNOWN = "Give the output of gh pr list --json …, or an export of bragfile, BragDoc, BragBit or bragkit."
_LISTS = ("achievements", "brags", "entries", "pullrequests", "items")
_SIGN = re.compile(r"\S")
_AFTER = re.compile(r"[ \t\r]*(?:\n|[\[{]|\Z)")  # what may stand behind one of several documents
OWN_REQUESTS = "export your own with gh pr list --author @me."


def read_json(name: str, text: str, when: When) -> Reading:
    """Return the candidates of a JSON export; where it is a line an entry, a broken line is named and the others go on.

    Raises:
        KitError: K088 if it is no JSON, or none of the exports that are known; K067 if it has too many entries.

    """
    try:
        whole, entries, broken = _read(name, text)
    except RecursionError:
        raise not_known(name, f"the file {name} is nested too deeply to be an export", KNOWN) from None
    except json.JSONDecodeError as error:
        message = f"the file {name} breaks off or is no JSON: {error.msg.lower()}"
        raise not_known(name, message, "Export it again, as a whole.", error.lineno) from None
    except ValueError:  # a number of thousands of digits
        raise not_known(name, f"the file {name} holds a number that no export holds", KNOWN) from None
    check_number(name, len(entries))
    known = [entry for _, _, entry in entries if isinstance(entry, Mapping)]
    source = _source(whole, known)
    if source is None:
        if isinstance(whole, (list, dict)) and not entries:
            return Gathering(name, "JSON").done()
        raise not_known(name, f"the file {name} is JSON, but none of the exports that are known", KNOWN)
    found = Gathering(name, "pull requests" if source == "pull request" else source)
    for line in broken:
        found.unreadable(f"line {line}", "is no JSON", "Leave it, or export the file again.", line)
    for place, line, entry in entries:
        if isinstance(entry, Mapping):
            take(found, SHAPES[source], entry, place, when, line)
        else:
            found.unreadable(place, "is no entry with fields", "Leave it, or export the file again.", line)
    if source == "pull request":
        found.notes += several((_author(entry) for entry in known), OWN_REQUESTS)
    return found.done()


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

    Itself, one in a field, those of all documents of BragBit.

    A document without any is an entry itself: `jq '.[]'` on a list of one.
    """
    if isinstance(whole, list):
        yield "entry", whole
    if not isinstance(whole, Mapping):
        return
    fields = {plain_name(key): value for key, value in whole.items()}
    documents = fields.get("documents")
    lists = [(name, fields[name]) for name in _LISTS if isinstance(fields.get(name), list)]
    if documents == []:
        lists.append(("document", documents))
    for number, document in enumerate(documents if isinstance(documents, list) else [], 1):
        brags = document.get("brags") if isinstance(document, Mapping) else None
        if isinstance(brags, list):
            lists.append((f"document {number}, brag", brags))
    yield from lists or [("entry", [whole] if whole else [])]


def _source(whole: object, entries: list[Entry]) -> Source | None:
    """Say which tool wrote an export, by the fields of its entries."""
    names = {plain_name(key) for entry in entries for key in entry}
    outside = {plain_name(key) for key in whole} if isinstance(whole, Mapping) else set()
    if {"title"} <= names and names & {"number", "iid"} and names & {"mergedat", "state", "closedat", "merged"}:
        return "pull request"
    if names & {"impactmd", "descriptionmd"} or ("documents" in outside and names & {"date", "visibility"}):
        return "BragBit"
    if names & {"eventstart", "eventend", "eventduration"}:
        return "BragDoc"
    if {"title", "date", "source"} <= names:
        return "bragkit"
    if "title" in names and names & {"createdat", "date"}:
        return "BragDoc" if "achievements" in outside else "bragfile"
    return None


def _author(entry: Entry) -> str:
    author = entry.get("author")
    login = author.get("login") if isinstance(author, Mapping) else author
    return login if isinstance(login, str) else ""
