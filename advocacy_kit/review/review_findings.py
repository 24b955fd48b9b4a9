"""What the quarterly review shows: impact, coverage, gaps, and the running quarter beside the last one.

Computed here, drawn elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.model import Finding, Mark, Money, Records, counted, day, month_year, share_percent, short
from advocacy_kit.log.impact import NO_GROUP, impact_over_time, is_measured, standing_values
from advocacy_kit.log.periods import Quiet, days_left, in_period, known, period_start, quiet_stretches, review_day
from advocacy_kit.log.strength import MOST_POINTS, leads_somewhere, strengths
from advocacy_kit.review.assessment import from_the_tenth
from advocacy_kit.review.gaps import Gap

REST = "other"
MOST_GROUPS = 8


def impact_finding(
    records: Records,
    *,
    by: str = "category",
    freq: str = "MS",
    since: date | None = None,
    strong: pd.DataFrame | None = None,
) -> Finding:
    """Return wins by period and group with cumulative value, one-time and recurring apart.

    The frame is that of `impact_over_time` with `total_once` and `total_recurring`: value summed over all groups up to
    and including the period. `since` leaves out earlier wins; `strong` is the frame of `strengths`, if it is at hand.
    """
    wins = _grouped(_since(records.wins, since, records.today), by)
    outcomes = records.outcomes
    frame = impact_over_time(wins, outcomes=outcomes, by=by, freq=freq, until=records.today)
    for kind in ("once", "recurring"):
        per_period = frame.groupby("period")[f"value_{kind}"].sum().cumsum()
        frame[f"total_{kind}"] = frame["period"].map(per_period).astype("float64")
    values = standing_values(wins, outcomes, until=records.today)
    title = _impact_title(records, wins, values)
    valued, based = wins["value"].notna(), wins["value"].notna() & wins["value_basis"].notna()
    source = (
        f"Source: wins.csv, {counted(len(wins), 'win')}, {valued.sum()} with a value, {based.sum()} of them with its"
        f" basis; outcomes.csv. Values are your share. Drawn {day(records.today)}."
    )
    money = records.value_money
    once, recurring = (float(frame[f"total_{kind}"].iloc[-1]) if len(frame) else 0.0 for kind in ("once", "recurring"))
    value = f"one-time value {money.full(once)}, recurring value {money.full(recurring)} in its first twelve months"
    alt = f"{title}. {counted(len(wins), 'win')}{f'; {value}' if once or recurring else ''}."
    counts = frame.groupby(by, sort=False)["wins"].sum() if len(frame) else pd.Series(dtype="int64")
    alt += " Wins by " + _kind(by) + ": " + ", ".join(f"{group} {count}" for group, count in counts.items()) + "."
    stretches = quiet_stretches(records.wins, records.today, start=since)
    alt += "".join(
        f" Quiet: {quiet.words}, {month_year(quiet.start)} to {month_year(quiet.end)}." for quiet in stretches
    )
    unit = records.profile.currency or "your currency"
    kind = _kind(by)
    above = (
        f"Cumulative documented value ({unit}, above) and wins by {kind} (below)"
        if once or recurring
        else f"Wins by {kind}"
    )
    first, last = (month_year(frame["period"].iloc[0]) if len(frame) else "", month_year(records.today))
    span = "" if not first else f", {last}" if first == last else f", {first} to {last}"
    return Finding(
        frame=frame,
        title=title,
        subtitle=f"{above}{span}",
        source=source,
        alt=alt,
        marks=(
            *_reviews(records, frame),
            *_quiet_marks(stretches, frame),
            *_strong_marks(strengths(records) if strong is None else strong, wins, frame),
        ),
        money=money,
        answer=_impact_answer(money, wins, values),
    )


def coverage_finding(records: Records, *, by: str = "category", since: date | None = None) -> Finding:
    """Return wins by month and group, holes visible: columns `period`, the group, `wins`."""
    wins = _grouped(_since(records.wins, since, records.today), by)
    frame = impact_over_time(wins, by=by, until=records.today)[["period", by, "wins"]]
    months = frame["period"].nunique()
    empty = int((frame.groupby("period")["wins"].sum() == 0).sum())
    present = frame[frame["wins"] > 0].groupby(by)["period"].nunique().sort_values(kind="stable")
    if len(present) > 1:
        thin = present.index[0]
        name = _kind(by)
        title = (
            f"{name[:1].upper()}{name[1:]} “{short(str(thin), 40)}” shows up in {present.iloc[0]} of {months} months"
        )
        if present.iloc[0] == months:
            title = "Every month shows every kind of work"
        elif empty:
            title = f"{counted(empty, 'month')} of {months} without a win; {title[:1].lower()}{title[1:]}"
    else:
        title = f"All wins are {present.index[0]}" if len(present) else "No wins are on record yet"
    stretches = quiet_stretches(records.wins, records.today, start=since)
    rows = "; ".join(f"{group} in {count} months" for group, count in present.sort_values(ascending=False).items())
    return Finding(
        frame=frame,
        title=title,
        subtitle=f"Wins by month and {_kind(by)}; empty cells are the gaps a reviewer sees",
        source=f"Source: wins.csv, {counted(len(wins), 'win')}. Drawn {day(records.today)}.",
        alt=f"{title}. Months with wins: {rows or 'none'}."
        + "".join(f" {q.words}, {month_year(q.start)} to {month_year(q.end)}." for q in stretches),
        marks=_quiet_marks(stretches, frame),
        answer=_coverage_answer(empty, len(frame)),
    )


def _kind(by: str) -> str:
    """Return what a grouping is called: the column in plain words."""
    return "kind of value" if by == "value_kind" else by.replace("_", " ")


def _coverage_answer(empty: int, cells: int) -> str:
    if not cells:
        return "Nothing is on record yet."
    if not empty:
        return "Every month has a win; the empty cells are kinds of work that a month did not show."
    return f"{counted(empty, 'month')} without a single win. A reader of a review asks about the empty cells first."


def gaps_finding(records: Records, gaps: Sequence[Gap], most: int = 6) -> Finding:
    """Return the ranked gaps as cards: columns `title`, `action`, `severity`, `minutes`, `rows`.

    The first `most` are shown.
    """
    rows = [(gap.title, gap.action, gap.severity, gap.minutes, gap.where) for gap in gaps[:most]]
    frame = pd.DataFrame(rows, columns=["title", "action", "severity", "minutes", "rows"])
    left = days_left(records)
    minutes = sum(gap.minutes for gap in gaps)
    head = "No review is set" if left is None else f"{counted(left, 'day')} to the review"
    if gaps:
        title = f"{head}: {counted(len(gaps), 'gap', spelled=True)}, about {minutes} minutes of work"
    else:
        title = f"{head}: no gaps found"
    shown = f"; the first {most} of {len(gaps)} are shown" if len(gaps) > most else ""
    alt = (
        title
        + ". "
        + " ".join(
            f"{n}. {g.title} ({g.severity}, {g.minutes} min): {_ended(g.action)}" for n, g in enumerate(gaps[:most], 1)
        )
    )
    return Finding(
        frame=frame,
        title=title,
        subtitle=(
            f"In the order in which closing them helps most{shown}"
            if gaps
            else "The log is in good shape for the review"
        ),
        source=(
            "Source: wins.csv, outcomes.csv, objectives.csv, people.csv, reviews.csv, profile.toml. Drawn"
            f" {day(records.today)}."
        ),
        alt=alt.strip(),
        answer=(
            f"First, about {gaps[0].minutes} minutes: {gaps[0].title[:1].lower()}{gaps[0].title[1:]}."
            f" {_ended(gaps[0].action)}"
            if gaps
            else "Nothing is missing that this page knows of."
        ),
    )


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith("?") else f"{sentence}."


def _since(wins: pd.DataFrame, since: date | None, today: date) -> pd.DataFrame:
    kept = wins[wins["date"] <= pd.Timestamp(today)]
    return kept[kept["date"] >= pd.Timestamp(since)] if since else kept


def _grouped(wins: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the wins with all but the largest groups gathered as "other", so that a picture stays legible."""
    if by not in wins.columns:
        return wins
    text = wins[by].astype("str").str.strip()
    groups = text.where(text.notna() & text.ne(""), NO_GROUP)
    largest = groups.value_counts(sort=True, ascending=False).index
    if len(largest) <= MOST_GROUPS:
        return wins
    kept = set(largest[: MOST_GROUPS - 1])
    return wins.assign(**{by: groups.where(groups.isin(list(kept)), REST)})


