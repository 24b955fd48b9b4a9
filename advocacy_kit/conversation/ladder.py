"""The ladder of answers, prepared before the talk: yes, yes together with an alternative, not today.

The alternatives in the user's own order.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from advocacy_kit.conversation.facts import masked, what_words
from advocacy_kit.core.cells import plain
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, day
from advocacy_kit.core.page import FOR_MYSELF, Page, listing, paragraph, section
from advocacy_kit.log.asks import AskRow, ask_of
from advocacy_kit.log.sharing import name_of
from advocacy_kit.raise_case.case import RaiseCase
from advocacy_kit.raise_case.shading import alternatives

ALTERNATIVES = 3


@dataclass(frozen=True, repr=False)
class Rung:
    """One answer and what is said to it."""

    at: str
    say: str
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Ladder:
    """The answers prepared in advance, for the user alone: a yes, a yes with alternatives, and not today.

    `suggested` names alternatives to rank where options.csv has fewer than two; `lacking` says what is missing, in
    sentences.
    """

    rungs: tuple[Rung, ...]
    suggested: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Ladder of {len(self.rungs)} rungs>"

    @property
    def page(self) -> Page:
        """The same as a page to print; it names the lowest figure, so it stays with the user."""
        rungs = (section(rung.at, paragraph(rung.say), listing(rung.ways)) for rung in self.rungs)
        blocks = [block for blocks in rungs for block in blocks]
        open_ = section("Still open", paragraph(*self.lacking))
        return Page("At which answer I say what", (*blocks, *open_), FOR_MYSELF)


def ladder(records: Records, ask_id: str, case: RaiseCase | None = None) -> Ladder:
    """Return the ladder of an ask: the alternatives are those of options.csv, in the user's own order, three at most.

    Args:
        records: the person's tables.
        ask_id: the ask; its walk-away parts a yes with alternatives from not today.
        case: the raise case; from it come suggestions where too few alternatives are on file.

    Raises:
        KitError: if there is no such ask.

    """
    ask = ask_of(records, ask_id)
    rows = ways_of(records, ask.id).head(ALTERNATIVES)
    ways = tuple(_way(records, ask, row) for _, row in rows.iterrows())
    suggested = (
        tuple(f"{row.what}: {row.how}" for row in alternatives(case).itertuples())
        if case is not None and len(ways) < 2
        else ()
    )
    lacking = []
    if len(ways) < 2:
        lacking.append("Have two or three alternatives, in your own order: the first is the one that you like best.")
    if ask.figure is not None and ask.walk_away is None:
        lacking.append("Decide on your own lowest figure before the talk, and write it down.")
    return Ladder(_rungs(records, ask, ways), suggested, tuple(lacking))


def _rungs(records: Records, ask: AskRow, ways: tuple[str, ...]) -> tuple[Rung, ...]:
    money = ask.money(records)
    what, start, again = what_words(records, ask), day(ask.start_date), day(ask.next_date)
    thanks = "Thank you, that is a yes from me too. I send you a short mail today with what we agreed."
    not_today = f"Thank you for the offer. I will not decide on it today: I come back to it on {again}, with an answer."
    if ask.kind != "raise" or ask.figure is None:
        return (
            Rung(f"{what[:1].upper()}{what[1:]}, from {start}", thanks),
            Rung(
                "A part of it, or another way", "I can say yes to that together with one of these, with its day:", ways
            ),
            Rung("None of these", not_today),
        )
    high = f"{money.rate(ask.figure)} or more, from {start}"
    if ask.walk_away is None:
        return (
            Rung(high, thanks),
            Rung(
                f"Less than {money.plain(ask.figure)}",
                "I can say yes to that together with one of these, with its day:",
                ways,
            ),
            Rung("Below your own lowest figure, which is not decided yet", not_today),
        )
    return (
        Rung(high, thanks),
        Rung(
            f"From {money.plain(ask.walk_away)} up to {money.rate(ask.figure)}",
            "I can say yes to that together with one of these, with its day:",
            ways,
        ),
        Rung(f"Below {money.rate(ask.walk_away)}", not_today),
    )


def _way(records: Records, ask: AskRow, row: pd.Series) -> str:
    """Return an alternative with its cost, its owner, its first step and its day, as far as they are known."""
    more = [
        f"{name}: {plain(row[column])}"
        for name, column in (("cost", "cost"), ("first", "first_step"))
        if plain(row[column])
    ]
    if plain(row["owner"]):
        more.insert(1 if plain(row["cost"]) else 0, f"by {name_of(records, plain(row['owner']))}")
    if pd.notna(row["date"]):
        more.append(f"until {day(row['date'].date())}")
    text = plain(row["option"]) + (f" ({'; '.join(more)})" if more else "")
    return masked(text, ask.money(records))


def ways_of(records: Records, ask_id: str) -> pd.DataFrame:
    """Return the rows of options.csv that belong to an ask, in the user's own order."""
    return records.options[records.options["ask_id"] == ask_id]


def exchanged(records: Records, ask_id: str, line: int | None, by: int) -> tuple[Change, ...]:
    """Return what exchanges an alternative with a neighbour of its ask: the rows keep their places, their cells move.

    Args:
        records: the person's tables.
        ask_id: the ask.
        line: the alternative's line in options.csv.
        by: -1 for the one above it, 1 for the one below.

    Raises:
        KitError: if that line is no alternative of this ask, or there is none on that side of it.

    """
    rows = ways_of(records, ask_id)
    lines = [int(str(index)) for index in rows.index]
    if line not in lines:
        raise KitError.of("K098", "no alternative is chosen", "Choose one in the list.", file="options.csv")
    place = lines.index(line)
    if not 0 <= place + by < len(lines):
        end = "first" if by < 0 else "last"
        raise KitError.of("K098", f"it is the {end} one already", "Choose another one.", file="options.csv")
    first, second = sorted((lines[place], lines[place + by]))
    cells = {one: {str(name): cell for name, cell in rows.loc[one].items()} for one in (first, second)}
    # the lower one first: a cell of several lines then moves nothing that is still to be written
    return (Change("options", cells[first], str(second)), Change("options", cells[second], str(first)))
