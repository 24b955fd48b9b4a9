"""How goals are told: figures in their own unit, and which wins moved each, none of them counted twice."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from babel.numbers import get_currency_name, list_currencies

from advocacy_kit.core.model import HIDDEN, Money, Records, counted, day, decimal, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.impact import standing_values
from advocacy_kit.log.progress import LATE, MONTH, goal_progress, in_view, ranked

_DTYPES = {
    "goal_id": "str",
    "win_id": "str",
    "date": "datetime64[us]",
    "win": "str",
    "measure": "str",
    "before": "float64",
    "after": "float64",
    "unit": "str",
    "value_once": "float64",
    "value_recurring": "float64",
    "others": "str",
}


def wins_of_goals(records: Records) -> pd.DataFrame:
    """Return one row a goal and win that names it, by goal as in goals.csv, then by date.

    `measure`, `before`, `after` and `unit` are the win's own or, where it has none, those of its last outcome that has;
    `value_once` and `value_recurring` are the user's share of what still stands (NaN: none), whole in every row of the
    win: `others` names the other goals of the same win ("" where it moved this one alone), so that sums can count it
    once. The index is the line in wins.csv.
    """
    today = pd.Timestamp(records.today)
    wins, outcomes = records.wins, records.outcomes
    wins = wins[wins["date"] <= today].sort_values("date", kind="stable")
    changes = _changes(wins, outcomes[outcomes["date"] <= today])
    standing = standing_values(wins, outcomes, until=records.today)
    values = {kind: rows.groupby("id")["value"].sum() for kind, rows in standing.groupby("kind")}
    known = list(records.goals["id"])
    order = {key: place for place, key in enumerate(known)}
    rows, lines = [], []
    for row in wins[wins["goals"].notna()].itertuples():
        named = [key for key in dict.fromkeys(split_list(row.goals)) if key in order]
        worth = {
            kind: float(values[kind].get(row.id, float("nan"))) if kind in values else float("nan")
            for kind in ("once", "recurring")
        }
        for key in named:
            others = ";".join(other for other in named if other != key)
            rows.append(
                (key, row.id, row.date, row.win, *changes.loc[row.Index], worth["once"], worth["recurring"], others)
            )
            lines.append(row.Index)
    frame = pd.DataFrame(rows, columns=list(_DTYPES), index=pd.Index(lines, dtype="int64", name="line")).astype(_DTYPES)
    return frame.assign(_place=frame["goal_id"].map(order)).sort_values("_place", kind="stable").drop(columns="_place")


def goals_without_wins(records: Records, ids: pd.Series) -> list[str]:
    """Return those of the ids of goals that no win names, in their order."""
    named = {key for cell in records.wins["goals"] for key in split_list(cell)}
    return [key for key in ids if key not in named]


@dataclass(frozen=True)
class Worth:
    """What wins are worth: how many, and their one-time and recurring value, which are never added."""

    wins: int
    once: float
    recurring: float


def worth_of(moved: pd.DataFrame) -> Worth:
    """Return what rows of `wins_of_goals` are worth, each win once however many goals it moved."""
    single = moved[~moved.index.duplicated()]
    return Worth(len(single), float(single["value_once"].sum()), float(single["value_recurring"].sum()))


def _changes(wins: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the measured change of each win: its own, else that of its last outcome that has an after-figure."""
    columns = ["measure", "before", "after", "unit"]
    later = (
        outcomes[outcomes["after"].notna()].sort_values("date", kind="stable").drop_duplicates("win_id", keep="last")
    )
    later = wins[["id"]].merge(later, left_on="id", right_on="win_id", how="left")[columns].set_index(wins.index)
    own = wins[columns]
    return own.where(own["after"].notna() | later["after"].isna(), later)