def _impact_title(records: Records, wins: pd.DataFrame, values: pd.DataFrame) -> str:
    if wins.empty:
        return "No wins are on record yet"
    past = records.reviews[records.reviews["date"] < pd.Timestamp(records.today)]
    yearly = past[past["kind"].isin(["annual", "promotion"])]
    last = (yearly if len(yearly) else past)["date"].max() if len(past) else None
    met = records.outcomes.loc[is_measured(records.outcomes), "win_id"]
    measured = int((is_measured(wins) | wins["id"].isin(met)).sum())
    log = f"{counted(len(wins), 'win')}, {measured} of them measured"
    if values.empty or last is None or last < wins["date"].min():
        return log
    shares = []
    for kind, words in (("once", "one-time"), ("recurring", "recurring")):
        chosen = values[values["kind"] == kind]
        if chosen["value"].sum() > 0:
            share = chosen.loc[chosen["date"] > last, "value"].sum() / chosen["value"].sum()
            shares.append(f"{share_percent(share)} of {words}")
    name = "annual review" if len(yearly) else "review"
    return f"{', '.join(shares)} value came since the {name}"


def _impact_answer(money: Money, wins: pd.DataFrame, values: pd.DataFrame) -> str:
    parts = []
    for kind, words in (("once", "once"), ("recurring", "recurring (the first twelve months)")):
        chosen = values[values["kind"] == kind]
        if len(chosen):
            parts.append(
                f"{money.full(chosen['value'].sum())} {words}, from {counted(len(chosen), 'entry', 'entries')}"
            )
    if not parts:
        return f"{counted(len(wins), 'win')}."
    total = "; ".join(parts)
    apart = " Each is your share of the result, and the two are not added." if len(parts) > 1 else ""
    return f"{counted(len(wins), 'win')}; documented value: {total}.{apart}"


