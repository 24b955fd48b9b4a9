"""What the tables show of each dimension of the self-assessment, from 1 to 5, by a rule that anyone can check.

A share of 0 is a 1, a share of all is a 5, rounded to halves; a list of things that should be there gives a point for
each. Where no row could show it, there is no rating: silence is no bad mark.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from advocacy_kit.core.model import Records, counted, day, percent
from advocacy_kit.core.values import split_list
from advocacy_kit.log.asks import asks_of
from advocacy_kit.log.impact import is_measured
from advocacy_kit.log.periods import FEW_WINS, in_period, known, review_day
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