MARKS = {"behind": "▼", "overdue": "▼", "on pace": "●", "ahead": "▲", "reached": "✓", "done": "✓"}
_SYMBOLS = re.compile(r"[$€£¥₹₩₽₺₪₫₴₦₱฿]")
_CODES = re.compile(r"(?<![A-Z])[A-Z]{3}(?![A-Z])")
_RATES = ("a ", "an ", "per ", "/")  # a unit such as "a month" has no name of its own for a difference


@dataclass(frozen=True)
class Figures:
    """How the figures of one measure are written: typed ones in full, computed ones to a hundredth of the way.

    A measure in money goes by the switch that hides amounts: it may be pay, and a shared screen is no place to ask.
    """

    unit: str
    step: float
    locale: str
    hidden: bool

    def typed(self, value: float) -> str:
        """Return a figure that somebody typed, with its unit: "17.05 USD an order", "96.2%"."""
        return self._with_unit(self._written(value, 6))

    def plain(self, value: float) -> str:
        """Return a typed figure as a label beside others that name the unit: "17.05", but "96.2%"."""
        return self.typed(value) if self.unit == "%" else self._written(value, 6)

    def computed(self, value: float) -> str:
        """Return a computed figure with its unit, to a hundredth of the way."""
        return self._with_unit(self.bare(value))

    def bare(self, value: float) -> str:
        """Return a computed figure alone."""
        return self._written(value, self._digits)

    def change(self, value: float) -> str:
        """Return the size of a difference.

        "0.28 USD an order", "0.69 points" of a percentage, "7" of so many a month.
        """
        size = self._written(abs(value), self._digits)
        if self.unit == "%":
            return f"{size} point{'' if size == '1' else 's'}"
        return size if self.unit.startswith(_RATES) else self._with_unit(size)

    @property
    def _digits(self) -> int:
        fine = math.isfinite(self.step) and self.step != 0
        return min(max(math.ceil(-math.log10(abs(self.step) / 100)), 0), 6) if fine else 2

    def _with_unit(self, figure: str) -> str:
        return f"{figure}%" if self.unit == "%" else f"{figure} {self.unit}".strip()

    def _written(self, value: float, digits: int) -> str:
        if self.hidden:
            return HIDDEN
        pattern = "#,##0." + "#" * digits if digits else "#,##0"
        return decimal(round(value, digits) + 0.0, pattern, self.locale)


def figures_of(row: Any, money: Money) -> Figures:
    """Return how the figures of a row of `goal_progress` are written."""
    return Figures(row.unit, row.target - row.baseline, money.locale, money.hidden and in_money(row.unit, money))


def in_money(unit: str, money: Money) -> bool:
    """Whether a unit is an amount of money.

    It has a currency's sign, its three letters, or the name of the own currency.
    """
    if _SYMBOLS.search(unit) or any(code in list_currencies() for code in _CODES.findall(unit)):
        return True
    if not money.currency:
        return False
    names = [get_currency_name(money.currency, count=count, locale=money.locale) for count in (1, 2)]
    words = unit.casefold().split()
    return any(name.casefold().split()[-1] in words for name in [money.currency, *names])


def standing_words(row: Any, figures: Figures) -> str:
    """Return the standing of a goal, such as "behind by 0.69 points, 103 days".

    An old check-in is told with its day.
    """
    said = str(row.status)
    if row.status in ("behind", "ahead"):
        days = counted(max(round(abs(row.days_ahead)), 1), "day")
        said = f"{row.status} by {figures.change(row.ahead)}, {days}"
    elif row.status == "overdue":
        left = f", {figures.change(row.ahead)} to go" if math.isfinite(row.ahead) else ", no check-in"
        said = f"overdue for {counted(-row.days_left, 'day')}{left}"
    elif row.status == "not begun":
        said = f"begins on {day(row.start.date())}"
    elif row.status == "done":
        said = "done, as you marked it"
    elif row.status == "unclear":
        said = "cannot be judged"
    if row.stale and row.status != "no check-in yet" and not pd.isna(row.checked):
        said += f"; no check-in since {day(row.checked.date())}"
    return said


