"""The plan as a page: what stands in the way, the milestones and how far they are, what the user does alone, when it is looked at; then and now."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.asks import ask_of
from advocacy_kit.cells import plain
from advocacy_kit.conversation.facts import masked, what_words
from advocacy_kit.conversation.plan import follow_up_days, own_steps
from advocacy_kit.conversation.pressing import Again, Press
from advocacy_kit.milestones import milestone_words, progress, progress_words
from advocacy_kit.model import Records, day, is_number
from advocacy_kit.pages import FOR_MYSELF, ManagerPage, Part, with_words
from advocacy_kit.sharing import name_of


def plan_page(records: Records, ask_id: str) -> ManagerPage:
    """Return the plan that runs for an ask, as it stands today.

    Raises:
        KitError: if there is no such ask.

    """
    ask = ask_of(records, ask_id)
    money = ask.money(records)
    stones, steps = progress(records, ask.id), own_steps(records, ask.id)
    rows = records.milestones
    listed = tuple(masked(f"{milestone_words(records, rows.loc[line])}: {standing_words(row)}", money) for line, row in stones.iterrows())
    own = tuple(
        f"{plain(row.step)}, by {day(row.due.date())} ({row.state}); first: {plain(row.first_action)}" for row in steps.itertuples()
    )
    blocker = masked(plain(ask.blocker), money)
    days = tuple(day(when) for when in follow_up_days(records, ask.id))
    parts = (
        Part("What I ask for", (f"{_begun(what_words(records, ask))}, from {day(ask.start_date)}.",), asks=True),
        Part("What stands in the way", (f"{_begun(blocker)}.",) if blocker else ()),
        Part("What has to be reached", (progress_words(stones),), listed),
        Part("What I do myself", (), own),
        Part("When it is looked at", (), days),
    )
    shown = with_words(parts)
    return ManagerPage("The plan", name_of(records, ask.to), shown, f"As of {day(records.today)}.")


def standing_words(row: pd.Series) -> str:
    """Say where a milestone of `progress` stands: "3 on 2 February 2027, 75% of the way: on the way"."""
    if not is_number(row["now"]):
        return str(row["status"])
    share = f", {row['share']:.0%} of the way" if is_number(row["share"]) else ""
    return f"{row['now']:.10g} on {day(row['as_of'].date())}{share}: {row['status']}"


def press_page(found: Press, again: Again | None = None) -> ManagerPage:
    """Return whether to press or to bide, with what speaks for each, and when to ask again."""
    verdict = "Press: take it up again now." if found.verdict == "press" else "Bide: wait with it."
    news = tuple(f"{row.date:%B %Y}: {plain(row.win)} ({row.why})" for row in found.new.itertuples())
    parts = (
        Part("Press or bide", (verdict,)),
        Part("What speaks for it", (), found.for_it),
        Part("What speaks against it", (), found.against),
        Part("What is new to the one who decides", (), news),
        Part("When to ask again", (f"{day(again.day)}.",), again.reasons) if again is not None else Part("", ()),
    )
    return ManagerPage("Whether to ask again", "", with_words(parts), FOR_MYSELF)


def comparison_page(frame: pd.DataFrame) -> ManagerPage:
    """Return `then_and_now` as a page, a line each: what, then, now, and the change."""
    listed = tuple(f"{row.what}: then {row.then}, now {row.now} ({row.change})" for row in frame.itertuples())
    return ManagerPage("Then and now", "", (Part("What has changed since the last time", (), listed),), FOR_MYSELF)


def days_page(days: pd.DataFrame, most: int = 5) -> ManagerPage:
    """Return the best days of `meeting_days`, and the working days to avoid with their reasons."""
    good = days[days["avoid"] == ""].head(most)
    bad = days[(days["avoid"] != "") & (days["day"].dt.day_of_week < 5)].sort_values("day")
    parts = (
        Part("Days that are proposed", (), tuple(_dated(row.day, row.reasons) for row in good.itertuples())),
        Part("Days to avoid, beside weekends", (), tuple(_dated(row.day, row.avoid) for row in bad.itertuples())),
    )
    return ManagerPage("When do I ask?", "", with_words(parts), FOR_MYSELF)


def _dated(when: pd.Timestamp, words: str) -> str:
    return f"{when:%A}, {day(when.date())}" + (f": {words}" if words else "")


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