def _reviews(records: Records, frame: pd.DataFrame) -> tuple[Mark, ...]:
    if frame.empty:
        return ()
    dates = records.reviews
    inside = dates[(dates["date"] >= frame["period"].iloc[0]) & (dates["date"] <= pd.Timestamp(records.today))]
    return tuple(
        Mark("review", "annual review" if row.kind == "annual" else "review", at=row.date.date())
        for row in inside.itertuples()
    )


def _quiet_marks(stretches: Sequence[Quiet], frame: pd.DataFrame) -> tuple[Mark, ...]:
    if frame.empty:
        return ()
    return tuple(Mark("quiet", f"quiet:\n{quiet.words}", at=quiet.start, until=quiet.end) for quiet in stretches)


def _strong_marks(strong: pd.DataFrame, wins: pd.DataFrame, frame: pd.DataFrame, most: int = 2) -> tuple[Mark, ...]:
    """Return marks on the strongest wins with before and after.

    For the height of the line that their value is part of.
    """
    strong = strong[
        strong.index.isin(wins.index)
        & strong["before"].notna()
        & strong["after"].notna()
        & strong["share_value"].notna()
    ]
    marks = []
    for row in strong.sort_values("share_value", ascending=False).head(most).sort_values("date").itertuples():
        change = f"{row.before:,g} → {row.after:,g} {row.unit if isinstance(row.unit, str) else ''}".strip().replace(
            "-", "\u2212"
        )
        column = "total_recurring" if row.value_kind == "recurring" else "total_once"
        at = frame.loc[frame["period"] <= row.date, column]
        marks.append(
            Mark(
                "strong",
                f"{short(str(row.measure), 34)}:\n{change}",
                at=row.date.date(),
                value=float(at.iloc[-1]) if len(at) else None,
            )
        )
    return tuple(marks)


def with_few(records: Records, finding: Finding) -> Finding:
    """Return a finding that answers, below ten wins in the log, only from when on it has an answer."""
    few = from_the_tenth(records)
    return replace(finding, answer=few) if few else finding


def countdown(records: Records) -> str:
    """Say how many days are left, what the review looks at, and whether the files have problems."""
    left, review = days_left(records), review_day(records)
    planned = records.profile.review_date
    when = (
        f"The review date in profile.toml, {day(planned)}, has passed"
        if planned
        else "No date is set for the next review"
    )
    if left is not None and review is not None:
        when = f"{counted(left, 'day')} to the review of {day(review)}"
    trouble = (
        f" Your files have {counted(len(records.issues), 'problem')}: “advocacy-kit check” names them."
        if records.issues
        else ""
    )
    what = "That review" if review is not None else "This page"
    return (
        f"{when}. {what} looks at the time since {day(period_start(records))}:"
        f" {counted(len(in_period(records)), 'win')}.{trouble}"
    )


def strongest_rows(records: Records, most: int = 5) -> tuple[tuple[str, ...], ...]:
    """Return the strongest wins of the period as rows of text: date, win, why it is strong."""
    strong = strengths(records)
    strong = strong[strong.index.isin(in_period(records).index)].head(most)
    return tuple(
        (
            row.date.date().isoformat(),
            row.win,
            f"{row.points} of {MOST_POINTS}: {row.reasons or 'nothing that others can check yet'}",
        )
        for row in strong.itertuples()
    )


def gap_rows(gaps: Sequence[Gap]) -> tuple[tuple[str, ...], ...]:
    """Return gaps as rows of text: what is missing, next action, minutes, where."""
    return tuple((gap.title, gap.action, f"{gap.minutes} min", gap.where) for gap in gaps)