def needed_words(row: Any, figures: Figures) -> str:
    """Say what the way to the target takes from here; "" where nothing is left to say."""
    if not math.isfinite(row.needed_a_month):
        return (
            "What is left is due now: agree on another date, or mark it done or dropped."
            if row.status == "overdue"
            else ""
        )
    way = "up" if row.left > 0 else "down"
    if row.days_left < MONTH:
        days = "one day that is" if row.days_left == 1 else f"{row.days_left} days that are"
        return f"{way} by {figures.change(row.left)} in the {days} left"
    return f"{way} by {figures.change(row.needed_a_month)} each month until {day(row.due.date())}"


def told_words(row: Any, figures: Figures, *, verdict: bool = False) -> str:
    """Say to somebody else where a goal stands.

    Its last figure, its target, and of one behind its pace what it takes from here.

    Args:
        row: of `goal_progress`.
        figures: how its figures are written.
        verdict: whether also a goal that is behind says by how much, which the person decides who tells it.
    """
    target = f"target {figures.typed(row.target)} by {day(row.due.date())}"
    if pd.isna(row.now):
        return f"{target}; no check-in yet."
    fact = f"{figures.typed(row.now)} on {day(row.checked.date())}, {target}"
    if row.status not in LATE:
        return f"{fact}: {standing_words(row, figures)}."
    said = f"{fact}: {standing_words(row, figures)}." if verdict else f"{fact}."
    return f"{said} From here: {needed_words(row, figures)}." if math.isfinite(row.needed_a_month) else said


def pace_words(row: Any, figures: Figures) -> str:
    """Say what a month has brought so far, beside what it takes; "" where that is not known."""
    if not math.isfinite(row.needed_a_month) or not math.isfinite(row.so_far_a_month):
        return ""
    if row.so_far_a_month == 0:
        return "so far it has not moved"
    if row.so_far_a_month * row.left < 0:
        return f"so far it went the other way, by {figures.change(row.so_far_a_month)} a month"
    times = row.needed_a_month / row.so_far_a_month
    if times <= 1.0:
        return f"so far {figures.change(row.so_far_a_month)} a month, which is enough"
    return f"so far {figures.change(row.so_far_a_month)} a month: it takes {times:.1f} times that"


def checkin_words(records: Records, goal_id: str, value: float, on: date) -> str:
    """Say what a check-in would mean for the pace of a goal, before it is kept.

    Args:
        records: as they are without it.
        goal_id: the goal.
        value: in the goal's unit.
        on: its day.

    """
    checkins = records.checkins
    row = pd.DataFrame({"goal_id": [goal_id], "date": pd.to_datetime([on]), "value": [float(value)]})
    added = pd.concat([checkins, row.reindex(columns=checkins.columns).astype(checkins.dtypes)])
    after = replace(records, frames={**records.frames, "checkins": added})
    found = next(goal for goal in goal_progress(after, max(on, records.today)).itertuples() if goal.id == goal_id)
    figures = figures_of(found, records.money)
    if not pd.isna(found.checked) and found.checked.date() > on:
        return f"This is an earlier check-in: the one of {day(found.checked.date())} stays the one that counts."
    before = next(goal for goal in goal_progress(records).itertuples() if goal.id == goal_id)
    since = ""
    if math.isfinite(before.now) and before.now != value:
        size = Figures(figures.unit, value - before.now, figures.locale, figures.hidden).change(value - before.now)
        since = f" ({'up' if value > before.now else 'down'} by {size} since {day(before.checked.date())})"
    wanted = f"; the pace asks for {figures.computed(found.expected)}" if math.isfinite(found.expected) else ""
    sentences = [f"{figures.typed(value)}{since}: {standing_words(found, figures)}{wanted}."]
    if needed := needed_words(found, figures):
        sentences.append(f"From {'there' if on >= records.today else 'today'}: {needed.rstrip('.')}.")
    return " ".join([*sentences, *([found.notes] if found.notes else [])])


