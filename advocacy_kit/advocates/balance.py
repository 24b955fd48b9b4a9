"""What the user asked of people and got, and did for them: whom to thank, whom to speak with when; also over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.advocates.causes import causes_of
from advocacy_kit.core.cells import one_line
from advocacy_kit.core.model import Finding, Records, counted, day, month_year, short
from advocacy_kit.log.people import TALK_EVERY, Person, people_of
from advocacy_kit.log.periods import workday


@dataclass(frozen=True)
class Thanks:
    """A thank-you that is due: to whom, for what, since when."""

    person: Person
    what: str
    since: date


@dataclass(frozen=True)
class FollowUp:
    """A day on which to speak with somebody, and about what."""

    person: Person
    on: date
    about: str


def balance(records: Records) -> pd.DataFrame:
    """Return what went to and fro with each person on file.

    Returns:
        One row a person: `person` (key), `name`, `relation`, `asked` (asks put to them), `agreed` (entries of what they
            agreed
        to or offered), `praised` (times they praised), `given` (days on which one listened before speaking for them),
        `last` (newest day of any of these, NaT if none).
    """
    rows = []
    praise = _praise(records)
    for person in people_of(records):
        asks = records.asks[_named(records.asks["to"], person)]
        heard = records.conversations[_named(records.conversations["person_id"], person)]
        praised = praise[_named(praise["praise_by"], person)]
        days = [*asks["date"], *heard["date"], *praised["date"]]
        days += [pd.Timestamp(person.last_spoken)] if person.last_spoken else []
        rows.append(
            {
                "person": person.key,
                "name": person.name,
                "relation": person.relation,
                "asked": len(asks),
                "agreed": len(person.agreed),
                "praised": len(praised),
                "given": int(heard["date"].nunique()),
                "last": max(days) if days else pd.NaT,
            }
        )
    columns = ["person", "name", "relation", "asked", "agreed", "praised", "given", "last"]
    return pd.DataFrame(rows, columns=columns).astype({"last": "datetime64[us]"})


def thanks_due(records: Records) -> tuple[Thanks, ...]:
    """Return whom to thank for praise since one last spoke, oldest first; one for each person."""
    praise = _praise(records)
    found = []
    for person in people_of(records):
        theirs = praise[_named(praise["praise_by"], person)].sort_values("date")
        if person.last_spoken is not None:
            theirs = theirs[theirs["date"] > pd.Timestamp(person.last_spoken)]
        if len(theirs):
            row = theirs.iloc[0]
            found.append(Thanks(person, short(one_line(row["praise"]), 80), row["date"].date()))
    return tuple(sorted(found, key=lambda thanks: thanks.since))


def follow_ups(records: Records, *, weeks: int = 12) -> tuple[FollowUp, ...]:
    """Return the next talk with each person within some weeks, soonest first.

    It is due so many days after the last one as fits the relation (`TALK_EVERY`); what is overdue is due on the next
    working day. Somebody with whom no talk is on record gets none.
    """
    found = []
    for person in people_of(records):
        if person.last_spoken is None:
            continue
        due = person.last_spoken + timedelta(days=TALK_EVERY.get(person.relation, TALK_EVERY["peer"]))
        on = workday(max(due, records.today + timedelta(days=1)))
        if on <= records.today + timedelta(weeks=weeks):
            about = (
                f"their offer: {person.offers[0]}"
                if person.offers
                else person.cares_about[0]
                if person.cares_about
                else "how things are"
            )
            found.append(FollowUp(person, on, about))
    return tuple(sorted(found, key=lambda follow: follow.on))


def _named(column: pd.Series, person: Person) -> pd.Series:
    return column.map(lambda cell: one_line(cell).casefold() in person.called).astype(bool)


def _praise(records: Records) -> pd.DataFrame:
    """Return praise of wins and outcomes: `date`, `praise`, `praise_by`."""
    columns = ["date", "praise", "praise_by"]
    both = pd.concat([records.wins[columns], records.outcomes[columns]], ignore_index=True)
    return both[both["praise"].notna() & both["praise_by"].notna() & (both["date"] <= pd.Timestamp(records.today))]


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
