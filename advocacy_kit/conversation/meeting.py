"""The invitation, what is said in the talk, and the ladder of answers prepared before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

import pandas as pd

from advocacy_kit.asks import AskRow, ask_of
from advocacy_kit.cells import plain
from advocacy_kit.conversation.facts import ask_facts, leading_wins, masked, spoken, what_words
from advocacy_kit.errors import KitError
from advocacy_kit.language.remarks import Remark, check_language
from advocacy_kit.model import Records, as_day, day
from advocacy_kit.pages import FOR_MYSELF, ManagerPage, Part
from advocacy_kit.raise_case.alternatives import alternatives
from advocacy_kit.raise_case.case import RaiseCase
from advocacy_kit.sharing import name_of
from advocacy_kit.talk_texts import filled, talk_texts

MINUTES = 30
ALTERNATIVES = 3
VARIANTS = ("plain", "together", "objective")


@dataclass(frozen=True, repr=False)
class Mail:
    """A mail as plain text: whom it goes to, its subject, its paragraphs."""

    to: str
    subject: str
    paragraphs: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Mail {self.subject!r}>"

    @property
    def text(self) -> str:
        """The paragraphs, a blank line between them."""
        return "\n\n".join(self.paragraphs) + "\n"

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the language check says of the text."""
        return tuple(check_language(self.text))


@dataclass(frozen=True, repr=False)
class Invitation:
    """The invitation: its mail, its day and time of day (None: not fixed yet) and how long the meeting takes."""

    mail: Mail
    day: date
    at: time | None = None
    minutes: int = MINUTES

    def __repr__(self) -> str:
        return f"<Invitation for {self.day}>"


def invitation(records: Records, ask_id: str, on: date | str, at: time | None = None, *, minutes: int = MINUTES) -> Invitation:
    """Return the invitation to the talk: a plain subject, a named day, half an hour, no figure.

    Args:
        records: the person's tables.
        ask_id: the ask.
        on: the day.
        at: the time of day, in the user's own zone.
        minutes: how long it takes.

    Raises:
        KitError: if there is no such ask, or `on` is no day.

    """
    ask, when = ask_of(records, ask_id), as_day(on)
    text = talk_texts("mails")["invitation"]
    facts = dict(ask_facts(records, ask)) | {
        "minutes": str(minutes),
        "weekday": f"{when:%A}",
        "day": day(when),
        "clock": f", at {at:%H:%M}" if at is not None else "",
    }
    body = filled((line.replace("{clock}", facts["clock"]) for line in text["body"]), facts)
    return Invitation(Mail(name_of(records, ask.to), text["subject"][0], body), when, at, minutes)


@dataclass(frozen=True, repr=False)
class TalkTrack:
    """What is said, in order: `opening`, `value` (the lead and up to three wins), `market`, `request`, `pause`, `closing`.

    Each is a tuple of sentences; one of which a fact is not known is left out, and `missing` says which parts are so empty.
    `remarks` are what the language check says of it all, the user's own words included.
    """

    variant: str
    opening: tuple[str, ...]
    value: tuple[str, ...]
    market: tuple[str, ...]
    request: tuple[str, ...]
    pause: tuple[str, ...]
    closing: tuple[str, ...]
    missing: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        return f"<TalkTrack {self.variant}>"

    @property
    def parts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The parts with their headings, in the order in which they are said."""
        named = (
            ("Opening", self.opening),
            ("What came of the work", self.value),
            ("The market", self.market),
            ("The request", self.request),
            ("Pause", self.pause),
            ("Then", self.closing),
        )
        return tuple((heading, lines) for heading, lines in named if lines)

    @property
    def text(self) -> str:
        """Everything that is said, a line a sentence."""
        return "\n".join(line for _, lines in self.parts for line in lines)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the language check says of it."""
        return tuple(check_language(self.text))

    @property
    def page(self) -> ManagerPage:
        """The same as a page to print."""
        name = talk_texts("track")[self.variant]["name"][0]
        return ManagerPage(f"What I say, {name}", "", tuple(self._part(*part) for part in self.parts), FOR_MYSELF)

    def _part(self, heading: str, lines: tuple[str, ...]) -> Part:
        return Part(heading, lines[:1], lines[1:]) if lines == self.value else Part(heading, lines)


