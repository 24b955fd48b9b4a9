"""Exports as JSON: merged requests (`gh pr list --json …`), bragfile, BragDoc, BragBit, bragkit; told by what they hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from advocacy_kit.candidate import Source
from advocacy_kit.candidates.days import When
from advocacy_kit.candidates.entries import SHAPES, Entry, plain_name, take
from advocacy_kit.candidates.reading import Gathering, Reading, check_number, not_known, several

KNOWN = "Give the output of gh pr list --json …, or an export of bragfile, BragDoc, BragBit or bragkit."
_LISTS = ("achievements", "brags", "entries", "pullrequests", "items")
OWN_REQUESTS = "export your own with gh pr list --author @me."


def read_json(name: str, text: str, when: When) -> Reading:
    """Return the candidates of a JSON export.

    Raises:
        KitError: K088 if it is no JSON, or none of the exports that are known; K067 if it has too many entries.

    """
    try:
        whole = json.loads(text)
    except RecursionError:
        raise not_known(name, f"the file {name} is nested too deeply to be an export", KNOWN) from None
    except json.JSONDecodeError as error:
        message = f"the file {name} breaks off or is no JSON: {error.msg.lower()}"
        raise not_known(name, message, "Export it again, as a whole.", error.lineno) from None
    except ValueError:  # a number of thousands of digits
        raise not_known(name, f"the file {name} holds a number that no export holds", KNOWN) from None
    entries = list(_entries(whole))
    check_number(name, len(entries))
    known = [entry for _, entry in entries if isinstance(entry, Mapping)]
    source = _source(whole, known)
    if source is None:
        if whole in ([], {}):
            return Gathering(name, "JSON").done()
        raise not_known(name, f"the file {name} is JSON, but none of the exports that are known", KNOWN)
    found = Gathering(name, "pull requests" if source == "pull request" else source)
    for place, entry in entries:
        if isinstance(entry, Mapping):
            take(found, SHAPES[source], entry, place, when)
        else:
            found.unreadable(place, "is no entry with fields", "Leave it, or export the file again.")
    if source == "pull request":
        found.notes += several((_author(entry) for entry in known), OWN_REQUESTS)
    return found.done()


def _entries(whole: object) -> Iterator[tuple[str, object]]:
    """Yield the entries of an export with their place: of a list, of a list in a field, of all documents of BragBit."""
    if isinstance(whole, list):
        yield from ((f"entry {number}", entry) for number, entry in enumerate(whole, 1))
        return
    if not isinstance(whole, Mapping):
        return
    fields = {plain_name(key): value for key, value in whole.items()}
    documents = fields.get("documents")
    for name in _LISTS:
        if isinstance(fields.get(name), list):
            yield from ((f"{name} {number}", entry) for number, entry in enumerate(fields[name], 1))
    for number, document in enumerate(documents if isinstance(documents, list) else [], 1):
        brags = document.get("brags") if isinstance(document, Mapping) else None
        if isinstance(brags, list):
            yield from ((f"document {number}, brag {place}", brag) for place, brag in enumerate(brags, 1))


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
