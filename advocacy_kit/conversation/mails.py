"""Mails after the answer: what was agreed, by whom and by when.

And the case in writing where no meeting was to be had.
"""

from __future__ import annotations

from advocacy_kit.conversation.facts import ask_facts, masked
from advocacy_kit.conversation.meeting import Mail
from advocacy_kit.conversation.plan import own_steps
from advocacy_kit.core.assets import filled, talk_texts
from advocacy_kit.core.cells import plain
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, day
from advocacy_kit.log.asks import ask_of
from advocacy_kit.log.milestones import milestone_words
from advocacy_kit.log.sharing import name_of

ANSWERED = ("yes", "not yet", "no", "agreed in writing", "milestones")


def confirming_mail(records: Records, ask_id: str) -> Mail:
    """Return the mail that confirms an answer: what, from when, what was agreed.

    For not yet and no what stands in the way, and the milestones.

    A refusal is told by its blocker, for a yes has none.

    Args:
        records: the person's tables.
        ask_id: the ask.

    Raises:
        KitError: if there is no such ask, or no answer yet.
    """
    ask = ask_of(records, ask_id)
    if ask.known_state not in ANSWERED or not ask.answer:
        raise KitError.of(
            "K097",
            f"the ask {ask.id} has no answer yet",
            "Record the answer first: yes, not yet, or no.",
            file="asks.csv",
        )
    text = talk_texts("mails")["not_yet" if ask.blocker else "yes"]
    body = filled(text["body"], ask_facts(records, ask))
    stones = records.milestones[records.milestones["ask_id"] == ask.id]
    if len(stones):
        money = ask.money(records)
        listed = "\n".join(f"- {masked(milestone_words(records, row), money)}" for _, row in stones.iterrows())
        lead = talk_texts("mails")["plan"]["lead"][0]
        body = (*body[:-2], f"{lead}\n{listed}", *body[-2:])
    return Mail(name_of(records, ask.to), text["subject"][0], body)


def written_mail(records: Records, ask_id: str) -> Mail:
    """Return the mail that takes the case's place in a meeting.

    The page goes with it, with the next try and the user's own steps.

    Raises:
        KitError: if there is no such ask.
    """
    ask = ask_of(records, ask_id)
    text = talk_texts("mails")["in_writing"]
    steps = own_steps(records, ask.id)
    steps = steps[steps["state"] != "done"]
    words = "; ".join(f"{plain(row.step)} (by {day(row.due.date())})" for row in steps.itertuples())
    return Mail(
        name_of(records, ask.to),
        text["subject"][0],
        filled(text["body"], dict(ask_facts(records, ask)) | {"steps": words}),
    )
