"""What the page for an ask beside a figure says: request, why, the ways to grant it, what speaks for it, the date."""

from __future__ import annotations

from advocacy_kit.conversation.other_asks import Ask, Option, promotion_level
from advocacy_kit.core.cells import plain
from advocacy_kit.core.model import Records, counted, day
from advocacy_kit.core.page import Block, Page, listing, paragraph, section
from advocacy_kit.log.rubric import promotion_words
from advocacy_kit.log.sharing import name_of, shareable
from advocacy_kit.log.strength import fit_to_listener
from advocacy_kit.raise_case.manager_page import recap, told_win

# as a request names its kind; a raise has the page of its case
KINDS = {
    "title": "a title",
    "promotion": "a promotion and its timeline",
    "training": "training",
    "project": "a project",
    "resources": "resources and timelines",
    "workload": "workload and boundaries",
    "raise": "the raise of this page",
}
MOST = 3


def ask_page(records: Records, ask: Ask) -> Page:
    """Return the page for the person who is asked, from wins that this person may see.

    Confidential ones are never in it.

    Args:
        records: the person's tables; they are filtered for whom is asked before anything is counted.
        ask: the ask; its own evidence, of the unfiltered records, does not go onto the page.

    Raises:
        KitError: if a promotion is asked for and there is no rubric of a next level.
    """
    told = shareable(records, ask.to)
    ways = tuple(way_words(records, option) for option in ask.options)
    each = "Each of these ways leads there by itself." if len(ways) > 1 else ""
    blocks = (
        *section("What I ask for", paragraph(f"I ask for {plain(ask.request)}, from {day(ask.start)}."), request=True),
        *section("Why", paragraph(_sentence(ask.why))),
        *section("How it can be done", listing(ways), paragraph(each)),
        *section("What speaks for it", *(_promotion(told) if ask.kind == "promotion" else _leading(told))),
        *section("The date", paragraph(f"I would like to hear where it stands on {day(ask.follow_up)}.")),
    )
    kind = KINDS[ask.kind].partition(" and ")[0]
    foot = f"{records.profile.role}, {day(records.today)}." if records.profile.role else f"{day(records.today)}."
    return Page(f"{kind[:1].upper()}{kind[1:]}: a request", blocks, foot, to=name_of(records, ask.to))


def way_words(records: Records, option: Option) -> str:
    """Return a way to grant an ask as a sentence: what, its cost, who does what first, and by when."""
    by = f", by {day(option.date)}" if option.date is not None else ""
    owner = plain(name_of(records, option.owner))
    return (
        f"{_sentence(option.option)} Cost: {plain(option.cost)}. First step, {owner}: {plain(option.first_step)}{by}."
    )


def _sentence(text: str) -> str:
    words = plain(text)
    return f"{words[:1].upper()}{words[1:]}."


def _leading(told: Records) -> tuple[Block, ...]:
    fit = fit_to_listener(told)
    lines = recap(fit, MOST)
    lead = f"{counted(len(lines), 'result')} of my work that {'speaks' if len(lines) == 1 else 'speak'} for it:"
    return (paragraph(lead), listing(lines)) if lines else ()


def _promotion(told: Records) -> tuple[Block, ...]:
    level = promotion_level(told)
    lines = tuple(
        told_win(row, f"meets {'; '.join(map(plain, row['meets']))}") for _, row in level.wins.head(MOST).iterrows()
    )
    return paragraph(promotion_words(level)), listing(lines)