FEW = 5  # wins of a quarter from which a percentage is told


@dataclass(frozen=True)
class Quarter:
    """What a quarter brought from `start` to `end`, both included.

    The values are the user's share, recurring its first twelve months.

    `evidence` counts the wins and outcomes dated in it whose evidence leads somewhere.
    """

    name: str
    start: date
    end: date
    wins: int
    measured: int
    once: float
    recurring: float
    evidence: int

    @property
    def days(self) -> int:
        """How many days are counted."""
        return (self.end - self.start).days + 1

    @property
    def share(self) -> float | None:
        """Measured wins of all wins; None without a win."""
        return self.measured / self.wins if self.wins else None


@dataclass(frozen=True)
class Comparison:
    """Two quarters over the same number of days; `words` says what changed."""

    this: Quarter
    last: Quarter
    words: str


def compare_quarters(records: Records) -> Comparison:
    """Return the running quarter beside as many first days of the last one.

    A win is measured by its own measure or by an outcome known by the end of the days that are compared, so that an old
    quarter has no longer time to ripen than the running one. A value counts on its own day, as it still stands today.
    """
    period = pd.Period(records.today, "Q")
    start, before = period.start_time.date(), (period - 1).start_time.date()
    days = (records.today - start).days
    this = _quarter(records, period, start, records.today)
    last = _quarter(records, period - 1, before, min(before + timedelta(days=days), start - timedelta(days=1)))
    return Comparison(this, last, _words(this, last))


def quarter_rows(records: Records, compared: Comparison) -> tuple[tuple[str, ...], ...]:
    """Return the comparison as rows of text: what is counted, this quarter, the last one."""
    money = records.value_money
    this, last = compared.this, compared.last

    rows = (
        ("wins", str(this.wins), str(last.wins)),
        (
            "of them measured",
            *(f"{q.measured} ({share_percent(q.share)})" if q.share is not None else "none" for q in (this, last)),
        ),
        ("one-time value", money.full(this.once), money.full(last.once)),
        ("recurring value, first twelve months", money.full(this.recurring), money.full(last.recurring)),
        ("wins and outcomes with new evidence", str(this.evidence), str(last.evidence)),
    )
    silent = {
        kind
        for kind, amounts in (("one-time", (this.once, last.once)), ("recurring", (this.recurring, last.recurring)))
        if not any(amounts)
    }
    return tuple(
        row for row in rows if row[0].split(" ")[0] not in silent
    )  # where nobody counts in money, no line says 0


def _quarter(records: Records, period: pd.Period, start: date, end: date) -> Quarter:
    def inside(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[(frame["date"] >= pd.Timestamp(start)) & (frame["date"] <= pd.Timestamp(end))]

    wins, outcomes = inside(known(records, "wins")), records.outcomes
    met = outcomes.loc[is_measured(outcomes) & (outcomes["date"] <= pd.Timestamp(end)), "win_id"]
    values = inside(standing_values(records.wins, outcomes, until=records.today)).groupby("kind")["value"].sum()
    proved = sum(leads_somewhere(records, cell) for frame in (wins, inside(outcomes)) for cell in frame["evidence"])
    return Quarter(
        name=f"{period.year} Q{period.quarter}",
        start=start,
        end=end,
        wins=len(wins),
        measured=int((is_measured(wins) | wins["id"].isin(met)).sum()),
        once=float(values.get("once", 0.0)),
        recurring=float(values.get("recurring", 0.0)),
        evidence=proved,
    )


def _words(this: Quarter, last: Quarter) -> str:
    if this.days == last.days:
        span = f"The first {counted(this.days, 'day')} of each are compared"
    else:
        span = f"{counted(this.days, 'day')} are compared with all {last.days} of the last quarter"
    if not this.wins and not last.wins:
        return f"Neither this quarter nor the last one has a win. {span}."
    more = this.wins - last.wins
    count = "as many as" if not more else f"{abs(more)} {'more' if more > 0 else 'fewer'} than"
    parts = [f"{counted(this.wins, 'win')} this quarter, {count} in the last one"]
    if this.share is not None and last.share is not None and min(this.wins, last.wins) < FEW:
        parts.append(
            f"{this.measured} of {this.wins} measured, after {last.measured} of {last.wins}"
        )  # percents of so few mislead
    elif this.share is not None and last.share is not None:
        moved = (
            "as before" if round(100 * this.share) == round(100 * last.share) else f"after {share_percent(last.share)}"
        )
        parts.append(f"{share_percent(this.share)} of them measured, {moved}")
    elif this.share is not None:
        parts.append(f"{share_percent(this.share)} of them measured")
    return f"{'; '.join(parts)}. {span}."
