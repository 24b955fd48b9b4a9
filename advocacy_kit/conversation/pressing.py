"""Whether to press again or bide, when to ask again, and how the case differs from last time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from advocacy_kit.conversation.facts import masked
from advocacy_kit.conversation.timing import Appointment, best_day, meeting_days
from advocacy_kit.core.cells import plain
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, counted, day, share_percent, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.asks import AskRow, ask_of, asked_before
from advocacy_kit.log.impact import is_measured
from advocacy_kit.log.milestones import progress
from advocacy_kit.log.periods import in_period, known, review_day, workday
from advocacy_kit.log.sharing import first_name, name_of, shareable
from advocacy_kit.pay.ranks import percentile_name
from advocacy_kit.raise_case.case import RaiseCase

NEAR = timedelta(days=14)
REVIEW = timedelta(days=42)
WINDOW = 3  # weeks in which the day is looked for


@dataclass(frozen=True, eq=False, repr=False)
class Press:
    """Press again now, or bide: what speaks for each, in sentences; never how likely a yes is.

    `new` has the wins that the decider did not know last time: wins' columns with `why`; `blocker` is what stood in the
    way.
    """

    verdict: Literal["press", "bide"]
    for_it: tuple[str, ...]
    against: tuple[str, ...]
    blocker: str
    new: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Press: {self.verdict}>"

    @property
    def words(self) -> str:
        """The verdict with its reasons."""
        lead = "Press: take it up again now" if self.verdict == "press" else "Bide: wait with it"
        reasons = self.for_it if self.verdict == "press" else self.against
        return f"{lead}. {' '.join(reasons)}"


def press_or_bide(records: Records, ask_id: str) -> Press:
    """Return whether to take an ask up again now.

    It says bide where nothing is new to the decider, where milestones are still open, or where the agreed day is more
    than two weeks away; otherwise press. Milestones that are all reached outweigh an agreed day that lies ahead. Of a
    round that was not asked yet, what the round before it left behind is looked at.

    Args:
        records: the person's tables. What is new: wins since the ask was written down, and wins of the period that
            `known_to` does not name the decider for; only wins that the decider may see.
        ask_id: the ask.

    Raises:
        KitError: if there is no such ask, or it is closed.
    """
    ask = _open_ask(records, ask_id)
    ask = asked_before(records, ask_id) or ask
    name, money = first_name(records, ask.to), ask.money(records)
    new = news(records, ask)
    stones = progress(records, ask.id)
    open_stones = stones[stones["status"] != "reached"]
    for_it, against = [], []
    if len(new):
        unknown = "did not know last time" if ask.was_asked else "has not been told of"
        for_it.append(
            f"{counted(len(new), 'entry', 'entries')} of your log that {name} {unknown}, first"
            f" “{short(masked(plain(new.iloc[0]['win']), money), 70)}”."
        )
    elif ask.was_asked:
        against.append(f"Nothing is on record that {name} did not know last time.")
    if not ask.was_asked:
        for_it.append(f"{name} has not been asked yet.")
    if len(stones) and open_stones.empty:
        for_it.append(f"{_all_reached(len(stones))}.")
    for row in open_stones.itertuples():
        standing = {"no word yet": "nothing is on record for it yet", "on the way": "on the way"}.get(
            row.status, row.status
        )
        against.append(
            f"Open: {short(masked(plain(row.milestone), money), 70)}, due {day(row.due.date())} ({standing})."
        )
    all_reached = len(stones) > 0 and open_stones.empty
    ahead = ask.next_date - records.today
    if ahead > NEAR and ask.was_asked and not all_reached:
        against.append(f"The agreed day is {day(ask.next_date)}, {ahead.days} days from today.")
    elif ask.was_asked and ahead <= NEAR:
        for_it.append(
            f"The agreed day, {day(ask.next_date)},"
            f" {'has passed' if ahead.days < 0 else 'has come' if not ahead else 'is near'}."
        )
    review = review_day(records)
    if review is not None and review - records.today <= REVIEW:
        for_it.append(f"The review of {day(review)} is {(review - records.today).days} days away.")
    blocker = masked(plain(ask.blocker), money)
    if blocker and not len(stones):
        against.append(f"What stood in the way has no milestone yet: {blocker}.")
    verdict: Literal["press", "bide"] = "press" if for_it and not against else "bide"
    return Press(verdict, tuple(for_it), tuple(against), blocker, new)


def news(records: Records, ask: AskRow) -> pd.DataFrame:
    """Return the wins that the decider did not know last time, newest first: wins' columns and `why`.

    A win since the ask was written down is new; an older one of the period is, where `known_to` does not name the
    decider.
    """
    told = in_period(shareable(records, ask.to))
    wins = records.wins.loc[told.index]
    called = {ask.to, name_of(records, ask.to)}
    known = wins["known_to"].map(lambda cell: bool(called & set(split_list(cell)))).astype(bool)
    since = wins["date"] > pd.Timestamp(ask.written)
    fresh = wins[(since | ~known) if ask.was_asked else ~known]
    why = pd.Series(
        np.where(fresh["date"] > pd.Timestamp(ask.written), "since the ask", "not told yet"),
        index=fresh.index,
        dtype="str",
    )
    return fresh.assign(why=why).sort_values("date", ascending=False, kind="stable")


@dataclass(frozen=True)
class Again:
    """The day on which to ask again, and why then."""

    day: date
    reasons: tuple[str, ...]


def ask_again(records: Records, ask_id: str, busy: Sequence[Appointment] = ()) -> Again:
    """Return when to ask again: not before the agreed day and the last milestone, unless all are reached.

    Then the best day after it.

    Args:
        records: the person's tables.
        ask_id: the ask.
        busy: the user's own calendar, if given.

    Raises:
        KitError: if there is no such ask, or it is closed.
    """
    ask = _open_ask(records, ask_id)
    stones = progress(records, ask.id)
    waiting = stones[stones["status"] != "reached"]
    if len(stones) and waiting.empty:
        earliest, reasons = records.today, [f"{_all_reached(len(stones))}: nothing has to be waited for."]
    else:
        last = max((row.date() for row in waiting["due"]), default=ask.next_date)
        earliest = max(ask.next_date, last)
        reasons = [
            (
                f"{day(ask.next_date)} is the agreed day."
                if earliest == ask.next_date
                else f"The last milestone is due on {day(last)}."
            )
        ]
    if earliest <= records.today and not (len(stones) and waiting.empty):
        reasons.append("That day has come.")
    days = meeting_days(records, busy, weeks=WINDOW, start=earliest, person=ask.to)
    best = best_day(days)
    if best is None:
        return Again(
            workday(max(earliest, records.today + timedelta(days=1))),
            (*reasons, "Every day of the three weeks after it is one to avoid."),
        )
    if best[1]:
        reasons.append(f"{best[1][:1].upper()}{best[1][1:]}.")
    return Again(best[0], tuple(reasons))


def _open_ask(records: Records, ask_id: str) -> AskRow:
    ask = ask_of(records, ask_id)
    if not ask.is_open:
        message = f"the ask {ask.id} is {ask.known_state}"
        raise KitError.of("K097", message, "Ask again in its next round, or write down a new ask.", file="asks.csv")
    return ask


def _all_reached(count: int) -> str:
    return "The milestone is reached" if count == 1 else f"All {count} milestones are reached"


def then_and_now(records: Records, ask_id: str, case: RaiseCase | None = None) -> pd.DataFrame:
    """Return how the case differs from when this ask was written down: `what`, `then`, `now`, `change`, as texts.

    Then is read from asks.csv and from the wins that were on record on its day; the market of then is what today's
    sources say for the start that was asked for then. What is not known is "–".

    Args:
        records: the person's tables.
        ask_id: the earlier ask.
        case: today's raise case; without it the figure and the market of now are not known.

    Raises:
        KitError: if there is no such ask.
    """
    ask = ask_of(records, ask_id)
    before = replace(records, today=ask.written)
    rows = [_figures(records, ask, case), *([_market(ask, case)] if case is not None else [])]
    rows += _evidence(before, records)
    stones = progress(records, ask.id)
    if len(stones):
        reached = int((stones["status"] == "reached").sum())
        rows.append(
            (
                "milestones reached",
                f"0 of {len(stones)}",
                f"{reached} of {len(stones)}",
                f"+{reached}" if reached else "0",
            )
        )
    return pd.DataFrame(rows, columns=["what", "then", "now", "change"])


def _figures(records: Records, ask: AskRow, case: RaiseCase | None) -> tuple[str, str, str, str]:
    money = ask.money(records)
    then = f"{money.plain(ask.figure)} from {day(ask.start_date)}" if ask.figure is not None else "–"
    if case is None:
        return f"the figure, {money.unit}", then, "–", "–"
    comparable = ask.figure is not None and (ask.per or case.money.per) == case.money.per
    change = case.money.change(case.rounded - ask.figure) if comparable and ask.figure is not None else "–"
    return (
        f"the figure, {case.money.unit}",
        then,
        f"{case.money.plain(case.rounded)} from {day(case.benchmark.on)}",
        change,
    )


def _market(ask: AskRow, case: RaiseCase) -> tuple[str, str, str, str]:
    money, now = case.money, case.benchmark.value
    percentile = case.benchmark.percentile or 0.5
    then = case.choices.ask(case.peers, percentile, ask.start_date, case.benchmark.rate).value
    name = percentile_name(percentile)
    digits = 2 if money.per == "hour" else 0  # the difference of the figures as they are printed
    change = money.change(round(now, digits) - round(then, digits))
    return f"the market {name}, by today's sources", money.plain(then), money.plain(now), change


def _evidence(before: Records, after: Records) -> list[tuple[str, str, str, str]]:
    """Return the rows on the wins: how many the review looks at.

    And how many of them are measured, praised, confirmed.
    """
    rows = []
    old, new = in_period(before), in_period(after)
    rows.append(("results that the review looks at", f"{len(old)}", f"{len(new)}", _difference(len(new) - len(old))))
    counts = [_counts(records, wins) for records, wins in ((before, old), (after, new))]
    for name in counts[0]:
        then, now = (count[name] for count in counts)
        rows.append((name, f"{then} of {len(old)}", f"{now} of {len(new)}", _difference(now - then)))
    if len(old) and len(new):
        shares = [count["measured"] / len(wins) for count, wins in zip(counts, (old, new), strict=True)]
        points = round(100 * shares[1]) - round(100 * shares[0])
        rows.append(
            (
                "measured share",
                share_percent(shares[0]),
                share_percent(shares[1]),
                f"{_difference(points)} {'point' if abs(points) == 1 else 'points'}",
            )
        )
    return rows


def _counts(records: Records, wins: pd.DataFrame) -> dict[str, int]:
    """Count the wins that are measured, praised and confirmed.

    By themselves or by an outcome known on the records' day.
    """
    later = known(records, "outcomes")

    def either(own: pd.Series, theirs: pd.Series) -> int:
        return int((own | wins["id"].isin(set(later.loc[theirs, "win_id"].dropna()))).sum())

    return {
        "measured": either(is_measured(wins), is_measured(later)),
        "praised": either(wins["praise"].notna(), later["praise"].notna()),
        "value confirmed": either(wins["value_status"] == "confirmed", later["value_status"] == "confirmed"),
    }


def _difference(value: float) -> str:
    return f"{value:+.0f}".replace("-", "\u2212") if value else "0"
