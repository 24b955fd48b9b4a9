"""The invitation, what is said in the talk, and the mails afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time

from advocacy_kit.conversation.facts import ask_facts, leading_wins, masked, spoken
from advocacy_kit.conversation.plan import own_steps
from advocacy_kit.core.arguments import check_choice
from advocacy_kit.core.assets import filled, talk_texts
from advocacy_kit.core.cells import plain
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, as_day, day
from advocacy_kit.core.page import FOR_MYSELF, Block, Page, listing, paragraph, section
from advocacy_kit.core.values import split_list
from advocacy_kit.language.remarks import Remark, check_language
from advocacy_kit.log.asks import ask_of
from advocacy_kit.log.milestones import milestone_words
from advocacy_kit.log.sharing import name_of
from advocacy_kit.raise_case.case import RaiseCase

MINUTES = 30
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


def invitation(
    records: Records, ask_id: str, on: date | str, at: time | None = None, *, minutes: int = MINUTES
) -> Invitation:
    """Return the invitation to the talk: a plain subject, a named day, half an hour, no figure.

    Of a meeting that is moved, both days.

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
    moved = ask.known_state == "invited" and ask.next_date != when
    text = talk_texts("mails")["moved" if moved else "invitation"]
    facts = dict(ask_facts(records, ask)) | {
        "minutes": str(minutes),
        "weekday": f"{when:%A}",
        "day": day(when),
        "clock": f", at {at:%H:%M}" if at is not None else "",
        "before": f"{ask.next_date:%A}, {day(ask.next_date)}",
    }
    body = filled((line.replace("{clock}", facts["clock"]) for line in text["body"]), facts)
    return Invitation(Mail(name_of(records, ask.to), text["subject"][0], body), when, at, minutes)


def names_figure(text: str, figure: float | None) -> bool:
    """Say whether a figure of pay stands in a text, however its thousands are written.

    81,750, 81.750, 81 750 or 81.75k.
    """
    if figure is None:
        return False
    digits = re.sub(r"(?<=\d)[.,'’\u00a0\u202f ](?=\d{3}(?!\d))", "", text)
    if figure < 1000:  # by the hour; a bare 28 is a day of the month unless a currency or the hour stands beside it
        whole, cents = f"{figure:.2f}".split(".")
        bare = rf"|[$€£] ?{whole}(?![\d.,]*\d)|(?<![\d.,]){whole}(?= ?(?:[$€£]|[A-Z]{{3}}\b|an hour|per hour|/ ?h))"
        shortened = rf"{cents[0]}0?" if cents[1] == "0" else cents
        return bool(re.search(rf"(?<![\d.,]){whole}[.,]{shortened}(?!\d){bare if cents == '00' else ''}", digits))
    return bool(
        re.search(rf"(?<!\d){figure:.0f}(?!\d)|(?<!\d){re.escape(f'{figure / 1000:.10g}')}\s?k\b", digits, re.I)
    )


@dataclass(frozen=True, repr=False)
class TalkTrack:
    """What is said, in order: `opening`, `value` (the lead and up to three wins), `market`, `request`.

    `pause`, `closing`.

    Each is a tuple of sentences; one of which a fact is not known is left out, and `missing` says which parts are so
    empty. `remarks` are what the language check says of it all, the user's own words included.
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
    def page(self) -> Page:
        """The same as a page to print."""
        name = talk_texts("track")[self.variant]["name"][0]
        blocks = tuple(block for part in self.parts for block in self._section(*part))
        return Page(f"What I say, {name}", blocks, FOR_MYSELF)

    def _section(self, heading: str, lines: tuple[str, ...]) -> tuple[Block, ...]:
        if lines == self.value:
            return section(heading, paragraph(*lines[:1]), listing(lines[1:]))
        return section(heading, paragraph(*lines))


def talk_track(records: Records, ask_id: str, case: RaiseCase | None = None, *, variant: str = "plain") -> TalkTrack:
    """Return what is said in the talk.

    Value first, then the market, then the request with figure and date, then a pause.

    The figure is said once. The wins are those that the listener may know of.

    Args:
        records: the person's tables.
        ask_id: the ask.
        case: the raise case, for the market; without it nothing is said of the market.
        variant: one of `VARIANTS`: "plain", or two that invite to find the way together. "objective" needs a win that
            serves an objective of the listener's; without one its sentences of it are left out and `missing` says so.

    Raises:
        KitError: if there is no such ask, or no such variant.
    """
    check_choice("variant", variant, VARIANTS, "K099")
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


def told_in_the_talk(records: Records, ask_id: str) -> tuple[Change, ...]:
    """Return what notes in `known_to` that the listener has heard of the wins that lead the talk.

    As far as it is not noted yet.

    What they know is no news the next time round.

    Args:
        records: the person's tables; of wins logged since, those lead that lead now.
        ask_id: the ask, once there was a talk or the case went out in writing.

    Raises:
        KitError: if there is no such ask, or nobody has been asked yet.
    """
    ask = ask_of(records, ask_id)
    if not ask.was_asked:
        raise KitError.of("K097", "there was no talk yet", "Note it once they have heard of it.", file="asks.csv")
    found = []
    for line in leading_wins(records, ask.to).index:
        row = records.wins.loc[line]  # what may be shared does not say who knows
        known = split_list(row["known_to"])
        if not {ask.to, name_of(records, ask.to)} & set(known):
            found.append(
                Change(
                    "wins",
                    {"known_to": ";".join([*known, ask.to])},
                    row["id"] if isinstance(row["id"], str) else str(line),
                )
            )
    return tuple(found)


ANSWERED = ("yes", "not yet", "no", "agreed in writing", "milestones")


def confirming_mail(records: Records, ask_id: str) -> Mail:
    """Return the mail that confirms an answer: what, from when, what was agreed.

    For not yet and no what stands in the way, and the milestones.

    A refusal is told by its blocker, for a yes has none.

    Args:
        records: the person's tables.
        ask_id: the ask.

    Raises:
        KitError: if there is no such ask, or no answer yet.
    """
    ask = ask_of(records, ask_id)
    if ask.known_state not in ANSWERED or not ask.answer:
        raise KitError.of(
            "K097",
            f"the ask {ask.id} has no answer yet",
            "Record the answer first: yes, not yet, or no.",
            file="asks.csv",
        )
    text = talk_texts("mails")["not_yet" if ask.blocker else "yes"]
    body = filled(text["body"], ask_facts(records, ask))
    stones = records.milestones[records.milestones["ask_id"] == ask.id]
    if len(stones):
        money = ask.money(records)
        listed = "\n".join(f"- {masked(milestone_words(records, row), money)}" for _, row in stones.iterrows())
        lead = talk_texts("mails")["plan"]["lead"][0]
        body = (*body[:-2], f"{lead}\n{listed}", *body[-2:])
    return Mail(name_of(records, ask.to), text["subject"][0], body)


def written_mail(records: Records, ask_id: str) -> Mail:
    """Return the mail that takes the case's place in a meeting.

    The page goes with it, with the next try and the user's own steps.

    Raises:
        KitError: if there is no such ask.
    """
    ask = ask_of(records, ask_id)
    text = talk_texts("mails")["in_writing"]
    steps = own_steps(records, ask.id)
    steps = steps[steps["state"] != "done"]
    words = "; ".join(f"{plain(row.step)} (by {day(row.due.date())})" for row in steps.itertuples())
    return Mail(
        name_of(records, ask.to),
        text["subject"][0],
        filled(text["body"], dict(ask_facts(records, ask)) | {"steps": words}),
    )
