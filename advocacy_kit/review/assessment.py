"""The self-assessment: own ratings beside what the tables show, from 1 to 5, by a rule that anyone can check.

A share of 0 is a 1, a share of all is a 5, rounded to halves; a list of things that should be there gives a point for
each. Where no row could show it, there is no rating: silence is no bad mark.

Also where own rating and data disagree, and which doubts a win answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.model import Finding, Records, counted, day, percent, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.asks import asks_of
from advocacy_kit.log.impact import is_measured
from advocacy_kit.log.periods import FEW_WINS, in_period, known, records_at, review_day
from advocacy_kit.log.strength import STRONG, fit_to_listener, proved, strengths

WAITING = ("drafted", "invited", "written", "met", "")  # states of an ask that still wants an answer
LATELY = timedelta(days=92)
MARKET_AGE = timedelta(days=548)  # a year and a half: older postings say little about pay today
TRIES = 5


@dataclass(frozen=True)
class Sign:
    """What the data show: `rating` (1 to 5 in halves, None without data), `facts` as a clause, `lacks`.

    What a 5 would need.
    """

    rating: float | None
    facts: str
    lacks: str = ""


def of_share(share: float) -> float:
    """Return the rating of a share between 0 and 1: 1 for none, 5 for all, in halves."""
    return math.floor(2 * (1 + 4 * share) + 0.5) / 2


def not_enough(records: Records) -> str:
    """Return the sentence for a log with fewer than ten wins, with one action; empty for a longer one."""
    count = len(known(records, "wins"))
    if count >= FEW_WINS:
        return ""
    return (
        f"Not enough yet: {counted(count, 'win')} on record. Log {counted(FEW_WINS - count, 'more win', 'more wins')},"
        " beginning with last month."
    )


def from_the_tenth(records: Records) -> str:
    """Return what a part of a page says below ten wins, where the page has said once what to do.

    Empty for a longer log.
    """
    return "This has something to say from the tenth win on." if not_enough(records) else ""


def conviction(records: Records) -> Sign:
    """Share of the doubts that a win of the log answers."""
    doubts, wins = known(records, "doubts"), set(records.wins["id"].dropna())
    if doubts.empty:
        return Sign(None, "no doubt is written down")
    answered = sum(not wins.isdisjoint(split_list(cell)) for cell in doubts["answered_by"])
    left = len(doubts) - answered
    lacks = f"{counted(left, 'doubt has', 'doubts have')} no answer" if left else ""
    return Sign(
        of_share(answered / len(doubts)), f"{answered} of {counted(len(doubts), 'doubt')} answered by a win", lacks
    )


def evidence(records: Records) -> Sign:
    """Mean of two shares of the period's wins.

    Those with a measure, and those with evidence that leads somewhere; outcomes count.
    """
    wins = in_period(records)
    if _few(records) or wins.empty:
        return Sign(None, _TOO_FEW)
    later = known(records, "outcomes")
    measured = is_measured(wins) | wins["id"].isin(later.loc[is_measured(later), "win_id"])
    shown = proved(records, wins)
    without, unproved = (percent(100 * float(1 - part.mean()), 0) for part in (measured, shown))
    facts = f"{measured.sum()} of {counted(len(wins), 'win')} measured, {shown.sum()} with evidence"
    lacks = f"{without} of the wins have no measure and {unproved} no evidence"
    return Sign(of_share(float(measured.mean() + shown.mean()) / 2), facts, lacks)


def game_plan(records: Records) -> Sign:
    """Give a point each for an open ask; a way to grant it; a second way; an owner and a first step for every way."""
    asks = open_asks(records)
    if asks.empty:
        return Sign(None, "no open ask is on file")
    ways = records.options[records.options["ask_id"] == asks.iloc[-1]["id"]]
    whole = len(ways) > 0 and bool(ways["owner"].notna().all() and ways["first_step"].notna().all())
    rating = 2.0 + min(len(ways), 2) + whole
    facts = f"the newest ask has {counted(len(ways), 'way', spelled=True)} in which it can be granted"
    lacks = (
        ""
        if rating == 5
        else ("not every way has an owner and a first step" if len(ways) > 1 else "the ask has no second way")
    )
    return Sign(rating, facts, lacks)


def composure(records: Records) -> Sign:
    """Mean composure of the newest five tries aloud."""
    tries = known(records, "practice")
    tries = tries[tries["composure"].notna()].sort_values("date", kind="stable").tail(TRIES)
    if tries.empty:
        return Sign(None, "no practice aloud is on record")
    mean = float(tries["composure"].mean())
    facts = f"{mean:.1f} in the last {counted(len(tries), 'try', 'tries', spelled=True)} aloud"
    return Sign(math.floor(2 * mean + 0.5) / 2, facts, f"composure was {facts}")


def fit_to_the_listener(records: Records) -> Sign:
    """Share of the leading wins that serve an objective of the manager.

    At most 4 while an objective is served by none.
    """
    if _few(records):
        return Sign(None, _TOO_FEW)
    if records.objectives.empty:
        return Sign(None, "no objective of your manager is on file")
    fit = fit_to_listener(records)
    if fit.leading.empty:
        return Sign(None, "no win of this period that may be told says what changed")
    serving, leading, left = int((fit.leading["serves"] != "").sum()), len(fit.leading), len(fit.unserved)
    rating = of_share(serving / leading)
    unserved = f"no win serves {counted(left, 'objective', spelled=True)}" if left else ""
    lacks = unserved or (f"{leading - serving} of the leading wins serve no objective" if serving < leading else "")
    facts = f"{serving} of {leading} leading wins serve an objective" + (f"; {unserved}" if left else "")
    return Sign(min(rating, 4.0) if left else rating, facts, lacks)


def figure(records: Records) -> Sign:
    """Give a point each for base pay on file; market rows of the last year and a half.

    An ask with a figure; its range and walk-away.
    """
    today = pd.Timestamp(records.today)
    pay = records.pay[(records.pay["element"] == "base") & (records.pay["date"] <= today)]
    market = pd.concat([records.market["date"], records.published["date"]])
    recent = market[(market <= today) & (market >= today - MARKET_AGE)]
    asks = known(records, "asks")
    if pay.empty and market.empty and asks.empty:
        return Sign(None, "neither your pay nor a posting, table or figure to ask for is on file")
    asked = asks[asks["figure"].notna()]
    bounded = asked["walk_away"].notna() & asked["opening_low"].notna()
    there = {
        "your pay": len(pay) > 0,
        "market rows": len(recent) > 0,
        "a figure to ask for": len(asked) > 0,
        "its range and walk-away": bool(bounded.any()),
    }
    return _listed(there)


def day_of_asking(records: Records) -> Sign:
    """Give two points each for a review that lies ahead; an open ask whose next date lies ahead."""
    review, asks = review_day(records), open_asks(records)
    if review is None and asks.empty and records.reviews.empty and records.profile.review_date is None:
        return Sign(None, "no review and no ask is on file")
    ahead = bool((asks["next_date"] >= pd.Timestamp(records.today)).any())
    facts = [
        f"the review is on {day(review)}" if review else "no review lies ahead",
        "an ask has its date" if ahead else "no ask has a date",
    ]
    lacks = " and ".join(fact for fact in facts if fact.startswith("no "))
    return Sign(1.0 + 2.0 * (review is not None) + 2.0 * ahead, ", ".join(facts), lacks)


def allies(records: Records) -> Sign:
    """Mean of three shares of the allies and sponsors.

    One is in a room (all or nothing), spoken to in the last three months, strong wins that one knows.
    """
    people = records.people
    voices = people[people["relation"].isin(["ally", "sponsor"])]
    if people.empty:
        return Sign(None, "nobody is on file")
    if voices.empty:
        return Sign(1.0, "no ally or sponsor is on file", "no ally or sponsor is on file")
    lately = voices["last_spoken"] >= pd.Timestamp(records.today - LATELY)
    strong = strengths(records)
    strong = strong[
        (strong["points"] >= STRONG) & ~strong["confidential"] & strong.index.isin(in_period(records).index)
    ]
    names = {*voices["id"].dropna(), *voices["name"]}
    known = strong["known_to"].map(lambda cell: not names.isdisjoint(split_list(cell))).astype(bool)
    shares = [
        float(voices["rooms"].notna().any()),
        float(lately.mean()),
        *([float(known.mean())] if len(strong) else []),
    ]
    people = counted(len(voices), "ally or sponsor", "allies and sponsors")
    facts = [f"{lately.sum()} of {people} heard from you in three months"]
    if len(strong):
        facts.append(f"they know {known.sum()} of {counted(len(strong), 'strong win')}")
    lacks = (
        f"{(~known).sum()} of {counted(len(strong), 'strong win')} are unknown to them"
        if len(strong) and not known.all()
        else facts[0]
    )
    return Sign(of_share(sum(shares) / len(shares)), ", ".join(facts), lacks)


RULES: dict[str, Callable[[Records], Sign]] = {
    "conviction": conviction,
    "evidence": evidence,
    "game plan": game_plan,
    "composure": composure,
    "fit to the listener": fit_to_the_listener,
    "figure": figure,
    "date": day_of_asking,
    "allies": allies,
}
_TOO_FEW = f"fewer than {FEW_WINS} wins are on record"


def open_asks(records: Records) -> pd.DataFrame:
    """Return the asks that still wait for an answer, oldest first."""
    waiting = {ask.line for ask in asks_of(records) if ask.known_state in WAITING and not ask.answer and not ask.agreed}
    asks = known(records, "asks")
    return asks[asks.index.isin(waiting)].sort_values("date", kind="stable")


def _few(records: Records) -> bool:
    return len(known(records, "wins")) < FEW_WINS


def _listed(there: dict[str, bool]) -> Sign:
    """Return the sign of a list of things, a point each."""
    have, miss = ([name for name, found in there.items() if found is wanted] for wanted in (True, False))
    lacks = f"{' and '.join(miss)} {'is' if len(miss) == 1 else 'are'} not written down" if miss else ""
    return Sign(1.0 + len(have), f"on file: {', '.join(have) or 'nothing'}", lacks)


DIMENSIONS = tuple(RULES)
APART = 2.0  # points between own rating and data from which the two disagree
# what rests on dated rows alone can be shown for a quarter that is over; the rest is known of today only
_DATED = ("evidence", "composure", "fit to the listener", "figure")
_DATED_TABLES = ("wins", "outcomes", "practice", "pay", "market", "published", "asks", "reviews")
EARLIER = 4
DOUBT_HEAD = ("doubt", "since", "answered by")


@dataclass(frozen=True)
class Rated:
    """One dimension in one quarter ("2026 Q3").

    `own` rating (None: not rated) with its `note`, and what the data show.
    """

    dimension: str
    quarter: str
    own: float | None
    data: Sign
    note: str = ""

    @property
    def apart(self) -> float:
        """How far the own rating lies above the data; 0 where one of them is missing."""
        return 0.0 if self.own is None or self.data.rating is None else self.own - self.data.rating

    @property
    def disagreement(self) -> str:
        """Own rating and data in a sentence where they lie two points or more apart, else empty."""
        if abs(self.apart) < APART:
            return ""
        yet = (
            f"yet {self.data.lacks}"
            if self.apart > 0 and self.data.lacks
            else f"while the data show {self.data.rating:g}: {self.data.facts}"
        )
        return f"{self.dimension} {self.own:g} of 5, {yet}"


@dataclass(frozen=True)
class Doubted:
    """A doubt and the wins that answer it; without one it is open."""

    doubt: str
    key: str
    since: date
    answers: tuple[str, ...]

    @property
    def words(self) -> str:
        """What answers it, or that it is open."""
        return "; ".join(f"“{short(win)}”" for win in self.answers) or "open: no win answers it yet"


@dataclass(frozen=True)
class Assessment:
    """All eight dimensions in their order.

    `now` (the newest own rating beside today's data), `earlier` quarters, newest first.
    """

    now: tuple[Rated, ...]
    earlier: tuple[Rated, ...]
    doubts: tuple[Doubted, ...]
    unknown: tuple[str, ...] = ()

    @property
    def disagreements(self) -> tuple[Rated, ...]:
        """Where own rating and data lie two points or more apart.

        First what is rated higher than the data show, then the widest.
        """
        apart = (rated for rated in self.now if rated.disagreement)
        return tuple(sorted(apart, key=lambda rated: ((rated.own or 0) < (rated.data.rating or 0), -abs(rated.apart))))


def self_assessment(records: Records) -> Assessment:
    """Return own ratings beside what the data show.

    Of each dimension and quarter the newest rating counts. What the data showed in a quarter that is over is computed
    from the rows dated by its end, and only for dimensions whose facts all bear a date. Names that are none of the
    eight dimensions come out as `unknown`.
    """
    rows = known(records, "assessments").sort_values("date", kind="stable")
    named = rows["dimension"].str.strip().str.casefold()
    rows = rows.assign(dimension=named, quarter=rows["date"].map(_quarter))
    unknown = tuple(dict.fromkeys(named[~named.isin(DIMENSIONS)]))
    newest = rows[named.isin(DIMENSIONS)].drop_duplicates(["dimension", "quarter"], keep="last")
    this = _quarter(pd.Timestamp(records.today))
    now = tuple(
        _rated(newest[newest["dimension"] == name].tail(1), name, this, rule(records)) for name, rule in RULES.items()
    )
    before = sorted(set(newest["quarter"]) - {this}, reverse=True)[:EARLIER]
    earlier = []
    for quarter in before:
        then = as_of(records, pd.Period(quarter.replace(" ", ""), "Q").end_time.date())
        for name in DIMENSIONS:
            own = newest[(newest["dimension"] == name) & (newest["quarter"] == quarter)]
            sign = RULES[name](then) if name in _DATED else Sign(None, "not known of that day")
            earlier.append(_rated(own, name, quarter, sign))
    return Assessment(now, tuple(earlier), _doubts(records), unknown)


def as_of(records: Records, when: date) -> Records:
    """Return the records as their dated rows stood at the end of a day."""
    return records_at(records, when, _DATED_TABLES)


def assessment_finding(records: Records, assessed: Assessment | None = None) -> Finding:
    """Return the self-assessment as a picture's finding.

    The frame has a row a dimension and quarter, the present state first: `dimension`, `quarter`, `now` (bool), `own`
    and `data` (1 to 5, NaN where missing), `words` (the facts, or the disagreement), `apart` (bool).
    """
    assessed = assessed or self_assessment(records)
    rows = [
        (r.dimension, r.quarter, now, r.own, r.data.rating, _words(r), bool(r.disagreement))
        for now, group in ((True, assessed.now), (False, assessed.earlier))
        for r in group
    ]
    frame = pd.DataFrame(rows, columns=["dimension", "quarter", "now", "own", "data", "words", "apart"])
    frame = frame.astype({"own": "float64", "data": "float64"})
    title = _title(assessed)
    quarters = len({r.quarter for r in assessed.earlier})
    pale = f"; {counted(quarters, 'earlier quarter', spelled=True)} pale" if quarters else ""
    told = " ".join(
        f"{r.dimension[:1].upper()}{r.dimension[1:]}: own rating {_said(r.own)}, data {_said(r.data.rating)}"
        f" ({r.data.facts})."
        for r in assessed.now
    )
    return Finding(
        frame=frame,
        title=title,
        subtitle=f"Your own rating and what your tables show, from 1 to 5{pale}",
        source=(
            f"Source: assessments.csv, {counted(len(records.assessments), 'rating')}; your other tables. Drawn"
            f" {day(records.today)}."
        ),
        alt=f"{title}. {told}",
        answer=_answer(assessed),
    )


def doubt_rows(assessed: Assessment) -> tuple[tuple[str, ...], ...]:
    """Return the doubts as rows of text: the doubt, since when, what answers it."""
    return tuple((doubted.doubt, doubted.since.isoformat(), doubted.words) for doubted in assessed.doubts)


def _rated(own: pd.DataFrame, name: str, quarter: str, sign: Sign) -> Rated:
    if own.empty:
        return Rated(name, quarter, None, sign)
    row = own.iloc[-1]
    return Rated(
        name, str(row["quarter"]), float(row["rating"]), sign, row["note"] if isinstance(row["note"], str) else ""
    )


def _quarter(when: pd.Timestamp) -> str:
    return f"{when.year} Q{when.quarter}"


def _doubts(records: Records) -> tuple[Doubted, ...]:
    wins = {key: win for key, win in zip(records.wins["id"], records.wins["win"], strict=True) if isinstance(key, str)}
    return tuple(
        Doubted(
            row.doubt,
            str(row.id),
            row.date.date(),
            tuple(wins[key] for key in split_list(row.answered_by) if key in wins),
        )
        for row in known(records, "doubts").itertuples()
    )


def _said(rating: float | None) -> str:
    return "none" if rating is None else f"{rating:g}"


def _words(rated: Rated) -> str:
    if rated.disagreement:
        return rated.disagreement.removeprefix(f"{rated.dimension} ")
    return f"no data: {rated.data.facts}" if rated.data.rating is None else rated.data.facts


def _title(assessed: Assessment) -> str:
    if all(rated.own is None for rated in assessed.now):
        return "You have not rated yourself yet"
    if found := assessed.disagreements:
        said = found[0].disagreement
        return f"{said[:1].upper()}{said[1:]}"
    both = sum(rated.own is not None and rated.data.rating is not None for rated in assessed.now)
    return (
        f"Own rating and data agree wherever both are there: {counted(both, 'dimension')}"
        if both
        else "The data cannot answer your ratings yet"
    )


def _answer(assessed: Assessment) -> str:
    found = assessed.disagreements
    parts = []
    if found:
        names = ", ".join(rated.dimension for rated in found)
        parts.append(
            f"Own rating and data lie two points or more apart in {counted(len(found), 'dimension', spelled=True)}:"
            f" {names}."
        )
    silent = [rated.dimension for rated in assessed.now if rated.data.rating is None]
    if silent:
        parts.append(f"No data on {', '.join(silent)}: nothing on file can show it, and that is no bad mark.")
    left = [doubted for doubted in assessed.doubts if not doubted.answers]
    if left:
        parts.append(f"{counted(len(left), 'doubt is', 'doubts are')} open; the first: “{short(left[0].doubt, 80)}”")
    if assessed.unknown:
        parts.append(f"assessments.csv rates what is none of the eight dimensions: {', '.join(assessed.unknown)}.")
    return " ".join(parts) or "Own ratings and data agree within two points."
