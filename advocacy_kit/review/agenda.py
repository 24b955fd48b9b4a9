"""The agenda of the next one-on-one: three to five points, each from the log and told as to the manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from advocacy_kit.core.cells import plain
from advocacy_kit.core.model import Records, day, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.asks import asks_of
from advocacy_kit.log.first_person import result, sentence
from advocacy_kit.log.goal_words import figures_of, told_words
from advocacy_kit.log.periods import in_period, review_day
from advocacy_kit.log.progress import LATE, goal_progress
from advocacy_kit.log.sharing import manager_of, name_of, shareable
from advocacy_kit.log.strength import fit_to_listener, strengths
from advocacy_kit.review.assessment import WAITING

FRESH = timedelta(days=92)
AGENDA_HEAD = ("point", "words", "where it comes from")


@dataclass(frozen=True)
class Point:
    """One point: what it is about, its words, and where they come from (for the user)."""

    about: str
    words: str
    source: str


@dataclass(frozen=True)
class Agenda:
    """The points in the order in which they are talked about; `to` is the manager's name, or empty."""

    to: str
    points: tuple[Point, ...]

    @property
    def text(self) -> str:
        """The agenda as it can be sent."""
        return "\n".join(f"{number}. {point.about}: {point.words}" for number, point in enumerate(self.points, 1))


def one_on_one(records: Records) -> Agenda:
    """Return the agenda for the first manager of people.csv.

    What went well (the strongest win of three months that this manager does not know of yet), a goal or milestone that
    is behind, an ask or a question, what the user wants to hear; and, with a review ahead, the way there. Only wins
    that the manager may see, and no amounts of pay.
    """
    manager = manager_of(records)
    told = shareable(records, manager)
    found = (
        _went_well(records, told, manager),
        _behind(records, manager),
        _ask(records, manager),
        _hear(told),
        _review(records),
    )
    return Agenda(name_of(records, manager), tuple(point for point in found if point is not None))


def agenda_rows(agenda: Agenda) -> tuple[tuple[str, ...], ...]:
    """Return the points as rows of text: what it is about, its words, where they come from."""
    return tuple((point.about, point.words, point.source) for point in agenda.points)


def _went_well(records: Records, told: Records, manager: str) -> Point:
    table = strengths(told)
    recent = table[table.index.isin(in_period(told).index) & (table["date"] >= pd.Timestamp(records.today - FRESH))]
    known = (
        records.wins["known_to"]
        .map(lambda cell: bool({manager, name_of(records, manager)} & set(split_list(cell))))
        .astype(bool)
    )
    unheard = recent[~known.reindex(recent.index)]
    chosen = unheard if len(unheard) else recent
    if chosen.empty:
        return Point(
            "Went well",
            "[One thing of the last weeks that changed something, and for whom.]",
            "no win of three months may be shown",
        )
    row = chosen.iloc[0]
    came = result(row, row["impact"])
    source = f"wins.csv line {row.name}" + (" (not heard of yet)" if len(unheard) and manager else "")
    return Point("Went well", f"{sentence(row['win'])} {came}".strip(), source)


def _behind(records: Records, manager: str) -> Point | None:
    goals = goal_progress(records)
    if goals.empty:
        return Point(
            "Goals", "Which two or three goals, each with a measure and a date, do we agree on?", "goals.csv has none"
        )
    late = goals[goals["status"].isin(LATE)].sort_values("ahead_share", kind="stable")
    if len(late):
        goal = next(late.itertuples())
        told = told_words(goal, figures_of(goal, records.money))
        words = f"{sentence(goal.goal)} Now: {told} What would help: a decision, time, or another way?"
        return Point("Where I want your help", words, f"goals.csv line {goal.Index}")
    done = set(goals.loc[goals["status"].isin(["reached", "done"]), "id"])
    theirs = {ask.id for ask in asks_of(records) if ask.to in (manager, name_of(records, manager))}
    waiting = records.milestones[records.milestones["ask_id"].isin(theirs) & ~records.milestones["goal_id"].isin(done)]
    waiting = waiting.sort_values("due", kind="stable")
    if waiting.empty:
        return None
    row = waiting.iloc[0]
    words = (
        f"{sentence(row['milestone'])} It is due on {day(row['due'].date())}, with {plain(row['owner'])}. Where do we"
        " stand?"
    )
    return Point("Open milestone", words, f"milestones.csv line {row.name}")


def _ask(records: Records, manager: str) -> Point:
    theirs = (
        ask for ask in asks_of(records) if ask.known_state in WAITING and ask.to in (manager, name_of(records, manager))
    )
    waiting = sorted(theirs, key=lambda ask: ask.next_date)
    if waiting:
        ask = waiting[0]
        # a request for a raise names its figure, and a figure is asked for in the talk, not in an agenda
        request = "my base pay" if ask.kind == "raise" else plain(ask.request)
        words = f"Where does it stand: {request}? Our date for it is {day(ask.next_date)}."
        if ask.known_state in ("drafted", ""):
            words = f"I would like to talk about this: {request}, from {day(ask.start_date)}."
        return Point("I ask", words, f"asks.csv line {ask.line}")
    unserved = fit_to_listener(records).unserved
    if unserved.empty:
        return Point(
            "I ask",
            "Which of your objectives should my work serve first until we speak again?",
            "a question that always helps",
        )
    wanted = short(plain(unserved.iloc[0]["objective"]), 120)
    return Point(
        "I ask",
        f"“{wanted}”: nothing in my log serves this yet. Which first step of mine would help you most?",
        f"objectives.csv line {unserved.index[0]}",
    )


def _hear(told: Records) -> Point:
    last = told.reviews[(told.reviews["date"] < pd.Timestamp(told.today))].sort_values("date", kind="stable").tail(1)
    since = f" since {day(last['date'].iloc[0].date())}" if len(last) else ""
    words = f"What has changed in what matters most to you{since}, and what do others say about my work?"
    return Point("I would like to hear", words, "reviews.csv" if since else "a question that always helps")


def _review(records: Records) -> Point | None:
    review = review_day(records)
    if review is None:
        return None
    return Point(
        "The review",
        f"It is on {day(review)}. What do you want to see by then, and by when do you need my self-review?",
        "the review date",
    )
