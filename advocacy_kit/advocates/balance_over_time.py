"""Help asked for and help given, quarter by quarter: what the picture of the balance shows."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.advocates.causes import causes_of
from advocacy_kit.core.cells import one_line
from advocacy_kit.core.model import Finding, Records, counted, day, month_year

QUARTERS = 8


def by_quarter(records: Records) -> pd.DataFrame:
    """Return how often one asked and gave in each quarter from the first of either, of the last two years, to today's.

    Returns:
        One row a quarter: `quarter` (its first day), `asked` (asks put to people), `given` (days on which one listened
            to
        somebody before speaking for them; thinking an idea through is none). No rows where nothing is on file.
    """
    ideas = frozenset(name for cause in causes_of(records) for name in cause.called)
    heard = records.conversations.drop_duplicates(["person_id", "date"])
    heard = heard[~heard["person_id"].map(lambda cell: one_line(cell).casefold() in ideas).astype(bool)]
    today = pd.Timestamp(records.today).to_period("Q")
    days = {"asked": records.asks["date"], "given": heard["date"]}
    counts = {name: column.dt.to_period("Q").value_counts() for name, column in days.items()}
    found = [quarter for count in counts.values() for quarter in count.index if today - QUARTERS < quarter <= today]
    quarters = pd.period_range(min(found), today, freq="Q") if found else pd.PeriodIndex([], freq="Q")
    frame = pd.DataFrame(
        {name: count.reindex(quarters, fill_value=0).to_numpy("int64") for name, count in counts.items()}
    )
    frame.insert(0, "quarter", quarters.start_time)
    return frame.astype({"quarter": "datetime64[us]"})


def over_time_finding(records: Records) -> Finding:
    """Return what was asked and given over time, for the user's own eyes."""
    frame = by_quarter(records)
    asked, given = int(frame["asked"].sum()), int(frame["given"].sum())
    title = "Nothing asked and nothing given is on record yet"
    if asked or given:
        since = month_year(frame["quarter"].iloc[0])
        title = f"{counted(asked, 'ask')} put to others, {counted(given, 'day')} of listening to others since {since}"
    told = "; ".join(
        f"{_quarter_words(row.quarter)}: {row.asked} asked, {row.given} given" for row in frame.itertuples()
    )
    return Finding(
        frame=frame,
        title=title,
        subtitle=(
            "Each quarter: asks put to somebody (up), and days on which you listened before speaking for somebody"
            " (down)"
        ),
        source=f"Source: asks.csv, conversations.csv. Drawn {day(records.today)}. For you alone.",
        alt=f"{title}. {told or 'There is nothing to draw'}.",
        money=records.money,
        answer=_answer(asked, given),
    )


def _quarter_words(first: pd.Timestamp) -> str:
    """Return a quarter as it is said: "Q3 2026"."""
    return f"Q{first.quarter} {first.year}"


def _answer(asked: int, given: int) -> str:
    if asked > given:
        return "You asked more often than you gave. Whom could you ask what they need?"
    return (
        "You gave at least as often as you asked: there is room to ask."
        if given
        else "The first question to somebody begins it."
    )
