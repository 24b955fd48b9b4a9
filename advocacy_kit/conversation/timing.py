"""When to ask: days proposed from the review, recent strong wins and the user's own calendar.

And days to avoid, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.arguments import check_number
from advocacy_kit.core.model import Records, day, month_name, short
from advocacy_kit.log.periods import review_day
from advocacy_kit.log.sharing import manager_of, name_of, shareable
from advocacy_kit.log.strength import STRONG, strengths

NOTICE = 2  # days between the invitation and the first day that is proposed
RECENT = timedelta(days=28)
FULL = 6 * 60  # minutes of the user's own appointments that fill a day
BEFORE_REVIEW = (7, 42)  # days before a review in which it can still be prepared and carried into it
POINTS = {"one-on-one": 3, "review": 3, "win": 2, "budget": 2}
PLAIN_DAY = "a working day: nothing on record speaks for it or against it"
COLUMNS = ["day", "score", "reasons", "avoid"]
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BUDGET = re.compile(r"\bbudget", re.I)
_CLOSING = re.compile(
    r"\b(?:(?:month|quarter|year)[- ]?end|(?:month|quarter|year)(?:ly)?[- ]clos(?:e|ing)|closing week|stock[-"
    r" ]?taking)\b",
    re.I,
)
_NEGATED = re.compile(r"\b(?:no|not|never|nothing|without|avoid)\b", re.I)


@dataclass(frozen=True)
class Appointment:
    """An entry of the user's own calendar on one day, in their own time zone.

    `minutes` is None where it fills the whole day.
    """

    day: date
    title: str
    minutes: int | None = None
    clock: str = ""
    one_on_one: bool = False


def meeting_days(
    records: Records, busy: Sequence[Appointment] = (), *, weeks: int = 6, start: date | None = None, person: str = ""
) -> pd.DataFrame:
    """Return every day of the coming weeks.

    `day` (datetime64), `score` (int), `reasons` and `avoid` (text, "; " between them), best first.

    The score counts the points of the reasons (see `POINTS`); a day to avoid scores 0 and says why. A working day
    without either has neither reason. What is not known (other people's holidays, closing weeks, budgets) is not
    guessed: it counts where the user's own calendar names it.

    Args:
        records: the person's tables: reviews, wins, and what the listener cares about.
        busy: the user's own calendar, if given.
        weeks: how far to look, 1 to 26.
        start: the first day that counts; default in two days, for an invitation needs notice.
        person: the listener, an id of people.csv or a name; default the first manager there.

    Raises:
        KitError: if the number of weeks is none of those.
    """
    check_number("weeks", weeks, "K099", "Say how many weeks to look ahead.", least=1, most=26, whole=True)
    listener = person or manager_of(records)
    first = max(start or records.today, records.today + timedelta(days=NOTICE))
    occasion = _occasion(records, listener)
    rows = []
    for when in (first + timedelta(days=n) for n in range(7 * weeks)):
        avoid = tuple(_against(records, when, busy, listener))
        reasons = () if avoid else tuple(_for(records, when, busy, occasion))
        rows.append(
            (when, sum(points for points, _ in reasons), "; ".join(words for _, words in reasons), "; ".join(avoid))
        )
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"score": "int64", "reasons": "str", "avoid": "str"})
    frame["day"] = pd.to_datetime(frame["day"]).astype("datetime64[us]")
    order = frame.assign(_avoid=frame["avoid"] != "").sort_values(
        ["_avoid", "score", "day"], ascending=[True, False, True], kind="stable"
    )
    return order.drop(columns="_avoid").reset_index(drop=True)


def best_day(days: pd.DataFrame) -> tuple[date, str] | None:
    """Return the first proposed day of `meeting_days` and its reasons; None where every day is one to avoid."""
    good = days[days["avoid"] == ""]
    if good.empty:
        return None
    return good.iloc[0]["day"].date(), good.iloc[0]["reasons"]


@dataclass(frozen=True)
class DayWords:
    """What is said of a day, and whether that speaks against it."""

    words: str
    against: bool = False


def day_words(days: pd.DataFrame, when: date | None, today: date) -> DayWords:
    """Return what `meeting_days` says of a day that was chosen; `when` is None while none is."""
    if when is None:
        return DayWords("Choose a day.")
    name = f"{when:%A}, {day(when)}"
    if when <= today:
        return DayWords(f"{name} does not lie ahead. Choose a later day.", against=True)
    row = days[days["day"] == pd.Timestamp(when)]
    if row.empty:
        return DayWords(f"{name} is outside the {len(days) // 7} weeks that were looked at.")
    if row["avoid"].iloc[0]:
        return DayWords(f"{name} is a day to avoid: {row['avoid'].iloc[0]}.", against=True)
    return DayWords(f"{name}: {row['reasons'].iloc[0] or PLAIN_DAY}.")


@dataclass(frozen=True)
class GoodDays:
    """The days that are proposed, each with what speaks for it alone (empty: nothing).

    And what speaks for all of them.
    """

    days: tuple[tuple[date, str], ...]
    shared: str

    @property
    def words(self) -> str:
        """What is said of all of them; empty where each has its own reasons."""
        if not self.days:
            return "Every day that was looked at is one to avoid."
        if self.shared:
            return f"What speaks for each of these days: {self.shared}." if len(self.days) > 1 else ""
        return (
            ""
            if any(own for _, own in self.days)
            else "Nothing on record speaks for one day more than for another: any working day will do."
        )


def good_days(days: pd.DataFrame, most: int = 5) -> GoodDays:
    """Return the first proposed days of `meeting_days`; what speaks for all of them is said once."""
    good = days[days["avoid"] == ""].head(most)
    reasons = [row.split("; ") if row else [] for row in good["reasons"]]
    shared = [reason for reason in (reasons[0] if len(reasons) > 1 else []) if all(reason in row for row in reasons)]
    own = ["; ".join(reason for reason in row if reason not in shared) for row in reasons]
    return GoodDays(tuple(zip([when.date() for when in good["day"]], own, strict=True)), "; ".join(shared))


def days_to_avoid(days: pd.DataFrame, most: int = 6) -> tuple[tuple[str, str], ...]:
    """Return the working days to avoid, as a line for each first reason: which days, why.

    Those that come first first, the rest as a number.
    """
    bad = days[(days["avoid"] != "") & (days["day"].dt.day_of_week < 5)].sort_values("day")
    first = bad["avoid"].str.split("; ").str[0]
    groups = [
        (_several_days([when.date() for when in rows["day"]]), str(why)) for why, rows in bad.groupby(first, sort=False)
    ]
    more = int((~first.isin([why for _, why in groups[:most]])).sum())
    return (*groups[:most], *([("", f"and {more} more in these {len(days) // 7} weeks")] if more else []))


def _several_days(days: Sequence[date]) -> str:
    """Return days that share a reason: each with its weekday, or the first and the last where they are many."""
    if len(days) == 1:
        return f"{days[0]:%A}, {day(days[0])}"
    begin = day(days[0]) if days[0].year != days[-1].year else f"{days[0].day} {month_name(days[0])}"
    same = len({when.weekday() for when in days}) == 1 and len(days) > 2
    return f"{len(days)} {f'{days[0]:%A}s' if same else 'days'}, from {begin} to {day(days[-1])}"


def _for(
    records: Records, when: date, busy: Sequence[Appointment], occasion: tuple[date, str] | None
) -> Iterator[tuple[int, str]]:
    """Yield what speaks for a day, with its points."""
    for entry in busy:
        if entry.day == when and entry.one_on_one:
            at = f" at {entry.clock}" if entry.clock else ""
            yield POINTS["one-on-one"], f"you meet anyway: “{short(entry.title, 40)}”{at}"
            break
    review = review_day(records)
    if review is not None and BEFORE_REVIEW[0] <= (review - when).days <= BEFORE_REVIEW[1]:
        left = (review - when).days
        yield POINTS["review"], f"{left} days before the review of {day(review)}"
    coming = [entry for entry in busy if _BUDGET.search(entry.title) and 0 < (entry.day - when).days <= 21]
    if coming:
        entry = min(coming, key=lambda entry: entry.day)
        yield POINTS["budget"], f"before “{short(entry.title, 40)}” of {day(entry.day)} in your calendar"
    if occasion is not None and when - occasion[0] <= RECENT:
        yield POINTS["win"], f"a strong win is fresh: “{short(occasion[1], 60)}” of {day(occasion[0])}"


def _against(records: Records, when: date, busy: Sequence[Appointment], listener: str) -> Iterator[str]:
    """Yield why a day is to be avoided."""
    name = _WEEKDAYS[when.weekday()]
    if when.weekday() >= 5:
        yield f"a {name}"
    review = review_day(records)
    if review is not None and 0 <= (review - when).days < BEFORE_REVIEW[0]:
        near = (
            "the day of the review itself" if when == review else f"less than a week before the review of {day(review)}"
        )
        yield f"{near}: what goes into it is mostly written by then"
    if said := _asked_not_to(records, listener, name):
        yield said
    today = [entry for entry in busy if entry.day == when]
    for entry in today:
        if _CLOSING.search(entry.title):
            yield f"“{short(entry.title, 40)}” in your calendar"
        elif entry.minutes is None and not entry.one_on_one:
            yield f"“{short(entry.title, 40)}” fills the day in your calendar"
    hours = sum(entry.minutes or 0 for entry in today if not entry.one_on_one)
    if hours >= FULL:
        yield f"your own calendar is full: {hours / 60:.10g} hours"


def _asked_not_to(records: Records, listener: str, weekday: str) -> str:
    """Return what people.csv says against that weekday, such as "no surprises on Monday".

    Empty where it says nothing.
    """
    people = records.people
    rows = people[(people["id"] == listener) | (people["name"] == listener)]
    for cell in [*rows["cares_about"].dropna(), *rows["note"].dropna()]:
        for clause in re.split(r"[;.]", cell):
            if _NEGATED.search(clause) and re.search(rf"\b{weekday}s?\b", clause, re.I):
                return f"of {name_of(records, listener)} you noted “{short(clause.strip(), 60)}” (people.csv)"
    return ""


def _occasion(records: Records, listener: str) -> tuple[date, str] | None:
    """Return the newest strong win that the listener may know of: its day and its text."""
    table = strengths(shareable(records, listener))
    today = pd.Timestamp(records.today)
    table = table[(table["points"] >= STRONG) & (table["date"] <= today) & (table["date"] >= today - RECENT)]
    if table.empty:
        return None
    newest = table.sort_values("date", kind="stable").iloc[-1]
    return newest["date"].date(), newest["win"].strip().rstrip(".")