def talk_track(records: Records, ask_id: str, case: RaiseCase | None = None, *, variant: str = "plain") -> TalkTrack:
    """Return what is said in the talk: value first, then the market, then the request with figure and date, then a pause.

    The figure is said once. The wins are those that the listener may know of.

    Args:
        records: the person's tables.
        ask_id: the ask.
        case: the raise case, for the market; without it nothing is said of the market.
        variant: one of `VARIANTS`: "plain", or two that invite to find the way together. "objective" needs a win that serves
            an objective of the listener's; without one its sentences of it are left out and `missing` says so.

    Raises:
        KitError: if there is no such ask, or no such variant.

    """
    if variant not in VARIANTS:
        raise KitError.of("K099", f"there is no way to say it called {variant!r}", f"Use one of {', '.join(VARIANTS)}.")
    ask = ask_of(records, ask_id)
    facts = ask_facts(records, ask, case)
    texts = talk_texts("track")
    own, shared = texts[variant], texts["shared"]
    wins = tuple(spoken(row) for _, row in leading_wins(records, ask.to).iterrows())
    with_figure = ask.kind == "raise" and ask.figure is not None
    parts = {
        "opening": filled(own["opening"], facts),
        "value": (*filled(shared["value"], facts), *wins) if wins else (),
        "market": filled(shared["market"], facts),
        "request": filled(own["raise" if with_figure else "other"], facts),
        "pause": filled(shared["pause"], facts),
        "closing": filled(own["closing"], facts),
    }
    expected = [name for name in parts if name != "market" or case is not None]
    return TalkTrack(variant, **parts, missing=tuple(name for name in expected if not parts[name]))


@dataclass(frozen=True, repr=False)
class Rung:
    """One answer and what is said to it."""

    at: str
    say: str
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Ladder:
    """The answers prepared in advance, for the user alone: a yes, a yes with alternatives, and not today.

    `suggested` names alternatives to rank where options.csv has fewer than two; `lacking` says what is missing, in sentences.
    """

    rungs: tuple[Rung, ...]
    suggested: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Ladder of {len(self.rungs)} rungs>"

    @property
    def page(self) -> ManagerPage:
        """The same as a page to print; it names the lowest figure, so it stays with the user."""
        parts = tuple(Part(rung.at, (rung.say,), rung.ways) for rung in self.rungs)
        return ManagerPage(
            "At which answer I say what", "", (*parts, *([Part("Still open", self.lacking)] if self.lacking else [])), FOR_MYSELF
        )


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
    rows = records.options[records.options["ask_id"] == ask.id].head(ALTERNATIVES)
    ways = tuple(_way(records, ask, row) for _, row in rows.iterrows())
    suggested = tuple(f"{row.what}: {row.how}" for row in alternatives(case).itertuples()) if case is not None and len(ways) < 2 else ()
    lacking = []
    if len(ways) < 2:
        lacking.append("Put two or three alternatives into options.csv, in your own order: the first is the one that you like best.")
    if ask.figure is not None and ask.walk_away is None:
        lacking.append("Decide on your own lowest figure before the talk, and write it down as walk_away in asks.csv.")
    return Ladder(_rungs(records, ask, ways), suggested, tuple(lacking))


def _rungs(records: Records, ask: AskRow, ways: tuple[str, ...]) -> tuple[Rung, ...]:
    money = ask.money(records)
    what, start, again = what_words(records, ask), day(ask.start_date), day(ask.next_date)
    thanks = "Thank you, that is a yes from me too. I send you a short mail today with what we agreed."
    not_today = f"Thank you for the offer. I will not decide on it today: I come back to it on {again}, with an answer."
    if ask.kind != "raise" or ask.figure is None:
        return (
            Rung(f"{what[:1].upper()}{what[1:]}, from {start}", thanks),
            Rung("A part of it, or another way", "I can say yes to that together with one of these, with its day:", ways),
            Rung("None of these", not_today),
        )
    high = f"{money.plain(ask.figure)} {money.unit} or more, from {start}"
    if ask.walk_away is None:
        return (
            Rung(high, thanks),
            Rung(f"Less than {money.plain(ask.figure)}", "I can say yes to that together with one of these, with its day:", ways),
            Rung("Below your own lowest figure, which is not decided yet", not_today),
        )
    low = money.plain(ask.walk_away)
    return (
        Rung(high, thanks),
        Rung(
            f"From {low} up to {money.plain(ask.figure)} {money.unit}",
            "I can say yes to that together with one of these, with its day:",
            ways,
        ),
        Rung(f"Below {low} {money.unit}", not_today),
    )


def _way(records: Records, ask: AskRow, row: pd.Series) -> str:
    """Return an alternative with its cost, its owner, its first step and its day, as far as they are known."""
    more = [f"{name}: {plain(row[column])}" for name, column in (("cost", "cost"), ("first", "first_step")) if plain(row[column])]
    if plain(row["owner"]):
        more.insert(1 if plain(row["cost"]) else 0, f"by {name_of(records, plain(row['owner']))}")
    if pd.notna(row["date"]):
        more.append(f"until {day(row['date'].date())}")
    text = plain(row["option"]) + (f" ({'; '.join(more)})" if more else "")
    return masked(text, ask.money(records))
