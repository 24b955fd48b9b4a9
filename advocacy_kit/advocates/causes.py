"""Speaking for an idea, a process or a system: the same brief, with the wins, links and documents that prove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advocacy_kit.advocates.brief import (
    AHEAD,
    NEED,
    NOT_TO_SAY,
    Brief,
    Request,
    checked_split,
    foot_of,
    help_of,
    request_sentence,
    usual_split,
    with_wins,
)
from advocacy_kit.advocates.redaction import withheld
from advocacy_kit.advocates.speaking_for import Sheet, sheet_of
from advocacy_kit.advocates.stories import LINKS, Proof
from advocacy_kit.core.assets import word_list
from advocacy_kit.core.cells import one_line
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records
from advocacy_kit.core.values import split_list
from advocacy_kit.log.people import Person, person_named
from advocacy_kit.log.sharing import shareable


@dataclass(frozen=True, repr=False)
class Cause:
    """One row of causes.csv: `key` is its id, or its text where it has none of its own.

    `evidence` names wins, links, documents.
    """

    key: str
    name: str
    request: str
    why: str
    evidence: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<cause {self.name!r}>"

    @property
    def called(self) -> frozenset[str]:
        """How other tables may name it, in small letters."""
        return frozenset({self.key.casefold(), self.name.casefold()})


def causes_of(records: Records) -> tuple[Cause, ...]:
    """Return the ideas, processes and systems on file, in the order of the file."""
    found = []
    for _, row in records.causes.iterrows():
        name, key = one_line(row["cause"]), row["id"]
        own = isinstance(key, str) and not key.startswith("~")  # a derived id is never stored
        found.append(
            Cause(
                key if own else name,
                name,
                one_line(row["request"]),
                one_line(row["why"]),
                tuple(split_list(row["evidence"])),
            )
        )
    return tuple(found)


def cause_named(records: Records, key: str) -> Cause:
    """Return the cause of that id or text.

    Raises:
        KitError: if there is none.

    """
    wanted = one_line(key).casefold()
    found = next((cause for cause in causes_of(records) if wanted in cause.called), None)
    if found is None:
        raise KitError.of(
            "K103", f"there is no cause {key!r} in causes.csv", "Add a row there: cause, request, why, evidence."
        )
    return found


def cause_sheet(records: Records, cause: str) -> Sheet:
    """Return the questions to think an idea through, with what conversations.csv holds.

    What one asks oneself stays with the user.

    Raises:
        KitError: if there is no such cause.
    """
    lists = word_list("speaking_for")
    return sheet_of(records, cause_named(records, cause).called, lists["cause"], *lists["cause_own"])


def request_for_cause(records: Records, cause: str, person: Person | None) -> Request:
    """Return a request to begin with: what causes.csv asks for, and how this listener can help.

    Raises:
        KitError: if there is no such cause.

    """
    usual = "tell me what speaks for it and what against it"
    help_ = help_of(person, "what it would change").partition(",")[0] if person else ""
    return Request(cause_named(records, cause).request, records.today + AHEAD, help_ or usual, NEED)


def evidence_lines(records: Records, cause: str, listener: str) -> tuple[int, ...]:
    """Return the wins that prove a cause and that the listener may see, as lines of wins.csv.

    Raises:
        KitError: if there is no such cause.

    """
    told = shareable(records, listener).wins
    named = cause_named(records, cause).evidence
    return tuple(int(str(line)) for key in named for line in told.index[told["id"] == key])


def brief_for_cause(
    records: Records,
    cause: str,
    listener: str,
    request: Request | None = None,
    *,
    energy: str | None = None,
    split: Sequence[tuple[str, str]] = (),
    not_to_say: Sequence[str] = (),
    stories: Sequence[int] = (),
) -> Brief:
    """Return the brief for an idea, a process or a system.

    Args:
        records: the user's tables; of wins named as evidence only those stay that the listener may see.
        cause: an id of causes.csv, or its text.
        listener: an id or name of people.csv; empty for anybody, to whom only wins open to everyone are shown.
        request: all four parts; default: `request_for_cause`.
        energy: why it matters, in the user's own words; default: what causes.csv says.
        split: who takes which part, as (name, role); default: the listener lends conviction, the rest is the user's.
        not_to_say: what else is not to be said.
        stories: lines of wins.csv to tell, of those that the listener may see; default: the wins named as evidence.

    Raises:
        KitError: if there is no such cause or listener, a part of the request is missing, a chosen win is not for this
            listener, or somebody in the split may not be named.
    """
    found = cause_named(records, cause)
    to = person_named(records, listener) if listener else None
    if listener and to is None:
        raise KitError.of(
            "K103", f"there is nobody called {listener!r} in people.csv", "Add the person there: name and relation."
        )
    told, sheet = shareable(records, to.key if to else ""), cause_sheet(records, found.key)
    wins = records.wins[records.wins["id"].isin(found.evidence)]
    asked = request or request_for_cause(records, found.key, to)
    brief = Brief(
        title=f"Speaking for “{found.name}”",
        to=to,
        request=request_sentence(asked, records.today, cause=True),
        foot=foot_of(records, to),
        said=tuple((answer.question, answer.answer) for answer in sheet.answers if answer.heard),
        energy=found.why if energy is None else one_line(energy),
        split=checked_split(records, to, split) or usual_split(to),
        missing=tuple(f"no answer yet to “{question}”" for question in sheet.unanswered),
        left_out=withheld(records, wins, frozenset(int(str(line)) for line in told.wins.index)),
    )
    lines = tuple(stories) or evidence_lines(records, found.key, to.key if to else "")
    named = set(records.wins["id"].dropna())
    proofs = [_proof(item) for item in found.evidence if item not in named and records.evidence.get(item, False)]
    return with_wins(brief, told, lines, not_to_say=(*NOT_TO_SAY[1:], *not_to_say), proofs=proofs)


def _proof(item: str) -> Proof:
    """Return a link as a proof; a file is not named to others."""
    return (
        Proof("On record", item)
        if item.casefold().startswith(LINKS)
        else Proof("I have a document on this and can show it.")
    )
