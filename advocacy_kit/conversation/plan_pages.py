"""The plan as a page: what stands in the way, the milestones and how far they are.

What the user does alone, when it is looked at.
"""

from __future__ import annotations

import pandas as pd

from advocacy_kit.conversation.facts import masked, what_words
from advocacy_kit.conversation.plan import follow_up_days, own_steps
from advocacy_kit.core.cells import measured, plain
from advocacy_kit.core.model import Records, day, is_number
from advocacy_kit.core.page import Page, listing, paragraph, section
from advocacy_kit.log.asks import ask_of
from advocacy_kit.log.milestones import milestone_words, progress, progress_words
from advocacy_kit.log.sharing import name_of


def plan_page(records: Records, ask_id: str) -> Page:
    """Return the plan that runs for an ask, as it stands today.

    Raises:
        KitError: if there is no such ask.

    """
    ask = ask_of(records, ask_id)
    money = ask.money(records)
    stones, steps = progress(records, ask.id), own_steps(records, ask.id)
    rows = records.milestones
    listed = tuple(
        masked(f"{milestone_words(records, rows.loc[line])}: {standing_words(row)}", money)
        for line, row in stones.iterrows()
    )
    own = tuple(
        f"{plain(row.step)}, by {day(row.due.date())} ({row.state}); first: {plain(row.first_action)}"
        for row in steps.itertuples()
    )
    blocker = masked(plain(ask.blocker), money)
    days = tuple(day(when) for when in follow_up_days(records, ask.id))
    wanted = f"{_begun(what_words(records, ask))}, from {day(ask.start_date)}."
    blocks = (
        *section("What I ask for", paragraph(wanted), request=True),
        *section("What stands in the way", paragraph(f"{_begun(blocker)}." if blocker else "")),
        *section(
            "What has to be reached", paragraph(progress_words(stones) if len(stones) != 1 else ""), listing(listed)
        ),
        *section("What I do myself", listing(own)),
        *section("When it is looked at", listing(days)),
    )
    return Page("The plan", blocks, f"As of {day(records.today)}.", to=name_of(records, ask.to))


def standing_words(row: pd.Series) -> str:
    """Say where a milestone of `progress` stands: "3 on 2 February 2027, 75% of the way: on the way"."""
    if not is_number(row["now"]):
        return "nothing on record yet" if row["status"] == "no word yet" else str(row["status"])
    share = (
        f", {row['share']:.0%} of the way"
        if is_number(row["share"]) and row["share"] >= 0.005 and row["status"] != "reached"
        else ""
    )
    return f"{measured(row['now'])} on {day(row['as_of'].date())}{share}: {row['status']}"


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