def goal_name(row: Any, width: int = 60) -> str:
    """Return the name of a goal as a choice in a list."""
    return short(" ".join(str(row.goal).split()), width)


LONGEST = 10  # rows that are read at a glance


def moved_rows(records: Records) -> tuple[tuple[str, ...], ...]:
    """Return wins by the goal that they moved, as rows of text: goal (once), date, win, measured change, value.

    Of a long list each goal has its newest wins, as many of each as make ten rows or fewer, and one at least.
    """
    progress = ranked(in_view(goal_progress(records), records))
    moved = wins_of_goals(records)
    names = dict(zip(records.goals["id"], records.goals["goal"], strict=True))
    counts = moved.loc[moved["goal_id"].isin(progress["id"]), "goal_id"].value_counts()
    most = next(
        (most for most in range(counts.max() if len(counts) else 1, 1, -1) if counts.clip(upper=most).sum() <= LONGEST),
        1,
    )
    rows = []
    for goal in progress.itertuples():
        wins = moved[moved["goal_id"] == goal.id]
        more = f" (the newest {most} of {len(wins)})" if len(wins) > most else ""
        name = f"{short(goal.goal, 80)}{more}"
        for win in wins.tail(most).itertuples():
            also = "; ".join(f"also “{short(names[key], 40)}”" for key in win.others.split(";") if key)
            rows.append(
                (
                    name,
                    win.date.date().isoformat(),
                    win.win,
                    _change(win, records.money),
                    _value(win, records.money, also),
                )
            )
            name = ""
    return tuple(rows)


def moved_words(records: Records) -> str:
    """Say how many wins moved the goals that are shown, what they are worth together, and which goals no win names."""
    progress = in_view(goal_progress(records), records)
    if progress.empty:
        return "There is no goal to move yet."
    moved = wins_of_goals(records)
    moved = moved[moved["goal_id"].isin(progress["id"])]
    worth, money = worth_of(moved), records.value_money
    several = int((~moved.index.duplicated() & (moved["others"] != "")).sum())
    said = [f"{counted(worth.wins, 'win')} moved these goals."] if worth.wins else []
    parts = [
        f"{money.full(amount)} {kind}"
        for amount, kind in ((worth.once, "once"), (worth.recurring, "in the first twelve months"))
        if amount
    ]
    if parts:
        both = "; the two are not added" if len(parts) == 2 else ""
        said.append(f"Their documented value, your share: {' and '.join(parts)}{both}.")
    if several and parts:
        said.append(
            f"{counted(several, 'win')} moved more than one goal and {'counts' if several == 1 else 'count'} once."
        )
    lacking = goals_without_wins(records, progress["id"])
    names = progress.set_index("id")["goal"]
    if lacking:
        said.append(
            "No win names "
            + ", ".join(f"“{short(names[key], 60)}”" for key in lacking)
            + ": tick it where you log what you do for it."
        )
    return " ".join(said)


def _change(win: Any, money: Money) -> str:
    if not math.isfinite(win.after):
        return "not measured"
    unit = win.unit if isinstance(win.unit, str) else ""
    figures = Figures(unit, win.after - win.before, money.locale, money.hidden and in_money(unit, money))
    before = f"{figures.typed(win.before).removesuffix(unit).strip()} → " if math.isfinite(win.before) else ""
    measure = f"{win.measure}: " if isinstance(win.measure, str) else ""
    return f"{measure}{before}{figures.typed(win.after)}"


def _value(win: Any, money: Money, also: str) -> str:
    money = replace(money, per="year")  # what a win is worth is no pay by the hour
    parts = [(win.value_once, "once"), (win.value_recurring, "in the first twelve months")]
    worth = ", ".join(f"{money.plain(amount)} {kind}" for amount, kind in parts if math.isfinite(amount))
    return "; ".join(part for part in (worth, also) if part) or "–"
